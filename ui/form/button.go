package form

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
)

// Kind is the weight of a button.
type Kind int

// The kinds. A page has one Primary button; Danger is for what cannot be
// undone; Quiet has no background until the mouse is over it.
const (
	Plain Kind = iota
	Primary
	Danger
	Quiet
)

// ButtonParams describe a button. Text may be "" for an icon button, which
// then needs a Tip.
type ButtonParams struct {
	ID   string
	Text string
	Tip  string
	Icon fyne.Resource
	Kind Kind
	Keys Keys
	Run  func()
	// OnFocus runs when the keyboard comes: a page scrolls the button into sight.
	OnFocus func()
	// NoEnter leaves Enter to whatever is around the button: what moves money
	// is never run by the key people press to get rid of a dialog.
	NoEnter bool
}

// Button runs on a click, Space and Enter. It keeps its place in the tab
// order while disabled, because its tooltip then says why (never colour alone).
type Button struct {
	widget.BaseWidget
	tipper
	p       ButtonParams
	off     bool
	reason  string
	focused bool
	hovered bool
}

var (
	_ fyne.Focusable    = (*Button)(nil)
	_ fyne.Tappable     = (*Button)(nil)
	_ desktop.Hoverable = (*Button)(nil)
	_ desktop.Keyable   = (*Button)(nil)
)

// NewButton returns an enabled button.
func NewButton(p ButtonParams) *Button {
	b := &Button{p: p}
	b.ExtendBaseWidget(b)
	return b
}

// NewIconButton returns a quiet button that shows only an icon; name says
// what it does, in the tooltip and to the probe.
func NewIconButton(id, name string, icon fyne.Resource, keys Keys, run func()) *Button {
	return NewButton(ButtonParams{ID: id, Tip: name, Icon: icon, Kind: Quiet, Keys: keys, Run: run})
}

// SetText changes the words.
func (b *Button) SetText(s string) { b.p.Text = s; b.Refresh() }

// SetTip changes the tooltip shown while enabled.
func (b *Button) SetTip(s string) { b.p.Tip = s }

// SetIcon changes the icon; nil takes it away.
func (b *Button) SetIcon(icon fyne.Resource) { b.p.Icon = icon; b.Refresh() }

// SetKind changes the weight.
func (b *Button) SetKind(k Kind) { b.p.Kind = k; b.Refresh() }

// SetEnabled switches the button; reason is what its tooltip says while it is
// disabled ("Necesita conexión").
func (b *Button) SetEnabled(ok bool, reason string) {
	if b.off == !ok && b.reason == reason {
		return
	}
	b.off, b.reason = !ok, reason
	b.Refresh()
}

// Disabled tells whether a press does nothing.
func (b *Button) Disabled() bool { return b.off }

// Hovered tells whether the mouse is over the button.
func (b *Button) Hovered() bool { return b.hovered }

// Reason returns why the button is disabled.
func (b *Button) Reason() string { return b.reason }

// ProbeID names the button for the probe.
func (b *Button) ProbeID() string { return b.p.ID }

// ProbeText returns the words a user reads or, of an icon, its tooltip.
func (b *Button) ProbeText() string {
	if b.p.Text == "" {
		return b.p.Tip
	}
	return b.p.Text
}

func (b *Button) tipText() string {
	if b.off && b.reason != "" {
		return b.reason
	}
	return b.p.Tip
}

// Tapped runs the button and takes the focus, so that the keyboard goes on
// from here.
func (b *Button) Tapped(*fyne.PointEvent) {
	focus(b)
	b.run()
}

func (b *Button) run() {
	if b.off {
		b.showTip(b, b.tipText())
		return
	}
	b.hideTip()
	if b.p.Run != nil {
		b.p.Run()
	}
}

// TypedKey runs the button on Space and Enter and forwards the rest.
func (b *Button) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeySpace || isEnter(ev) && !b.p.NoEnter {
		b.run()
		return
	}
	Forward(b, b.p.Keys, ev)
}

// TypedRune does nothing: Space arrives as a key.
func (b *Button) TypedRune(rune) {}

// KeyDown tells the dialog around the button.
func (b *Button) KeyDown(ev *fyne.KeyEvent) { Press(b, ev, true) }

// KeyUp tells the dialog around the button.
func (b *Button) KeyUp(ev *fyne.KeyEvent) { Press(b, ev, false) }

// FocusGained shows the ring, and the reason when the button is disabled.
func (b *Button) FocusGained() {
	b.focused = true
	if b.off && b.reason != "" {
		b.showTip(b, b.reason)
	}
	b.Refresh()
	reveal(b)
	if b.p.OnFocus != nil {
		b.p.OnFocus()
	}
}

