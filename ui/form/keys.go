// Package form holds the controls of the program: fields, buttons, chips and
// their tooltips. Unlike Fyne's own they forward the keys they do not use
// (F5, F1, Esc, Enter), show where the focus is, and say why they refuse.
package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Keys gets the keys a control does not use itself; it returns true when it
// used the key. A page gives its key router to each of its controls.
type Keys func(*fyne.KeyEvent) bool

// Modal is what a modal overlay offers to the control that has the focus
// inside it: Fyne sends keys to the focused control only, so the control
// asks the overlay above the page before anybody else.
type Modal interface {
	// ModalKey uses a typed key (Esc, Enter) and tells whether it did.
	ModalKey(*fyne.KeyEvent) bool
	// ModalPress is told of every key going down or up.
	ModalPress(ev *fyne.KeyEvent, down bool)
}

// Forward hands a key a control does not use to the modal overlay it is in,
// and else to its Keys. Controls outside this package use it too.
func Forward(from fyne.CanvasObject, keys Keys, ev *fyne.KeyEvent) bool {
	if m := modalOf(from); m != nil {
		if m.ModalKey(ev) {
			return true
		}
		// What Esc and Enter mean on the page below is nothing to a dialog.
		if ev.Name == fyne.KeyEscape || isEnter(ev) {
			return false
		}
	}
	return keys != nil && !isModifier(ev.Name) && keys(ev)
}

// Press tells the modal overlay around a control that a key went down or up.
// Every control calls it from KeyDown and KeyUp, which arrive before any
// shortcut of the menu takes the key away.
func Press(from fyne.CanvasObject, ev *fyne.KeyEvent, down bool) {
	if m := modalOf(from); m != nil {
		m.ModalPress(ev, down)
	}
}

// Revealer is an overlay that scrolls to bring a control into sight.
type Revealer interface{ Reveal(o fyne.CanvasObject) }

// reveal asks for a control that got the focus to be scrolled into sight:
// Fyne leaves a focused control wherever it is.
func reveal(o fyne.CanvasObject) {
	if m := modalOf(o); m != nil {
		if r, ok := m.(Revealer); ok {
			r.Reveal(o)
		}
		return
	}
	if c := canvasOf(o); c != nil {
		if r, ok := c.Content().(Revealer); ok {
			r.Reveal(o)
		}
	}
}

func modalOf(o fyne.CanvasObject) Modal {
	c := canvasOf(o)
	if c == nil {
		return nil
	}
	m, _ := c.Overlays().Top().(Modal)
	return m
}

// canvasOf returns the canvas an object is on, nil for none. Fyne knows it only
// once the object was painted, and a fast typist's next key comes before that.
func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	driver := fyne.CurrentApp().Driver()
	if c := driver.CanvasForObject(o); c != nil {
		return c
	}
	for _, w := range driver.AllWindows() {
		if focused, ok := w.Canvas().Focused().(fyne.CanvasObject); ok && focused == o {
			return w.Canvas()
		}
	}
	return nil
}

// focus gives the focus to a control that is on a screen.
func focus(o fyne.Focusable) {
	if c := canvasOf(o.(fyne.CanvasObject)); c != nil {
		c.Focus(o)
	}
}

func isEnter(ev *fyne.KeyEvent) bool {
	return ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter
}

// isModifier tells the keys that only change others: Fyne sends them as typed
// keys too.
func isModifier(name fyne.KeyName) bool {
	switch name {
	case desktop.KeyShiftLeft, desktop.KeyShiftRight, desktop.KeyControlLeft, desktop.KeyControlRight,
		desktop.KeyAltLeft, desktop.KeyAltRight, desktop.KeySuperLeft, desktop.KeySuperRight, desktop.KeyCapsLock:
		return true
	}
	return false
}
