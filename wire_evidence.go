package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"trastienda/app/evidence"
	"trastienda/data/desk"
	"trastienda/data/desk/document"
	"trastienda/data/desk/remote"
	"trastienda/reports"
	"trastienda/ui/look"
	"trastienda/ui/shell"
	"trastienda/ui/text"
)

// packDocument writes the PDF of a pack of evidence for the hub, in the agency's
// zone.
func packDocument(out io.Writer, p evidence.Pack, logo []byte, lang string) error {
	zone, err := time.LoadLocation(p.Agency.TimeZone)
	if err != nil {
		return fmt.Errorf("write the document of a pack: %w", err)
	}
	book, err := text.NewBook(text.Lang(lang))
	if err != nil {
		return err
	}
	book.SetZone(zone)
	return reports.Evidence(book, lang, zone, logo, p, out)
}

// givePack has the hub make the pack of evidence of a purchase and saves it into
// the user's folder, beside the window. The purchase is left as it is. UI
// goroutine.
func givePack(s *shell.Shell, b *backend, purchaseID string) {
	// A book of its own: the language of a document does not change half-way.
	book, err := text.NewBook(s.Book().Lang())
	if err != nil {
		b.log.Error("give a pack of evidence", "error", err)
		return
	}
	book.SetZone(s.Book().Zone())
	ctx, cancel := context.WithCancel(context.Background())
	task := s.StartTask(func() string { return s.Book().T("evidence.working") }, cancel)
	go func() {
		path, err := packFile(ctx, b, book, purchaseID)
		stopped := ctx.Err() != nil
		cancel()
		task.Done()
		s.Do(func() {
			switch {
			case err == nil:
				s.Toast(shell.Toast{ID: "evidence", Text: book.T("evidence.done", "file", path), Tone: look.ToneSuccess,
					Action: book.T("reports.export.open"), Do: func() { s.OpenFolder(path) }})
			case !stopped:
				b.log.Warn("give a pack of evidence", "purchase", purchaseID, "error", err)
				s.Toast(shell.Toast{ID: "evidence", Text: book.T("evidence.failed", "why", packWhy(book, b, err)), Tone: look.ToneError})
			}
		})
	}()
}

// packWhy says why there is no pack.
func packWhy(book *text.Book, b *backend, err error) string {
	var refused *remote.Refusal
	switch {
	case errors.Is(err, remote.ErrOffline), errors.Is(err, remote.ErrNotAHub), errors.Is(err, desk.ErrSignedOut), errors.Is(err, remote.ErrUnauthorized):
		return book.T("evidence.offline")
	case isUnsound(err):
		return book.T("evidence.wrong")
	case errors.As(err, &refused):
		return refused.Problem.Detail
	}
	return exportWhy(book, b, err)
}

// isUnsound tells that what came is no pack of the hub's.
func isUnsound(err error) bool {
	return errors.Is(err, evidence.ErrDamaged) || errors.Is(err, evidence.ErrOtherKey) || errors.Is(err, evidence.ErrSignature) || errors.Is(err, evidence.ErrChain)
}

// packFile asks the hub for the pack, which writes it into the audit, and keeps it
// as it came. Nothing that does not verify is kept.
func packFile(ctx context.Context, b *backend, book *text.Book, purchaseID string) (string, error) {
	folder, d, err := b.writing()
	if err != nil {
		return "", err
	}
	file, _, err := d.Evidence(ctx, purchaseID, string(book.Lang()))
	if err != nil {
		return "", err
	}
	number := purchaseID
	if seen, err := d.CachedDetail(ctx, purchaseID); err == nil && seen.WalletTransfer != "" {
		number = seen.WalletTransfer
	}
	name := fmt.Sprintf("%s %s %s.zip", book.T("evidence.do"), fileWord(number), b.clock.Now().In(book.Zone()).Format("2006-01-02 150405"))
	f, err := document.Create(folder, name)
	if err != nil {
		return "", err
	}
	if _, err := f.Write(file); err != nil {
		return "", errors.Join(err, f.Drop())
	}
	if err := f.Keep(); err != nil {
		return "", err
	}
	b.noteMade(ctx, book.T("evidence.do"), 0, []string{f.Path()})
	return f.Path(), nil
}
