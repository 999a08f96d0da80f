package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/form"
	"trastienda/ui/look"
)

// toastView draws one toast: an icon in its tone, the text, its buttons.
type toastView struct {
	widget.BaseWidget
	all     *toasts
	t       Toast
	words   *form.Words
	action  *form.Button // nil without one
	more    *form.Button // nil without a second one
	close   *form.Button
	gone    bool
	hovered bool
}

var _ desktop.Hoverable = (*toastView)(nil)

func newToastView(all *toasts, t Toast) *toastView {
	v := &toastView{all: all, t: t, words: form.NewWords(t.Text)}
	id := v.ProbeID()
	if t.Action != "" {
		v.action = form.NewButton(form.ButtonParams{ID: id + ".do", Text: t.Action, Keys: v.keys, Run: func() { v.run(t.Do) }})
	}
	if t.Action != "" && t.More != "" {
		v.more = form.NewButton(form.ButtonParams{ID: id + ".more", Text: t.More, Keys: v.keys, Run: func() { v.run(t.DoMore) }})
	}
	v.close = form.NewIconButton(id+".close", all.s.p.Book.T("shell.close"), look.Icon("close"), v.keys, func() { all.close(v) })
	v.ExtendBaseWidget(v)
	return v
}

// ProbeID names the toast for the probe.
func (v *toastView) ProbeID() string { return "toast." + v.t.ID }

// ProbeText is what it says.
func (v *toastView) ProbeText() string { return v.t.Text }

// ProbeChildren are its buttons.
func (v *toastView) ProbeChildren() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, b := range []*form.Button{v.action, v.more, v.close} {
		if b != nil {
			all = append(all, b)
		}
	}
	return all
}

// MouseIn keeps the toast on the screen.
func (v *toastView) MouseIn(*desktop.MouseEvent) { v.hovered = true }

// MouseMoved does nothing.
func (v *toastView) MouseMoved(*desktop.MouseEvent) {}

// MouseOut lets it go.
func (v *toastView) MouseOut() { v.hovered = false }

// icon is the symbol that tells the tone without its colour.
func (t Toast) icon() string {
	switch t.Tone {
	case look.ToneSuccess:
		return "check_circle"
	case look.ToneWarning:
		return "warning"
	case look.ToneError:
		return "error"
	}
	return "info"
}

// CreateRenderer draws panel, bar, icon, text and buttons.
func (v *toastView) CreateRenderer() fyne.WidgetRenderer {
	r := &toastRenderer{v: v, back: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil), icon: widget.NewIcon(nil)}
	r.Refresh()
	return r
}

type toastRenderer struct {
	v         *toastView
	back, bar *canvas.Rectangle
	icon      *widget.Icon
}

func (r *toastRenderer) Destroy() {}

func (r *toastRenderer) Objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.back, r.bar, r.icon, r.v.words}, r.v.ProbeChildren()...)
}

// parts are the sizes the layout and the height are made of.
func (r *toastRenderer) parts(width float32) (left, pad, room float32) {
	th := r.v.Theme()
	pad = th.Size(look.SizeGap)
	left = 3 + pad + th.Size(theme.SizeNameInlineIcon) + pad
	room = width - left - pad - r.v.close.MinSize().Width - pad/2
	return left, pad, room
}

// heightFor is the height at a width: the text wraps.
func (r *toastRenderer) heightFor(width float32) float32 {
	_, pad, room := r.parts(width)
	h := max(r.v.words.HeightFor(room), r.v.close.MinSize().Height-pad)
	if r.v.action != nil {
		h += pad + r.v.action.MinSize().Height
	}
	return h + 2*pad
}

// MinSize is as high as the text needs at the width the toast has.
func (r *toastRenderer) MinSize() fyne.Size {
	width := r.v.Size().Width
	if width == 0 {
		width = r.v.Theme().Size(look.SizeDetail)
	}
	return fyne.NewSize(0, r.heightFor(width))
}

func (r *toastRenderer) Layout(size fyne.Size) {
	left, pad, room := r.parts(size.Width)
	icon, button := r.v.Theme().Size(theme.SizeNameInlineIcon), r.v.close.MinSize()
	r.back.Resize(size)
	r.bar.Resize(fyne.NewSize(3, size.Height))
	text := r.v.words.HeightFor(room)
	line := max(text, button.Height-pad)
	r.icon.Resize(fyne.NewSquareSize(icon))
	r.icon.Move(fyne.NewPos(3+pad, pad+(min(line, button.Height-pad)-icon)/2))
	r.v.words.Resize(fyne.NewSize(room, text))
	r.v.words.Move(fyne.NewPos(left, pad+(line-text)/2))
	r.v.close.Resize(button)
	r.v.close.Move(fyne.NewPos(size.Width-button.Width-pad/2, pad/2))
	if a := r.v.action; a != nil {
		a.Resize(a.MinSize())
		a.Move(fyne.NewPos(left, 2*pad+line))
		if m := r.v.more; m != nil {
			m.Resize(m.MinSize())
			m.Move(fyne.NewPos(left+a.Size().Width+pad, 2*pad+line))
		}
	}
}

func (r *toastRenderer) Refresh() {
	th, variant := r.v.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	r.back.FillColor = th.Color(theme.ColorNameOverlayBackground, variant)
	r.back.StrokeColor = th.Color(theme.ColorNameInputBorder, variant)
	r.back.StrokeWidth = 1
	r.bar.FillColor = th.Color(r.v.t.Tone.Text(), variant)
	r.icon.SetResource(look.IconIn(r.v.t.icon(), r.v.t.Tone.Text()))
	for _, o := range append(r.v.ProbeChildren(), r.v.words) {
		o.Refresh()
	}
	r.Layout(r.v.Size())
	canvas.Refresh(r.v)
}

// toastColumn stacks the toasts upwards from the lower left corner of the
// room above the status bar; the newest is at the bottom.
type toastColumn struct{ s *Shell }

// MinSize asks for nothing: toasts lie over the page.
func (c toastColumn) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (c toastColumn) Layout(o []fyne.CanvasObject, size fyne.Size) {
	margin, gap := c.s.p.Look.Size(look.SizeMargin), c.s.p.Look.Size(look.SizeGap)
	width := min(c.s.p.Look.Size(look.SizeDetail), size.Width-2*margin)
	y := size.Height - gap
	for i := len(o) - 1; i >= 0; i-- {
		o[i].Resize(fyne.NewSize(width, o[i].Size().Height))
		h := o[i].MinSize().Height
		y -= h
		o[i].Resize(fyne.NewSize(width, h))
		o[i].Move(fyne.NewPos(margin, y))
		y -= gap
	}
}
