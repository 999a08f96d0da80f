package grid

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

const control = fyne.KeyModifierShortcutDefault // Ctrl, on a Mac Cmd

// driverModifiers asks the driver which modifier keys are held: Fyne's key
// events do not say (Shift+arrow arrives as a plain arrow).
func driverModifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

// FocusGained implements fyne.Focusable.
func (g *Grid) FocusGained() {
	g.focused = true
	if first, last := g.VisibleRows(); g.current.index < 0 && last >= 0 && g.load.total() > 0 {
		g.setCurrent(first)
		g.current.from, g.current.given = first, true
	}
	g.repaint()
}

// FocusLost implements fyne.Focusable.
func (g *Grid) FocusLost() {
	g.focused = false
	g.repaint()
}

// TypedKey implements fyne.Focusable.
func (g *Grid) TypedKey(e *fyne.KeyEvent) {
	if !g.key(e.Name, g.mods()) && g.keys != nil {
		g.keys(e)
	}
}

// target gives the row a key goes to.
func (g *Grid) target(k fyne.KeyName) (int, bool) {
	n, at := g.load.total(), g.current.index
	perPage := max(1, int(math.Floor(float64(g.geo.bodyH)/g.rowH()))-1)
	switch k {
	case fyne.KeyUp:
		at--
	case fyne.KeyDown:
		at++
	case fyne.KeyPageUp:
		at -= perPage
	case fyne.KeyPageDown:
		at += perPage
	case fyne.KeyHome:
		at = 0
	case fyne.KeyEnd:
		at = n - 1
	default:
		return 0, false
	}
	return min(max(at, 0), n-1), true
}

// key runs a key and tells whether the grid has a use for it.
func (g *Grid) key(k fyne.KeyName, mods fyne.KeyModifier) bool {
	if to, ok := g.target(k); ok {
		g.endTyping()
		g.goTo(to, mods)
		return true
	}
	switch k {
	case fyne.KeyLeft, fyne.KeyRight:
		if mods == 0 && g.groupKey(k) {
			return true
		}
		if !g.geo.hbar {
			return false
		}
		step := 3 * float32(g.rowH())
		if k == fyne.KeyLeft {
			step = -step
		}
		g.scrollToX(g.offsetX + step)
	case fyne.KeySpace:
		if r := g.currentRow(); r != nil {
			g.sel.toggle(g.current.index, r)
			g.current.from = g.current.index
			g.selected()
		}
	case fyne.KeyEscape:
		if g.OnEscape != nil && g.OnEscape() {
			return true
		}
		if !g.sel.all && !g.sel.reading && len(g.sel.ids) == 0 {
			return false
		}
		g.Select()
	case fyne.KeyReturn, fyne.KeyEnter:
		r := g.currentRow()
		return mods == 0 && r != nil && g.openRow(r)
	case desktop.KeyMenu:
		return g.contextKey()
	case fyne.KeyF10:
		return mods == fyne.KeyModifierShift && g.contextKey()
	default:
		return false
	}
	return true
}

// goTo moves the current row: alone it chooses that row, with Shift the range
// to it, with Ctrl nothing.
func (g *Grid) goTo(to int, mods fyne.KeyModifier) {
	if to < 0 {
		return
	}
	from := g.current.from
	g.setCurrent(to)
	g.reveal(to)
	switch {
	case mods&fyne.KeyModifierShift != 0:
		if from < 0 {
			from = to
		}
		g.current.from = from
		g.selectRange(from, to, mods&control != 0)
	case mods&control != 0:
		g.current.from = to
		g.repaint()
	default:
		g.current.from = to
		g.chooseCurrent()
	}
}

// chooseCurrent chooses the current row alone, when it arrives if it is not
// loaded yet.
func (g *Grid) chooseCurrent() {
	g.sel.clear()
	if r := g.currentRow(); r != nil {
		g.sel.add(g.current.index, r)
	} else {
		g.readRange(g.current.index, g.current.index)
	}
	g.selected()
}

func (g *Grid) currentRow() *Row {
	if g.current.index < 0 || g.current.id == "" {
		return nil
	}
	if r := g.load.row(g.current.index); r != nil && r.ID == g.current.id {
		return r
	}
	return nil
}

// contextKey asks for the menu of the current row, below it.
func (g *Grid) contextKey() bool {
	r := g.currentRow()
	if r == nil || r.Group != nil || g.OnContext == nil {
		return false
	}
	g.reveal(g.current.index)
	if !g.sel.has(r.ID) {
		g.selectOnly(g.current.index)
	}
	y := g.geo.headH + float32(float64(g.current.index+1)*g.rowH()-g.offset)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(g)
	g.OnContext(r.ID, at.AddXY(cellPad*g.zoom(), y))
	return true
}

// TypedShortcut implements fyne.Shortcutable. What the grid has no use for
// goes to the canvas, where it would be without a focused widget.
func (g *Grid) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutCopy:
		g.copy(false)
		return
	case *fyne.ShortcutSelectAll:
		g.SelectAll()
		return
	case *desktop.CustomShortcut:
		if g.customShortcut(s) {
			return
		}
	}
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(g).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

func (g *Grid) customShortcut(s *desktop.CustomShortcut) bool {
	if s.Modifier == control|fyne.KeyModifierShift && s.KeyName == fyne.KeyC {
		g.copy(true)
		return true
	}
	if s.Modifier&^fyne.KeyModifierShift != control {
		return false
	}
	switch s.KeyName {
	case fyne.KeyHome, fyne.KeyEnd: // what they do without Ctrl, too
		return g.key(s.KeyName, s.Modifier&fyne.KeyModifierShift)
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeySpace:
		return g.key(s.KeyName, s.Modifier)
	}
	return false
}
