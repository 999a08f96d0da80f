package buy

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
	"trastienda/ui/part"
)

// readable gives its one object the margins of a page, keeps it clear of the
// scroll bar, and from getting wider than can be read.
type readable struct{}

func (readable) width(room float32) float32 {
	return max(min(room-2*theme.Size(look.SizeMargin), theme.Size(look.SizeDialog)*2), 1)
}

// MinSize is part of fyne.Layout.
func (readable) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, o[0].MinSize().Height+theme.Size(look.SizeMargin)*1.75)
}

// Layout is part of fyne.Layout.
func (l readable) Layout(o []fyne.CanvasObject, size fyne.Size) {
	margin, width := theme.Size(look.SizeMargin), l.width(size.Width)
	o[0].Move(fyne.NewPos(margin, margin*0.75))
	o[0].Resize(fyne.NewSize(width, part.HeightFor(o[0], width)))
}

// right puts its one object, a row of buttons, at the right end.
type right struct{}

// HeightFor is part of the layouts of package part.
func (right) HeightFor(o []fyne.CanvasObject, width float32) float32 {
	return part.HeightFor(o[0], width)
}

// MinSize is part of fyne.Layout.
func (right) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

// Layout is part of fyne.Layout.
func (right) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := min(part.OneLine(o[0]).Width, size.Width)
	o[0].Move(fyne.NewPos(size.Width-width, 0))
	o[0].Resize(fyne.NewSize(width, size.Height))
}

// threeColumns lays texts out in rows of three: what it is, before, now.
type threeColumns struct{}

func (threeColumns) place(o []fyne.CanvasObject, width float32, put func(o fyne.CanvasObject, at fyne.Position, size fyne.Size)) float32 {
	gap := theme.Size(look.SizeGap)
	room := max(width-2*gap, 3)
	widths := [3]float32{room * 0.24, room * 0.38, room * 0.38} // a masked CBU stays on one line
	var y float32
	for i := 0; i+2 < len(o); i += 3 {
		var h, x float32
		for c, cell := range o[i : i+3] {
			h = max(h, part.HeightFor(cell, widths[c]))
		}
		for c, cell := range o[i : i+3] {
			put(cell, fyne.NewPos(x, y), fyne.NewSize(widths[c], h))
			x += widths[c] + gap
		}
		y += h + gap/2
	}
	return max(y-gap/2, 0)
}

// HeightFor is the height of all the rows.
func (l threeColumns) HeightFor(o []fyne.CanvasObject, width float32) float32 {
	return l.place(o, width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

// MinSize is part of fyne.Layout.
func (l threeColumns) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, l.HeightFor(o, theme.Size(look.SizeDialog)))
}

// Layout is part of fyne.Layout.
func (l threeColumns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.place(o, size.Width, func(o fyne.CanvasObject, at fyne.Position, size fyne.Size) {
		o.Move(at)
		o.Resize(size)
	})
}
