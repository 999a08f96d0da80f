package form

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
	"trastienda/ui/probe"
)

// Option is one entry of a list. Detail is secondary text at the right.
type Option struct{ ID, Text, Detail string }

// listRows is how many rows a list shows before it scrolls.
const listRows = 10

// choices is the list a Select or a SearchSelect opens: one row highlighted,
// chosen with a click or Enter.
type choices struct {
	widget.BaseWidget
	id      string
	options []Option
	mark    int    // highlighted row, -1 for none
	chosen  string // id of the option the field has now
	pick    func(Option)
	scroll  *container.Scroll
	focused bool
}

var (
	_ fyne.Focusable    = (*choices)(nil)
	_ fyne.Tappable     = (*choices)(nil)
	_ desktop.Hoverable = (*choices)(nil)
	_ probe.Teller      = (*choices)(nil)
)

func newChoices(id string, options []Option, chosen string, pick func(Option)) *choices {
	l := &choices{id: id, options: options, chosen: chosen, pick: pick, mark: indexOf(options, chosen)}
	l.ExtendBaseWidget(l)
	l.scroll = container.NewVScroll(l)
	return l
}

func indexOf(options []Option, id string) int {
	for i, o := range options {
		if o.ID == id {
			return i
		}
	}
	return -1
}

// view is the list in its scroller, as high as its rows up to listRows.
func (l *choices) view() fyne.CanvasObject { return container.New(&viewLayout{l}, l.scroll) }

type viewLayout struct{ l *choices }

func (v *viewLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	rows := min(max(len(v.l.options), 1), listRows)
	return fyne.NewSize(v.l.MinSize().Width, float32(rows)*v.l.row())
}

func (v *viewLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(size)
}

func (l *choices) row() float32 { return theme.Size(look.SizeButton) }

// set exchanges the options and highlights the first.
func (l *choices) set(options []Option) {
	l.options = options
	l.mark = min(0, len(options)-1)
	l.scroll.Offset = fyne.Position{}
	l.Refresh()
	l.scroll.Refresh()
}

// move highlights another row and brings it into sight.
func (l *choices) move(to int) {
	if len(l.options) == 0 {
		return
	}
	l.mark = min(max(to, 0), len(l.options)-1)
	top, height := float32(l.mark)*l.row(), l.scroll.Size().Height
	switch {
	case top < l.scroll.Offset.Y:
		l.scroll.Offset.Y = top
	case top+l.row() > l.scroll.Offset.Y+height:
		l.scroll.Offset.Y = top + l.row() - height
	}
	l.scroll.Refresh()
	l.Refresh()
}

func (l *choices) choose(i int) {
	if i >= 0 && i < len(l.options) {
		l.pick(l.options[i])
	}
}

// key uses the keys that move in the list; the field above a list passes them.
func (l *choices) key(ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeyDown:
		l.move(l.mark + 1)
	case fyne.KeyUp:
		l.move(l.mark - 1)
	case fyne.KeyPageDown:
		l.move(l.mark + listRows)
	case fyne.KeyPageUp:
		l.move(l.mark - listRows)
	case fyne.KeyReturn, fyne.KeyEnter:
		l.choose(l.mark)
	default:
		return false
	}
	return true
}

// TypedKey moves and chooses.
func (l *choices) TypedKey(ev *fyne.KeyEvent) {
	switch {
	case l.key(ev):
	case ev.Name == fyne.KeyHome:
		l.move(0)
	case ev.Name == fyne.KeyEnd:
		l.move(len(l.options) - 1)
	case ev.Name == fyne.KeySpace:
		l.choose(l.mark)
	default:
		Forward(l, nil, ev)
	}
}

// TypedRune highlights the next option that begins with the letter.
func (l *choices) TypedRune(r rune) {
	if i := startingWith(l.options, l.mark, r); i >= 0 {
		l.move(i)
	}
}

// startingWith finds the next option after from whose text begins with r.
func startingWith(options []Option, from int, r rune) int {
	for step := 1; step <= len(options); step++ {
		i := (from + step + len(options)) % len(options)
		if strings.HasPrefix(strings.ToLower(options[i].Text), strings.ToLower(string(r))) {
			return i
		}
	}
	return -1
}

// FocusGained notes the focus.
func (l *choices) FocusGained() { l.focused = true; l.Refresh() }

// FocusLost notes that it went.
func (l *choices) FocusLost() { l.focused = false; l.Refresh() }

// Tapped chooses the row under the mouse.
func (l *choices) Tapped(ev *fyne.PointEvent) { l.choose(int(ev.Position.Y / l.row())) }

