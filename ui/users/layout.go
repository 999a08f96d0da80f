package users

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
	"trastienda/ui/part"
)

// pageLayout puts the sections of the page under each other and gives the
// rest to the grid.
type pageLayout struct{ page *Page }

// MinSize is part of fyne.Layout: the grid scrolls, so the page fits anywhere
// the window does.
func (l pageLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 240) }

// Layout is part of fyne.Layout.
func (l pageLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	p := l.page
	margin, gap := theme.Size(look.SizeMargin), theme.Size(look.SizeGap)
	width := size.Width - 2*margin
	y := margin * 0.75
	for _, o := range p.root.Objects {
		if o == fyne.CanvasObject(p.grid) {
			break
		}
		if !o.Visible() {
			continue
		}
		h := part.HeightFor(o, width)
		o.Move(fyne.NewPos(margin, y))
		o.Resize(fyne.NewSize(width, h))
		y += h
		if o != fyne.CanvasObject(p.state.Bar.Root) {
			y += gap * 0.75
		}
	}
	rows := fyne.NewSize(width, max(size.Height-y-gap/2, 0))
	p.grid.Move(fyne.NewPos(margin, y))
	p.grid.Resize(rows)
	head := theme.Size(look.SizeHeader) * 1.2
	p.state.Overlay.Move(fyne.NewPos(margin, y+head))
	p.state.Overlay.Resize(fyne.NewSize(rows.Width, max(rows.Height-head, 0)))
}
