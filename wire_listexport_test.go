package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"trastienda/reports"
	"trastienda/ui/grid"
	"trastienda/ui/liststate"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// Any list becomes a document: what it shows, without sums, in every format.
func TestAListBecomesADocument(t *testing.T) {
	for _, lang := range text.Langs() {
		book, err := text.NewBook(lang)
		if err != nil {
			t.Fatal(err)
		}
		b := uitest.New(t, "lists", lang)
		g := grid.New(grid.Params{ID: "people", Do: b.Do, Columns: []grid.Column{{ID: "code", Title: "Código", Width: 80, Digits: true}, {ID: "name", Title: "Nombre", Width: 200}}})
		held := &grid.Held{}
		var rows []grid.Row
		for i := range 120 {
			rows = append(rows, grid.Row{ID: fmt.Sprint(i), Cells: []grid.Cell{{Text: fmt.Sprintf("%05d", i)}, {Text: "=Ana 😀 " + strings.Repeat("larga ", i)}}})
		}
		for _, n := range []int{0, 1, len(rows)} {
			held.Set(rows[:n])
			g.SetSource(held)
			b.Until("the rows", func() bool { return !g.Busy() })
			head := reports.Head{Words: book, Lang: string(lang), Agency: "Agencia Demo", Made: time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC), Zone: time.UTC, By: "Ana"}
			for _, format := range reports.Formats() {
				d := listDocument(head, liststate.Export{List: "people", Title: "Gente", Format: format, Taken: g.Take()})
				var out bytes.Buffer
				if err := reports.Write(context.Background(), d, format, func(int, int) (io.Writer, error) { return &out, nil }, nil); err != nil {
					t.Fatalf("%s %d rows as %s: %v", lang, n, format, err)
				}
				if format != reports.CSVs {
					continue
				}
				said := out.String()
				if none := strings.Contains(said, book.T("reports.list.none")); none != (n == 0) {
					t.Errorf("%s, %d rows: %s", lang, n, said)
				}
				if strings.Contains(said, book.T("reports.total")) || n > 0 && !strings.Contains(said, "00000") || strings.Contains(said, "\n=") || n > 0 && !strings.Contains(said, "'=Ana") {
					t.Errorf("%s, %d rows: %s", lang, n, said)
				}
			}
		}
		g.Stop()
	}
}
