package grid

import (
	"slices"
	"strings"
)

// picked is a chosen row: its place when last seen (-1 unknown) and its
// contents, if they were ever loaded.
type picked struct {
	index int
	row   *Row
}

// selection is a set of row ids. It is kept by id so that sorting and syncing
// do not move it to other rows.
type selection struct {
	all    bool
	except map[string]bool
	ids    map[string]picked
	// lo to hi is a range still being read; it is painted as chosen but
	// counts only when its ids are known.
	reading bool
	lo, hi  int
	token   uint64 // stamps readings: a later choice outdates them
}

func (s *selection) clear() {
	s.all, s.reading = false, false
	s.except, s.ids = map[string]bool{}, map[string]picked{}
	s.token++
}

func (s *selection) has(id string) bool {
	if s.all {
		return !s.except[id]
	}
	_, ok := s.ids[id]
	return ok
}

func (s *selection) shows(i int, r *Row) bool {
	return r.Group == nil && (s.has(r.ID) || s.reading && i >= s.lo && i <= s.hi)
}

// add and toggle pass over the heads of groups: they are never chosen.
func (s *selection) add(i int, r *Row) {
	if r.Group == nil {
		s.ids[r.ID] = picked{index: i, row: r}
	}
}

func (s *selection) toggle(i int, r *Row) {
	s.token++
	s.reading = false
	switch {
	case r.Group != nil:
	case s.all && s.except[r.ID]:
		delete(s.except, r.ID)
	case s.all:
		s.except[r.ID] = true
	case s.has(r.ID):
		delete(s.ids, r.ID)
	default:
		s.add(i, r)
	}
}

// order lists the ids as the rows stand, those of unknown place last.
func (s *selection) order() []string {
	ids := make([]string, 0, len(s.ids))
	for id := range s.ids {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		x, y := s.ids[a].index, s.ids[b].index
		switch {
		case x == y:
			return strings.Compare(a, b)
		case x < 0:
			return 1
		case y < 0:
			return -1
		}
		return x - y
	})
	return ids
}

// refresh takes the newest contents and places of chosen rows that arrived.
func (s *selection) refresh(from int, rows []Row) {
	for i := range rows {
		if _, ok := s.ids[rows[i].ID]; ok {
			s.ids[rows[i].ID] = picked{index: from + i, row: &rows[i]}
		}
	}
}

// Selection gives the chosen ids in the order of the list. It is empty while
// every row is chosen by Ctrl+A in a list too long to hold; see Selected.
func (g *Grid) Selection() []string {
	if g.sel.all {
		return nil
	}
	return g.sel.order()
}

// Selected tells what is chosen, also when that is every row.
func (g *Grid) Selected() Selected {
	if !g.sel.all {
		ids := g.sel.order()
		return Selected{IDs: ids, Count: len(ids)}
	}
	s := Selected{All: true, Count: g.load.plain - len(g.sel.except)}
	for id := range g.sel.except {
		s.Except = append(s.Except, id)
	}
	slices.Sort(s.Except)
	return s
}

// SelectedRows gives the contents of the chosen rows as far as they have been
// loaded, in the order of the list; pages sum them up.
func (g *Grid) SelectedRows() []Row {
	var rows []Row
	for _, id := range g.sel.order() {
		if p := g.sel.ids[id]; p.row != nil {
			rows = append(rows, *p.row)
		}
	}
	return rows
}

// Select chooses exactly these ids; none clears the selection.
func (g *Grid) Select(ids ...string) {
	g.sel.clear()
	for _, id := range ids {
		p := picked{index: g.load.find(id)}
		if p.index >= 0 {
			p.row = g.load.row(p.index)
		}
		g.sel.ids[id] = p
	}
	g.selected()
}

// SelectAll chooses every row, those of closed groups too: by id when all
// rows are loaded, else as a flag (Selected().All), so that a million rows
// need not be read.
func (g *Grid) SelectAll() {
	g.sel.clear()
	n := g.load.total()
	if o, ok := g.load.src.(Outline); ok && !o.Whole() {
		g.sel.all, n = true, 0
	}
	for i := range n {
		r := g.load.row(i)
		if r == nil {
			g.sel.clear()
			g.sel.all = true
			break
		}
		g.sel.add(i, r)
	}
	g.selected()
}

// selected tells listeners and repaints.
func (g *Grid) selected() {
	if g.OnSelect != nil {
		g.OnSelect(g.Selection())
	}
	g.repaint()
}

// selectOnly chooses row i alone.
func (g *Grid) selectOnly(i int) {
	g.sel.clear()
	if r := g.load.row(i); r != nil {
		g.sel.add(i, r)
	}
	g.selected()
}

// selectRange chooses the rows between a and b, besides the others with add.
// Rows that are not loaded are read first.
func (g *Grid) selectRange(a, b int, add bool) {
	a, b = min(a, b), max(a, b)
	if !add || g.sel.all {
		g.sel.clear()
	}
	g.sel.token++
	g.sel.reading = false
	o, outline := g.load.src.(Outline)
	if a == 0 && b == g.load.total()-1 && g.load.counted && b >= pageSize && (!outline || o.Whole()) {
		g.SelectAll()
		return
	}
	if outline && b-a > MaxCopy {
		g.load.report(ErrTooMany)
		g.selected()
		return
	}
	missing := false
	for i := a; i <= b; i++ {
		r := g.load.row(i)
		if r == nil {
			missing = true
			break
		}
		g.sel.add(i, r)
	}
	if missing {
		g.readRange(a, b)
	}
	g.selected()
}
