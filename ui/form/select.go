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

// SelectParams describe a drop-down. For more than a dozen options use a
// SearchSelect.
type SelectParams struct {
	ID          string
	Placeholder string
	Options     []Option
	Selected    string // id, "" for none
	Keys        Keys
	OnChange    func(id string)
}

// Select is a drop-down. Space, Down and a click open it; a letter goes to
// the next option that begins with it.
type Select struct {
	widget.BaseWidget
	notes
	p       SelectParams
	off     bool
	focused bool
	hovered bool
	list    *floater
}

var (
	_ Field             = (*Select)(nil)
	_ fyne.Tappable     = (*Select)(nil)
	_ desktop.Hoverable = (*Select)(nil)
	_ desktop.Keyable   = (*Select)(nil)
)

// NewSelect returns a drop-down.
func NewSelect(p SelectParams) *Select {
	s := &Select{p: p}
	s.ExtendBaseWidget(s)
	return s
}

// Selected returns the id of the option, "" for none.
func (s *Select) Selected() string { return s.p.Selected }

// SetSelected chooses an option without calling OnChange.
func (s *Select) SetSelected(id string) { s.p.Selected = id; s.Refresh() }

// SetOptions exchanges the options; the one chosen stays if it is among them.
func (s *Select) SetOptions(options []Option) {
	s.p.Options = options
	if indexOf(options, s.p.Selected) < 0 {
		s.p.Selected = ""
	}
	s.Refresh()
}

// SetEnabled switches the drop-down.
func (s *Select) SetEnabled(ok bool) { s.off = !ok; s.Refresh() }

// Disabled tells whether nothing can be chosen.
func (s *Select) Disabled() bool { return s.off }

// SetError shows what is wrong until another option is chosen.
func (s *Select) SetError(text string) { s.wrong = text; s.Refresh(); s.told() }

// ProbeID names the drop-down for the probe; its rows are <id>.<option>.
func (s *Select) ProbeID() string { return s.p.ID }

// ProbeText returns the text of the option chosen.
func (s *Select) ProbeText() string {
	if i := indexOf(s.p.Options, s.p.Selected); i >= 0 {
		return s.p.Options[i].Text
	}
	return ""
}

// Tapped opens the list.
func (s *Select) Tapped(*fyne.PointEvent) {
	focus(s)
	s.drop()
}

func (s *Select) drop() {
	if s.off {
		return
	}
	list := newChoices(s.p.ID, s.p.Options, s.p.Selected, func(o Option) {
		s.list.close()
		s.choose(o.ID)
	})
	s.list = openFloater(s, list.view(), true, list)
	list.move(max(list.mark, 0))
}

func (s *Select) choose(id string) {
	if id == s.p.Selected {
		return
	}
	s.p.Selected = id
	s.wrong = ""
	s.Refresh()
	s.told()
	if s.p.OnChange != nil {
		s.p.OnChange(id)
	}
}

// TypedKey opens the list on Space and Down and forwards the rest.
func (s *Select) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyDown, fyne.KeyUp, fyne.KeyF4:
		s.drop()
	default:
		Forward(s, s.p.Keys, ev)
	}
}

// TypedRune chooses the next option that begins with the letter.
func (s *Select) TypedRune(r rune) {
	if s.off || r == ' ' {
		return
	}
	if i := startingWith(s.p.Options, indexOf(s.p.Options, s.p.Selected), r); i >= 0 {
		s.choose(s.p.Options[i].ID)
	}
}

// KeyDown tells the dialog around the drop-down.
func (s *Select) KeyDown(ev *fyne.KeyEvent) { Press(s, ev, true) }

// KeyUp tells the dialog around the drop-down.
func (s *Select) KeyUp(ev *fyne.KeyEvent) { Press(s, ev, false) }

// FocusGained shows the ring.
func (s *Select) FocusGained() { s.focused = true; s.Refresh(); reveal(s) }

// FocusLost hides the ring.
func (s *Select) FocusLost() { s.focused = false; s.Refresh() }

// MouseIn shows the hover colour.
func (s *Select) MouseIn(*desktop.MouseEvent) { s.hovered = true; s.Refresh() }

// MouseMoved does nothing.
func (s *Select) MouseMoved(*desktop.MouseEvent) {}

// MouseOut hides the hover colour.
func (s *Select) MouseOut() { s.hovered = false; s.Refresh() }

// CreateRenderer is called by Fyne.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	r := &selectRenderer{s: s, back: canvas.NewRectangle(color.Transparent), arrow: canvas.NewImageFromResource(nil),
		label: canvas.NewText("", color.Transparent), ring: newRing()}
	r.arrow.FillMode = canvas.ImageFillContain
	r.Refresh()
	return r
}

type selectRenderer struct {
	s     *Select
	back  *canvas.Rectangle
	arrow *canvas.Image
	label *canvas.Text
	ring  *canvas.Rectangle
}

func (r *selectRenderer) Destroy() {}

func (r *selectRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.label, r.arrow, r.ring}
}

// MinSize is wide enough for the longest option, so that choosing one does
// not move the page.
func (r *selectRenderer) MinSize() fyne.Size {
	size := theme.Size(theme.SizeNameText)
	widest := fyne.MeasureText(r.s.p.Placeholder, size, fyne.TextStyle{}).Width
	for _, o := range r.s.p.Options {
		widest = max(widest, fyne.MeasureText(o.Text, size, fyne.TextStyle{}).Width)
	}
	pad := theme.Size(theme.SizeNameInnerPadding)
	return fyne.NewSize(widest+3*pad+theme.Size(theme.SizeNameInlineIcon), theme.Size(look.SizeButton))
}

func (r *selectRenderer) Layout(size fyne.Size) {
	pad, icon := theme.Size(theme.SizeNameInnerPadding), theme.Size(theme.SizeNameInlineIcon)
	r.back.Move(fyne.NewSquareOffsetPos(0.5))
	r.back.Resize(size.SubtractWidthHeight(1, 1))
	placeRing(r.ring, size, 0)
	label := r.label.MinSize()
	r.label.Move(fyne.NewPos(pad, (size.Height-label.Height)/2))
	r.label.Resize(label)
	r.arrow.Move(fyne.NewPos(size.Width-icon-pad, (size.Height-icon)/2))
	r.arrow.Resize(fyne.NewSquareSize(icon))
}

func (r *selectRenderer) Refresh() {
	s := r.s
	words, border, back := theme.ColorNameForeground, theme.ColorNameInputBorder, theme.ColorNameInputBackground
	r.label.Text = s.ProbeText()
	if r.label.Text == "" {
		r.label.Text, words = s.p.Placeholder, theme.ColorNamePlaceHolder
	}
	switch {
	case s.off:
		words, border = theme.ColorNameDisabled, theme.ColorNameDisabled
	case s.Note().Error:
		border = theme.ColorNameError
	}
	if s.hovered && !s.off {
		back = theme.ColorNameHover
	}
	r.back.FillColor, r.back.StrokeColor = theme.Color(back), theme.Color(border)
	r.back.StrokeWidth = theme.Size(theme.SizeNameInputBorder)
	r.back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	r.label.Color, r.label.TextSize = theme.Color(words), theme.Size(theme.SizeNameText)
	r.arrow.Resource = look.IconIn("expand_more", words)
	paintRing(r.ring, s.focused, theme.ColorNamePrimary)
	r.Layout(s.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
