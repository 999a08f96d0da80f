package dialog

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// keyState follows Ctrl (Cmd on a Mac), which no typed key carries.
type keyState struct {
	down  bool // Ctrl is down as far as presses told
	armed bool // Ctrl was seen up since the dialog opened
}

// newKeyState: a dialog opened by Ctrl+Enter must not be answered by the same
// or a doubled stroke, so it waits until Ctrl was let go.
func newKeyState() keyState {
	held := modifierDown()
	return keyState{down: held, armed: !held}
}

func modifierDown() bool {
	driver, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	if !ok {
		return false
	}
	modifier := fyne.KeyModifierControl
	if runtime.GOOS == "darwin" {
		modifier = fyne.KeyModifierSuper
	}
	return driver.CurrentKeyModifiers()&modifier != 0
}

func isModifier(name fyne.KeyName) bool {
	if runtime.GOOS == "darwin" {
		return name == desktop.KeySuperLeft || name == desktop.KeySuperRight
	}
	return name == desktop.KeyControlLeft || name == desktop.KeyControlRight
}

func isEnter(name fyne.KeyName) bool { return name == fyne.KeyReturn || name == fyne.KeyEnter }

// typed uses Esc, Enter if there is a default button, and the keys that scroll.
func (d *Dialog) typed(ev *fyne.KeyEvent) bool {
	switch {
	case ev.Name == fyne.KeyEscape:
		d.press(d.p.Cancel)
		return true
	case isEnter(ev.Name) && d.p.Default != None:
		d.press(d.p.Default)
		return true
	}
	return d.over.scrollKey(ev.Name)
}

// pressed notices Ctrl+Enter. It works on key presses and not on a shortcut,
// because the menu bar gets shortcuts first and has a Ctrl+Enter of its own.
func (d *Dialog) pressed(ev *fyne.KeyEvent, down bool) {
	k := &d.keys
	switch {
	case isModifier(ev.Name):
		// A new press proves as well as a release that it was let go; the
		// release itself may come before the dialog was painted, and is lost.
		k.down, k.armed = down, true
	case down && isEnter(ev.Name) && k.armed && (k.down || modifierDown()):
		index, turn := d.p.CtrlEnter, d.turn
		// After this stroke was dealt with to the end: if the dialog were
		// gone already, the menu would run its own Ctrl+Enter with it.
		fyne.Do(func() {
			if d.turn == turn {
				d.press(index)
			}
		})
	}
}

// hookCanvas catches the keys that arrive while nothing in the dialog has the
// focus (a click beside the buttons takes it away), and returns how to undo it.
func hookCanvas(d *Dialog) (unhook func()) {
	c := d.canvas
	typed := c.OnTypedKey()
	top := func() bool { return c.Overlays().Top() == fyne.CanvasObject(d.over) }
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) {
		switch {
		case top():
			d.typed(ev)
		case d.closed && typed != nil:
			typed(ev)
		}
	})
	keys, ok := c.(desktop.Canvas)
	if !ok {
		return func() { c.SetOnTypedKey(typed) }
	}
	down, up := keys.OnKeyDown(), keys.OnKeyUp()
	relay := func(before func(*fyne.KeyEvent), isDown bool) func(*fyne.KeyEvent) {
		return func(ev *fyne.KeyEvent) {
			switch {
			case top():
				d.pressed(ev, isDown)
			case before != nil:
				before(ev)
			}
		}
	}
	keys.SetOnKeyDown(relay(down, true))
	keys.SetOnKeyUp(relay(up, false))
	return func() {
		c.SetOnTypedKey(typed)
		keys.SetOnKeyDown(down)
		keys.SetOnKeyUp(up)
	}
}
