package board

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// style is how a block looks: a card of its own, or a row of a list.
type style int

const (
	card style = iota
	row
)

// block is an icon and a few lines: what it is about, the value that counts,
// and more about it.
type block struct {
	widget.BaseWidget
	id     string
	style  style
	icon   string
	tone   look.Tone
	head   *form.Words
	value  *form.Words
	lines  *form.Words
	corner fyne.CanvasObject // at the upper right, may be nil

	hovered, focused bool
}

func newBlock(id string, s style, icon string, tone look.Tone) *block {
	b := &block{}
	b.fill(id, s, icon, tone)
	b.ExtendBaseWidget(b)
	return b
}

func (b *block) fill(id string, s style, icon string, tone look.Tone) {
	b.id, b.style, b.icon, b.tone = id, s, icon, tone
	b.head, b.value, b.lines = form.NewWords(""), form.NewWords(""), form.NewWords("")
	b.lines.Color = look.ColorMuted
	b.value.TextSize, b.value.Bold = look.SizeAmount, true
	if s == card {
		b.head.Color = look.ColorMuted
	} else {
		b.lines.TextSize = look.SizeCaption
	}
}

// set changes what the block says; empty texts take no room.
func (b *block) set(head, value string, lines ...string) {
	said := lines[:0:0]
	for _, l := range lines {
		if l != "" {
			said = append(said, l)
		}
	}
	b.head.SetText(head)
	b.value.SetText(value)
	b.value.Hidden = value == ""
	b.lines.SetText(strings.Join(said, "\n"))
	b.lines.Hidden = len(said) == 0
	b.Refresh()
}

// paint changes icon and colour family.
func (b *block) paint(icon string, tone look.Tone) {
	b.icon, b.tone = icon, tone
	b.Refresh()
}

// ProbeID and ProbeText tell the probe what stands here.
func (b *block) ProbeID() string { return b.id }

// ProbeText is everything it says, line by line.
func (b *block) ProbeText() string {
	var all []string
	for _, w := range []*form.Words{b.head, b.value, b.lines} {
		if !w.Hidden && w.Text() != "" {
			all = append(all, strings.Split(w.Text(), "\n")...)
		}
	}
	return strings.Join(all, " · ")
}

// ProbeChildren tells the probe of the button in the corner.
func (b *block) ProbeChildren() []fyne.CanvasObject {
	if b.corner == nil {
		return nil
	}
	return []fyne.CanvasObject{b.corner}
}

func (b *block) pad() float32 {
	if b.style == card {
		return theme.Size(look.SizeGap) * 1.5
	}
	return theme.Size(look.SizeGap) * 0.75
}

// inner is where the texts stand: their left edge and their width.
func (b *block) inner(width float32) (left, room float32) {
	left = b.pad() + theme.Size(theme.SizeNameInlineIcon) + theme.Size(look.SizeGap)
	return left, max(width-left-b.pad(), 1)
}

// headRoom is the room of the first line, which the corner shares.
func (b *block) headRoom(room float32) float32 {
	if b.corner == nil {
		return room
	}
	return max(room-b.corner.MinSize().Width, 1)
}

// HeightFor tells how high the block is when it is width wide.
func (b *block) HeightFor(width float32) float32 {
	_, room := b.inner(width)
	h := b.head.HeightFor(b.headRoom(room))
	for _, w := range []*form.Words{b.value, b.lines} {
		if !w.Hidden {
			h += w.HeightFor(room) + theme.Size(theme.SizeNamePadding)*0.5
		}
	}
	return max(h, theme.Size(theme.SizeNameInlineIcon)) + 2*b.pad()
}

// CreateRenderer is called by Fyne.
func (b *block) CreateRenderer() fyne.WidgetRenderer {
	r := &blockRenderer{b: b, back: canvas.NewRectangle(color.Transparent), icon: canvas.NewImageFromResource(nil), ring: canvas.NewRectangle(color.Transparent)}
	r.icon.FillMode = canvas.ImageFillContain
	r.Refresh()
	return r
}

type blockRenderer struct {
	b    *block
	back *canvas.Rectangle
	icon *canvas.Image
	ring *canvas.Rectangle
}

func (r *blockRenderer) Destroy() {}

func (r *blockRenderer) Objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{r.back, r.icon, r.b.head, r.b.value, r.b.lines}
	if r.b.corner != nil {
		all = append(all, r.b.corner)
	}
	return append(all, r.ring)
}

