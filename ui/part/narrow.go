package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
)

// Narrow keeps its one object, the content of a scroll, from getting wider than
// can be read; Most is the greatest width. Some room is left for the scroll bar.
type Narrow struct{ Most func() float32 }

func (n Narrow) width(room float32) float32 {
	return max(min(room-theme.Size(look.SizeGap), n.Most()), 1)
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
