package dialog

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/form"
	"trastienda/ui/look"
)

type bench struct {
	t      *testing.T
	win    fyne.Window
	opener *form.Button
	ran    []string
	now    time.Time
}

func newBench(t *testing.T) *bench {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.New(look.Light))
	b := &bench{t: t, now: time.Unix(0, 0)}
	b.opener = form.NewButton(form.ButtonParams{ID: "opener", Text: "Abrir"})
	b.win = test.NewTempWindow(t, form.WithTips(container.NewVBox(b.opener)))
	b.win.SetPadded(false)
	b.win.Resize(fyne.NewSize(1024, 640))
	b.win.Canvas().Focus(b.opener)
	return b
}

func (b *bench) button(id string, kind Kind) Button {
	return Button{ID: id, Text: id, Kind: kind, Run: func() { b.ran = append(b.ran, id) }}
}

func (b *bench) ask(change func(*Params)) *Dialog {
	p := Params{ID: "ask", Window: b.win, Title: "¿Reintentar?", Content: Paragraph("Se va a enviar."),
		Buttons: []Button{b.button("no", Plain), b.button("yes", Primary)}, Cancel: 0, Default: None, Focus: 0, CtrlEnter: 1,
		Now: func() time.Time { return b.now }}
	if change != nil {
		change(&p)
	}
	return Show(p)
}

func (b *bench) key(name fyne.KeyName) {
	if f := b.win.Canvas().Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: name})
		return
	}
	b.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
}

func (b *bench) press(name fyne.KeyName, down bool) {
	keyable, ok := b.win.Canvas().Focused().(desktop.Keyable)
	if !ok {
		b.t.Fatalf("%T has the focus and hears no key going down", b.win.Canvas().Focused())
	}
	if down {
		keyable.KeyDown(&fyne.KeyEvent{Name: name})
	} else {
		keyable.KeyUp(&fyne.KeyEvent{Name: name})
	}
}

func (b *bench) want(ran ...string) {
	b.t.Helper()
	if strings.Join(b.ran, " ") != strings.Join(ran, " ") {
		b.t.Errorf("ran %v, want %v", b.ran, ran)
	}
}

func TestEscIsTheWayOutAndFocusComesBack(t *testing.T) {
	b := newBench(t)
	d := b.ask(nil)
	if !Open(b.win.Canvas()) {
		t.Error("Open says no dialog is open")
	}
	if b.win.Canvas().Focused() != d.buttons[0] {
		t.Errorf("first focus is %T, want the safe button", b.win.Canvas().Focused())
	}
	b.key(fyne.KeyEscape)
	b.want("no")
	if Open(b.win.Canvas()) || !d.Hidden() || b.win.Canvas().Focused() != b.opener {
		t.Errorf("after Esc: open %v, focus %T", Open(b.win.Canvas()), b.win.Canvas().Focused())
	}
}

func TestEnterPressesTheFocusedSafeButtonNeverTheDangerousOne(t *testing.T) {
	b := newBench(t)
	b.ask(nil)
	b.key(fyne.KeyReturn)
	b.want("no")
}

func TestKeysWorkWithoutAnyFocus(t *testing.T) {
	b := newBench(t)
	page := 0
	b.win.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) { page++ })
	b.ask(nil)
	b.win.Canvas().Unfocus()
	b.key(fyne.KeyF5)
	b.key(fyne.KeyEscape)
	b.want("no")
	if page != 0 {
		t.Errorf("the page got %d keys through the dialog", page)
	}
	b.win.Canvas().Unfocus()
	b.key(fyne.KeyF5)
	if page != 1 {
		t.Error("after the dialog the page gets no keys any more")
	}
}

func TestEnterInAFieldIsTheDefaultButton(t *testing.T) {
	b := newBench(t)
	pageKeys := 0
	field := form.NewTextField(form.FieldParams{ID: "f", Keys: func(*fyne.KeyEvent) bool { pageKeys++; return true }})
	b.ask(func(p *Params) { p.Content, p.Focus, p.Default = container.NewVBox(field), None, 1 })
	if b.win.Canvas().Focused() != field {
		t.Fatalf("first focus is %T, want the field", b.win.Canvas().Focused())
	}
	b.key(fyne.KeyReturn)
	b.want("yes")
	b.ask(func(p *Params) { p.Content, p.Focus = container.NewVBox(field), None })
	b.key(fyne.KeyReturn)
	b.want("yes")
	b.key(fyne.KeyEscape)
	b.want("yes", "no")
	if pageKeys != 0 {
		t.Errorf("the page got %d keys of the dialog", pageKeys)
	}
}

