package part

import "fyne.io/fyne/v2"

// Wall puts objects into columns of one width, as many as there is room for,
// line by line; the objects of a line are equally high.
type Wall struct {
	Gap   func() float32
	Least func() float32 // the least width of a column
}

// columns tells how many columns n objects get, and how wide each is.
func (l Wall) columns(n int, width float32) (int, float32) {
	gap := l.Gap()
	most := int((width + gap) / (l.Least() + gap))
	count := max(1, min(most, n))
	return count, max((width-float32(count-1)*gap)/float32(count), 1)
}

// HeightFor is the height of all the lines.
func (l Wall) HeightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.place(objects, width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

func (l Wall) place(objects []fyne.CanvasObject, width float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	var shown []fyne.CanvasObject
	for _, o := range objects {
		if o.Visible() {
			shown = append(shown, o)
		}
	}
	// A hidden object leaves its room to nobody: the others keep their width.
	count, w := l.columns(len(objects), width)
	var y float32
	for from := 0; from < len(shown); from += count {
		line := shown[from:min(from+count, len(shown))]
		var h float32
		for _, o := range line {
			h = max(h, HeightFor(o, w))
		}
		if from > 0 {
			y += l.Gap()
		}
		for i, o := range line {
			put(o, fyne.NewPos(float32(i)*(w+l.Gap()), y), fyne.NewSize(w, h))
		}
		y += h
	}
	return y
}

// MinSize is part of fyne.Layout: one column.
func (l Wall) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.Least(), l.HeightFor(objects, l.Least()))
}

// Layout is part of fyne.Layout.
func (l Wall) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.place(objects, size.Width, func(o fyne.CanvasObject, at fyne.Position, s fyne.Size) {
		o.Move(at)
		o.Resize(s)
	})
}
