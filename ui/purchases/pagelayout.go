package purchases

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
)

// coverBelow is the width of the page, in dp at 100 %, under which the detail
// lies over the grid: a window of 1100 dp with its navigation folded in.
const coverBelow = 1044

// pageLayout puts the sections of the page under each other and gives the
// rest to the grid, with the detail at its right.
type pageLayout struct{ page *Page }

// MinSize is part of fyne.Layout: the grid scrolls, so the page fits anywhere
// the window does.
func (l pageLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(320, 240)
}

// Layout is part of fyne.Layout.
func (l pageLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	p := l.page
	margin, gap := theme.Size(look.SizeMargin), theme.Size(look.SizeGap)
	width := size.Width - 2*margin
	y := margin * 0.75
	for i, o := range p.root.Objects {
		if o == fyne.CanvasObject(p.grid) {
			break
		}
		if !o.Visible() {
			continue
		}
		h := heightFor(o, width)
		if o == fyne.CanvasObject(p.filters.root) {
			h = l.filters(width, size.Height, y)
		}
		o.Move(fyne.NewPos(margin, y))
		o.Resize(fyne.NewSize(width, h))
		y += h
		if i != len(p.root.Objects)-1 && o != fyne.CanvasObject(p.state.bar.Root) {
			y += gap * 0.75
		}
	}
	body := fyne.NewSize(width, max(size.Height-y-gap/2, 0))
	l.body(fyne.NewPos(margin, y), body, size.Width)
}

// filters is the height of the filter panel at y: the rows stay in sight however
// many filters there are, and in a small window both scroll.
func (l pageLayout) filters(width, whole, y float32) float32 {
	rows := 2*theme.Size(look.SizeHeader) + 2*theme.Size(look.SizeRow)
	room := min(whole*0.45, whole-y-rows)
	return min(l.page.filters.heightFor(width), max(room, 2*theme.Size(look.SizeHeader)))
}

// body places the grid, what covers it, and the detail.
func (l pageLayout) body(at fyne.Position, size fyne.Size, whole float32) {
	p := l.page
	gap := theme.Size(look.SizeGap)
	rows := size
	if p.detail.root.Visible() {
		w := min(theme.Size(look.SizeDetail), size.Width)
		p.detail.root.Move(fyne.NewPos(at.X+size.Width-w, at.Y))
		p.detail.root.Resize(fyne.NewSize(w, size.Height))
		if whole >= coverBelow {
			rows.Width -= w + gap
		}
	}
	p.grid.Move(at)
	p.grid.Resize(rows)
	head := theme.Size(look.SizeHeader) * 1.2
	p.state.overlay.Move(at.AddXY(0, head))
	p.state.overlay.Resize(fyne.NewSize(rows.Width, max(rows.Height-head, 0)))
}