// MouseIn highlights the row under the mouse.
func (l *choices) MouseIn(ev *desktop.MouseEvent) { l.MouseMoved(ev) }

// MouseMoved highlights the row under the mouse, without scrolling.
func (l *choices) MouseMoved(ev *desktop.MouseEvent) {
	if i := int(ev.Position.Y / l.row()); i != l.mark && i >= 0 && i < len(l.options) {
		l.mark = i
		l.Refresh()
	}
}

// MouseOut leaves the highlight where it is.
func (l *choices) MouseOut() {}

// ProbeItems lists the rows in sight, as <id>.<option>.
func (l *choices) ProbeItems() []probe.Item {
	c := canvasOf(l)
	if c == nil {
		return nil
	}
	at, scale := fyne.CurrentApp().Driver().AbsolutePositionForObject(l), c.Scale()
	top, bottom := l.scroll.Offset.Y, l.scroll.Offset.Y+l.scroll.Size().Height
	var items []probe.Item
	for i, o := range l.options {
		y := float32(i) * l.row()
		if y+l.row() <= top || y >= bottom {
			continue
		}
		items = append(items, probe.Item{ID: l.id + "." + o.ID, Text: o.Text, X: at.X * scale, Y: (at.Y + y) * scale,
			W: l.Size().Width * scale, H: l.row() * scale, Focused: i == l.mark})
	}
	return items
}

// CreateRenderer is called by Fyne.
func (l *choices) CreateRenderer() fyne.WidgetRenderer {
	r := &choicesRenderer{l: l, mark: canvas.NewRectangle(color.Transparent), bar: canvas.NewRectangle(color.Transparent)}
	r.Refresh()
	return r
}

type choicesRenderer struct {
	l         *choices
	mark, bar *canvas.Rectangle
	texts     []*canvas.Text // two a row: words, detail
}

func (r *choicesRenderer) Destroy() {}

func (r *choicesRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.mark, r.bar}
	for _, t := range r.texts {
		objects = append(objects, t)
	}
	return objects
}

func (r *choicesRenderer) MinSize() fyne.Size {
	pad := theme.Size(theme.SizeNameInnerPadding)
	widest := theme.Size(look.SizeNav) * 0.6
	for i := 0; i+1 < len(r.texts); i += 2 {
		width := r.texts[i].MinSize().Width + 3*pad
		if r.texts[i+1].Text != "" {
			width += r.texts[i+1].MinSize().Width + 2*pad
		}
		widest = max(widest, width)
	}
	return fyne.NewSize(min(widest, theme.Size(look.SizeDialog)), float32(len(r.l.options))*r.l.row())
}

func (r *choicesRenderer) Layout(size fyne.Size) {
	row, pad := r.l.row(), theme.Size(theme.SizeNameInnerPadding)
	for i := 0; i+1 < len(r.texts); i += 2 {
		y := float32(i/2) * row
		words, detail := r.texts[i].MinSize(), r.texts[i+1].MinSize()
		r.texts[i].Move(fyne.NewPos(pad*1.5, y+(row-words.Height)/2))
		r.texts[i+1].Move(fyne.NewPos(size.Width-detail.Width-pad, y+(row-detail.Height)/2))
	}
	r.mark.Hidden = r.l.mark < 0
	r.mark.Move(fyne.NewPos(0, float32(r.l.mark)*row))
	r.mark.Resize(fyne.NewSize(size.Width, row))
	chosen := indexOf(r.l.options, r.l.chosen)
	r.bar.Hidden = chosen < 0
	r.bar.Move(fyne.NewPos(0, float32(chosen)*row+2))
	r.bar.Resize(fyne.NewSize(3, row-4))
}

func (r *choicesRenderer) Refresh() {
	r.mark.FillColor = theme.Color(look.ColorSelection)
	r.bar.FillColor = theme.Color(look.ColorSelectionBar)
	r.texts = r.texts[:0]
	for _, o := range r.l.options {
		words := canvas.NewText(o.Text, theme.Color(theme.ColorNameForeground))
		words.TextSize = theme.Size(theme.SizeNameText)
		words.TextStyle.Bold = o.ID == r.l.chosen
		detail := canvas.NewText(o.Detail, theme.Color(look.ColorMuted))
		detail.TextSize = theme.Size(theme.SizeNameCaptionText)
		r.texts = append(r.texts, words, detail)
	}
	r.Layout(r.l.Size())
	canvas.Refresh(r.l)
}
