package liststate

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
	"trastienda/ui/part"
)

// coverBelow is the width of a page, in dp at 100 %, under which the detail lies
// over the rows: a window of 1100 dp with its navigation folded in.
const coverBelow = 1044

// Parts are those sections of a page that have a place of their own. The others
// stand above the rows, in their order.
type Parts struct {
	Rows, Overlay, Bar fyne.CanvasObject

	Filters       fyne.CanvasObject           // the panel of filters; nil for none
	FiltersHeight func(width float32) float32 // how high it wants to be, in dp
	Detail        fyne.CanvasObject           // of one row, at the right; nil for none
	DetailWidth   float32                     // in dp
}

// Layout puts the sections of a page with a list under each other and gives the
// rest to the rows, with the detail of one at their right.
type Layout struct {
	Parts func() Parts // the present ones: pages make theirs anew
}

// MinSize is part of fyne.Layout: the rows scroll, so the page fits anywhere the
// window does.
func (l Layout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 240) }

// Layout is part of fyne.Layout.
func (l Layout) Layout(sections []fyne.CanvasObject, size fyne.Size) {
	p := l.Parts()
	margin, gap := theme.Size(look.SizeMargin), theme.Size(look.SizeGap)
	width := size.Width - 2*margin
	y := margin * 0.75
	for _, o := range sections {
		if o == p.Rows {
			break
		}
		if !o.Visible() {
			continue
		}
		h := part.HeightFor(o, width)
		if o == p.Filters {
			h = p.filters(width, size.Height, y)
		}
		o.Move(fyne.NewPos(margin, y))
		o.Resize(fyne.NewSize(width, h))
		y += h
		if o != p.Bar {
			y += gap * 0.75
		}
	}
	p.body(fyne.NewPos(margin, y), fyne.NewSize(width, max(size.Height-y-gap/2, 0)), size.Width)
}

// filters is the height of the filter panel at y: the rows stay in sight however
// many filters there are, and in a small window both scroll.
func (p Parts) filters(width, whole, y float32) float32 {
	head := 2 * theme.Size(look.SizeHeader)
	room := min(whole*0.45, whole-y-head-2*theme.Size(look.SizeRow))
	return min(p.FiltersHeight(width), max(room, head))
}

// body places the rows, what covers them, and the detail.
func (p Parts) body(at fyne.Position, size fyne.Size, whole float32) {
	rows := size
	if p.Detail != nil && p.Detail.Visible() {
		w := min(p.DetailWidth, size.Width)
		p.Detail.Move(fyne.NewPos(at.X+size.Width-w, at.Y))
		p.Detail.Resize(fyne.NewSize(w, size.Height))
		if whole >= coverBelow {
			rows.Width -= w + theme.Size(look.SizeGap)
		}
	}
	p.Rows.Move(at)
	p.Rows.Resize(rows)
	head := theme.Size(look.SizeHeader) * 1.2
	p.Overlay.Move(at.AddXY(0, head))
	p.Overlay.Resize(fyne.NewSize(rows.Width, max(rows.Height-head, 0)))
}
