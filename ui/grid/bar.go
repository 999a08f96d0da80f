package grid

import (
	"image/color"

	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
)

var (
	_ fyne.Draggable    = (*bar)(nil)
	_ fyne.Tappable     = (*bar)(nil)
	_ desktop.Hoverable = (*bar)(nil)
)

const minThumb = 28 // dp at 100 %: a million rows still leave something to grab

// bar is a scroll bar. Fyne's own counts in float32.
type bar struct {
	widget.BaseWidget
	g        *Grid
	vertical bool
	pos, end float64 // offset and its greatest value, dp
	shown    float64 // dp visible
	dragging bool
	thumb    float64 // place of the thumb while dragged, dp
	hovered  bool
	track    *canvas.Rectangle
	grip     *canvas.Rectangle
}

func newBar(g *Grid, vertical bool) *bar {
	b := &bar{g: g, vertical: vertical, track: canvas.NewRectangle(color.Transparent), grip: canvas.NewRectangle(color.Transparent)}
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

func (b *bar) set(pos, end, shown float64) {
	b.pos, b.end, b.shown = pos, end, shown
	b.place()
}

func (b *bar) length() float64 {
	if b.vertical {
		return float64(b.Size().Height)
	}
	return float64(b.Size().Width)
}

// thumbAt gives the place and the length of the thumb.
func (b *bar) thumbAt() (from, length float64) {
	all := b.length()
	length = all
	if b.end > 0 {
		length = all * b.shown / (b.shown + b.end)
	}
	length = math.Min(all, math.Max(length, float64(minThumb*b.g.zoom())))
	if b.end > 0 {
		from = (all - length) * b.pos / b.end
	}
	return from, length
}

func (b *bar) place() {
	from, length := b.thumbAt()
	size, inset := b.Size(), 3*b.g.zoom()
	b.track.Resize(size)
	if b.vertical {
		b.grip.Move(fyne.NewPos(inset, float32(from)))
		b.grip.Resize(fyne.NewSize(size.Width-2*inset, float32(length)))
	} else {
		b.grip.Move(fyne.NewPos(float32(from), inset))
		b.grip.Resize(fyne.NewSize(float32(length), size.Height-2*inset))
	}
	b.grip.CornerRadius = (min(size.Width, size.Height) - 2*inset) / 2
	b.grip.Refresh()
}

// go moves the list to where the thumb is.
func (b *bar) scroll(pos float64) {
	if b.vertical {
		b.g.scrollTo(pos)
	} else {
		b.g.scrollToX(float32(pos))
	}
}

// Dragged implements fyne.Draggable.
func (b *bar) Dragged(e *fyne.DragEvent) {
	from, length := b.thumbAt()
	if !b.dragging {
		b.dragging, b.thumb = true, from
	}
	if b.vertical {
		b.thumb += float64(e.Dragged.DY)
	} else {
		b.thumb += float64(e.Dragged.DX)
	}
	if room := b.length() - length; room > 0 {
		b.scroll(math.Max(0, math.Min(1, b.thumb/room)) * b.end)
	}
}

// DragEnd implements fyne.Draggable.
func (b *bar) DragEnd() { b.dragging = false }

// Tapped moves a page towards the pointer.
func (b *bar) Tapped(e *fyne.PointEvent) {
	at := float64(e.Position.Y)
	if !b.vertical {
		at = float64(e.Position.X)
	}
	from, length := b.thumbAt()
	switch {
	case at < from:
		b.scroll(b.pos - b.shown)
	case at > from+length:
		b.scroll(b.pos + b.shown)
	}
}

// MouseIn implements desktop.Hoverable.
func (b *bar) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (b *bar) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *bar) MouseOut() { b.hovered = false; b.Refresh() }

func (b *bar) colour() {
	b.track.FillColor = theme.ColorForWidget(look.ColorSurface, b)
	name := theme.ColorNameInputBorder
	if b.hovered || b.dragging {
		name = look.ColorMuted
	}
	b.grip.FillColor = theme.ColorForWidget(name, b)
}

// CreateRenderer implements fyne.Widget.
func (b *bar) CreateRenderer() fyne.WidgetRenderer {
	b.colour()
	return &barRenderer{b}
}

type barRenderer struct{ b *bar }

func (r *barRenderer) Layout(fyne.Size)   { r.b.place() }
func (r *barRenderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }
func (r *barRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.b.track, r.b.grip}
}
func (r *barRenderer) Refresh() {
	r.b.colour()
	r.b.track.Refresh()
	r.b.place()
}
func (r *barRenderer) Destroy() {}
