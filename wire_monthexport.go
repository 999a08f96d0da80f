package main

import (
	"context"
	"errors"
	"path/filepath"

	"trastienda/app/month"
	"trastienda/data/desk"
	"trastienda/data/desk/document"
	"trastienda/reports"
	"trastienda/ui/reporting"
	"trastienda/ui/shell"
	"trastienda/ui/text"
)

// Months asks the hub.
func (r reportingBackend) Months(ctx context.Context) (month.List, error) {
	return onHub(r.b, func(d *desk.Desk) (month.List, error) { return d.Months(ctx) })
}

// CloseMonth closes a month.
func (r reportingBackend) CloseMonth(ctx context.Context, m string) (month.Close, error) {
	c, err := onHub(r.b, func(d *desk.Desk) (month.Close, error) { return d.CloseMonth(ctx, m) })
	var unknown desk.ErrOutcomeUnknown
	if errors.As(err, &unknown) {
		err = errors.Join(reporting.ErrUnknown, err)
	}
	return c, err
}

// onHub asks the desk, if there is one, and keeps its errors as they are.
func onHub[T any](b *backend, ask func(*desk.Desk) (T, error)) (T, error) {
	d := b.deskNow()
	if d == nil {
		var none T
		return none, desk.ErrSignedOut
	}
	return ask(d)
}

// exportMonth writes the document of a closed month beside the window; its rows
// come from the hub.
func exportMonth(s *shell.Shell, b *backend, c month.Close, f reports.Format, written func([]string)) {
	title := s.Book().T("reports.month.title", "month", c.Month) // a file's name has no slash
	writeBeside(s, b, title, func(ctx context.Context, book *text.Book, progress func(done, of int)) ([]string, int, error) {
		return monthFile(ctx, b, book, title, c, f, progress)
	}, written)
}

// monthFile writes the file; the audit knows of it before it is there.
func monthFile(ctx context.Context, b *backend, book *text.Book, title string, c month.Close, f reports.Format, progress func(done, of int)) ([]string, int, error) {
	folder, d, err := b.writing()
	if err != nil {
		return nil, 0, err
	}
	if err := d.TellExport(ctx, desk.ExportMonth, string(f), c.Rows); err != nil {
		return nil, 0, err
	}
	now := b.clock.Now()
	set := document.NewSet(filepath.Join(folder, documentName(book, title, f, now)), false)
	doc := reports.Month(documentHead(ctx, b, d, book, now), c, func(ctx context.Context, give func(month.Row) error) error { return d.EachMonthRow(ctx, c.Month, give) })
	if err := writeSet(ctx, doc, f, set, progress); err != nil {
		return nil, 0, err
	}
	return set.Paths(), c.Rows, nil
}
