package grid

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Whatever the mouse does with a heading the keyboard does too.

// FocusGained implements fyne.Focusable.
func (h *header) FocusGained() { h.focused = true; h.Refresh() }

// FocusLost implements fyne.Focusable.
func (h *header) FocusLost() { h.focused = false; h.Refresh() }

// TypedRune implements fyne.Focusable.
func (h *header) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (h *header) TypedKey(e *fyne.KeyEvent) {
	if len(h.g.shown) == 0 {
		return
	}
	mods, at := h.g.mods(), h.standing()
	switch e.Name {
	case fyne.KeyLeft:
		h.focusOn(at - 1)
	case fyne.KeyRight:
		h.focusOn(at + 1)
	case fyne.KeyHome:
		h.focusOn(0)
	case fyne.KeyEnd:
		h.focusOn(len(h.g.shown) - 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		h.sortBy(h.at, mods&(fyne.KeyModifierShift|control) != 0)
	case fyne.KeyDelete:
		h.g.HideColumn(h.g.cols[h.at].ID)
	case fyne.KeyDown:
		if c := fyne.CurrentApp().Driver().CanvasForObject(h.g); c != nil {
			c.Focus(h.g)
		}
	case desktop.KeyMenu:
		h.context(h.at)
	default:
		h.otherKey(e, mods)
	}
}

func (h *header) otherKey(e *fyne.KeyEvent, mods fyne.KeyModifier) {
	switch {
	case e.Name == fyne.KeyEscape && h.drag.on:
		h.cancelDrag()
	case e.Name == fyne.KeyF10 && mods == fyne.KeyModifierShift:
		h.context(h.at)
	case h.g.keys != nil:
		h.g.keys(e)
	}
}

// standing is where the heading with the keyboard stands among those shown.
func (h *header) standing() int { return slices.Index(h.g.shown, h.at) }

// TypedShortcut resizes with Ctrl+arrows and moves with Ctrl+Shift+arrows.
func (h *header) TypedShortcut(s fyne.Shortcut) {
	if c, ok := s.(*desktop.CustomShortcut); ok && len(h.g.shown) > 0 && h.shortcut(c) {
		return
	}
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(h.g).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

func (h *header) shortcut(c *desktop.CustomShortcut) bool {
	step := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1}[c.KeyName]
	switch {
	case step == 0:
		return false
	case c.Modifier == control:
		h.g.setWidth(h.at, h.g.geo.w[h.at]+float32(step)*8*h.g.zoom())
		h.g.layoutChanged()
	case c.Modifier == control|fyne.KeyModifierShift:
		at := h.standing()
		h.g.moveShown(at, at+step)
		h.reveal()
	default:
		return false
	}
	return true
}

// focusOn moves the keyboard to a heading, by its place among those shown,
// and scrolls it into view.
func (h *header) focusOn(place int) {
	h.at = h.g.shown[min(max(place, 0), len(h.g.shown)-1)]
	h.reveal()
	h.Refresh()
}

func (h *header) reveal() {
	g := h.g
	x, w := g.geo.x[h.at], g.geo.w[h.at]
	switch {
	case g.stuck(h.at):
	case x-g.geo.frozen < g.offsetX:
		g.scrollToX(x - g.geo.frozen)
	case x+w > g.offsetX+g.geo.bodyW:
		g.scrollToX(x + w - g.geo.bodyW)
	}
}

func (h *header) context(i int) {
	if h.g.OnHeader != nil {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(h.cells[i])
		h.g.OnHeader(h.g.cols[i].ID, at.AddXY(0, h.g.geo.headH))
	}
}
