package liststate

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
)

// Cover lays o over the rows; nil uncovers them.
func Cover(overlay *fyne.Container, o fyne.CanvasObject) {
	overlay.Objects = nil
	overlay.Hide()
	if o != nil {
		overlay.Objects = []fyne.CanvasObject{o}
		overlay.Show()
	}
}

// The skeleton has this many rows and cells in each.
const (
	skeletonRows  = 8
	skeletonCells = 4
)

// NewSkeleton shows the places of the first rows before anything was ever read.
func NewSkeleton() fyne.CanvasObject {
	box := container.New(skeleton{})
	for range skeletonRows * skeletonCells {
		r := canvas.NewRectangle(theme.Color(theme.ColorNameHeaderBackground))
		r.CornerRadius = theme.Size(theme.SizeNameInputRadius)
		box.Add(r)
	}
	return box
}

// skeleton lays bars out like the cells of rows.
type skeleton struct{}

// MinSize is part of fyne.Layout.
func (skeleton) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

// Layout is part of fyne.Layout.
func (skeleton) Layout(bars []fyne.CanvasObject, size fyne.Size) {
	row, gap := theme.Size(look.SizeRow), theme.Size(look.SizeGap)
	for i, bar := range bars {
		w := size.Width / skeletonCells
		bar.Move(fyne.NewPos(float32(i%skeletonCells)*w+gap, float32(i/skeletonCells)*row+row/2-gap/2))
		bar.Resize(fyne.NewSize(w*0.6, gap))
		bar.(*canvas.Rectangle).Hidden = float32(i/skeletonCells+1)*row > size.Height
	}
}
