package exceptions

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
	"trastienda/ui/part"
)

// coverBelow is the width of the page, in dp at 100 %, under which the detail
// lies over the grid: a window of 1100 dp with its navigation folded in.
const coverBelow = 1044

// pageLayout puts the sections of the page under each other and gives the rest
// to the grid, with the detail at its right.
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
		if o != fyne.CanvasObject(p.state.bar.Root) {
			y += gap * 0.75
		}
	}
	at, body := fyne.NewPos(margin, y), fyne.NewSize(width, max(size.Height-y-gap/2, 0))
	rows := body
	if p.detail.root.Visible() {
		w := min(theme.Size(look.SizeDetail)*1.1, body.Width)
		p.detail.root.Move(fyne.NewPos(at.X+body.Width-w, at.Y))
		p.detail.root.Resize(fyne.NewSize(w, body.Height))
		if size.Width >= coverBelow {
			rows.Width -= w + gap
		}
	}
	p.grid.Move(at)
	p.grid.Resize(rows)
	head := theme.Size(look.SizeHeader) * 1.2
	p.state.overlay.Move(at.AddXY(0, head))
	p.state.overlay.Resize(fyne.NewSize(rows.Width, max(rows.Height-head, 0)))
}