func TestCtrlEnter(t *testing.T) {
	b := newBench(t)
	d := b.ask(nil)
	b.press(fyne.KeyReturn, true) // without Ctrl
	b.want()
	// A dialog that opened under a held Ctrl+Enter waits for its release.
	d.keys = keyState{down: true}
	b.press(fyne.KeyReturn, true)
	b.want()
	b.press(desktop.KeyControlLeft, false)
	b.press(fyne.KeyReturn, true)
	b.want()
	b.press(desktop.KeyControlLeft, true)
	b.press(fyne.KeyReturn, true)
	b.want("yes")
	if !d.Hidden() {
		t.Error("the dialog is still there")
	}
}

func TestAButtonRunsOnce(t *testing.T) {
	b := newBench(t)
	d := b.ask(nil)
	yes := d.buttons[1]
	test.Tap(yes)
	test.Tap(yes)
	yes.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.want("yes")
}

func TestAButtonThatStaysIgnoresADoubleClick(t *testing.T) {
	b := newBench(t)
	d := b.ask(func(p *Params) { p.Buttons[1].KeepOpen = true })
	yes := d.buttons[1]
	test.Tap(yes)
	b.now = b.now.Add(200 * time.Millisecond)
	test.Tap(yes)
	b.want("yes")
	b.now = b.now.Add(time.Second)
	test.Tap(yes)
	b.want("yes", "yes")
}

func TestProgressLocksTheDialog(t *testing.T) {
	b := newBench(t)
	d := b.ask(nil)
	old := d.buttons[1]
	d.Update(Progress("Enviando…"), nil, None, None, None)
	test.Tap(old)
	b.key(fyne.KeyEscape)
	b.key(fyne.KeyReturn)
	b.want()
	if d.Hidden() {
		t.Fatal("Esc closed a dialog that is sending")
	}
	d.Update(Paragraph("Listo."), []Button{b.button("ok", Primary)}, 0, 0, 0)
	b.key(fyne.KeyReturn)
	b.want("ok")
	if !d.Hidden() || b.win.Canvas().Focused() != b.opener {
		t.Error("the result did not close, or the focus did not come back")
	}
}

func TestTabStaysInside(t *testing.T) {
	b := newBench(t)
	d := b.ask(nil)
	for range 5 {
		b.win.Canvas().FocusNext()
		f := b.win.Canvas().Focused()
		if f != d.buttons[0] && f != d.buttons[1] {
			t.Fatalf("Tab left the dialog to %T", f)
		}
	}
}

func TestDisabledButtonSaysWhy(t *testing.T) {
	b := newBench(t)
	d := b.ask(func(p *Params) { p.Buttons[1].Disabled, p.Buttons[1].Reason = true, "Necesita conexión" })
	test.Tap(d.buttons[1])
	b.want()
	if got := d.over.tips.TipText(); got != "Necesita conexión" {
		t.Errorf("the tooltip is %q", got)
	}
	d.Enable("yes", true, "")
	test.Tap(d.buttons[1])
	b.want("yes")
}

func TestNestedDialogsGiveTheFocusBackInTurn(t *testing.T) {
	b := newBench(t)
	outer := b.ask(nil)
	inner := b.ask(func(p *Params) { p.ID = "inner" })
	b.key(fyne.KeyEscape)
	if !inner.Hidden() || outer.Hidden() || b.win.Canvas().Focused() != outer.buttons[0] {
		t.Fatalf("after Esc: inner hidden %v, outer hidden %v, focus %T", inner.Hidden(), outer.Hidden(), b.win.Canvas().Focused())
	}
	b.key(fyne.KeyEscape)
	if !outer.Hidden() || b.win.Canvas().Focused() != b.opener {
		t.Error("the outer dialog did not close")
	}
}

