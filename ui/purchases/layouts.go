package purchases

import "fyne.io/fyne/v2"

// tall is an object whose height depends on its width.
type tall interface{ HeightFor(width float32) float32 }

// heightFor asks o for its height at width. A container with one of this
// file's layouts is asked through its layout.
func heightFor(o fyne.CanvasObject, width float32) float32 {
	if t, ok := o.(tall); ok {
		return t.HeightFor(width)
	}
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := c.Layout.(tallLayout); ok {
			return l.heightFor(c.Objects, width)
		}
	}
	return o.MinSize().Height
}

type tallLayout interface {
	heightFor(objects []fyne.CanvasObject, width float32) float32
}

// column puts objects under each other, each as high as it needs at the
// column's width.
type column struct {
	gap  func() float32
	last float32 // the width of the last layout: heights are told for it
}

func (l *column) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	n := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		h += heightFor(o, width)
		n++
	}
	return h + float32(max(n-1, 0))*l.gap()
}

// MinSize is part of fyne.Layout. A column takes any width.
func (l *column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if l.last < 2 {
		return fyne.NewSize(0, l.heightFor(objects, 10000))
	}
	return fyne.NewSize(0, l.heightFor(objects, l.last))
}

// Layout is part of fyne.Layout.
func (l *column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.last = size.Width
	var y float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		h := heightFor(o, size.Width)
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + l.gap()
	}
}

// flow puts objects beside each other and begins a new line when the width is
// used up, so that nothing is cut at a small window or a large zoom.
type flow struct {
	gap func() float32
}

func (l flow) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.place(objects, width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

func (l flow) place(objects []fyne.CanvasObject, width float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	var x, y, line float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		size := o.MinSize()
		size.Width = min(size.Width, max(width, 1))
		if x > 0 && x+size.Width > width {
			x, y, line = 0, y+line+l.gap(), 0
		}
		put(o, fyne.NewPos(x, y), size)
		x += size.Width + l.gap()
		line = max(line, size.Height)
	}
	return y + line
}

// MinSize is part of fyne.Layout: as narrow as the widest object.
func (l flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			size = size.Max(o.MinSize())
		}
	}
	return size
}

// Layout is part of fyne.Layout.
func (l flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.place(objects, size.Width, func(o fyne.CanvasObject, at fyne.Position, s fyne.Size) {
		o.Move(at)
		o.Resize(s)
	})
}

// even puts objects into as many columns of one width as fit, and gives them
// all of the width.
type even struct {
	gap   func() float32
	least func() float32 // the width below which there is one column less
}

func (l even) columns(width float32) int {
	return max(1, int((width+l.gap())/(l.least()+l.gap())))
}

func (l even) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.place(objects, width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

func (l even) place(objects []fyne.CanvasObject, width float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	n := l.columns(width)
	each := (width - float32(n-1)*l.gap()) / float32(n)
	var y, line float32
	for i, o := range objects {
		if i > 0 && i%n == 0 {
			y, line = y+line+l.gap(), 0
		}
		h := heightFor(o, each)
		put(o, fyne.NewPos(float32(i%n)*(each+l.gap()), y), fyne.NewSize(each, h))
		line = max(line, h)
	}
	return y + line
}

// MinSize is part of fyne.Layout: one column.
func (l even) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.least(), l.heightFor(objects, l.least()))
}

// Layout is part of fyne.Layout.
func (l even) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.place(objects, size.Width, func(o fyne.CanvasObject, at fyne.Position, s fyne.Size) {
		o.Move(at)
		o.Resize(s)
	})
}

// facts puts labels and values in two columns; objects come in pairs. Values
// wrap.
type facts struct {
	gap   func() float32
	label func() float32 // the most a label may take; longer ones wrap
}

func (l facts) labels(objects []fyne.CanvasObject) float32 {
	var w float32
	for i := 0; i < len(objects); i += 2 {
		w = max(w, objects[i].MinSize().Width)
	}
	return min(w, l.label())
}

func (l facts) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.place(objects, width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

func (l facts) place(objects []fyne.CanvasObject, width float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	first := l.labels(objects)
	second := max(width-first-2*l.gap(), 1)
	var y float32
	for i := 0; i+1 < len(objects); i += 2 {
		if !objects[i].Visible() {
			continue
		}
		h := max(heightFor(objects[i], first), heightFor(objects[i+1], second))
		put(objects[i], fyne.NewPos(0, y), fyne.NewSize(first, h))
		put(objects[i+1], fyne.NewPos(first+2*l.gap(), y), fyne.NewSize(second, h))
		y += h + l.gap()
	}
	return max(y-l.gap(), 0)
}

// MinSize is part of fyne.Layout.
func (l facts) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := l.labels(objects) * 2
	return fyne.NewSize(w, l.heightFor(objects, w))
}

// Layout is part of fyne.Layout.
func (l facts) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.place(objects, size.Width, func(o fyne.CanvasObject, at fyne.Position, s fyne.Size) {
		o.Move(at)
		o.Resize(s)
	})
}

// sided puts a first object of its own width at the left, the last of several
// at the right, and gives the rest of the width to the second.
type sided struct{ gap func() float32 }

func (l sided) rest(objects []fyne.CanvasObject, width float32) float32 {
	for i, o := range objects {
		if i != 1 && o.Visible() {
			width -= o.MinSize().Width + l.gap()
		}
	}
	return max(width, 1)
}

func (l sided) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	for i, o := range objects {
		switch {
		case !o.Visible():
		case i == 1:
			h = max(h, heightFor(o, l.rest(objects, width)))
		default:
			h = max(h, o.MinSize().Height)
		}
	}
	return h
}

// MinSize is part of fyne.Layout.
func (l sided) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			m := o.MinSize()
			size = fyne.NewSize(size.Width+m.Width+l.gap(), max(size.Height, m.Height))
		}
	}
	return size
}

// Layout is part of fyne.Layout. Objects stand at the top, as in a line of
// text that may wrap.
func (l sided) Layout(objects []fyne.CanvasObject, size fyne.Size) {
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
		x += s.Width + l.gap()
	}
}
