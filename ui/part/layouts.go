// Package part holds the layouts that every page is put together from. They
// know how high their objects get at a width, because texts wrap: a page is
// then laid out once, with nothing cut at a small window or a large zoom.
package part

import "fyne.io/fyne/v2"

// Tall is an object whose height depends on its width.
type Tall interface{ HeightFor(width float32) float32 }

// HeightFor asks o for its height at width. A container with one of this
// file's layouts is asked through its layout.
func HeightFor(o fyne.CanvasObject, width float32) float32 {
	if t, ok := o.(Tall); ok {
		return t.HeightFor(width)
	}
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := c.Layout.(tallLayout); ok {
			return l.HeightFor(c.Objects, width)
		}
	}
	return o.MinSize().Height
}

// tallLayout is a layout that tells its height for a width.
type tallLayout interface {
	HeightFor(objects []fyne.CanvasObject, width float32) float32
}

// Column puts objects under each other, each as high as it needs at the
// column's width.
type Column struct {
	Gap  func() float32
	last float32 // the width of the last layout: heights are told for it
}

// HeightFor is the height of all of them under each other.
func (l *Column) HeightFor(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	n := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		h += HeightFor(o, width)
		n++
	}
	return h + float32(max(n-1, 0))*l.Gap()
}

// MinSize is part of fyne.Layout. A column takes any width.
func (l *Column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if l.last < 2 {
		return fyne.NewSize(0, l.HeightFor(objects, 10000))
	}
	return fyne.NewSize(0, l.HeightFor(objects, l.last))
}

// Layout is part of fyne.Layout.
func (l *Column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.last = size.Width
	var y float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		h := HeightFor(o, size.Width)
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + l.Gap()
	}
}

// Flow puts objects beside each other and begins a new line when the width is
// used up, so that nothing is cut at a small window or a large zoom.
type Flow struct {
	Gap func() float32
}

// HeightFor is the height of all the lines it takes.
func (l Flow) HeightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.place(objects, width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

func (l Flow) place(objects []fyne.CanvasObject, width float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	var x, y, line float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		size := o.MinSize()
		size.Width = min(size.Width, max(width, 1))
		if x > 0 && x+size.Width > width {
			x, y, line = 0, y+line+l.Gap(), 0
		}
		put(o, fyne.NewPos(x, y), size)
		x += size.Width + l.Gap()
		line = max(line, size.Height)
	}
	return y + line
}

// OneLine is what a container with a Flow takes on one line.
func OneLine(o fyne.CanvasObject) fyne.Size {
	c, ok := o.(*fyne.Container)
	if !ok {
		return o.MinSize()
	}
	l, ok := c.Layout.(Flow)
	if !ok {
		return o.MinSize()
	}
	var size fyne.Size
	for _, each := range c.Objects {
		if !each.Visible() {
			continue
		}
		if size.Width > 0 {
			size.Width += l.Gap()
		}
		m := each.MinSize()
		size = fyne.NewSize(size.Width+m.Width, max(size.Height, m.Height))
	}
	return size
}

// MinSize is part of fyne.Layout: as narrow as the widest object.
func (l Flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			size = size.Max(o.MinSize())
		}
	}
	return size
}

// Layout is part of fyne.Layout.
func (l Flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.place(objects, size.Width, func(o fyne.CanvasObject, at fyne.Position, s fyne.Size) {
		o.Move(at)
		o.Resize(s)
	})
}

// Refit refreshes a container with a Flow whose texts may be longer or shorter
// now. When it takes another number of lines, what is around it is placed anew.
func Refit(flow, around *fyne.Container) {
	flow.Refresh()
	if around.Size().Width == 0 {
		return // all of it is placed when it gets its room
	}
	if size := flow.Size(); HeightFor(flow, size.Width) != size.Height {
		around.Refresh()
	}
}

// Facts puts labels and values in two columns; objects come in pairs. Values
// wrap.
type Facts struct {
	Gap   func() float32
	Label func() float32 // the most a label may take; longer ones wrap
}

func (l Facts) labels(objects []fyne.CanvasObject) float32 {
	var w float32
	for i := 0; i < len(objects); i += 2 {
		w = max(w, objects[i].MinSize().Width)
	}
	return min(w, l.Label())
}

// HeightFor is the height of all the pairs.
func (l Facts) HeightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.place(objects, width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

func (l Facts) place(objects []fyne.CanvasObject, width float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	first := l.labels(objects)
	second := max(width-first-2*l.Gap(), 1)
	var y float32
	for i := 0; i+1 < len(objects); i += 2 {
		if !objects[i].Visible() {
			continue
		}
		h := max(HeightFor(objects[i], first), HeightFor(objects[i+1], second))
		put(objects[i], fyne.NewPos(0, y), fyne.NewSize(first, h))
		put(objects[i+1], fyne.NewPos(first+2*l.Gap(), y), fyne.NewSize(second, h))
		y += h + l.Gap()
	}
	return max(y-l.Gap(), 0)
}

// MinSize is part of fyne.Layout.
func (l Facts) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := l.labels(objects) * 2
	return fyne.NewSize(w, l.HeightFor(objects, w))
}

// Layout is part of fyne.Layout.
func (l Facts) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.place(objects, size.Width, func(o fyne.CanvasObject, at fyne.Position, s fyne.Size) {
		o.Move(at)
		o.Resize(s)
	})
}

// Sided puts a first object of its own width at the left, the last of several
// at the right, and gives the rest of the width to the second.
type Sided struct{ Gap func() float32 }

func (l Sided) rest(objects []fyne.CanvasObject, width float32) float32 {
	for i, o := range objects {
		if i != 1 && o.Visible() {
			width -= o.MinSize().Width + l.Gap()
		}
	}
	return max(width, 1)
}

// HeightFor is that of the highest object.
func (l Sided) HeightFor(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	for i, o := range objects {
		switch {
		case !o.Visible():
		case i == 1:
			h = max(h, HeightFor(o, l.rest(objects, width)))
		default:
			h = max(h, o.MinSize().Height)
		}
	}
	return h
}

// MinSize is part of fyne.Layout.
func (l Sided) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			m := o.MinSize()
			size = fyne.NewSize(size.Width+m.Width+l.Gap(), max(size.Height, m.Height))
		}
	}
	return size
}

// Layout is part of fyne.Layout. Objects stand at the top, as in a line of
// text that may wrap.
func (l Sided) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var x float32
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		s := o.MinSize()
		if i == 1 {
			s = fyne.NewSize(l.rest(objects, size.Width), size.Height)
		}
		o.Move(fyne.NewPos(x, 0))
		o.Resize(s)
		x += s.Width + l.Gap()
	}
}

// Padded keeps its last object away from the edges; those before it lie behind
// it and fill everything (a background).
type Padded struct{ Pad func() float32 }

// HeightFor is the height of the last object and of the room around it.
func (l Padded) HeightFor(o []fyne.CanvasObject, width float32) float32 {
	return HeightFor(o[len(o)-1], width-2*l.Pad()) + 2*l.Pad()
}

// MinSize is part of fyne.Layout.
func (l Padded) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[len(o)-1].MinSize().AddWidthHeight(2*l.Pad(), 2*l.Pad())
}

// Layout is part of fyne.Layout.
func (l Padded) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, behind := range o[:len(o)-1] {
		behind.Move(fyne.NewPos(0, 0))
		behind.Resize(size)
	}
	o[len(o)-1].Move(fyne.NewSquareOffsetPos(l.Pad()))
	o[len(o)-1].Resize(size.SubtractWidthHeight(2*l.Pad(), 2*l.Pad()))
}
