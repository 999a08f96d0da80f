package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Ends gives the first object all the width the second leaves.
type Ends struct{}

// MinSize is part of fyne.Layout.
func (Ends) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(b.Width+theme.Size(theme.SizeNamePadding), max(a.Height, b.Height))
}

// HeightFor is that of the higher one.
func (Ends) HeightFor(o []fyne.CanvasObject, width float32) float32 {
	side := o[1].MinSize()
	return max(HeightFor(o[0], width-side.Width-theme.Size(theme.SizeNamePadding)), side.Height)
}

// Layout is part of fyne.Layout.
func (Ends) Layout(o []fyne.CanvasObject, size fyne.Size) {
	side, gap := o[1].MinSize(), theme.Size(theme.SizeNamePadding)
	rest := size.Width - side.Width - gap
	h := HeightFor(o[0], rest)
	o[0].Move(fyne.NewPos(0, (size.Height-h)/2))
	o[0].Resize(fyne.NewSize(rest, h))
	o[1].Move(fyne.NewPos(size.Width-side.Width, (size.Height-side.Height)/2))
	o[1].Resize(side)
}
