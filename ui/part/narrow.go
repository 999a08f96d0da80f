package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
)

// Narrow keeps its one object from getting wider than can be read; Most is the
// greatest width. Some room is left at the right and, in a scroll, below.
type Narrow struct{ Most func() float32 }

func (n Narrow) width(room float32) float32 {
	return max(min(room-theme.Size(look.SizeGap), n.Most()), 1)
}

// HeightFor is that of the object at the width it gets.
func (n Narrow) HeightFor(o []fyne.CanvasObject, width float32) float32 {
	return HeightFor(o[0], n.width(width))
}

// MinSize is part of fyne.Layout.
func (n Narrow) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, o[0].MinSize().Height+theme.Size(look.SizeMargin))
}

// Layout is part of fyne.Layout.
func (n Narrow) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := n.width(size.Width)
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(width, HeightFor(o[0], width)))
}
