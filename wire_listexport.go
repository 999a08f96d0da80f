package main

import (
	"context"
	"path/filepath"

	"trastienda/data/desk/document"
	"trastienda/reports"
	"trastienda/ui/grid"
	"trastienda/ui/liststate"
	"trastienda/ui/shell"
	"trastienda/ui/text"
)

// exportList gives a page the way to take its list out as a file beside the window.
func exportList(s *shell.Shell, b *backend) func(liststate.Export) {
	return func(e liststate.Export) {
		writeBeside(s, b, e.Title, func(ctx context.Context, book *text.Book, progress func(done, of int)) ([]string, int, error) {
			return listFile(ctx, b, book, e, progress)
		}, nil)
	}
}

// listFile writes the file; the audit knows of it before it is there.
func listFile(ctx context.Context, b *backend, book *text.Book, e liststate.Export, progress func(done, of int)) (paths []string, rows int, err error) {
	folder, d, err := b.writing()
	if err != nil {
		return nil, 0, err
	}
	if err := d.TellExport(ctx, e.List, string(e.Format), e.Taken.Count); err != nil {
		return nil, 0, err
	}
	now := b.clock.Now()
	set := document.NewSet(filepath.Join(folder, documentName(book, e.Title, e.Format, now)), false)
	list := listDocument(documentHead(ctx, b, d, book, now), e)
	if err := writeSet(ctx, list, e.Format, set, progress); err != nil {
		return nil, 0, err
	}
	return set.Paths(), e.Taken.Count, nil
}

// listDocument is what a list shows as a document: texts, identifiers kept with
// their zeros.
func listDocument(h reports.Head, e liststate.Export) *reports.Document {
	d := &reports.Document{
		Words: h.Words, Lang: h.Lang, Title: e.Title, Agency: h.Agency, Logo: h.Logo, Made: h.Made, Zone: h.Zone, By: h.By, Sample: h.Sample,
		None: h.Words.T("reports.list.none"), Count: e.Taken.Count,
	}
	for _, c := range e.Taken.Columns {
		kind, width := reports.Text, float64(c.Width)
		if c.Digits || c.Align == grid.Right {
			kind, width = reports.Identifier, 1.25*width // numbers wrap badly
		}
		d.Columns = append(d.Columns, reports.Column{Title: c.Title, Type: kind, Width: width})
	}
	d.Rows = func(ctx context.Context, give func(*reports.Row) error) error {
		row := reports.Row{Cells: make([]reports.Cell, len(d.Columns))}
		return e.Taken.Each(ctx, func(cells []string) error {
			for i, text := range cells {
				row.Cells[i].Text = text
			}
			return give(&row)
		})
	}
	return d
}
