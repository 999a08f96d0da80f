package main

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/document"
	"trastienda/data/desk/replica"
	"trastienda/reports"
	"trastienda/ui/look"
	"trastienda/ui/purchases"
	"trastienda/ui/shell"
	"trastienda/ui/text"
)

// exportPurchases writes the list of purchases into the user's folder, beside the
// window, and says where it is. written (may be nil) is called with the files once
// they are there. UI goroutine.
func exportPurchases(s *shell.Shell, b *backend, e purchases.Export, written func(paths []string)) {
	writeBeside(s, b, s.Book().T("reports.purchases.title"), func(ctx context.Context, book *text.Book, progress func(done, of int)) ([]string, int, error) {
		return exportFile(ctx, b, book, e, progress)
	}, written)
}

// writeBeside writes a document beside the window: a task in the status bar, then
// a word of where the file is, or why there is none. UI goroutine.
func writeBeside(s *shell.Shell, b *backend, title string, write func(ctx context.Context, book *text.Book, progress func(done, of int)) (paths []string, rows int, err error),
	written func(paths []string),
) {
	// A book of its own: the language of a document does not change half-way.
	book, err := text.NewBook(s.Book().Lang())
	if err != nil {
		b.log.Error("write a document", "error", err)
		return
	}
	book.SetZone(s.Book().Zone())
	ctx, cancel := context.WithCancel(context.Background())
	task := s.StartTask(func() string { return s.Book().T("reports.export.working", "title", title) }, cancel)
	go func() {
		paths, n, err := write(ctx, book, task.Set)
		stopped := ctx.Err() != nil
		cancel()
		task.Done()
		if err == nil {
			b.noteMade(context.Background(), title, n, paths)
		}
		s.Do(func() {
			switch {
			case err == nil:
				if written != nil {
					written(paths)
				}
				s.Toast(shell.Toast{ID: "export", Text: book.N("reports.export.done", n, "title", title, "file", paths[0]), Tone: look.ToneSuccess,
					Action: book.T("reports.export.open"), Do: func() { s.OpenFolder(whatToOpen(paths)) }})
			case !stopped:
				b.log.Warn("write a document", "title", title, "error", err)
				s.Toast(shell.Toast{ID: "export", Text: book.T("reports.export.failed", "why", exportWhy(book, b, err)), Tone: look.ToneError})
			}
		})
	}()
}

// writing gives what a document needs: the user's folder, and the desk.
func (b *backend) writing() (folder string, d *desk.Desk, err error) {
	if folder, err = b.files.documents(); err != nil {
		return "", nil, err
	}
	if d = b.deskNow(); d == nil {
		return "", nil, desk.ErrSignedOut
	}
	return folder, d, nil
}

// documentName names a file by what it is and when it was made.
func documentName(book *text.Book, title string, f reports.Format, now time.Time) string {
	return title + " " + now.In(book.Zone()).Format("2006-01-02 150405") + "." + string(f)
}

// whatToOpen is the file, or the folder when there are several.
func whatToOpen(paths []string) string {
	if len(paths) > 1 {
		return filepath.Dir(paths[0])
	}
	return paths[0]
}

// exportFile writes the file and tells the audit before it is there.
func exportFile(ctx context.Context, b *backend, book *text.Book, e purchases.Export, progress func(done, of int)) (paths []string, rows int, err error) {
	folder, d, err := b.writing()
	if err != nil {
		return nil, 0, err
	}
	now := b.clock.Now()
	head := documentHead(ctx, b, d, book, now)
	head.AsOf = d.State().LastSync
	set := document.NewSet(filepath.Join(folder, documentName(book, book.T("reports.purchases.title"), e.Format, now)), false)
	rows, err = writeReport(ctx, func(ctx context.Context, use func(ctx context.Context, s *replica.Snapshot) error) error {
		return d.Purchases().Snapshot(ctx, func(ctx context.Context, s *replica.Snapshot) error {
			n, err := exportRows(e, s).Count(ctx, reports.PurchaseQuery{Filter: e.Filter})
			if err == nil {
				err = d.TellExport(ctx, desk.ExportList, string(e.Format), n)
			}
			if err != nil {
				return err
			}
			return use(ctx, s)
		})
	}, exported(e, book.Zone()), head, e.Format, set, progress, func(s *replica.Snapshot) reports.PurchaseSource { return exportRows(e, s) })
	return set.Paths(), rows, err
}

// exported is the report of a wish: its days are the period, the rest are filters.
func exported(e purchases.Export, zone *time.Location) reports.Purchases {
	r := reports.Purchases{Query: reports.PurchaseQuery{Filter: e.Filter, By: e.By, Sort: e.Sort}, Chosen: e.IDs != nil}
	if e.IDs != nil {
		r.Query.Filter = purchase.Filter{} // whatever narrowed the list, these were picked
		return r
	}
	if !e.Filter.From.IsZero() {
		r.FromDay = purchase.DayOf(e.Filter.From, zone)
	}
	if !e.Filter.To.IsZero() {
		r.ToDay = purchase.DayOf(e.Filter.To.Add(-time.Millisecond), zone)
	}
	return r
}

// exportRows gives the rows of a wish.
func exportRows(e purchases.Export, s *replica.Snapshot) reports.PurchaseSource {
	switch {
	case e.IDs != nil:
		return pickedRows{snapshotRows{s}, e.IDs}
	case len(e.Except) > 0:
		return exceptRows{snapshotRows{s}, e.Except}
	}
	return snapshotRows{s}
}

// pickedRows are rows that were chosen one by one.
type pickedRows struct {
	snapshotRows
	ids []string
}

func (x pickedRows) Count(ctx context.Context, q reports.PurchaseQuery) (int, error) {
	n := 0
	err := x.Each(ctx, q, func(*purchase.Purchase) error { n++; return nil })
	return n, err
}

func (x pickedRows) Each(ctx context.Context, _ reports.PurchaseQuery, give func(p *purchase.Purchase) error) error {
	return x.s.Picked(ctx, x.ids, give)
}

// exceptRows are all rows but some.
type exceptRows struct {
	snapshotRows
	except []string
}

func (x exceptRows) Count(ctx context.Context, q reports.PurchaseQuery) (int, error) {
	n := 0
	err := x.Each(ctx, q, func(*purchase.Purchase) error { n++; return nil })
	return n, err
}

func (x exceptRows) Each(ctx context.Context, q reports.PurchaseQuery, give func(p *purchase.Purchase) error) error {
	return x.snapshotRows.Each(ctx, q, func(p *purchase.Purchase) error {
		if slices.Contains(x.except, p.ID) {
			return nil
		}
		return give(p)
	})
}

// exportWhy says why nothing was written and what to do.
func exportWhy(book *text.Book, b *backend, err error) string {
	var path *fs.PathError
	switch {
	case errors.Is(err, reports.ErrTooLong):
		return book.T("reports.export.toolong")
	case errors.Is(err, syscall.ENOSPC), errors.As(err, &path), errors.Is(err, document.ErrTaken):
		folder, err := b.files.documents()
		if err != nil {
			folder = b.files.dir
		}
		return book.T("reports.export.nofile", "folder", folder)
	}
	return book.T("reports.export.unread")
}
