package clash

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/form"
	"trastienda/ui/look"
)

// option is one of two answers, as wide as its column and as high as its words
// need. A round mark and the border tell which one is chosen.
type option struct {
	widget.BaseWidget
	id      string
	words   *form.Words
	on      bool
	focused bool
	choose  func()
}

var (
	_ fyne.Focusable  = (*option)(nil)
	_ fyne.Tappable   = (*option)(nil)
	_ desktop.Keyable = (*option)(nil)
)

func newOption(id, words string, choose func()) *option {
	o := &option{id: id, words: form.NewWords(words), choose: choose}
	o.ExtendBaseWidget(o)
	return o
}

func (o *option) set(on bool) {
	o.on = on
	o.Refresh()
}

// ProbeID names the answer for the probe.
func (o *option) ProbeID() string { return o.id }

// ProbeText is the answer after "● " if it is chosen, else "○ ".
func (o *option) ProbeText() string {
	if o.on {
		return "● " + o.words.Text()
	}
	return "○ " + o.words.Text()
}

// Tapped chooses the answer.
func (o *option) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		c.Focus(o)
	}
	o.choose()
}

// TypedKey chooses with Space; Enter belongs to the dialog.
func (o *option) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeySpace {
		o.choose()
		return
	}
	form.Forward(o, nil, e)
}

// TypedRune does nothing: Space arrives as a key.
func (o *option) TypedRune(rune) {}

// KeyDown and KeyUp tell the dialog around the answer.
func (o *option) KeyDown(e *fyne.KeyEvent) { form.Press(o, e, true) }

// KeyUp is part of desktop.Keyable.
func (o *option) KeyUp(e *fyne.KeyEvent) { form.Press(o, e, false) }

// FocusGained shows the ring.
func (o *option) FocusGained() { o.focused = true; o.Refresh() }

// FocusLost hides it.
func (o *option) FocusLost() { o.focused = false; o.Refresh() }

func (o *option) pad() float32  { return theme.SizeForWidget(look.SizeGap, o) }
func (o *option) side() float32 { return theme.SizeForWidget(theme.SizeNameInlineIcon, o) }

func (o *option) inner(width float32) float32 { return max(width-3*o.pad()-o.side(), 1) }

// HeightFor tells how high the answer is when it is width wide.
func (o *option) HeightFor(width float32) float32 {
	return max(o.words.HeightFor(o.inner(width)), o.side()) + 2*o.pad()
}

// CreateRenderer is part of fyne.Widget.
func (o *option) CreateRenderer() fyne.WidgetRenderer {
	r := &optionRenderer{o: o, back: canvas.NewRectangle(color.Transparent), ring: canvas.NewRectangle(color.Transparent), mark: canvas.NewImageFromResource(nil)}
	r.mark.FillMode = canvas.ImageFillContain
	r.Refresh()
	return r
}

type optionRenderer struct {
	o    *option
	back *canvas.Rectangle
	ring *canvas.Rectangle // the border, thicker while the answer has the keyboard
	mark *canvas.Image
}

func (r *optionRenderer) Destroy() {}

func (r *optionRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.ring, r.mark, r.o.words}
}

// MinSize is part of fyne.WidgetRenderer.
func (r *optionRenderer) MinSize() fyne.Size {
	width := max(r.o.Size().Width, 10*r.o.side())
	return fyne.NewSize(10*r.o.side(), r.o.HeightFor(width))
}

// Layout is part of fyne.WidgetRenderer.
func (r *optionRenderer) Layout(size fyne.Size) {
	o := r.o
	r.back.Resize(size)
	half := r.ring.StrokeWidth / 2 // a stroke is drawn centred on the edge
	r.ring.Move(fyne.NewSquareOffsetPos(half))
	r.ring.Resize(size.SubtractWidthHeight(2*half, 2*half))
	r.mark.Move(fyne.NewSquareOffsetPos(o.pad()))
	r.mark.Resize(fyne.NewSquareSize(o.side()))
	width := o.inner(size.Width)
	o.words.Move(fyne.NewPos(2*o.pad()+o.side(), o.pad()))
	o.words.Resize(fyne.NewSize(width, o.words.HeightFor(width)))
}

// Refresh is part of fyne.WidgetRenderer.
func (r *optionRenderer) Refresh() {
	o := r.o
	r.back.CornerRadius = theme.SizeForWidget(theme.SizeNameInputRadius, o)
	r.ring.CornerRadius = r.back.CornerRadius
	r.ring.StrokeWidth, r.ring.StrokeColor = 1, theme.ColorForWidget(theme.ColorNameInputBorder, o)
	icon, tone := "radio_button_unchecked", theme.ColorNameForeground
	r.back.FillColor = color.Transparent
	if o.on {
		icon, tone = "radio_button_checked", theme.ColorNamePrimary
		r.back.FillColor = theme.ColorForWidget(look.ColorSelection, o)
		r.ring.StrokeColor = theme.ColorForWidget(theme.ColorNamePrimary, o)
	}
	if o.focused {
		r.ring.StrokeWidth, r.ring.StrokeColor = theme.SizeForWidget(look.SizeRing, o), theme.ColorForWidget(theme.ColorNamePrimary, o)
	}
	r.mark.Resource = look.IconIn(icon, tone)
	r.mark.Refresh()
	r.Layout(o.Size())
	canvas.Refresh(o)
}