func TestLongContentScrollsAndButtonsStayInSight(t *testing.T) {
	b := newBench(t)
	for _, zoom := range []int{80, 100, 160} {
		l := look.New(look.Dark)
		l.SetZoom(zoom)
		fyne.CurrentApp().Settings().SetTheme(l)
		long := strings.Repeat("No se pudo comunicar con el sistema de recarga. ", 120)
		d := b.ask(func(p *Params) {
			p.Content = Stack(Amount("a", "$ 10.000,00"), Paragraph(long), Facts(Fact{Label: "CBU:", Value: "0000300900202874937477"}))
		})
		back := d.over.back
		if bottom := back.Position().Y + back.Size().Height; bottom > 640 || back.Position().Y < 0 {
			t.Errorf("zoom %d: the panel goes from %v to %v", zoom, back.Position().Y, bottom)
		}
		if width := back.Size().Width; width > 520*float32(zoom)/100 {
			t.Errorf("zoom %d: the panel is %v wide", zoom, width)
		}
		if d.over.scroll.Content.Size().Height <= d.over.scroll.Size().Height {
			t.Errorf("zoom %d: nothing to scroll", zoom)
		}
		for _, button := range d.buttons {
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(button)
			if at.Y+button.Size().Height > 640 || at.X+button.Size().Width > 1024 {
				t.Errorf("zoom %d: %s is at %v", zoom, button.ProbeText(), at)
			}
		}
		d.Hide()
	}
}

func TestKeyboardReachesTheEndOfLongContent(t *testing.T) {
	b := newBench(t)
	d := b.ask(func(p *Params) { p.Content = Paragraph(strings.Repeat("No se pudo comunicar. ", 600)) })
	end := d.over.scroll.Content.Size().Height - d.over.scroll.Size().Height
	b.key(fyne.KeyPageDown)
	if d.over.scroll.Offset.Y != d.over.scroll.Size().Height {
		t.Errorf("one page down is %v", d.over.scroll.Offset.Y)
	}
	b.key(fyne.KeyEnd)
	b.key(fyne.KeyDown)
	if d.over.scroll.Offset.Y != end {
		t.Errorf("the end is %v, want %v", d.over.scroll.Offset.Y, end)
	}
	b.key(fyne.KeyHome)
	if d.over.scroll.Offset.Y != 0 {
		t.Errorf("the beginning is %v", d.over.scroll.Offset.Y)
	}
	b.want()
}

func TestFocusedFieldIsInSight(t *testing.T) {
	b := newBench(t)
	last := form.NewTextField(form.FieldParams{ID: "last"})
	d := b.ask(func(p *Params) {
		p.Content = Stack(Paragraph(strings.Repeat("Texto largo. ", 900)), form.NewRow("Motivo", last, ""))
	})
	b.win.Canvas().Focus(last)
	driver := fyne.CurrentApp().Driver()
	at, room := driver.AbsolutePositionForObject(last).Y, driver.AbsolutePositionForObject(d.over.scroll).Y
	if at < room || at+last.Size().Height > room+d.over.scroll.Size().Height {
		t.Errorf("the field is at %v, the content in sight from %v, %v high", at, room, d.over.scroll.Size().Height)
	}
}

func TestShortContentHasNoScroll(t *testing.T) {
	b := newBench(t)
	d := b.ask(func(p *Params) {
		p.Content = Stack(Paragraph(strings.Repeat("palabra ", 30)), Facts(Fact{Label: "Alias:", Value: strings.Repeat("texto ", 30)}))
	})
	content, room := d.over.scroll.Content.MinSize().Height, d.over.scroll.Size().Height
	if content > room+0.5 || content < 60 {
		t.Errorf("the content needs %v, the dialog gives %v", content, room)
	}
}

func TestManyWideButtonsGoBelowEachOther(t *testing.T) {
	b := newBench(t)
	wide := strings.Repeat("Consultar el estado ", 2)
	d := b.ask(func(p *Params) {
		for i := range p.Buttons {
			p.Buttons[i].Text = wide
		}
	})
	if d.buttons[0].Position().Y == d.buttons[1].Position().Y {
		t.Error("two buttons wider than the dialog stand side by side")
	}
}

func TestOpenIgnoresMenusOnly(t *testing.T) {
	b := newBench(t)
	c := b.win.Canvas()
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", fyne.NewMenuItem("x", func() {})), c, fyne.NewPos(1, 1))
	if Open(c) {
		t.Error("a context menu counts as a dialog")
	}
	for _, o := range c.Overlays().List() {
		c.Overlays().Remove(o)
	}
	pop := widget.NewModalPopUp(widget.NewLabel("x"), c)
	pop.Show()
	if !Open(c) {
		t.Error("Fyne's own modal does not count")
	}
}

func TestOnHideRunsOnceBeforeTheButton(t *testing.T) {
	b := newBench(t)
	d := b.ask(func(p *Params) { p.OnHide = func() { b.ran = append(b.ran, "gone") } })
	test.Tap(d.buttons[1])
	d.Hide()
	b.want("gone", "yes")
}
