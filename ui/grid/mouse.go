package grid

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// spot is a cell of the body; -1 stands for none.
type spot struct{ row, col int }

var nowhere = spot{-1, -1}

// pointer is what the mouse has done and where it is.
type pointer struct {
	over    spot
	at      fyne.Position // in the grid
	pressed spot          // the Action cell the button went down on
	last    spot          // the place of the last click
	lastAt  time.Time
}

func (p *pointer) clear() { p.over, p.pressed, p.last = nowhere, nowhere, nowhere }

func (g *Grid) spotAt(pos fyne.Position) spot {
	y := pos.Y - g.geo.headH
	if y < 0 || pos.X < 0 || pos.X >= g.geo.bodyW {
		return nowhere
	}
	return spot{g.rowAt(y), g.columnAt(pos.X)}
}

// actionAt gives the row of an Action that can be run at s, or nil.
func (g *Grid) actionAt(s spot) *Row {
	if s.row < 0 || s.col < 0 {
		return nil
	}
	r := g.load.row(s.row)
	if r == nil || r.Group != nil || s.col >= len(r.Cells) {
		return nil
	}
	if c := r.Cells[s.col]; c.Kind != Action || c.Disabled || c.Text == "" {
		return nil
	}
	return r
}

// MouseDown chooses rows. A double click is told here by its time: a
// DoubleTappable would delay every single click.
func (g *Grid) MouseDown(e *desktop.MouseEvent) {
	g.hideTip()
	if c := fyne.CurrentApp().Driver().CanvasForObject(g); c != nil && !g.focused {
		c.Focus(g)
	}
	s := g.spotAt(e.Position)
	if e.Button == desktop.MouseButtonSecondary {
		g.pressSecondary(s)
		return
	}
	if e.Button != desktop.MouseButtonPrimary || e.Position.Y < g.geo.headH {
		return
	}
	if g.triangleAt(e.Position) {
		g.pointer.last = nowhere // two clicks on it are two clicks
		g.press(s.row, 0)
		g.toggleGroup(s.row)
		return
	}
	now := g.clock.Now()
	double := s.row >= 0 && s.row == g.pointer.last.row && e.Modifier == 0 &&
		now.Sub(g.pointer.lastAt) <= fyne.CurrentApp().Driver().DoubleTapDelay()
	g.pointer.last, g.pointer.lastAt, g.pointer.pressed = s, now, nowhere
	if double {
		g.pointer.last = nowhere // a third click is a single one
		if r := g.load.row(s.row); r != nil && g.actionAt(s) == nil && r.ID == g.current.id {
			g.openRow(r)
		}
		return
	}
	if g.actionAt(s) != nil && e.Modifier == 0 {
		g.pointer.pressed = s
	}
	g.press(s.row, e.Modifier)
}

// press is a click on a row, or beside all of them with -1.
func (g *Grid) press(row int, mods fyne.KeyModifier) {
	g.endTyping()
	if row < 0 {
		if mods == 0 {
			g.Select()
		}
		return
	}
	r, from := g.load.row(row), g.current.from
	g.setCurrent(row)
	switch {
	case mods&fyne.KeyModifierShift != 0 && from >= 0:
		g.selectRange(from, row, mods&control != 0)
		return
	case mods&control != 0 && r != nil:
		g.sel.toggle(row, r)
		g.selected()
	case mods&control == 0:
		g.chooseCurrent()
	}
	g.current.from = row
}

// pressSecondary chooses the row below the menu, unless it is chosen already.
func (g *Grid) pressSecondary(s spot) {
	r := g.load.row(s.row)
	if s.row < 0 || r == nil {
		return
	}
	g.setCurrent(s.row)
	g.current.from = s.row
	if r.Group == nil && !g.sel.has(r.ID) {
		g.selectOnly(s.row)
	}
	g.repaint()
}

// MouseUp runs an Action when the button is let go over the cell it was
// pressed on.
func (g *Grid) MouseUp(e *desktop.MouseEvent) {
	s, pressed := g.spotAt(e.Position), g.pointer.pressed
	g.pointer.pressed = nowhere
	if e.Button != desktop.MouseButtonPrimary || s != pressed {
		return
	}
	if r := g.actionAt(s); r != nil && r.ID == g.current.id && g.OnAction != nil {
		g.OnAction(r.ID, g.cols[s.col].ID)
	}
}

// TappedSecondary asks for the row's menu.
func (g *Grid) TappedSecondary(e *fyne.PointEvent) {
	s := g.spotAt(e.Position)
	r := g.load.row(s.row)
	if s.row < 0 || r == nil || r.Group != nil || g.OnContext == nil {
		return
	}
	if r.ID != g.current.id { // a touch screen: no MouseDown came before
		g.pressSecondary(s)
	}
	g.OnContext(r.ID, e.AbsolutePosition)
}

// Scrolled implements fyne.Scrollable: wheel and touch pad.
func (g *Grid) Scrolled(e *fyne.ScrollEvent) {
	dx, dy := e.Scrolled.DX, e.Scrolled.DY
	if g.mods()&fyne.KeyModifierShift != 0 && dx == 0 { // as everywhere
		dx, dy = dy, 0
	}
	if dx != 0 && g.geo.hbar {
		g.scrollToX(g.offsetX - dx)
	}
	if dy != 0 {
		g.scrollTo(g.offset - float64(dy))
	}
	g.hover(g.pointer.at)
}

// MouseIn implements desktop.Hoverable.
func (g *Grid) MouseIn(e *desktop.MouseEvent) { g.hover(e.Position) }

// MouseMoved implements desktop.Hoverable.
func (g *Grid) MouseMoved(e *desktop.MouseEvent) { g.hover(e.Position) }

// MouseOut implements desktop.Hoverable.
func (g *Grid) MouseOut() {
	g.hover(fyne.NewPos(-1, -1))
}

// hover follows the pointer; only another cell costs a repaint.
func (g *Grid) hover(pos fyne.Position) {
	g.pointer.at = pos
	s := g.spotAt(pos)
	if s == g.pointer.over {
		return
	}
	g.pointer.over = s
	g.hideTip()
	g.startTip(s)
	g.repaint()
}

// Cursor implements desktop.Cursorable.
func (g *Grid) Cursor() desktop.Cursor {
	if g.actionAt(g.pointer.over) != nil || g.triangleAt(g.pointer.at) {
		return desktop.PointerCursor
	}
	return g.header.cursor()
}
