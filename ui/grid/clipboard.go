package grid

import (
	"context"
	"errors"
)

// MaxCopy is how many rows can be copied at once, and chosen as a range among
// groups.
const MaxCopy = 100_000

// ErrTooMany is reported when more than MaxCopy rows were to be copied.
var ErrTooMany = errors.New("grid: too many rows to copy")

// Copy gives the chosen rows, or the current row when none is chosen, as
// tab-separated values, as far as they are loaded: the columns shown, as they
// are shown, without heads of groups. Ctrl+C reads the other rows first and
// hands everything to OnCopy.
func (g *Grid) Copy(withHeader bool) string {
	rows, _ := g.rowsToCopy()
	return g.tsv(rows, withHeader)
}

// rowsToCopy gives the rows to copy and whether that is all of them.
func (g *Grid) rowsToCopy() ([]Row, bool) {
	if g.sel.all {
		if o, ok := g.load.src.(Outline); ok && !o.Whole() {
			return nil, false
		}
		var rows []Row
		for i := range g.load.count {
			r := g.load.row(i)
			if r == nil {
				return rows, false
			}
			if r.Group == nil && !g.sel.except[r.ID] {
				rows = append(rows, *r)
			}
		}
		return rows, true
	}
	if len(g.sel.ids) == 0 {
		if r := g.currentRow(); r != nil && r.Group == nil {
			return []Row{*r}, true
		}
		return nil, true
	}
	rows := g.SelectedRows()
	return rows, len(rows) == len(g.sel.ids) && !g.sel.reading
}

// copy hands the rows to OnCopy.
func (g *Grid) copy(withHeader bool) {
	g.copyAs(func(rows []Row) string { return g.tsv(rows, withHeader) })
}

// CopyForExcel hands the chosen rows to OnCopy with heads, and such that a
// spreadsheet keeps them as they are: leading zeros of columns with Digits,
// and no text that would run as a formula or spread over several cells.
func (g *Grid) CopyForExcel() {
	g.copyAs(func(rows []Row) string { return g.table(rows, true, excelValue) })
}

// copyAs hands the rows to OnCopy, at once or when the missing ones are read.
func (g *Grid) copyAs(write func([]Row) string) {
	if g.OnCopy == nil {
		return
	}
	rows, complete := g.rowsToCopy()
	if complete {
		if len(rows) > 0 {
			g.OnCopy(write(rows))
		}
		return
	}
	chosen := g.Selected()
	if chosen.Count > MaxCopy {
		g.load.report(ErrTooMany)
		return
	}
	want := chosenFilter(chosen)
	token, gen, src, ctx := g.sel.token, g.load.gen, plainOf(g.load.src), g.load.ctx
	go func() {
		rows, err := collect(ctx, src, chosen.Count, want)
		g.do(func() {
			switch {
			case token != g.sel.token || gen != g.load.gen:
			case err != nil:
				g.load.report(err)
			default:
				g.OnCopy(write(rows))
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
