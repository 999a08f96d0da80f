package form

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
)

// roleColor returns a colour of the theme; "" is transparent.
func roleColor(name fyne.ThemeColorName) color.Color {
	if name == "" {
		return color.Transparent
	}
	return theme.Color(name)
}

// newRing returns the outline that shows where the focus is.
func newRing() *canvas.Rectangle { return canvas.NewRectangle(color.Transparent) }

// placeRing lays the ring around size, inset dp inside it. A stroke is drawn
// centred on the edge, so half of it would be cut off at the edge itself.
func placeRing(ring *canvas.Rectangle, size fyne.Size, inset float32) {
	inset += theme.Size(look.SizeRing) / 2
	ring.Move(fyne.NewSquareOffsetPos(inset))
	ring.Resize(size.SubtractWidthHeight(2*inset, 2*inset))
}

func paintRing(ring *canvas.Rectangle, shown bool, c fyne.ThemeColorName) {
	ring.Hidden = !shown
	ring.StrokeWidth = theme.Size(look.SizeRing)
	ring.StrokeColor = roleColor(c)
	ring.CornerRadius = theme.Size(theme.SizeNameInputRadius)
}
