package grid

import (
	"context"
	"errors"
	"strings"
)

// MaxCopy is how many rows can be copied at once.
const MaxCopy = 100_000

// ErrTooMany is reported when more than MaxCopy rows were to be copied.
var ErrTooMany = errors.New("grid: too many rows to copy")

// Copy gives the chosen rows, or the current row when none is chosen, as
// tab-separated values, as far as they are loaded. Ctrl+C reads the others
// first and hands everything to OnCopy.
func (g *Grid) Copy(withHeader bool) string {
	rows, _ := g.rowsToCopy()
	return g.tsv(rows, withHeader)
}

// rowsToCopy gives the rows to copy and whether that is all of them.
func (g *Grid) rowsToCopy() ([]Row, bool) {
	if g.sel.all {
		var rows []Row
		for i := range g.load.count {
			r := g.load.row(i)
			if r == nil {
				return rows, false
			}
			if !g.sel.except[r.ID] {
				rows = append(rows, *r)
			}
		}
		return rows, true
	}
	if len(g.sel.ids) == 0 {
		if r := g.currentRow(); r != nil {
			return []Row{*r}, true
		}
		return nil, true
	}
	rows := g.SelectedRows()
	return rows, len(rows) == len(g.sel.ids) && !g.sel.reading
}

// copy hands the rows to OnCopy, at once or when the missing ones are read.
func (g *Grid) copy(withHeader bool) {
	if g.OnCopy == nil {
		return
	}
	rows, complete := g.rowsToCopy()
	if complete {
		if len(rows) > 0 {
			g.OnCopy(g.tsv(rows, withHeader))
		}
		return
	}
	chosen := g.Selected()
	if chosen.Count > MaxCopy {
		g.load.report(ErrTooMany)
		return
	}
	want := chosenFilter(chosen)
	token, gen, src, ctx := g.sel.token, g.load.gen, g.load.src, g.load.ctx
	go func() {
		rows, err := collect(ctx, src, chosen.Count, want)
		g.do(func() {
			switch {
			case token != g.sel.token || gen != g.load.gen:
			case err != nil:
				g.load.report(err)
			default:
				g.OnCopy(g.tsv(rows, withHeader))
			}
		})
	}()
}

// chosenFilter tells for an id whether it is chosen.
func chosenFilter(s Selected) func(id string) bool {
	set := map[string]bool{}
	for _, id := range append(s.IDs, s.Except...) {
		set[id] = true
	}
	return func(id string) bool { return set[id] != s.All }
}

// collect reads the source until n wanted rows are found or it ends.
func collect(ctx context.Context, src Source, n int, want func(id string) bool) ([]Row, error) {
	var found []Row
	for from := 0; len(found) < n; {
		chunk, err := src.Rows(ctx, from, 500)
		if err != nil || len(chunk) == 0 {
			return found, err
		}
		for _, r := range chunk {
			if want(r.ID) {
				found = append(found, r)
			}
		}
		from += len(chunk)
	}
	return found, nil
}

func (g *Grid) tsv(rows []Row, withHeader bool) string {
	var b strings.Builder
	line := func(value func(i int) string) {
		first := true
		for _, i := range g.shown {
			if g.cols[i].NoCopy {
				continue
			}
			if !first {
				b.WriteByte('\t')
			}
			first = false
			b.WriteString(value(i))
		}
		b.WriteString("\n")
	}
	if withHeader {
		line(func(i int) string { return tsvValue(g.cols[i].Title) })
	}
	for _, r := range rows {
		line(func(i int) string {
			if i >= len(r.Cells) {
				return ""
			}
			return tsvValue(r.Cells[i].Text)
		})
	}
	return b.String()
}

// tsvValue makes a text fit into one cell of a spreadsheet: no tabs or line
// ends, and nothing that would be taken for a formula.
func tsvValue(s string) string {
	s = strings.NewReplacer("\t", " ", "\r\n", " ", "\n", " ", "\r", " ", "\u00a0", " ").Replace(s)
	if s == "" {
		return s
	}
	formula := s[0] == '=' || s[0] == '@'
	if (s[0] == '+' || s[0] == '-') && len(s) > 1 {
		formula = !strings.ContainsRune("0123456789 $R.,", rune(s[1]))
	}
	if formula {
		return "'" + s
	}
	return s
}
