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

// CheckParams describe a check box.
type CheckParams struct {
	ID       string
	Text     string
	Checked  bool
	Keys     Keys
	OnChange func(bool)
}

// Check is a box with a tick and words beside it.
type Check struct {
	widget.BaseWidget
	notes
	p       CheckParams
	off     bool
	focused bool
	hovered bool
}

var (
	_ Field             = (*Check)(nil)
	_ fyne.Tappable     = (*Check)(nil)
	_ desktop.Hoverable = (*Check)(nil)
	_ desktop.Keyable   = (*Check)(nil)
)

// NewCheck returns a check box.
func NewCheck(p CheckParams) *Check {
	c := &Check{p: p}
	c.ExtendBaseWidget(c)
	return c
}

// Checked tells whether the box has its tick.
func (c *Check) Checked() bool { return c.p.Checked }

// SetChecked sets the tick without calling OnChange.
func (c *Check) SetChecked(on bool) { c.p.Checked = on; c.Refresh() }

// SetText changes the words.
func (c *Check) SetText(s string) { c.p.Text = s; c.Refresh() }

// SetEnabled switches the box.
func (c *Check) SetEnabled(ok bool) { c.off = !ok; c.Refresh() }

// Disabled tells whether the box can not be changed.
func (c *Check) Disabled() bool { return c.off }

// SetError shows what is wrong until the box is changed.
func (c *Check) SetError(text string) { c.wrong = text; c.Refresh(); c.told() }

// ProbeID names the box for the probe.
func (c *Check) ProbeID() string { return c.p.ID }

// ProbeText returns the words after "☑ " or "☐ ".
func (c *Check) ProbeText() string {
	if c.p.Checked {
		return "☑ " + c.p.Text
	}
	return "☐ " + c.p.Text
}

// Tapped changes the box and takes the focus.
func (c *Check) Tapped(*fyne.PointEvent) {
	focus(c)
	c.toggle()
}

func (c *Check) toggle() {
	if c.off {
		return
	}
	c.p.Checked = !c.p.Checked
	c.wrong = ""
	c.Refresh()
	c.told()
	if c.p.OnChange != nil {
		c.p.OnChange(c.p.Checked)
	}
}

// TypedKey changes the box on Space and forwards the rest; Enter stays the
// default button of a dialog.
func (c *Check) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeySpace {
		c.toggle()
		return
	}
	Forward(c, c.p.Keys, ev)
}

// TypedRune does nothing: Space arrives as a key.
func (c *Check) TypedRune(rune) {}

// KeyDown tells the dialog around the box.
func (c *Check) KeyDown(ev *fyne.KeyEvent) { Press(c, ev, true) }

// KeyUp tells the dialog around the box.
func (c *Check) KeyUp(ev *fyne.KeyEvent) { Press(c, ev, false) }

// FocusGained shows the ring.
func (c *Check) FocusGained() { c.focused = true; c.Refresh(); reveal(c) }

// FocusLost hides the ring.
func (c *Check) FocusLost() { c.focused = false; c.Refresh() }

// MouseIn shows the hover colour.
func (c *Check) MouseIn(*desktop.MouseEvent) { c.hovered = true; c.Refresh() }

// MouseMoved does nothing.
func (c *Check) MouseMoved(*desktop.MouseEvent) {}

// MouseOut hides the hover colour.
func (c *Check) MouseOut() { c.hovered = false; c.Refresh() }

// CreateRenderer is called by Fyne.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	r := &checkRenderer{c: c, back: canvas.NewRectangle(color.Transparent), icon: canvas.NewImageFromResource(nil),
		label: canvas.NewText("", color.Transparent), ring: newRing()}
	r.icon.FillMode = canvas.ImageFillContain
	r.Refresh()
	return r
}

type checkRenderer struct {
	c     *Check
	back  *canvas.Rectangle
	icon  *canvas.Image
	label *canvas.Text
	ring  *canvas.Rectangle
}

func (r *checkRenderer) Destroy() {}

func (r *checkRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.icon, r.label, r.ring}
}

func (r *checkRenderer) MinSize() fyne.Size {
	label := r.label.MinSize()
	pad := theme.Size(theme.SizeNameInnerPadding)
	return fyne.NewSize(theme.Size(look.SizeNavIcon)+label.Width+3*pad, max(theme.Size(look.SizeButton), label.Height))
}

func (r *checkRenderer) Layout(size fyne.Size) {
	pad := theme.Size(theme.SizeNameInnerPadding)
	icon := theme.Size(look.SizeNavIcon)
	used := fyne.NewSize(min(size.Width, r.MinSize().Width), size.Height)
	r.back.Resize(used)
	placeRing(r.ring, used, 0)
	r.icon.Move(fyne.NewPos(pad, (size.Height-icon)/2))
	r.icon.Resize(fyne.NewSquareSize(icon))
	label := r.label.MinSize()
	r.label.Move(fyne.NewPos(icon+2*pad, (size.Height-label.Height)/2))
	r.label.Resize(label)
}

func (r *checkRenderer) Refresh() {
	c := r.c
	words, box := theme.ColorNameForeground, look.ColorMuted
	name := "check_box_outline_blank"
	if c.p.Checked {
		name, box = "check_box", theme.ColorNamePrimary
	}
	if c.off {
		words, box = theme.ColorNameDisabled, theme.ColorNameDisabled
	}
	r.icon.Resource = look.IconIn(name, box)
	r.label.Text, r.label.TextSize, r.label.Color = c.p.Text, theme.Size(theme.SizeNameText), roleColor(words)
	r.back.FillColor = color.Transparent
	if c.hovered && !c.off {
		r.back.FillColor = theme.Color(theme.ColorNameHover)
	}
	r.back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	paintRing(r.ring, c.focused, theme.ColorNamePrimary)
	r.Layout(c.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
