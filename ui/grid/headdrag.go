package grid

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
)

const (
	dragLeast = 6  // dp at 100 %: a hand that trembles does not move a column
	dragEdge  = 24 // the zone at the sides in which a drag scrolls
	markWide  = 2
)

// headDrag is a heading being dragged to another place.
type headDrag struct {
	on     bool // it went far enough to be meant
	over   bool // cancelled: what is left of it does nothing
	col    int
	dx     float32 // so far, dp
	gap    int     // the place among the columns shown it would get in front of
	before fyne.Focusable
}

// dragTo follows the pointer, at x of the grid, with column col.
func (h *header) dragTo(col int, x, dx float32) {
	d, g := &h.drag, h.g
	if d.over {
		return
	}
	d.dx += dx
	if !d.on {
		if abs(d.dx) < dragLeast*g.zoom() {
			return
		}
		h.startDrag(col)
	}
	edge := dragEdge * g.zoom()
	switch {
	case x > g.geo.bodyW-edge:
		g.scrollToX(g.offsetX + edge/2)
	case x < g.geo.frozen+edge && g.offsetX > 0:
		g.scrollToX(g.offsetX - edge/2)
	}
	d.gap = 0
	for _, i := range g.shown {
		if x > g.left(i)+g.geo.w[i]/2 {
			d.gap++
		}
	}
	h.placeMark()
}

// startDrag takes the focus, so that Esc is heard.
func (h *header) startDrag(col int) {
	d := &h.drag
	d.on, d.col, h.at = true, col, col
	if c := fyne.CurrentApp().Driver().CanvasForObject(h.g); c != nil {
		d.before = c.Focused()
		c.Focus(h)
	}
	h.Refresh()
}

// target is the place the dragged column would get, and whether that is
// another one.
func (h *header) target() (from, to int, other bool) {
	from = slices.Index(h.g.shown, h.drag.col)
	to = h.drag.gap
	if to > from {
		to--
	}
	return from, to, to != from
}

// placeMark shows where the column would go; over its own place there is no
// mark, and letting go there changes nothing.
func (h *header) placeMark() {
	g, d := h.g, h.drag
	_, _, other := h.target()
	g.mark.Hidden = !d.on || !other
	if !g.mark.Hidden {
		x := float32(0)
		if d.gap > 0 {
			last := g.shown[d.gap-1]
			x = g.left(last) + g.geo.w[last]
		}
		wide := markWide * g.zoom()
		g.mark.Move(fyne.NewPos(min(max(0, x-wide/2), g.geo.bodyW-wide), 0))
		g.mark.Resize(fyne.NewSize(wide, g.geo.headH+g.geo.bodyH))
		g.mark.FillColor = theme.ColorForWidget(theme.ColorNamePrimary, g)
	}
	g.mark.Refresh()
}

// drop moves the column to where the mark is. It tells whether the drag was
// one at all and not a click of a trembling hand.
func (h *header) drop() bool {
	d := h.drag
	from, to, other := h.target()
	h.endDrag()
	if d.on && other {
		h.g.moveShown(from, to)
	}
	return d.on || d.over
}

// cancelDrag leaves the column where it was; the rest of the drag is ignored.
func (h *header) cancelDrag() {
	h.endDrag()
	h.drag.over = true
}

// endDrag takes the mark away and gives the focus back.
func (h *header) endDrag() {
	d := h.drag
	h.drag = headDrag{}
	if c := fyne.CurrentApp().Driver().CanvasForObject(h.g); d.on && c != nil && d.before != fyne.Focusable(h) {
		if d.before == nil {
			c.Unfocus()
		} else {
			c.Focus(d.before)
		}
	}
	h.g.mark.Hide()
	h.Refresh()
}

// Dragged implements fyne.Draggable.
func (c *heading) Dragged(e *fyne.DragEvent) {
	c.h.dragTo(c.col, c.h.g.left(c.col)+e.Position.X, e.Dragged.DX)
}

// DragEnd implements fyne.Draggable.
func (c *heading) DragEnd() {
	if !c.h.drop() {
		c.Tapped(nil)
	}
}

// Cursor implements desktop.Cursorable.
func (c *heading) Cursor() desktop.Cursor { return c.h.cursor() }

// cursor is a hand while it holds a heading.
func (h *header) cursor() desktop.Cursor {
	if h.drag.on {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

func abs(x float32) float32 { return max(x, -x) }
