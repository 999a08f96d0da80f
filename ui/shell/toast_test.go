package shell

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"trastienda/ui/form"
	"trastienda/ui/look"
)

// wheel stands for the time of the toasts: turn lets it pass.
type wheel struct {
	b     *bench
	queue []func()
}

func newWheel(b *bench) *wheel {
	w := &wheel{b: b}
	b.s.toasts.after = func(d time.Duration, f func()) {
		if d != 10*time.Second {
			b.Errorf("a toast stays %v", d)
		}
		w.queue = append(w.queue, f)
	}
	return w
}

// turn lets ten seconds pass for every toast on the screen.
func (w *wheel) turn() {
	due := w.queue
	w.queue = nil
	for _, f := range due {
		f()
		(<-w.b.queue)()
	}
}

func (b *bench) has(id string) bool { _, ok := b.item(id); return ok }

func TestToastsGoByThemselves(t *testing.T) {
	b := newBench(t, ready()).inSession()
	w := newWheel(b)
	before := b.s.Focused()
	for _, id := range []string{"a", "b", "c", "d"} {
		b.s.Toast(Toast{ID: id, Text: "Se guardó " + id + ".", Tone: look.ToneSuccess})
	}
	if b.has("toast.a") || !b.has("toast.b") || !b.has("toast.c") || b.textOf("toast.d") != "Se guardó d." {
		t.Fatal("not the last three are shown")
	}
	if b.s.Focused() != before {
		t.Fatalf("the toasts took the keyboard: %T", b.s.Focused())
	}
	b.s.Toast(Toast{ID: "b", Text: "Otra vez."})
	if len(b.s.toasts.list) != 3 || b.textOf("toast.b") != "Otra vez." {
		t.Fatalf("the same one again: %d, %q", len(b.s.toasts.list), b.textOf("toast.b"))
	}
	w.turn()
	if len(b.s.toasts.list) != 0 || b.has("toast.b") {
		t.Fatalf("%d toasts stay", len(b.s.toasts.list))
	}
}

func TestAToastStaysWhileSomebodyIsAtIt(t *testing.T) {
	b := newBench(t, ready()).inSession()
	w := newWheel(b)
	undone := 0
	b.s.Toast(Toast{ID: "x", Text: "Se ocultó la columna.", Action: "Deshacer", Do: func() { undone++ }})
	v := b.s.toasts.list[0]
	v.MouseIn(&desktop.MouseEvent{})
	w.turn()
	if !b.has("toast.x") {
		t.Fatal("it goes under the mouse")
	}
	v.MouseOut()
	v.action.MouseIn(&desktop.MouseEvent{})
	w.turn()
	if !b.has("toast.x") {
		t.Fatal("it goes while the mouse is on its button")
	}
	v.action.MouseOut()
	b.s.showAbout()
	w.turn()
	b.typed(fyne.KeyEscape)
	if !b.has("toast.x") {
		t.Fatal("it goes under a dialog")
	}
	b.typed(fyne.KeyF6)
	b.typed(fyne.KeyF6)
	if b.s.Focused() != fyne.Focusable(v.action) {
		t.Fatalf("F6 does not lead to it: %T", b.s.Focused())
	}
	w.turn()
	if !b.has("toast.x") {
		t.Fatal("it goes under the keyboard")
	}
	b.typed(fyne.KeyF6)
	if n, ok := b.s.Focused().(*navItem); !ok || n.id != "nav.one" {
		t.Fatalf("F6 leads on to %T", b.s.Focused())
	}
	b.s.nextPane(-1)
	b.typed(fyne.KeyReturn)
	if undone != 1 || b.has("toast.x") || b.s.Focused() != fyne.Focusable(b.pages[0].field) {
		t.Fatalf("undone %d, shown %v, focus %T", undone, b.has("toast.x"), b.s.Focused())
	}
	b.s.Toast(Toast{ID: "y", Text: "Listo."})
	b.s.nextPane(-1)
	b.s.nextPane(-1)
	b.typed(fyne.KeyEscape)
	if b.has("toast.y") {
		t.Fatal("Esc does not take it away")
	}
}

