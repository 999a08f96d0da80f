package chart

import (
	"strconv"

	"fyne.io/fyne/v2"

	"trastienda/ui/probe"
)

// ProbeItems tells what the chart shows, in pixels of the window:
//
//	chart.<id>                  how many bars, or the words of an empty chart
//	chart.<id>.tick<i>          a number on the axis
//	chart.<id>.<bar>            a bar, its text are all its numbers
//	chart.<id>.<bar>.<series>   a part of it that is not zero
//	chart.<id>.tip              what is told about the bar under pointer or keyboard
func (c *Chart) ProbeItems() []probe.Item {
	if c.Size().Width == 0 {
		return nil
	}
	name := "chart." + c.p.ID
	driver := fyne.CurrentApp().Driver()
	at, px := driver.AbsolutePositionForObject(c), float32(1)
	if cv := driver.CanvasForObject(c); cv != nil {
		px = cv.Scale()
	}
	var items []probe.Item
	add := func(id, text string, f frame) {
		items = append(items, probe.Item{ID: id, Text: text, X: (at.X + f.x) * px, Y: (at.Y + f.y) * px, W: f.w * px, H: f.h * px})
	}
	whole := frame{0, 0, c.Size().Width, c.Size().Height}
	if c.data.Empty() {
		add(name, c.p.Empty, whole)
		items[0].Focused = c.focused
		return items
	}
	add(name, strconv.Itoa(len(c.data.Bars)), whole)
	items[0].Focused = c.focused
	for i, v := range c.geo.ticks {
		add(name+".tick"+strconv.Itoa(i), c.p.Tick(v), frame{0, c.geo.plot.y + c.level(v), c.geo.plot.x, 1})
	}
	for i, b := range c.data.Bars {
		text := ""
		for s, v := range b.Values {
			if s > 0 {
				text += " · "
			}
			text += c.data.Series[s].Name + ": " + c.p.Value(v)
		}
		add(name+"."+b.ID, text, c.geo.slots[i])
		for s, part := range c.geo.parts[i] {
			if part.h > 0 {
				add(name+"."+b.ID+"."+c.data.Series[s].ID, c.p.Value(b.Values[s]), part)
			}
		}
	}
	if tip := c.Tip(); tip != "" {
		add(name+".tip", tip, c.geo.slots[c.at.bar])
	}
	return items
}
