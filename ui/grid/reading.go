package grid

import "context"

// maxScan bounds how many rows are read to find out which chosen ids a new
// source still holds, when the source cannot tell.
const maxScan = 2000

// readRange reads the ids from a to b and adds them, unless something else
// was chosen meanwhile.
func (g *Grid) readRange(a, b int) {
	g.sel.reading, g.sel.lo, g.sel.hi = true, a, b
	token, gen, src, ctx := g.sel.token, g.load.gen, g.load.src, g.load.ctx
	go func() {
		rows, err := readRows(ctx, src, a, b-a+1, func([]Row) bool { return true })
		g.do(func() {
			if token != g.sel.token || gen != g.load.gen {
				return
			}
			g.sel.reading = false
			if err != nil {
				g.load.report(err)
			}
			for i := range rows {
				g.sel.add(a+i, &rows[i])
			}
			g.selected()
		})
	}()
}

// readRows reads n rows from a source in chunks, while more says so.
func readRows(ctx context.Context, src Source, from, n int, more func(chunk []Row) bool) ([]Row, error) {
	var all []Row
	for len(all) < n {
		chunk, err := src.Rows(ctx, from+len(all), min(500, n-len(all)))
		if err != nil {
			return all, err
		}
		all = append(all, chunk...)
		if len(chunk) == 0 || !more(chunk) || ctx.Err() != nil {
			break
		}
	}
	return all, ctx.Err()
}

// keepExisting leaves those of ids chosen that the present source still
// holds. Until that is known none of them counts as chosen with fresh, as a
// row that is not in the list must not be acted on.
func (g *Grid) keepExisting(ids []string, fresh bool) {
	if len(ids) == 0 || g.load.src == nil {
		return
	}
	token, gen, src, ctx := g.sel.token, g.load.gen, g.load.src, g.load.ctx
	go func() {
		held, sure, err := existing(ctx, src, ids)
		g.do(func() {
			if token != g.sel.token || gen != g.load.gen {
				return
			}
			if err != nil {
				g.load.report(err)
				return
			}
			g.settle(ids, held, fresh || sure)
		})
	}()
}

// settle takes the answer of keepExisting: with drop, ids that were not found
// leave the selection.
func (g *Grid) settle(ids []string, held map[string]picked, drop bool) {
	before := len(g.sel.ids)
	changed := false
	for _, id := range ids {
		p, ok := held[id]
		old, chosen := g.sel.ids[id]
		switch {
		case ok && !chosen:
			g.sel.ids[id] = p
			changed = true
		case ok && p.row != nil && old.row == nil:
			g.sel.ids[id] = p
		case !ok && chosen && drop:
			delete(g.sel.ids, id)
		}
	}
	if changed || len(g.sel.ids) != before {
		g.selected()
	}
}

// existing finds which ids src holds; sure is false when it gave up looking.
func existing(ctx context.Context, src Source, ids []string) (held map[string]picked, sure bool, err error) {
	held = map[string]picked{}
	if k, ok := keeperOf(src); ok {
		found, err := k.Existing(ctx, ids)
		for _, id := range found {
			held[id] = picked{index: -1}
		}
		return held, true, err
	}
	open := map[string]bool{}
	for _, id := range ids {
		open[id] = true
	}
	seen := 0
	_, outline := src.(Outline)
	rows, err := readRows(ctx, plainOf(src), 0, maxScan, func(chunk []Row) bool {
		for i := range chunk {
			if open[chunk[i].ID] {
				at := seen + i
				if outline { // another place in the list, which the row's page will tell
					at = -1
				}
				held[chunk[i].ID] = picked{index: at, row: &chunk[i]}
				delete(open, chunk[i].ID)
			}
		}
		seen += len(chunk)
		return len(open) > 0
	})
	return held, len(open) == 0 || len(rows) < maxScan, err
}
