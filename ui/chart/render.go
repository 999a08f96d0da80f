package chart

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
)

// CreateRenderer is called by Fyne.
func (c *Chart) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{c: c, band: canvas.NewRectangle(color.Transparent), frame: canvas.NewRectangle(color.Transparent),
		ring: canvas.NewRectangle(color.Transparent), tip: canvas.NewRectangle(color.Transparent)}
	r.Refresh()
	return r
}

type renderer struct {
	c     *Chart
	band  *canvas.Rectangle // behind the bar that is told about
	frame *canvas.Rectangle // around the series that is told about
	ring  *canvas.Rectangle // the keyboard is here
	tip   *canvas.Rectangle
	texts []fyne.CanvasObject
	words []fyne.CanvasObject // of the tip
}

func (r *renderer) Destroy() {}

// MinSize is part of fyne.WidgetRenderer. A chart takes any width.
func (r *renderer) MinSize() fyne.Size {
	c := r.c
	h := height * c.zoom()
	if n := len(c.data.Bars); c.p.Kind == Across && n > 0 {
		h = lineSlot * c.zoom() * float32(n)
	}
	return fyne.NewSize(120*c.zoom(), h)
}

func (r *renderer) Objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{r.band, r.c.raster, r.frame}
	all = append(all, r.texts...)
	all = append(all, r.ring, r.tip)
	return append(all, r.words...)
}

// Refresh takes numbers, theme and what is told about again.
func (r *renderer) Refresh() {
	r.Layout(r.c.Size())
	canvas.Refresh(r.c)
}

// Layout is part of fyne.WidgetRenderer.
func (r *renderer) Layout(size fyne.Size) {
	c := r.c
	c.arrange(size)
	place(c.raster, c.canvasFrame())
	c.raster.Refresh()
	r.texts = r.texts[:0]
	if c.data.Empty() {
		r.empty(size)
	} else if c.p.Kind == Across {
		r.across(size)
	} else {
		r.axes()
	}
	r.told(size)
	r.ring.Hidden = !c.focused
	r.ring.StrokeColor, r.ring.StrokeWidth = theme.ColorForWidget(theme.ColorNamePrimary, c), theme.SizeForWidget(look.SizeRing, c)
	r.ring.CornerRadius = theme.SizeForWidget(theme.SizeNameInputRadius, c)
	out := theme.SizeForWidget(theme.SizeNamePadding, c) // around the chart, not across its numbers
	place(r.ring, frame{-out, -out, size.Width + 2*out, size.Height + 2*out})
}

func place(o fyne.CanvasObject, f frame) {
	o.Move(fyne.NewPos(f.x, f.y))
	o.Resize(fyne.NewSize(f.w, f.h))
}

// text makes a caption at x (its left, middle or right by align) and y (its
// middle).
func (r *renderer) text(s string, x, y float32, align fyne.TextAlign, ink fyne.ThemeColorName) *canvas.Text {
	c := r.c
	t := canvas.NewText(s, theme.ColorForWidget(ink, c))
	t.TextSize = theme.SizeForWidget(look.SizeCaption, c)
	size := c.measure(s)
	switch align {
	case fyne.TextAlignTrailing:
		x -= size.Width
	case fyne.TextAlignCenter:
		x -= size.Width / 2
	}
	t.Move(fyne.NewPos(x, y-size.Height/2))
	t.Resize(size)
	return t
}

func (r *renderer) empty(size fyne.Size) {
	t := r.text(r.c.p.Empty, size.Width/2, size.Height/2, fyne.TextAlignCenter, look.ColorMuted)
	r.texts = append(r.texts, t)
}

// axes writes the ticks at the left and the labels below.
func (r *renderer) axes() {
	c, g := r.c, r.c.geo
	gap := labelGap * c.zoom()
	for _, v := range g.ticks {
		r.texts = append(r.texts, r.text(c.p.Tick(v), g.plot.x-gap, g.plot.y+c.level(v), fyne.TextAlignTrailing, look.ColorMuted))
	}
	every := c.labelEvery()
	last := len(c.data.Bars) - 1
	y := g.plot.y + g.plot.h + gap + c.measure("0").Height/2
	for i, b := range c.data.Bars {
		if (last-i)%every != 0 {
			continue
		}
		r.texts = append(r.texts, r.text(b.Label, g.slots[i].x+g.slots[i].w/2, y, fyne.TextAlignCenter, look.ColorMuted))
	}
}

