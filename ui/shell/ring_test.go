package shell

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/ui/probe"
)

// TestEveryStopShowsTheFocus: Tab walks through every control of the first
// run, of the sign-in and of a session, and back to the first; each looks
// different while it has the keyboard.
func TestEveryStopShowsTheFocus(t *testing.T) {
	first := &fakeBackend{state: FirstRun}
	for name, c := range map[string]struct {
		backend *fakeBackend
		enter   func(*bench)
		least   int
	}{
		"first run":  {first, func(b *bench) { b.until("welcome", func() bool { _, ok := b.s.stage.(*welcome); return ok }) }, 5},
		"new agency": {first, func(b *bench) { b.s.show(newAgencyPage(b.s)) }, 9},
		"connect":    {first, func(b *bench) { b.s.show(newConnect(b.s, newWelcomeStage)) }, 5},
		"sign-in":    {&fakeBackend{state: SignIn}, func(b *bench) { b.until("sign-in", func() bool { _, ok := b.s.stage.(*signIn); return ok }) }, 3},
		"session": {ready(), func(b *bench) {
			b.inSession()
			b.s.StartTask(func() string { return "Importando" }, func() {})
			b.s.setConnection(Connection{State: SignedOut})
			b.s.Toast(Toast{ID: "x", Text: "Listo.", Action: "Ver", Do: func() {}})
		}, 11},
		"palette": {ready(), func(b *bench) { b.inSession().s.showPalette() }, 2},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, c.backend)
			b.until("a start", func() bool { return b.s.stage != nil || b.s.frame != nil })
			c.enter(b)
			canvas := b.s.win.Canvas()
			canvas.Unfocus()
			canvas.FocusNext()
			begin := canvas.Focused()
			stops := 0
			for stop := begin; stop != nil && (stops == 0 || stop != begin); stops++ {
				b.ringed(stop)
				canvas.Focus(stop)
				canvas.FocusNext()
				if stop = canvas.Focused(); stops > 60 {
					t.Fatal("Tab never comes round")
				}
			}
			if stops < c.least {
				t.Errorf("%d stops, expected %d or more", stops, c.least)
			}
		})
	}
}

// ringed compares a control with and without the keyboard.
func (b *bench) ringed(stop fyne.Focusable) {
	b.Helper()
	o := stop.(fyne.CanvasObject)
	at, size := fyne.CurrentApp().Driver().AbsolutePositionForObject(o), o.Size()
	canvas := b.s.win.Canvas()
	on := canvas.Capture()
	canvas.Unfocus()
	off := canvas.Capture()
	box := image.Rect(int(at.X), int(at.Y), int(at.X+size.Width), int(at.Y+size.Height)).Intersect(on.Bounds())
	other := 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if on.At(x, y) != off.At(x, y) {
				other++
			}
		}
	}
	// Of a ring nearly all of the way around is seen, whatever its corners.
	if name := o.(probe.Named).ProbeID(); other < 3*(box.Dx()+box.Dy())/2 {
		b.Errorf("%s: %d pixels of %v tell where the keyboard is", name, other, box)
	}
}

// TestNoCommandUnderAMenu: while a menu is open the keys of the window are
// its own.
func TestNoCommandUnderAMenu(t *testing.T) {
	b := newBench(t, ready()).inSession()
	b.tap("nav.theme")
	b.press(key(fyne.KeyReturn, 0))
	b.press(key(fyne.KeyR, 0))
	b.press(key(fyne.KeyK, 0))
	if page := b.pages[0]; page.acted != 0 || page.refreshed != 0 || b.paletteList() != nil {
		t.Fatalf("under a menu: acted %d, refreshed %d", page.acted, page.refreshed)
	}
	b.typed(fyne.KeyEscape)
	b.press(key(fyne.KeyReturn, 0))
	if b.pages[0].acted != 1 {
		t.Fatal("after the menu the command does not run")
	}
}