// TestAToastMayHaveTwoButtons: each does its own, and the toast goes.
func TestAToastMayHaveTwoButtons(t *testing.T) {
	b := newBench(t, ready()).inSession()
	newWheel(b)
	for _, id := range []string{"do", "more"} {
		ran := ""
		b.s.Toast(Toast{ID: "x", Text: "Guardado.", Action: "Abrir", Do: func() { ran += "do" }, More: "Imprimir…", DoMore: func() { ran += "more" }})
		v := b.s.toasts.list[0]
		for _, button := range []*form.Button{v.action, v.more} {
			if button.ProbeID() == "toast.x."+id {
				b.s.win.Canvas().Focus(button)
				button.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			}
		}
		if ran != id || b.has("toast.x") {
			t.Errorf("%s: ran %q, still there %v", id, ran, b.has("toast.x"))
		}
	}
}

// TestNoKeyRunsAToastThatIsGone: one that somebody is at makes no room for
// others, and one that is replaced gives the keyboard to the page.
func TestNoKeyRunsAToastThatIsGone(t *testing.T) {
	b := newBench(t, ready()).inSession()
	newWheel(b)
	undone := 0
	show := func() { b.s.Toast(Toast{ID: "x", Text: "Se ocultó.", Action: "Deshacer", Do: func() { undone++ }}) }
	show()
	v := b.s.toasts.list[0]
	b.s.win.Canvas().Focus(v.action)
	for _, id := range []string{"a", "b", "c"} {
		b.s.Toast(Toast{ID: id, Text: "Se guardó."})
	}
	if !b.has("toast.x") || b.has("toast.a") || b.s.Focused() != fyne.Focusable(v.action) {
		t.Fatalf("the one with the keyboard went: x %v, a %v", b.has("toast.x"), b.has("toast.a"))
	}
	show()
	if b.s.Focused() != fyne.Focusable(b.pages[0].field) {
		t.Fatalf("after it was replaced the keyboard is at %T", b.s.Focused())
	}
	v.action.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if undone != 0 {
		t.Fatal("a toast that is gone was run")
	}
}

// TestAToastFitsItsText: at every zoom the whole text is inside, above the
// status bar; a change of zoom keeps it, one of language does not.
func TestAToastFitsItsText(t *testing.T) {
	b := newBench(t, ready()).inSession()
	newWheel(b)
	long := strings.Repeat("Se reintentaron 340 compras de 1.200. ", 4)
	b.s.Toast(Toast{ID: "w", Text: "Listo"})
	b.s.cmds.Run("shell.lang.pt-BR")
	if len(b.s.toasts.list) != 0 {
		t.Error("words of another language stay")
	}
	b.s.Toast(Toast{ID: "x", Text: long, Tone: look.ToneWarning, Action: "Abrir", Do: func() {}, More: "Imprimir…", DoMore: func() {}})
	for _, zoom := range []int{80, 100, 160} {
		b.s.SetZoom(zoom)
		b.s.win.Resize(fyne.NewSize(MinWidth, MinHeight-menuBar))
		v := b.s.toasts.list[0]
		driver := fyne.CurrentApp().Driver()
		words, size := v.words.Position(), v.words.Size()
		if high := v.words.HeightFor(size.Width); high > size.Height+0.5 || words.Y+high > v.action.Position().Y || v.action.Position().Y+v.action.Size().Height > v.Size().Height {
			t.Errorf("%d %%: the text is %v high in %v, button at %v of %v", zoom, high, size, v.action.Position(), v.Size())
		}
		if end := v.more.Position().X + v.more.Size().Width; end > v.Size().Width || v.more.Position().X < v.action.Position().X+v.action.Size().Width || v.more.Position().Y != v.action.Position().Y {
			t.Errorf("%d %%: the second button ends at %v of %v", zoom, end, v.Size())
		}
		if bottom := driver.AbsolutePositionForObject(v).Y + v.Size().Height; bottom > driver.AbsolutePositionForObject(b.s.frame.status.object).Y {
			t.Errorf("%d %%: it covers the status bar", zoom)
		}
		if got := b.textOf("toast.x.close"); got != "Fechar" {
			t.Errorf("the button is called %q", got)
		}
	}
	b.s.signOut()
	b.until("signed out", func() bool { return b.backend.has("signout") })
	if len(b.s.toasts.list) != 0 {
		t.Error("it outlives the session")
	}
	b.s.Toast(Toast{ID: "z", Text: "x"})
	if len(b.s.toasts.list) != 0 {
		t.Error("a toast without pages")
	}
}
