package chart

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"trastienda/ui/form"
)

// Tapped chooses what is under the pointer and takes the keyboard.
func (c *Chart) Tapped(e *fyne.PointEvent) {
	m := c.hit(e.Position)
	if cv := fyne.CurrentApp().Driver().CanvasForObject(c); cv != nil {
		cv.Focus(c)
	}
	if c.data.Empty() || m.bar < 0 {
		return
	}
	c.tell(m)
	c.pick(m)
}

// MouseIn tells about what is under the pointer.
func (c *Chart) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved tells about what is under the pointer.
func (c *Chart) MouseMoved(e *desktop.MouseEvent) {
	if m := c.hit(e.Position); m.bar >= 0 {
		c.tell(m)
	}
}

// MouseOut tells about nothing any more, unless the keyboard is here.
func (c *Chart) MouseOut() {
	if !c.focused {
		c.tell(none)
	}
}

// Cursor is a hand where something can be chosen.
func (c *Chart) Cursor() desktop.Cursor {
	if c.p.OnPick != nil && c.at.bar >= 0 {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// FocusGained tells about the last bar, the newest.
func (c *Chart) FocusGained() {
	c.focused = true
	if c.at.bar < 0 {
		at := len(c.data.Bars) - 1
		if c.p.Kind == Across {
			at = min(at, 0) // there the first is the greatest
		}
		c.tell(mark{at, -1})
	}
	c.Refresh()
	if c.p.OnFocus != nil {
		c.p.OnFocus()
	}
}

// FocusLost tells about nothing any more.
func (c *Chart) FocusLost() {
	c.focused = false
	c.tell(none)
	c.Refresh()
}

// TypedRune does nothing: Space arrives as a key.
func (c *Chart) TypedRune(rune) {}

// TypedKey moves over the bars (←, →, Home, End; ↑ and ↓ over lying ones),
// over the series of a column (↑, ↓) and chooses (Enter, Space).
func (c *Chart) TypedKey(e *fyne.KeyEvent) {
	last := len(c.data.Bars) - 1
	switch {
	case c.data.Empty():
		form.Forward(c, c.p.Keys, e)
	case e.Name == fyne.KeyHome:
		c.moveTo(0)
	case e.Name == fyne.KeyEnd:
		c.moveTo(last)
	case e.Name == fyne.KeyLeft, e.Name == fyne.KeyUp && c.p.Kind == Across:
		c.moveTo(c.at.bar - 1)
	case e.Name == fyne.KeyRight, e.Name == fyne.KeyDown && c.p.Kind == Across:
		c.moveTo(c.at.bar + 1)
	case e.Name == fyne.KeyUp && c.p.Kind == Stacked:
		c.climb(1)
	case e.Name == fyne.KeyDown && c.p.Kind == Stacked:
		c.climb(-1)
	case e.Name == fyne.KeyReturn, e.Name == fyne.KeyEnter, e.Name == fyne.KeySpace:
		c.pick(c.at)
	default:
		form.Forward(c, c.p.Keys, e)
	}
}

// KeyDown tells the dialog around the chart.
func (c *Chart) KeyDown(e *fyne.KeyEvent) { form.Press(c, e, true) }

// KeyUp tells the dialog around the chart.
func (c *Chart) KeyUp(e *fyne.KeyEvent) { form.Press(c, e, false) }

// moveTo tells about a bar, of the same series if it has one.
func (c *Chart) moveTo(bar int) {
	m := mark{min(max(bar, 0), len(c.data.Bars)-1), c.at.series}
	if m.series >= 0 && c.data.Bars[m.bar].Values[m.series] == 0 {
		m.series = -1
	}
	c.tell(m)
}

// climb goes to the next series of the bar that has a number, and beyond the
// last back to the whole bar.
func (c *Chart) climb(step int) {
	if c.at.bar < 0 {
		return
	}
	values := c.data.Bars[c.at.bar].Values
	series := c.at.series
	if series < 0 && step < 0 {
		series = len(values)
	}
	for series += step; series >= 0 && series < len(values); series += step {
		if values[series] != 0 {
			c.tell(mark{c.at.bar, series})
			return
		}
	}
	c.tell(mark{c.at.bar, -1})
}
