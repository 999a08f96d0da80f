package board

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
	"trastienda/ui/part"
)

// Key scrolls with PgUp, PgDn, Home and End.
func (p *Page) Key(e *fyne.KeyEvent) bool {
	step := p.scroll.Size().Height * 0.9
	switch e.Name {
	case fyne.KeyPageDown:
		p.scrollTo(p.scroll.Offset.Y + step)
	case fyne.KeyPageUp:
		p.scrollTo(p.scroll.Offset.Y - step)
	case fyne.KeyHome:
		p.scrollTo(0)
	case fyne.KeyEnd:
		p.scrollTo(p.scroll.Content.Size().Height)
	default:
		return false
	}
	return true
}

func (p *Page) scrollTo(y float32) {
	most := max(0, p.scroll.Content.Size().Height-p.scroll.Size().Height)
	p.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(y, most))))
	p.viewChanged()
}

// reveal scrolls what got the keyboard into sight: Fyne leaves it wherever it
// is.
func (p *Page) reveal(o fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	gap := theme.Size(look.SizeGap)
	y := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(p.scroll.Content).Y
	top, view := p.scroll.Offset.Y, p.scroll.Size().Height
	switch {
	case y-gap < top:
		p.scrollTo(y - gap)
	case y+o.Size().Height+gap > top+view:
		p.scrollTo(min(y-gap, y+o.Size().Height+gap-view))
	}
}

// rootLayout puts title, state and the scrolled rest under each other.
type rootLayout struct{ page *Page }

// MinSize is part of fyne.Layout: everything scrolls, so the page fits anywhere.
func (rootLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 240) }

// Layout is part of fyne.Layout.
func (l rootLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	p := l.page
	margin, gap := theme.Size(look.SizeMargin), theme.Size(look.SizeGap)
	width := size.Width - 2*margin
	y := margin * 0.75
	for _, o := range objects[:len(objects)-1] {
		if !o.Visible() {
			continue
		}
		h := part.HeightFor(o, width)
		if o == fyne.CanvasObject(p.state.bar) {
			h = theme.Size(theme.SizeNamePadding)
		}
		o.Move(fyne.NewPos(margin, y))
		o.Resize(fyne.NewSize(width, h))
		y += h + gap*0.75
	}
	// The scroll bar lies in the margin, not over the cards.
	content := p.body.object()
	content.Resize(fyne.NewSize(width+margin, part.HeightFor(content, width+margin)))
	p.scroll.Move(fyne.NewPos(margin, y))
	p.scroll.Resize(fyne.NewSize(width+margin, max(size.Height-y, 0)))
}

// zoomed is a width in dp at 100 % with the zoom applied.
func zoomed(dp float32) func() float32 {
	return func() float32 { return dp * theme.Size(theme.SizeNameText) / 13 }
}

// rightMargin keeps the content clear of the scroll bar.
type rightMargin struct{}

// HeightFor is the content's.
func (rightMargin) HeightFor(o []fyne.CanvasObject, width float32) float32 {
	return part.HeightFor(o[0], width-theme.Size(look.SizeMargin))
}

// MinSize is part of fyne.Layout.
func (l rightMargin) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(1, o[0].MinSize().Height)
}

// Layout is part of fyne.Layout.
func (rightMargin) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width-theme.Size(look.SizeMargin), size.Height))
}

// newFoot is a little room below the last block.
func newFoot() fyne.CanvasObject { return container.New(foot{}) }

type foot struct{}

// MinSize is part of fyne.Layout.
func (foot) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, theme.Size(look.SizeGap)) }

// Layout is part of fyne.Layout.
func (foot) Layout([]fyne.CanvasObject, fyne.Size) {}
