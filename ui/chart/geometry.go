package chart

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
)

// Sizes in dp at 100 %.
const (
	height    = 190 // of a chart with columns
	lineSlot  = 26  // of a lying bar
	widest    = 44  // a column
	labelGap  = 6   // between a text and what it names
	leastSeen = 2   // of a number that is not zero: it must be seen to be there
)

// frame is a rectangle in dp within the chart.
type frame struct{ x, y, w, h float32 }

func (f frame) holds(p fyne.Position) bool {
	return p.X >= f.x && p.X < f.x+f.w && p.Y >= f.y && p.Y < f.y+f.h
}

// geometry is where everything stands: painted, hit and told from one place.
type geometry struct {
	plot  frame
	ticks []int64
	slots []frame   // one a bar, all of its room
	parts [][]frame // one a series and bar; empty where the number is zero
}

func (c *Chart) measure(s string) fyne.Size {
	return fyne.MeasureText(s, theme.SizeForWidget(look.SizeCaption, c), fyne.TextStyle{})
}

func (c *Chart) widestOf(texts []string) float32 {
	var w float32
	for _, s := range texts {
		w = max(w, c.measure(s).Width)
	}
	return w
}

// arrange places everything in size.
func (c *Chart) arrange(size fyne.Size) {
	if c.p.Kind == Across {
		c.arrangeAcross(size)
		return
	}
	z := c.zoom()
	var top int64
	for _, b := range c.data.Bars {
		top = max(top, c.reach(b))
	}
	g := geometry{ticks: ticks(top, c.p.Step)}
	line := c.measure("0").Height
	names := make([]string, len(g.ticks))
	for i, v := range g.ticks {
		names[i] = c.p.Tick(v)
	}
	left := c.widestOf(names) + labelGap*z
	bars := float32(max(len(c.data.Bars), 1))
	// The last label is centred below the last bar and must not stand out.
	right := max(0, (c.widestOf(c.labels())-max(size.Width-left, 1)/bars)/2)
	g.plot = frame{left, line / 2, max(size.Width-left-right, 1), max(size.Height-line*1.5-labelGap*z, 1)}
	slot := g.plot.w / bars
	bar := min(slot*0.72, widest*z)
	for i, b := range c.data.Bars {
		x := g.plot.x + slot*float32(i)
		g.slots = append(g.slots, frame{x, g.plot.y, slot, g.plot.h})
		g.parts = append(g.parts, c.stack(b, frame{x + (slot-bar)/2, g.plot.y, bar, g.plot.h}, g.ticks[len(g.ticks)-1]))
	}
	c.geo = g
}

func (c *Chart) labels() []string {
	all := make([]string, len(c.data.Bars))
	for i, b := range c.data.Bars {
		all[i] = b.Label
	}
	return all
}

// reach is how high a bar is.
func (c *Chart) reach(b Bar) int64 {
	if c.p.Kind == Stacked {
		return b.Sum()
	}
	return first(b)
}

func first(b Bar) int64 {
	if len(b.Values) == 0 {
		return 0
	}
	return b.Values[0]
}

// stack puts the numbers of a bar on top of each other; a line has one point,
// told as the small square around it.
func (c *Chart) stack(b Bar, column frame, top int64) []frame {
	parts := make([]frame, len(b.Values))
	z := c.zoom()
	y := column.y + column.h
	for i, v := range b.Values {
		if c.p.Kind == Line {
			h := float32(v) / float32(top) * column.h
			parts[i] = frame{column.x + column.w/2 - 3*z, y - h - 3*z, 6 * z, 6 * z}
			continue
		}
		if v == 0 {
			continue
		}
		h := max(float32(v)/float32(top)*column.h, leastSeen*z)
		y -= h
		parts[i] = frame{column.x, y, column.w, h}
	}
	return parts
}

func (c *Chart) arrangeAcross(size fyne.Size) {
	z := c.zoom()
	g := geometry{plot: frame{w: size.Width, h: size.Height}}
	var top int64 = 1
	var values []string
	for _, b := range c.data.Bars {
		top = max(top, first(b))
		values = append(values, c.p.Value(first(b)))
	}
	left := min(c.widestOf(c.labels()), size.Width*0.45) + labelGap*z
	room := max(size.Width-left-c.widestOf(values)-labelGap*z, 1)
	slot := lineSlot * z
	for i, b := range c.data.Bars {
		y := slot * float32(i)
		g.slots = append(g.slots, frame{0, y, size.Width, slot})
		parts := make([]frame, len(b.Values))
		if v := first(b); v > 0 {
			parts[0] = frame{left, y + slot*0.16, max(float32(v)/float32(top)*room, leastSeen*z), slot * 0.68}
		}
		g.parts = append(g.parts, parts)
	}
	g.plot.x, g.plot.w = left, max(size.Width-left, 1)
	c.geo = g
}

// hit tells what stands at a place.
func (c *Chart) hit(at fyne.Position) mark {
	for i, slot := range c.geo.slots {
		if !slot.holds(at) {
			continue
		}
		for s, part := range c.geo.parts[i] {
			if part.holds(at) {
				return mark{i, s}
			}
		}
		return mark{i, -1}
	}
	return none
}

// labelEvery is the step at which the labels of the axis do not touch. The
// last bar always has one: it is today's.
func (c *Chart) labelEvery() int {
	if len(c.geo.slots) == 0 {
		return 1
	}
	need := c.widestOf(c.labels()) + labelGap*c.zoom()
	every := 1
	for float32(every)*c.geo.slots[0].w < need {
		every++
	}
	return every
}
