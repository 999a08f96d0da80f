package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"trastienda/app/access"
	chain "trastienda/app/audit"
	"trastienda/data/desk"
	"trastienda/data/desk/document"
	"trastienda/data/desk/remote"
	"trastienda/ui/audit"
	"trastienda/ui/shell"
)

// auditPages is the page of the audit; none for those who may not read it.
func auditPages(s *shell.Shell, b *backend, log *slog.Logger) []shell.Page {
	if !s.Session().Role.Allows(access.AuditSee) {
		return nil
	}
	page, err := audit.New(audit.Params{Export: exportList(s, b), Backend: auditBackend{b}, Book: s.Book(), Shell: s, Log: log, Open: func(path string) { s.OpenFolder(filepath.Dir(path)) },
		StartTask: func(title func() string, cancel func()) audit.Task { return s.StartTask(title, cancel) },
		Alert: func(words, action string, do func()) {
			s.Toast(shell.Toast{ID: audit.PageID, Text: words, Action: action, Do: func() {
				s.Open(audit.PageID)
				do()
			}})
		}})
	if err != nil {
		// Only a missing part makes this fail: a mistake in this file.
		panic(err)
	}
	return []shell.Page{page}
}

// auditBackend gives the page of the audit what the hub tells.
type auditBackend struct{ b *backend }

// onAudit asks the desk, if there is one, and gives its errors the names the
// page knows.
func onAudit[T any](a auditBackend, ask func(*desk.Desk) (T, error)) (T, error) {
	var none T
	d := a.b.deskNow()
	if d == nil {
		return none, audit.ErrSignedOut
	}
	answer, err := ask(d)
	switch {
	case errors.Is(err, desk.ErrSignedOut), errors.Is(err, remote.ErrUnauthorized):
		return none, audit.ErrSignedOut
	case errors.Is(err, remote.ErrOffline):
		return none, audit.ErrOffline
	}
	return answer, err
}

// Count tells how many links a filter keeps.
func (a auditBackend) Count(ctx context.Context, f chain.Filter) (chain.Count, error) {
	return onAudit(a, func(d *desk.Desk) (chain.Count, error) { return d.AuditCount(ctx, f) })
}

// Links gives a page of the chain.
func (a auditBackend) Links(ctx context.Context, q audit.Ask) ([]chain.Entry, string, error) {
	page, err := onAudit(a, func(d *desk.Desk) (remote.Page[chain.Entry], error) { return d.Audit(ctx, remote.AuditQuery(q)) })
	return page.Items, page.Next, err
}

// Choices tells what the chain can be filtered by.
func (a auditBackend) Choices(ctx context.Context) (chain.Choices, error) {
	return onAudit(a, func(d *desk.Desk) (chain.Choices, error) { return d.AuditChoices(ctx) })
}

// Now is the present instant.
func (a auditBackend) Now() time.Time { return a.b.clock.Now() }

// Setting gives a choice of the signed-in user on this computer.
func (a auditBackend) Setting(ctx context.Context, key string) (string, error) {
	return purchaseBackend(a).Setting(ctx, key)
}

// PutSetting keeps one.
func (a auditBackend) PutSetting(ctx context.Context, key, value string) error {
	return purchaseBackend(a).PutSetting(ctx, key, value)
}

// Folder is the folder documents are saved in.
func (a auditBackend) Folder() string {
	folder, err := a.b.files.documents()
	if err != nil {
		return a.b.files.dir
	}
	return folder
}

// Exporting tells the audit of an export of itself.
func (a auditBackend) Exporting(ctx context.Context, rows int) error {
	_, err := onAudit(a, func(d *desk.Desk) (struct{}, error) {
		return struct{}{}, d.TellExport(ctx, desk.ExportAudit, "csv", rows)
	})
	return err
}

// Create begins a file there.
func (a auditBackend) Create(_ context.Context, name string) (audit.File, error) {
	f, err := document.Create(a.Folder(), name)
	switch {
	case errors.Is(err, document.ErrTaken):
		return nil, audit.ErrTaken
	case errors.Is(err, document.ErrName):
		return nil, audit.ErrName
	case err != nil:
		return nil, err
	}
	return f, nil
}
