package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Sized is a size of the present look and zoom, times factor, as layouts ask for
// it.
func Sized(name fyne.ThemeSizeName, factor float32) func() float32 {
	return func() float32 { return theme.Size(name) * factor }
}

// Slim shows objects lower than they want to be: Fyne's progress bars keep room
// for a text.
type Slim struct{ Height func() float32 }

// MinSize is part of fyne.Layout.
func (l Slim) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, l.Height()) }

// Layout is part of fyne.Layout.
func (Slim) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, each := range o {
		each.Move(fyne.NewPos(0, 0))
		each.Resize(size)
	}
}
