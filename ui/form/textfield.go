package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Note is the line under a field: a hint or a reading, or what is wrong.
type Note struct {
	Text  string
	Error bool
}

// Field is a control of a form, with the line under it.
type Field interface {
	fyne.Widget
	fyne.Focusable
	ProbeID() string
	// Note returns the line under the field; OnNote has f called when it
	// changed.
	Note() Note
	OnNote(f func())
	// SetError shows what is wrong until the user changes the field; ""
	// takes it away.
	SetError(text string)
}

// notes is the part of a field that keeps its error.
type notes struct {
	wrong  string
	hint   func() Note
	listen func()
}

// Note returns the error or, without one, what the field says about itself.
func (n *notes) Note() Note {
	if n.wrong != "" {
		return Note{Text: n.wrong, Error: true}
	}
	if n.hint != nil {
		return n.hint()
	}
	return Note{}
}

// OnNote has f called when the note changed.
func (n *notes) OnNote(f func()) { n.listen = f }

func (n *notes) told() {
	if n.listen != nil {
		n.listen()
	}
}

// FieldParams describe a text field. OnChange gets every change by the user
// or by SetText; OnSubmit runs on Enter, which otherwise is the default
// button of the dialog or the way to the next field.
type FieldParams struct {
	ID          string
	Text        string
	Placeholder string
	Icon        fyne.Resource
	Keys        Keys
	// First gets every key before the field does: a list under the field
	// that is moved in while the keyboard is in the field.
	First    Keys
	OnChange func(string)
	OnSubmit func()
	// Max is the greatest number of letters, 0 for any.
	Max int
	// SelectAll selects the text when the field gets the focus (codes, amounts).
	SelectAll bool
	// MultiLine makes the field some lines high; Enter then is a new line.
	MultiLine bool
}

// TextField is a field for text.
type TextField struct {
	widget.Entry
	notes
	p       FieldParams
	self    Field
	focused bool
	gained  func()
	lost    func()
	open    func() // Down, F4: the list or the calendar of the field
}

var (
	_ Field           = (*TextField)(nil)
	_ desktop.Keyable = (*TextField)(nil)
)

// NewTextField returns a field with the text of p.
func NewTextField(p FieldParams) *TextField {
	t := &TextField{}
	t.build(t, p)
	return t
}

// Put shows a text. One that stands there already is left alone, with its
// selection and what can be undone.
func (t *TextField) Put(text string) {
	if t.Text != text {
		t.SetText(text)
	}
}

// NewPasswordField returns a field whose text is hidden until its eye is
// clicked; show and hide are the tooltips of the eye.
func NewPasswordField(p FieldParams, show, hide string) *TextField {
	t := &TextField{}
	t.Password = true
	t.build(t, p)
	var eye *actionIcon
	eye = newActionIcon(p.ID+".eye", show, "visibility", func() {
		t.Password = !t.Password
		if t.Password {
			eye.set(show, "visibility")
		} else {
			eye.set(hide, "visibility_off")
		}
		t.Refresh()
	})
	t.ActionItem = eye
	return t
}

// build makes self, which is t or embeds it, a field.
func (t *TextField) build(self Field, p FieldParams) {
	t.p, t.self = p, self
	t.Text, t.PlaceHolder, t.Icon, t.MultiLine = p.Text, p.Placeholder, p.Icon, p.MultiLine
	if p.MultiLine {
		t.Wrapping = fyne.TextWrapWord
	}
	t.OnChanged = t.changed
	t.Entry.ExtendBaseWidget(self)
}

func (t *TextField) changed(text string) {
	if runes := []rune(text); t.p.Max > 0 && len(runes) > t.p.Max {
		t.SetText(string(runes[:t.p.Max]))
		return
	}
	t.wrong = ""
	if t.p.OnChange != nil {
		t.p.OnChange(text)
	}
	t.told()
}

// SetError shows what is wrong until the text changes.
func (t *TextField) SetError(text string) {
	t.wrong = text
	t.self.Refresh()
	t.told()
}

// ProbeID names the field for the probe.
func (t *TextField) ProbeID() string { return t.p.ID }

// ProbeText returns the text, or as many dots as a password has letters.
func (t *TextField) ProbeText() string {
	if !t.Password {
		return t.Text
	}
	dots := []rune(t.Text)
	for i := range dots {
		dots[i] = '•'
	}
	return string(dots)
}

// ProbeChildren returns the icon at the right end.
func (t *TextField) ProbeChildren() []fyne.CanvasObject {
	if t.ActionItem == nil {
		return nil
	}
	return []fyne.CanvasObject{t.ActionItem}
}

// TypedKey edits the text and forwards what is no editing key.
func (t *TextField) TypedKey(ev *fyne.KeyEvent) {
	if t.p.First != nil && t.p.First(ev) {
		return
	}
	switch ev.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if t.MultiLine {
			t.Entry.TypedKey(ev)
			return
		}
		t.enter(ev)
	case fyne.KeyEscape, desktop.KeyMenu,
		fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF5, fyne.KeyF6, fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12:
		Forward(t.self, t.p.Keys, ev)
	case fyne.KeyDown, fyne.KeyF4:
		if t.open != nil && !t.Disabled() {
			t.open()
			return
		}
		t.arrow(ev)
	case fyne.KeyUp, fyne.KeyPageUp, fyne.KeyPageDown:
		t.arrow(ev)
	default:
		t.Entry.TypedKey(ev)
	}
}

// arrow: in one line these keys move nothing, so a page may use them (Down
// from the search field into the grid).
func (t *TextField) arrow(ev *fyne.KeyEvent) {
	if t.MultiLine || !Forward(t.self, t.p.Keys, ev) {
		t.Entry.TypedKey(ev)
	}
}

func (t *TextField) enter(ev *fyne.KeyEvent) {
	if t.p.OnSubmit != nil {
		t.p.OnSubmit()
		return
	}
	if Forward(t.self, t.p.Keys, ev) {
		return
	}
	if c := canvasOf(t.self); c != nil {
		c.FocusNext()
	}
}

// KeyDown follows Shift and tells the dialog around the field.
func (t *TextField) KeyDown(ev *fyne.KeyEvent) {
	t.Entry.KeyDown(ev)
	Press(t.self, ev, true)
}

// KeyUp follows Shift and tells the dialog around the field.
func (t *TextField) KeyUp(ev *fyne.KeyEvent) {
	t.Entry.KeyUp(ev)
	Press(t.self, ev, false)
}

// FocusGained shows the ring.
func (t *TextField) FocusGained() {
	t.focused = true
	if t.gained != nil {
		t.gained()
	}
	t.Entry.FocusGained()
	t.selectAll()
	reveal(t.self)
}

// FocusLost hides the ring.
func (t *TextField) FocusLost() {
	t.focused = false
	t.Entry.FocusLost()
	if t.lost != nil {
		t.lost()
	}
	t.told()
}

func (t *TextField) selectAll() {
	if t.p.SelectAll && t.Text != "" {
		t.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

// MouseDown places the cursor; the click that brings the focus selects all
// instead, when the field does so.
func (t *TextField) MouseDown(ev *desktop.MouseEvent) {
	fresh := !t.focused
	t.Entry.MouseDown(ev)
	if fresh {
		t.selectAll()
	}
}
