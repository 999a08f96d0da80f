package purchases

import (
	"fyne.io/fyne/v2"

	"trastienda/ui/part"
)

// framed puts a head above and a foot below what scrolls between them. The foot
// gets as many lines as its buttons need: a border would give it one.
type framed struct{}

// MinSize is part of fyne.Layout.
func (framed) MinSize(o []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, part := range o {
		least := part.MinSize()
		size = fyne.NewSize(max(size.Width, least.Width), size.Height+least.Height)
	}
	return size
}

// Layout is part of fyne.Layout.
func (framed) Layout(o []fyne.CanvasObject, size fyne.Size) {
	head, foot := o[0].MinSize().Height, part.HeightFor(o[2], size.Width)
	y := float32(0)
	for i, h := range []float32{head, size.Height - head - foot, foot} {
		o[i].Move(fyne.NewPos(0, y))
		o[i].Resize(fyne.NewSize(size.Width, h))
		y += h
	}
}
