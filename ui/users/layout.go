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
		if o != fyne.CanvasObject(p.state.bar) {
			y += gap * 0.75
		}
	}
	rows := fyne.NewSize(width, max(size.Height-y-gap/2, 0))
	p.grid.Move(fyne.NewPos(margin, y))
	p.grid.Resize(rows)
	head := theme.Size(look.SizeHeader) * 1.2
	p.state.overlay.Move(fyne.NewPos(margin, y+head))
	p.state.overlay.Resize(fyne.NewSize(rows.Width, max(rows.Height-head, 0)))
}

// slim shows a progress bar lower than it wants to be.
type slim struct{}

// MinSize is part of fyne.Layout.
func (slim) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(1, theme.Size(theme.SizeNamePadding))
}

// Layout is part of fyne.Layout.
func (slim) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, each := range o {
		each.Move(fyne.NewPos(0, 0))
		each.Resize(size)
	}
}

// ends gives the first object all the width the second leaves.
type ends struct{}

// MinSize is part of fyne.Layout.
func (ends) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(b.Width+theme.Size(theme.SizeNamePadding), max(a.Height, b.Height))
}

// HeightFor is that of the higher one.
func (ends) HeightFor(o []fyne.CanvasObject, width float32) float32 {
	side := o[1].MinSize()
	return max(part.HeightFor(o[0], width-side.Width-theme.Size(theme.SizeNamePadding)), side.Height)
}

// Layout is part of fyne.Layout.
func (ends) Layout(o []fyne.CanvasObject, size fyne.Size) {
	side, gap := o[1].MinSize(), theme.Size(theme.SizeNamePadding)
	rest := size.Width - side.Width - gap
	h := part.HeightFor(o[0], rest)
	o[0].Move(fyne.NewPos(0, (size.Height-h)/2))
	o[0].Resize(fyne.NewSize(rest, h))
	o[1].Move(fyne.NewPos(size.Width-side.Width, (size.Height-side.Height)/2))
	o[1].Resize(side)
}