// across writes the name before and the number behind each bar.
func (r *renderer) across(fyne.Size) {
	c, g := r.c, r.c.geo
	gap := labelGap * c.zoom()
	for i, b := range c.data.Bars {
		y := g.slots[i].y + g.slots[i].h/2
		r.texts = append(r.texts, r.text(c.cut(b.Label, g.plot.x-gap), 0, y, fyne.TextAlignLeading, theme.ColorNameForeground))
		end := g.plot.x
		if part := g.parts[i][0]; part.w > 0 {
			end = part.x + part.w
		}
		r.texts = append(r.texts, r.text(c.p.Value(first(b)), end+gap, y, fyne.TextAlignLeading, theme.ColorNameForeground))
	}
}

// cut shortens a name to its room; under the pointer it is told in full.
func (c *Chart) cut(s string, room float32) string {
	if c.measure(s).Width <= room+0.5 {
		return s
	}
	runes := []rune(s)
	for len(runes) > 1 && c.measure(string(runes)+"…").Width > room {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// told shows which bar is told about, and its numbers.
func (r *renderer) told(size fyne.Size) {
	c, g := r.c, r.c.geo
	lines := c.tipLines()
	r.words = r.words[:0]
	r.band.Hidden, r.tip.Hidden = len(lines) == 0, len(lines) == 0
	r.frame.Hidden = len(lines) == 0 || c.at.series < 0
	if len(lines) == 0 {
		return
	}
	r.band.FillColor = theme.ColorForWidget(theme.ColorNamePressed, c)
	place(r.band, g.slots[c.at.bar])
	if c.at.series >= 0 {
		r.frame.StrokeColor, r.frame.StrokeWidth = theme.ColorForWidget(theme.ColorNameForeground, c), theme.SizeForWidget(look.SizeRing, c)
		place(r.frame, g.parts[c.at.bar][c.at.series])
	}
	r.tip.FillColor = theme.ColorForWidget(theme.ColorNameForeground, c)
	r.tip.CornerRadius = theme.SizeForWidget(theme.SizeNameInputRadius, c)
	r.placeTip(lines, size)
}

// placeTip puts the tip beside the bar, inside the chart.
func (r *renderer) placeTip(lines []string, size fyne.Size) {
	c := r.c
	pad := theme.SizeForWidget(theme.SizeNameInnerPadding, c)
	line := c.measure("0").Height
	var w float32
	for i, s := range lines {
		t := r.text(s, 0, 0, fyne.TextAlignLeading, theme.ColorNameBackground)
		t.TextStyle.Bold = i == 0 || i == c.at.series+1 && c.at.series >= 0
		t.Resize(t.MinSize())
		w = max(w, t.MinSize().Width)
		r.words = append(r.words, t)
	}
	box := fyne.NewSize(w+2*pad, line*float32(len(lines))+pad)
	slot := c.geo.slots[c.at.bar]
	at := fyne.NewPos(slot.x+slot.w+pad/2, c.geo.plot.y)
	if c.p.Kind == Across {
		at = fyne.NewPos(size.Width-box.Width, slot.y+slot.h)
		if at.Y+box.Height > size.Height && slot.y > box.Height {
			at.Y = slot.y - box.Height
		}
	} else if at.X+box.Width > size.Width {
		at.X = slot.x - box.Width - pad/2
	}
	at.X = max(0, min(at.X, size.Width-box.Width))
	r.tip.Move(at)
	r.tip.Resize(box)
	for i, o := range r.words {
		o.Move(at.AddXY(pad, pad/2+line*float32(i)))
	}
}

// tipLines are the words about the bar told about: its name, its numbers, and
// the sum when there are several.
func (c *Chart) tipLines() []string {
	if c.at.bar < 0 || c.at.bar >= len(c.data.Bars) || c.data.Empty() {
		return nil
	}
	b := c.data.Bars[c.at.bar]
	lines := []string{b.Name}
	for i, v := range b.Values {
		lines = append(lines, c.data.Series[i].Name+": "+c.p.Value(v))
	}
	if len(b.Values) > 1 {
		lines = append(lines, c.p.Total+": "+c.p.Value(b.Sum()))
	}
	return lines
}

// Tip is what is told, its lines joined; "" while nothing is.
func (c *Chart) Tip() string { return strings.Join(c.tipLines(), " · ") }