// MinSize is part of fyne.WidgetRenderer. A block takes any width.
func (r *blockRenderer) MinSize() fyne.Size {
	w := r.b.Size().Width
	if w <= 1 {
		w = 10000
	}
	return fyne.NewSize(1, r.b.HeightFor(w))
}

func (r *blockRenderer) Layout(size fyne.Size) {
	b := r.b
	r.back.Resize(size)
	inset := theme.Size(look.SizeRing) / 2
	r.ring.Move(fyne.NewSquareOffsetPos(inset))
	r.ring.Resize(size.SubtractWidthHeight(2*inset, 2*inset))
	icon := theme.Size(theme.SizeNameInlineIcon)
	r.icon.Move(fyne.NewSquareOffsetPos(b.pad()))
	r.icon.Resize(fyne.NewSquareSize(icon))
	left, room := b.inner(size.Width)
	y := b.pad()
	put := func(w *form.Words, room float32) {
		if w.Hidden {
			return
		}
		h := w.HeightFor(room)
		w.Move(fyne.NewPos(left, y))
		w.Resize(fyne.NewSize(room, h))
		y += h + theme.Size(theme.SizeNamePadding)*0.5
	}
	put(b.head, b.headRoom(room))
	put(b.value, room)
	put(b.lines, room)
	if b.corner != nil {
		side := b.corner.MinSize()
		b.corner.Resize(side)
		b.corner.Move(fyne.NewPos(size.Width-side.Width-b.pad()/2, b.pad()/2))
	}
}

func (r *blockRenderer) Refresh() {
	b := r.b
	r.back.FillColor, r.back.StrokeWidth = color.Transparent, 0
	r.back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	if b.style == card {
		r.back.FillColor = theme.Color(look.ColorSurface)
		r.back.StrokeColor, r.back.StrokeWidth = theme.Color(theme.ColorNameSeparator), theme.Size(theme.SizeNameSeparatorThickness)
	}
	if b.hovered {
		r.back.FillColor = theme.Color(theme.ColorNameHover)
	}
	r.icon.Resource = look.IconIn(b.icon, b.tone.Text())
	r.ring.Hidden = !b.focused
	r.ring.StrokeColor, r.ring.StrokeWidth = theme.Color(theme.ColorNamePrimary), theme.Size(look.SizeRing)
	r.ring.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	r.Layout(b.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// link is a block that leads somewhere: by a click, Enter or Space.
type link struct {
	block
	run     func()
	keys    form.Keys
	onFocus func(fyne.CanvasObject)
}

var (
	_ fyne.Focusable     = (*link)(nil)
	_ fyne.Tappable      = (*link)(nil)
	_ desktop.Hoverable  = (*link)(nil)
	_ desktop.Cursorable = (*link)(nil)
	_ desktop.Keyable    = (*link)(nil)
	_ part.Tall          = (*link)(nil)
)

func newLink(p *Page, id string, s style, icon string, tone look.Tone, run func()) *link {
	l := &link{run: run, keys: p.keys, onFocus: p.reveal}
	l.fill(id, s, icon, tone)
	l.ExtendBaseWidget(l)
	return l
}

// Tapped takes the keyboard and follows the link.
func (l *link) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(l); c != nil {
		c.Focus(l)
	}
	l.run()
}

// TypedKey follows the link on Enter and Space and forwards the rest.
func (l *link) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		l.run()
	default:
		form.Forward(l, l.keys, e)
	}
}

// TypedRune does nothing: Space arrives as a key.
func (l *link) TypedRune(rune) {}

// KeyDown tells the dialog around the link.
func (l *link) KeyDown(e *fyne.KeyEvent) { form.Press(l, e, true) }

// KeyUp tells the dialog around the link.
func (l *link) KeyUp(e *fyne.KeyEvent) { form.Press(l, e, false) }

// FocusGained shows the ring.
func (l *link) FocusGained() {
	l.focused = true
	l.Refresh()
	l.onFocus(l)
}

// FocusLost hides the ring.
func (l *link) FocusLost() { l.focused = false; l.Refresh() }

// MouseIn shows the hover colour.
func (l *link) MouseIn(*desktop.MouseEvent) { l.hovered = true; l.Refresh() }

// MouseMoved does nothing.
func (l *link) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends what MouseIn began.
func (l *link) MouseOut() { l.hovered = false; l.Refresh() }

// Cursor is a hand: it leads somewhere.
func (l *link) Cursor() desktop.Cursor { return desktop.PointerCursor }