// FocusLost hides the ring.
func (b *Button) FocusLost() { b.focused = false; b.hideTip(); b.Refresh() }

// MouseIn shows the hover colour and, after a moment, the tooltip.
func (b *Button) MouseIn(*desktop.MouseEvent) {
	b.hovered = true
	b.tipSoon(b, b.tipText)
	b.Refresh()
}

// MouseMoved does nothing.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends what MouseIn began.
func (b *Button) MouseOut() { b.hovered = false; b.hideTip(); b.Refresh() }

// colors returns the roles of text and background in the state the button is in.
func (b *Button) colors() (text, back fyne.ThemeColorName) {
	switch {
	case b.off && b.p.Kind == Quiet:
		return theme.ColorNameDisabled, ""
	case b.off:
		return theme.ColorNameDisabled, theme.ColorNameDisabledButton
	case b.p.Kind == Primary:
		return theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary
	case b.p.Kind == Danger:
		return theme.ColorNameForegroundOnError, theme.ColorNameError
	case b.hovered:
		return theme.ColorNameForeground, theme.ColorNamePressed
	case b.p.Kind == Quiet:
		return theme.ColorNameForeground, ""
	}
	return theme.ColorNameForeground, theme.ColorNameButton
}

// CreateRenderer is called by Fyne.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{b: b, back: canvas.NewRectangle(color.Transparent), icon: canvas.NewImageFromResource(b.p.Icon),
		label: canvas.NewText("", color.Transparent), ring: newRing()}
	r.icon.FillMode = canvas.ImageFillContain
	r.label.TextStyle.Bold = true
	r.Refresh()
	return r
}

type buttonRenderer struct {
	b     *Button
	back  *canvas.Rectangle
	icon  *canvas.Image
	label *canvas.Text
	ring  *canvas.Rectangle
}

func (r *buttonRenderer) Destroy() { r.b.hideTip() }

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.icon, r.label, r.ring}
}

// content is the size of icon and words with the gap between them.
func (r *buttonRenderer) content() (size fyne.Size, icon float32) {
	size = r.label.MinSize()
	if r.b.p.Text == "" {
		size = fyne.Size{}
	}
	if r.b.p.Icon == nil {
		return size, 0
	}
	icon = theme.Size(theme.SizeNameInlineIcon)
	if r.b.p.Text != "" {
		size.Width += theme.Size(theme.SizeNamePadding) * 1.5
	}
	size.Width += icon
	size.Height = max(size.Height, icon)
	return size, icon
}

func (r *buttonRenderer) MinSize() fyne.Size {
	size, _ := r.content()
	height := theme.Size(look.SizeButton)
	if r.b.p.Text == "" {
		return fyne.NewSize(height, height)
	}
	// Never narrower than twice its height: "No" is as easy to hit as "Sí".
	return fyne.NewSize(max(2*height, size.Width+theme.Size(theme.SizeNameInnerPadding)*3), max(height, size.Height))
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	inset := float32(0)
	if r.b.p.Kind == Primary || r.b.p.Kind == Danger {
		// On a filled button the ring lies inside, in the colour of the
		// words: the primary colour would not be seen on itself.
		inset = theme.Size(look.SizeRing)
	}
	placeRing(r.ring, size, inset)
	inner, icon := r.content()
	x := (size.Width - inner.Width) / 2
	r.icon.Resize(fyne.NewSquareSize(icon))
	r.icon.Move(fyne.NewPos(x, (size.Height-icon)/2))
	label := r.label.MinSize()
	r.label.Resize(label)
	r.label.Move(fyne.NewPos(x+inner.Width-label.Width, (size.Height-label.Height)/2))
}

func (r *buttonRenderer) Refresh() {
	text, back := r.b.colors()
	r.back.FillColor = roleColor(back)
	r.back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	r.label.Text = r.b.p.Text
	r.label.TextSize = theme.Size(theme.SizeNameText)
	r.label.Color = roleColor(text)
	r.icon.Hidden = r.b.p.Icon == nil
	if r.b.p.Icon != nil {
		r.icon.Resource = theme.NewColoredResource(r.b.p.Icon, text)
	}
	ring := theme.ColorNamePrimary
	if !r.b.off && (r.b.p.Kind == Primary || r.b.p.Kind == Danger) {
		ring = text
	}
	paintRing(r.ring, r.b.focused, ring)
	r.Layout(r.b.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
