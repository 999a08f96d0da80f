package grid

// Rows come and go while somebody works with the list. The rule: the row under
// the hand stays where it is on the screen, also at the very top of the list.
// Under the hand is the row below the pointer; else the current row, when the
// grid has the focus and somebody moved to that row; else the first chosen row
// that can be seen. With no hand on the list its first visible row stays,
// except at the very top, where new rows are shown as they come.
//
// When that row has gone the nearest of those that were visible takes its
// part. Scrolling ends all this: then the user says what is to be seen.

// anchor is what a reload has to keep in its place.
type anchor struct {
	rev   uint64    // of the reload: rows of this and later ones are the new ones
	rows  []heldRow // the row under the hand, then the others by distance
	shift int       // rows it has moved down so far
}

// heldRow is a row and its place before the reload.
type heldRow struct {
	id    string
	index int
	into  float64 // from the row's top down to the body's, dp; less than 0 below it
}

// Reload reads the visible rows again after the data changed. What is shown
// stays until the new rows are there; place, selection and current row stay.
func (g *Grid) Reload() {
	if s, ok := g.load.src.(*Grouped); ok {
		s.refresh()
	}
	g.Relist()
}

// Relist reads the visible rows again after the same data got another shape:
// a group was opened or closed.
func (g *Grid) Relist() {
	if g.anchor == nil { // else what is shown is half old, half new
		g.anchor = g.hold()
	}
	g.load.reload()
	g.keepExisting(g.Selection(), false)
}

// hold notes what has to stay in its place; nil is nothing.
func (g *Grid) hold() *anchor {
	first, last := g.VisibleRows()
	hand := g.handRow(first, last)
	if hand < 0 && g.offset <= 0 {
		return nil
	}
	hand = max(hand, first)
	a := &anchor{rev: g.load.rev + 1}
	note := func(i int) {
		if r := g.load.row(i); r != nil && i >= first && i <= last {
			a.rows = append(a.rows, heldRow{id: r.ID, index: i, into: g.offset - float64(i)*g.rowH()})
		}
	}
	note(hand)
	for away := 1; away <= last-first; away++ {
		note(hand + away)
		note(hand - away)
	}
	return a
}

// handRow gives the row under the hand, or -1.
func (g *Grid) handRow(first, last int) int {
	if i := g.pointer.over.row; i >= first && i <= last && g.load.row(i) != nil {
		return i
	}
	if i := g.current.index; g.focused && !g.current.given && i >= first && i <= last {
		return i
	}
	for i := first; i <= last; i++ {
		if r := g.load.row(i); r != nil && g.sel.shows(i, r) {
			return i
		}
	}
	return -1
}

// followAnchor moves the list so that what is held stays in its place, and
// tells whether it did. The anchor is done with when everything visible and
// the count, which bounds the offset, are new.
func (g *Grid) followAnchor() bool {
	a := g.anchor
	if a == nil || g.load.halfway() { // what is visible has not changed yet
		return false
	}
	moved := false
	for _, h := range a.rows {
		i := g.load.findSince(h.id, a.rev)
		if i < 0 {
			continue
		}
		g.offset = float64(i)*g.rowH() + h.into
		if by := i - h.index - a.shift; by != 0 {
			a.shift += by
			g.shiftPointer(by)
			moved = true
		}
		break
	}
	if g.load.countRev == g.load.rev && g.load.renewed() {
		g.anchor = nil
	}
	return moved
}

// shiftPointer has what the mouse did last follow its row, so that the second
// half of a double click is on the same row though it has another place.
func (g *Grid) shiftPointer(by int) {
	for _, row := range []*int{&g.pointer.last.row, &g.pointer.pressed.row, &g.tip.at.row} {
		if *row >= 0 {
			*row += by
		}
	}
}
