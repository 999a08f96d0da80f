package audit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// pairRows puts labels and values in two columns; objects come in pairs of words.
// Labels take what the longest needs, up to a third of the panel; both wrap.
type pairRows struct{}

func (pairRows) label(o []fyne.CanvasObject) float32 {
	widest := float32(0)
	for i := 0; i < len(o); i += 2 {
		w := o[i].(*form.Words)
		widest = max(widest, fyne.MeasureText(w.Text(), theme.Size(w.TextSize), fyne.TextStyle{Bold: w.Bold}).Width)
	}
	return min(widest+1, theme.Size(look.SizeDetail)*0.34)
}

func (l pairRows) place(o []fyne.CanvasObject, width float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	gap := theme.Size(look.SizeGap)
	first := l.label(o)
	second := max(width-first-1.5*gap, 1)
	y := float32(0)
	for i := 0; i+1 < len(o); i += 2 {
		if i > 0 {
			y += gap * 0.75
		}
		h := max(part.HeightFor(o[i], first), part.HeightFor(o[i+1], second))
		put(o[i], fyne.NewPos(0, y), fyne.NewSize(first, h))
		put(o[i+1], fyne.NewPos(first+1.5*gap, y), fyne.NewSize(second, h))
		y += h
	}
	return y
}

// HeightFor is the height of all the pairs.
func (l pairRows) HeightFor(o []fyne.CanvasObject, width float32) float32 {
	return l.place(o, width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

// MinSize is part of fyne.Layout.
func (l pairRows) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(1, l.HeightFor(o, theme.Size(look.SizeDetail)))
}

// Layout is part of fyne.Layout.
func (l pairRows) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.place(o, size.Width, func(o fyne.CanvasObject, at fyne.Position, s fyne.Size) {
		o.Move(at)
		o.Resize(s)
	})
}

// halves puts two objects beside each other, each half as wide.
type halves struct{}

func (halves) width(width float32) float32 {
	return max((width-theme.Size(look.SizeGap))/2, 1)
}

// HeightFor is that of the higher one.
func (l halves) HeightFor(o []fyne.CanvasObject, width float32) float32 {
	w := l.width(width)
	return max(part.HeightFor(o[0], w), part.HeightFor(o[1], w))
}

// MinSize is part of fyne.Layout.
func (l halves) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(1, o[0].MinSize().Height)
}

// Layout is part of fyne.Layout.
func (l halves) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := l.width(size.Width)
	for i, each := range o {
		each.Move(fyne.NewPos(float32(i)*(w+theme.Size(look.SizeGap)), 0))
		each.Resize(fyne.NewSize(w, part.HeightFor(each, w)))
	}
}

// panel stacks a background behind: head, line, what scrolls, line, foot. Head
// and foot wrap, so their heights are asked for at the panel's width.
type panel struct{}

// MinSize is part of fyne.Layout.
func (panel) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

// Layout is part of fyne.Layout.
func (panel) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	heights := make([]float32, len(o))
	rest := size.Height
	for _, i := range []int{1, 2, 4, 5} {
		heights[i] = part.HeightFor(o[i], size.Width)
		rest -= heights[i]
	}
	heights[3] = max(rest, 0)
	y := float32(0)
	for i := 1; i < len(o); i++ {
		o[i].Move(fyne.NewPos(0, y))
		o[i].Resize(fyne.NewSize(size.Width, heights[i]))
		y += heights[i]
	}
}
