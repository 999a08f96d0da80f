package shell

import (
	"log/slog"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"trastienda/app/access"
	"trastienda/app/clock"
	"trastienda/ui/look"
	"trastienda/ui/probe"
	"trastienda/ui/text"
)

var noon = time.Date(2022, 12, 13, 17, 5, 0, 0, time.UTC)

// bench is a shell on Fyne's test driver whose UI goroutine is the test.
type bench struct {
	*testing.T
	s       *Shell
	backend *fakeBackend
	prefs   *memory
	pages   []*fakePage
	queue   chan func()
}

func ready() *fakeBackend {
	return &fakeBackend{state: Ready, session: Session{User: "M. Gómez", Email: "m@a.com", Role: access.Operator, Agency: "Agencia San Martín"}}
}

func newBench(t *testing.T, backend *fakeBackend, change ...func(*Params)) *bench {
	t.Helper()
	app := test.NewTempApp(t)
	book, err := text.NewBook(text.ES)
	if err != nil {
		t.Fatal(err)
	}
	book.SetZone(time.FixedZone("ART", -3*3600))
	b := &bench{T: t, backend: backend, prefs: &memory{}, queue: make(chan func(), 1000)}
	p := Params{App: app, Book: book, Look: look.New(look.Light), Backend: backend, Settings: b.prefs, Clock: clock.Fixed(noon), Version: "1.2.3",
		Lang: text.ES, Theme: look.Light, Do: func(f func()) { b.queue <- f }, Log: slog.New(slog.DiscardHandler),
		Groups: func(s *Shell) []NavGroup {
			b.pages = []*fakePage{newFakePage(s, "one"), newFakePage(s, "two")}
			return []NavGroup{{Title: func() string { return s.Book().T("shell.nav.agency") }, Pages: []Page{b.pages[0], b.pages[1]}}}
		}}
	for _, c := range change {
		c(&p)
	}
	b.s, err = New(p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.s.stop(); b.s.saver.close() })
	b.s.Start()
	if b.s.late != nil {
		b.s.late.Stop() // nothing comes by the clock: tests call overdue themselves
	}
	b.s.win.Resize(fyne.NewSize(1366, 768-menuBar))
	return b
}

// until runs what was handed to the UI goroutine until cond holds.
func (b *bench) until(what string, cond func() bool) {
	b.Helper()
	end := time.After(20 * time.Second)
	for !cond() {
		select {
		case f := <-b.queue:
			f()
		case <-end:
			b.Fatalf("never: %s", what)
		}
	}
}

func (b *bench) inSession() *bench {
	b.Helper()
	b.until("session", func() bool { return b.s.page != nil })
	return b
}

// item is what the probe sees under an id.
func (b *bench) item(id string) (probe.Item, bool) {
	for _, i := range probe.Collect(b.s.win) {
		if i.ID == id {
			return i, true
		}
	}
	return probe.Item{}, false
}

func (b *bench) textOf(id string) string {
	b.Helper()
	i, ok := b.item(id)
	if !ok {
		b.Fatalf("nothing is named %q", id)
	}
	return i.Text
}

// find returns the visible object with a probe id.
func (b *bench) find(id string) fyne.CanvasObject {
	b.Helper()
	roots := append([]fyne.CanvasObject{b.s.win.Content()}, b.s.win.Canvas().Overlays().List()...)
	for i := len(roots) - 1; i >= 0; i-- {
		if o := search(roots[i], id); o != nil {
			return o
		}
	}
	b.Fatalf("nothing is named %q", id)
	return nil
}

func search(o fyne.CanvasObject, id string) fyne.CanvasObject {
	if o == nil || !o.Visible() {
		return nil
	}
	if n, ok := o.(probe.Named); ok && n.ProbeID() == id {
		return o
	}
	for _, c := range inside(o) {
		if found := search(c, id); found != nil {
			return found
		}
	}
	return nil
}

func inside(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case probe.Parent:
		return o.ProbeChildren()
	case *fyne.Container:
		return o.Objects
	case *container.Scroll:
		return []fyne.CanvasObject{o.Content}
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	}
	return nil
}

func (b *bench) tap(id string) {
	b.Helper()
	test.Tap(b.find(id).(fyne.Tappable))
}

func (b *bench) typeIn(id, text string) {
	b.Helper()
	test.Type(b.find(id).(fyne.Focusable), text)
}

// press does what Fyne's driver does with a shortcut: the main menu first,
// disabled items included, then the focused object.
func (b *bench) press(s fyne.Shortcut) bool {
	for _, m := range b.s.win.MainMenu().Items {
		if pressIn(s, m) {
			return true
		}
	}
	if f, ok := b.s.Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(s)
	}
	return false
}

func pressIn(s fyne.Shortcut, m *fyne.Menu) bool {
	for _, i := range m.Items {
		if i.Shortcut != nil && i.Shortcut.ShortcutName() == s.ShortcutName() && i.Action != nil {
			i.Action()
			return true
		}
		if i.ChildMenu != nil && pressIn(s, i.ChildMenu) {
			return true
		}
	}
	return false
}

// typed does what the driver does with a key.
func (b *bench) typed(name fyne.KeyName) {
	e := &fyne.KeyEvent{Name: name}
	if f := b.s.Focused(); f != nil {
		f.TypedKey(e)
		return
	}
	b.s.win.Canvas().OnTypedKey()(e)
}
