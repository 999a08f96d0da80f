// Package dialog shows modal dialogs the way a bank application does: Esc is
// the way out, Enter the default button, Ctrl+Enter the dangerous one, the
// focus never leaves the dialog and goes back afterwards, and no button can
// run twice.
package dialog

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/form"
)

// Kind is the weight of a button.
type Kind = form.Kind

// The kinds of buttons in a dialog.
const (
	Plain   = form.Plain
	Primary = form.Primary
	Danger  = form.Danger
)

// None is the index of no button.
const None = -1

// again is how long a button that leaves the dialog open ignores a second
// press: the other half of a double click.
const again = 600 * time.Millisecond

// Button is one answer. The dialog closes before Run is called unless
// KeepOpen; a KeepOpen button usually calls Update from Run.
type Button struct {
	ID       string
	Text     string
	Kind     Kind
	Icon     fyne.Resource
	Run      func()
	Disabled bool
	Reason   string // why it is disabled
	KeepOpen bool
	NoEnter  bool // Enter does not press it even while it has the focus
	Repeats  bool // pressed twice in a row it runs twice: with KeepOpen, for steps that only look
}

// Params describe a dialog. Cancel is the index of the button Esc presses,
// Default the one Enter presses, CtrlEnter the one Ctrl+Enter presses, each
// None if there is none; Focus is the button focused first, None for the
// first control of Content. For the probe the dialog is ID and its buttons
// are ID.<button>.
type Params struct {
	ID        string
	Window    fyne.Window
	Title     string
	Icon      fyne.Resource
	Content   fyne.CanvasObject
	Buttons   []Button
	Cancel    int
	Default   int
	Focus     int
	CtrlEnter int
	// Wide gives the dialog more room: for a list.
	Wide bool
	// OnHide is called once after the dialog is gone, before the Run of the
	// button that closed it.
	OnHide func()
	// Now is time.Now when nil.
	Now func() time.Time
}

// Dialog is one that was shown. UI goroutine only.
type Dialog struct {
	p       Params
	canvas  fyne.Canvas
	over    *overlay
	before  fyne.Focusable
	buttons []*form.Button
	// turn counts the sets of buttons: one of an older set does nothing.
	turn   int
	closed bool
	last   int       // index of the KeepOpen button that ran last
	ran    time.Time // and when
	keys   keyState
	unhook func()
}

// Show opens a dialog over the window of p.
func Show(p Params) *Dialog {
	if p.Now == nil {
		p.Now = time.Now
	}
	d := &Dialog{p: p, canvas: p.Window.Canvas(), last: None}
	d.before = d.canvas.Focused()
	// Else a text field below would go on blinking its cursor.
	d.canvas.Unfocus()
	d.keys = newKeyState()
	d.over = newOverlay(d)
	d.fill()
	d.unhook = hookCanvas(d)
	d.canvas.Overlays().Add(d.over)
	d.over.Resize(d.canvas.Size())
	d.focusFirst()
	return d
}

// Open tells whether anything modal is over the canvas: a dialog, a list or a
// calendar of a field. A context menu is not.
func Open(c fyne.Canvas) bool {
	for _, o := range c.Overlays().List() {
		switch o.(type) {
		case form.Modal, *widget.PopUp:
			return true
		}
	}
	return false
}

// Update exchanges what the dialog shows; the title stays. It is how a
// question turns into progress and progress into a result.
func (d *Dialog) Update(content fyne.CanvasObject, buttons []Button, cancel, def, focus int) {
	if d.closed {
		return
	}
	d.canvas.Unfocus()
	d.p.Content, d.p.Buttons = content, buttons
	d.p.Cancel, d.p.Default, d.p.Focus, d.p.CtrlEnter = cancel, def, focus, None
	d.fill()
	d.focusFirst()
}

// SetCtrlEnter names the button Ctrl+Enter presses, after an Update.
func (d *Dialog) SetCtrlEnter(index int) { d.p.CtrlEnter = index }

// SetTitle changes the title and the icon before it; nil is no icon.
func (d *Dialog) SetTitle(title string, icon fyne.Resource) {
	d.p.Title, d.p.Icon = title, icon
	d.over.setTitle(title, icon)
}

// Enable switches one button, without moving the focus.
func (d *Dialog) Enable(id string, ok bool, reason string) {
	for i := range d.p.Buttons {
		if d.p.Buttons[i].ID == id {
			d.p.Buttons[i].Disabled = !ok
			d.buttons[i].SetEnabled(ok, reason)
		}
	}
}

// Fit lays the dialog out again after its content changed its size.
func (d *Dialog) Fit() { d.over.Refresh() }

// Hide closes the dialog and gives the focus back to what had it.
func (d *Dialog) Hide() {
	if d.closed {
		return
	}
	d.closed = true
	d.unhook()
	d.canvas.Overlays().Remove(d.over)
	if d.before != nil {
		d.canvas.Focus(d.before)
	}
	if d.p.OnHide != nil {
		d.p.OnHide()
	}
}

// Hidden tells whether the dialog is gone.
func (d *Dialog) Hidden() bool { return d.closed }

// fill builds the buttons and hands all parts to the overlay.
func (d *Dialog) fill() {
	d.turn++
	d.last = None
	turn := d.turn
	d.buttons = nil
	for i, b := range d.p.Buttons {
		button := form.NewButton(form.ButtonParams{ID: d.p.ID + "." + b.ID, Text: b.Text, Icon: b.Icon, Kind: b.Kind, NoEnter: b.NoEnter, Run: func() {
			if d.turn == turn {
				d.press(i)
			}
		}})
		button.SetEnabled(!b.Disabled, b.Reason)
		d.buttons = append(d.buttons, button)
	}
	d.over.set(d.p, d.buttons)
}

// press runs a button once.
func (d *Dialog) press(i int) {
	if d.closed || i < 0 || i >= len(d.p.Buttons) || d.p.Buttons[i].Disabled {
		return
	}
	b := d.p.Buttons[i]
	if !b.KeepOpen {
		d.Hide()
	} else {
		now := d.p.Now()
		if d.last == i && now.Sub(d.ran) < again && !b.Repeats {
			return
		}
		d.last, d.ran = i, now
	}
	if b.Run != nil {
		b.Run()
	}
}

// focusFirst puts the focus where the dialog wants it.
func (d *Dialog) focusFirst() {
	if i := d.p.Focus; i >= 0 && i < len(d.buttons) {
		d.canvas.Focus(d.buttons[i])
		return
	}
	d.canvas.FocusNext()
}
