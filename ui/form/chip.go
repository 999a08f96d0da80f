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

// ChipParams describe a chip. Count is written after the words as given
// ("" for none): the caller knows the language.
type ChipParams struct {
	ID    string
	Text  string
	Count string
	Tip   string
	Icon  fyne.Resource
	On    bool
	Keys  Keys
	// OnTap runs on a click, Space and Enter; the caller decides with SetOn
	// what that changes, because chips often exclude each other.
	OnTap func()
	// OnFocus runs when the keyboard comes: a page scrolls the chip into sight.
	OnFocus func()
}

// Chip is a filter that is on or off: filled and bold when on, so that it is
// told apart without colour too.
type Chip struct {
	widget.BaseWidget
	tipper
	p       ChipParams
	focused bool
	hovered bool
}

var (
	_ fyne.Focusable    = (*Chip)(nil)
	_ fyne.Tappable     = (*Chip)(nil)
	_ desktop.Hoverable = (*Chip)(nil)
	_ desktop.Keyable   = (*Chip)(nil)
)

// NewChip returns a chip.
func NewChip(p ChipParams) *Chip {
	c := &Chip{p: p}
	c.ExtendBaseWidget(c)
	return c
}

// On tells whether the chip is on.
func (c *Chip) On() bool { return c.p.On }

// SetOn switches the chip without calling OnTap.
func (c *Chip) SetOn(on bool) {
	if c.p.On != on {
		c.p.On = on
		c.Refresh()
	}
}

// SetText changes the words.
func (c *Chip) SetText(s string) { c.p.Text = s; c.Refresh() }

// SetCount changes the count; "" takes it away.
func (c *Chip) SetCount(s string) {
	if c.p.Count != s {
		c.p.Count = s
		c.Refresh()
	}
}

func (c *Chip) words() string {
	if c.p.Count == "" {
		return c.p.Text
	}
	return c.p.Text + " " + c.p.Count
}

// ProbeID names the chip for the probe.
func (c *Chip) ProbeID() string { return c.p.ID }

// ProbeText returns the words with the count, after "● " when it is on.
func (c *Chip) ProbeText() string {
	if c.p.On {
		return "● " + c.words()
	}
	return c.words()
}

// Tapped runs the chip and takes the focus.
func (c *Chip) Tapped(*fyne.PointEvent) {
	focus(c)
	c.run()
}

func (c *Chip) run() {
	c.hideTip()
	if c.p.OnTap != nil {
		c.p.OnTap()
	}
}

// TypedKey runs the chip on Space and Enter and forwards the rest.
func (c *Chip) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeySpace || isEnter(ev) {
		c.run()
		return
	}
	Forward(c, c.p.Keys, ev)
}

// TypedRune does nothing: Space arrives as a key.
func (c *Chip) TypedRune(rune) {}

// KeyDown tells the dialog around the chip.
func (c *Chip) KeyDown(ev *fyne.KeyEvent) { Press(c, ev, true) }

// KeyUp tells the dialog around the chip.
func (c *Chip) KeyUp(ev *fyne.KeyEvent) { Press(c, ev, false) }

// FocusGained shows the ring.
func (c *Chip) FocusGained() {
	c.focused = true
	c.Refresh()
	if c.p.OnFocus != nil {
		c.p.OnFocus()
	}
}

// FocusLost hides the ring.
func (c *Chip) FocusLost() { c.focused = false; c.Refresh() }

// MouseIn shows the hover colour and, after a moment, the tooltip.
func (c *Chip) MouseIn(*desktop.MouseEvent) {
	c.hovered = true
	c.tipSoon(c, func() string { return c.p.Tip })
	c.Refresh()
}

// MouseMoved does nothing.
func (c *Chip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends what MouseIn began.
func (c *Chip) MouseOut() { c.hovered = false; c.hideTip(); c.Refresh() }

// CreateRenderer is called by Fyne.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	r := &chipRenderer{c: c, back: canvas.NewRectangle(color.Transparent), icon: canvas.NewImageFromResource(nil), label: canvas.NewText("", color.Transparent)}
	r.icon.FillMode = canvas.ImageFillContain
	r.Refresh()
	return r
}

type chipRenderer struct {
	c     *Chip
	back  *canvas.Rectangle
	icon  *canvas.Image
	label *canvas.Text
}

func (r *chipRenderer) Destroy() { r.c.hideTip() }

func (r *chipRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.icon, r.label}
}

func (r *chipRenderer) iconRoom() float32 {
	if r.c.p.Icon == nil {
		return 0
	}
	return theme.Size(theme.SizeNameInlineIcon)*0.9 + theme.Size(theme.SizeNamePadding)
}

// MinSize leaves the room the bold words need, so that the row of chips does
// not shift when one is switched.
func (r *chipRenderer) MinSize() fyne.Size {
	bold := fyne.MeasureText(r.label.Text, r.label.TextSize, fyne.TextStyle{Bold: true})
	return fyne.NewSize(bold.Width+r.iconRoom()+theme.Size(theme.SizeNameInnerPadding)*4, max(theme.Size(look.SizeChip), bold.Height))
}

func (r *chipRenderer) Layout(size fyne.Size) {
	r.back.Move(fyne.NewSquareOffsetPos(0.5))
	r.back.Resize(size.SubtractWidthHeight(1, 1))
	r.back.CornerRadius = size.Height / 2
	label := r.label.MinSize()
	icon := theme.Size(theme.SizeNameInlineIcon) * 0.9
	x := (size.Width - label.Width - r.iconRoom()) / 2
	r.icon.Move(fyne.NewPos(x, (size.Height-icon)/2))
	r.icon.Resize(fyne.NewSquareSize(icon))
	r.label.Move(fyne.NewPos(x+r.iconRoom(), (size.Height-label.Height)/2))
	r.label.Resize(label)
}

func (r *chipRenderer) Refresh() {
	c := r.c
	r.back.FillColor = theme.Color(look.ColorSurface)
	switch {
	case c.p.On:
		r.back.FillColor = theme.Color(look.ColorSelection)
	case c.hovered:
		r.back.FillColor = theme.Color(theme.ColorNameHover)
	}
	r.back.StrokeColor, r.back.StrokeWidth = theme.Color(theme.ColorNameInputBorder), theme.Size(theme.SizeNameInputBorder)
	if c.focused {
		r.back.StrokeColor, r.back.StrokeWidth = theme.Color(theme.ColorNamePrimary), theme.Size(look.SizeRing)
	}
	r.label.Text = c.words()
	r.label.TextSize = theme.Size(theme.SizeNameText) - 1
	r.label.TextStyle.Bold = c.p.On
	r.label.Color = theme.Color(theme.ColorNameForeground)
	r.icon.Hidden = c.p.Icon == nil
	if c.p.Icon != nil {
		r.icon.Resource = theme.NewColoredResource(c.p.Icon, theme.ColorNameForeground)
	}
	r.Layout(c.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
