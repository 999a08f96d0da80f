package grid

import (
	"fyne.io/fyne/v2"
	"golang.org/x/image/math/fixed"

	"trastienda/ui/probe"
)

// Sizes of the head of a group, dp at 100 %.
const (
	groupIndent = 16  // a level further in
	titleLeast  = 120 // room the title has at least
)

// plainOf gives the rows of a source without heads of groups.
func plainOf(src Source) Source {
	if o, ok := src.(Outline); ok {
		return o.Plain()
	}
	return src
}

// openRow is Enter or a double click: a row opens its page's detail, the head
// of a group opens or closes the group. It tells whether there was a use.
func (g *Grid) openRow(r *Row) bool {
	if r.Group != nil {
		return g.toggleGroup(g.current.index)
	}
	if g.OnOpen == nil {
		return false
	}
	g.OnOpen(r.ID)
	return true
}

// toggleGroup asks for the group whose head is row i to be opened or closed.
func (g *Grid) toggleGroup(i int) bool {
	r := g.load.row(i)
	if r == nil || r.Group == nil || g.OnToggle == nil {
		return false
	}
	g.OnToggle(r.ID)
	return true
}

// groupKey is ← or →: on a head it closes or opens the group, and ← on a row
// goes to the head above it. What is left scrolls sideways.
func (g *Grid) groupKey(k fyne.KeyName) bool {
	r := g.currentRow()
	if r == nil {
		return false
	}
	if r.Group != nil {
		return r.Group.Open == (k == fyne.KeyLeft) && g.toggleGroup(g.current.index)
	}
	if k != fyne.KeyLeft {
		return false
	}
	head := g.headAbove(g.current.index)
	if head < 0 {
		return false
	}
	g.goTo(head, 0)
	return true
}

// headAbove gives the head of the group row i is in, or -1.
func (g *Grid) headAbove(i int) int {
	if o, ok := g.load.src.(Outline); ok {
		return o.Head(i)
	}
	for i--; i >= 0; i-- {
		switch r := g.load.row(i); {
		case r == nil:
			return -1
		case r.Group != nil:
			return i
		}
	}
	return -1
}

// titleStart is where a title's triangle begins, dp of the grid.
func (g *Grid) titleStart(r *Row) float32 {
	return (cellPad + float32(r.Group.Level)*groupIndent) * g.zoom()
}

// triangleAt tells whether a place of the grid is on the triangle of a head.
func (g *Grid) triangleAt(pos fyne.Position) bool {
	r := g.load.row(g.spotAt(pos).row)
	if r == nil || r.Group == nil {
		return false
	}
	x := g.titleStart(r)
	return pos.X >= x-cellPad*g.zoom() && pos.X < x+(iconSize+iconGap)*g.zoom()
}

// titleRoom is how far a title may reach, dp of the grid: to the first
// subtotal when nothing is scrolled. The title itself never scrolls sideways.
func (g *Grid) titleRoom(r *Row) float32 {
	end := g.geo.bodyW
	for n, c := range g.shown {
		if n > 0 && g.hasSubtotal(r, c) {
			end = min(end, g.geo.x[c])
			break
		}
	}
	return max(end, g.titleStart(r)+titleLeast*g.zoom())
}

// leading is the subtotal of the first column: the title stands in its place,
// so it follows the title.
func (g *Grid) leading(r *Row) string {
	if len(g.shown) == 0 || !g.hasSubtotal(r, g.shown[0]) {
		return ""
	}
	return r.Cells[g.shown[0]].Text
}

// titleParts gives what of a title finds room, and whether the title had to
// be shortened. An amount is shown whole or not at all.
func (g *Grid) titleParts(r *Row) (title, note, leading string, cut bool) {
	k, gap := g.ink, cellPad*g.zoom()
	k.ready()
	room := g.titleRoom(r) - g.titleStart(r) - (iconSize+iconGap)*g.zoom()
	width := func(f *face, s string) float32 { return float32(float64(f.width(s).Ceil()) / k.px) }
	if leading = g.leading(r); leading != "" {
		if w := width(k.bold, leading) + gap; w < room-gap {
			room -= w
		} else {
			leading = ""
		}
	}
	title, cut = k.bold.cut(r.Group.Title, fixed.I(int(float64(room)*k.px)))
	room -= width(k.bold, title)
	if note = r.Group.Note; note != "" && (cut || width(k.regular, note)+gap > room) {
		note = ""
	}
	return title, note, leading, cut
}

func (g *Grid) hasSubtotal(r *Row, c int) bool { return c < len(r.Cells) && r.Cells[c].Text != "" }

// titleEnd is where the title ends on the screen, dp of the grid.
func (g *Grid) titleEnd(r *Row) float32 {
	title, note, leading, _ := g.titleParts(r)
	end := g.titleStart(r) + (iconSize+iconGap)*g.zoom() + g.ink.need(Cell{Text: title, Bold: true})
	for _, part := range []Cell{{Text: note}, {Text: leading, Bold: true}} {
		if part.Text != "" {
			end += cellPad*g.zoom() + g.ink.need(part)
		}
	}
	return end
}

// subtotalSeen tells whether a subtotal is painted: half an amount below the
// title would be read as another amount, so it is left out whole.
func (g *Grid) subtotalSeen(r *Row, c int) bool {
	if !g.hasSubtotal(r, c) || c == g.shown[0] {
		return false
	}
	cell, pad := r.Cells[c], cellPad*g.zoom()
	cell.Bold = true
	x := g.left(c) + pad
	if free := g.geo.w[c] - 2*pad - g.ink.need(cell); free > 0 && (cell.Align == Right || cell.Kind == Money) {
		x += free
	} else if free > 0 && cell.Align == Center {
		x += free / 2
	}
	return x >= g.titleEnd(r)+pad/2
}

// cutTitle gives the whole title and whether it had to be shortened.
func (g *Grid) cutTitle(r *Row) (string, bool) {
	_, _, _, cut := g.titleParts(r)
	return r.Group.Title, cut
}

// tellGroup tells the probe of the head of a group.
func (g *Grid) tellGroup(t *teller, id string, r *Row, row frame) {
	mark := "▸ "
	if r.Group.Open {
		mark = "▾ "
	}
	title, note, leading, _ := g.titleParts(r)
	text := mark + title
	for _, part := range []string{note, leading} {
		if part != "" {
			text += " · " + part
		}
	}
	x := g.titleStart(r)
	t.add(probe.Item{ID: id + ".group", Text: text}, frame{x, row.y, iconSize * g.zoom(), row.h})
}
