package grid

import "context"

// Taken is a list as it is shown, or what is chosen in it, to be written
// somewhere else: its columns in the order the user has them, without those that
// are hidden or not copied, and the texts of its rows in their order.
type Taken struct {
	Columns []Column
	// Count is how many rows there are, as far as the grid knows.
	Count int

	source Source
	cells  []int // of the columns
	want   func(id string) bool
}

// Take gives what is chosen, or without a choice all that is listed.
func (g *Grid) Take() Taken {
	t := Taken{source: plainOf(g.load.src), Count: g.load.count}
	for _, i := range g.shown {
		if !g.cols[i].NoCopy {
			c := g.cols[i].Column
			c.Width = g.cols[i].width
			t.Columns, t.cells = append(t.Columns, c), append(t.cells, i)
		}
	}
	if chosen := g.Selected(); chosen.Count > 0 {
		t.Count, t.want = chosen.Count, chosenFilter(chosen)
	}
	return t
}

// Each gives the texts of every row, page by page, and ends with the first error
// of give. It blocks and runs off the UI goroutine.
func (t Taken) Each(ctx context.Context, give func(cells []string) error) error {
	const page = 500
	if t.source == nil {
		return nil
	}
	texts := make([]string, len(t.cells))
	for from := 0; ; {
		rows, err := t.source.Rows(ctx, from, page)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			if t.want != nil && !t.want(r.ID) {
				continue
			}
			for n, i := range t.cells {
				texts[n] = ""
				if i < len(r.Cells) {
					texts[n] = r.Cells[i].Text
				}
			}
			if err := give(texts); err != nil {
				return err
			}
		}
		if from += len(rows); ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
