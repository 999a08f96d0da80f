package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
)

// CreateRenderer is called by Fyne.
func (t *TextField) CreateRenderer() fyne.WidgetRenderer {
	r := &fieldRenderer{WidgetRenderer: t.Entry.CreateRenderer(), t: t, ring: newRing()}
	r.paint()
	return r
}

// fieldRenderer is Fyne's with a ring around it: one dp of another colour is
// no visible focus.
type fieldRenderer struct {
	fyne.WidgetRenderer
	t    *TextField
	ring *canvas.Rectangle
}

func (r *fieldRenderer) Objects() []fyne.CanvasObject {
	inner := r.WidgetRenderer.Objects()
	return append(inner[:len(inner):len(inner)], r.ring)
}

func (r *fieldRenderer) MinSize() fyne.Size {
	size := r.WidgetRenderer.MinSize()
	if r.t.MultiLine {
		return size
	}
	return fyne.NewSize(size.Width, max(size.Height, theme.Size(look.SizeButton)))
}

func (r *fieldRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	placeRing(r.ring, size, 0)
}

func (r *fieldRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	r.paint()
	r.ring.Refresh()
}

func (r *fieldRenderer) paint() {
	wrong := r.t.Note().Error
	role := theme.ColorNamePrimary
	if wrong {
		role = theme.ColorNameError
	}
	paintRing(r.ring, r.t.focused || wrong, role)
	if wrong && !r.t.focused {
		r.ring.StrokeWidth = theme.Size(theme.SizeNameInputBorder)
	}
}
