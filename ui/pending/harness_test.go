package pending

import (
	"context"
	"errors"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"trastienda/app/problem"
	"trastienda/ui/command"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/probe"
	"trastienda/ui/text"
)

// noon is the present instant of the tests: 13/12/22 12:00 in Buenos Aires.
var noon = time.Date(2022, 12, 13, 15, 0, 0, 0, time.UTC)

// fake is an outbox in memory.
type fake struct {
	mu        sync.Mutex
	unsent    []Change
	discarded []Change
	elsewhere []Elsewhere
	conflict  Conflict
	failing   error // what reading gives
	refusing  error // what an act gives
	sent      []string
	resolved  [][]string
}

func (f *fake) Unsent(context.Context) ([]Change, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Change{}, f.unsent...), f.failing
}

func (f *fake) Discarded(context.Context) ([]Change, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Change{}, f.discarded...), nil
}

func (f *fake) Elsewhere(context.Context) ([]Elsewhere, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Elsewhere{}, f.elsewhere...), nil
}

func (f *fake) SendNow(_ context.Context, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent = append(f.sent, id)
	return f.refusing
}

func (f *fake) Discard(_ context.Context, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refusing != nil {
		return f.refusing
	}
	for i, c := range f.unsent {
		if c.ID == id {
			c.State, c.Settled = Discarded, noon
			f.unsent, f.discarded = append(f.unsent[:i:i], f.unsent[i+1:]...), append(f.discarded, c)
			return nil
		}
	}
	return ErrSettled
}

func (f *fake) Conflict(_ context.Context, id string) (Conflict, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.conflict.ID != id {
		return Conflict{}, ErrSettled
	}
	return f.conflict, nil
}

func (f *fake) Resolve(_ context.Context, id string, version int64, mine []string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refusing != nil {
		return f.refusing
	}
	if version != f.conflict.Version {
		return ErrOutdated
	}
	f.resolved = append(f.resolved, mine)
	for i := range f.unsent {
		if f.unsent[i].ID == id {
			f.unsent[i].State = Waiting
		}
	}
	return nil
}

func (f *fake) Now() time.Time { return noon }

func (f *fake) set(change func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

// samples are a change of every state, in the order of the list.
func samples() []Change {
	id := func(n string) string { return "019ac0de-0000-7000-8000-00000000000" + n }
	mark := []Value{{"note", "Llamé al comercio: vuelve a las 16."}, {"hold", "true"}}
	return []Change{
		{ID: id("1"), Kind: KindMark, Record: "p1", Label: "123123132", Author: "Ana Gómez", At: noon.Add(-3 * time.Hour), State: InConflict, Attempts: 1,
			Tried: noon.Add(-time.Minute), Failure: &Failure{Reason: Problem, Code: problem.VersionConflict, Request: "req-77"}, Says: mark},
		{ID: id("2"), Kind: KindMark, Record: "p1", Label: "123123132", Author: "Ana Gómez", At: noon.Add(-2 * time.Hour), State: Held,
			Says: []Value{{"note", ""}, {"hold", "false"}}},
		{ID: id("3"), Kind: KindUser, Record: "u2", Label: "Beto Pérez", Author: "Ana Gómez", At: noon.Add(-90 * time.Minute), State: Refused, Attempts: 1,
			Tried: noon.Add(-80 * time.Minute), Failure: &Failure{Reason: Problem, Code: problem.Forbidden, Request: "req-78"},
			Says: []Value{{"name", "Beto Pérez"}, {"role", "manager"}, {"agent", ""}, {"active", "true"}}},
		{ID: id("4"), Kind: KindSetting, Record: settingViews, Author: "Ana Gómez", At: noon.Add(-10 * time.Minute), State: Waiting, Attempts: 3,
			Tried: noon.Add(-time.Minute), Failure: &Failure{Reason: Unreached, Unsure: true}, Says: []Value{{"value", `[{"name":"Mi cola"},{"name":"Errores"}]`}}},
		{ID: id("5"), Kind: KindMark, Record: "p2", Author: "Ana Gómez", At: noon.Add(-5 * time.Second), State: Sending, Attempts: 1,
			Tried: noon, Says: mark},
	}
}

// bench is the page in a window of the test driver, whose UI goroutine is the
// test's.
type bench struct {
	t       *testing.T
	page    *Page
	backend *fake
	book    *text.Book
	look    *look.Look
	window  fyne.Window
	table   *command.Table
	queue   chan func()
	badges  int
	opened  []string
	copied  string
}

func (b *bench) Window() fyne.Window       { return b.window }
func (b *bench) Commands() *command.Table  { return b.table }
func (b *bench) Open(id string)            { b.opened = append(b.opened, id) }
func (b *bench) ViewChanged()              {}
func (b *bench) BadgesChanged()            { b.badges++ }
func (b *bench) Key(e *fyne.KeyEvent) bool { return b.page.Key(e) }

// newBench shows the page and waits until its list is there.
func newBench(t *testing.T, lang text.Lang, change ...func(*fake)) *bench {
	t.Helper()
	b := &bench{t: t, backend: &fake{unsent: samples()}, queue: make(chan func(), 10000), look: look.New(look.Light)}
	for _, c := range change {
		c(b.backend)
	}
	app := test.NewTempApp(t)
	app.Settings().SetTheme(b.look)
	var err error
	if b.book, err = text.NewBook(lang); err != nil {
		t.Fatal(err)
	}
	b.book.SetZone(time.FixedZone("-03", -3*60*60))
	b.window = app.NewWindow("")
	b.window.SetPadded(false)
	b.table = command.NewTable(command.Params{Modal: func() bool { return dialog.Open(b.window.Canvas()) }})
	b.page, err = New(Params{Backend: b.backend, Book: b.book, Shell: b, Log: slog.New(slog.DiscardHandler),
		Records: map[string]func(string){KindMark: func(record string) { b.opened = append(b.opened, "mark "+record) }},
		Copy:    func(s string) { b.copied = s }, Do: func(f func()) { b.queue <- f }})
	if err != nil {
		t.Fatal(err)
	}
	b.window.SetContent(form.WithTips(b.page.Content()))
	b.window.Resize(fyne.NewSize(960, 540)) // what a window of 1024x640 leaves
	b.window.Show()
	if err := b.table.Set("page", b.page.Commands()); err != nil {
		t.Fatal(err)
	}
	b.page.Shown()
	t.Cleanup(b.page.Dispose)
	b.until("the list", func() bool { return b.badges > 0 && !b.page.grid.Busy() })
	return b
}

// until runs what is queued until cond holds.
func (b *bench) until(what string, cond func() bool) {
	b.t.Helper()
	deadline := time.After(20 * time.Second)
	for !cond() {
		select {
		case f := <-b.queue:
			f()
		case <-time.After(5 * time.Millisecond):
		case <-deadline:
			b.t.Fatalf("waited in vain for: %s\non the screen: %q", what, b.words())
		}
	}
}

func (b *bench) words() []string {
	var words []string
	for _, item := range probe.Collect(b.window) {
		words = append(words, item.ID+"="+item.Text)
	}
	return words
}

func (b *bench) item(id string) (probe.Item, bool) {
	for _, item := range probe.Collect(b.window) {
		if item.ID == id {
			return item, true
		}
	}
	return probe.Item{}, false
}

// says waits until an item has a text.
func (b *bench) says(id, want string) {
	b.t.Helper()
	b.until(id+" = "+want, func() bool { i, ok := b.item(id); return ok && i.Text == want })
}

// choose selects the rows with these places in the sample.
func (b *bench) choose(places ...int) {
	b.t.Helper()
	ids := make([]string, len(places))
	for i, n := range places {
		ids[i] = b.page.unsent[n].ID
	}
	b.page.grid.Select(ids...)
	b.until("the selection", func() bool { return len(b.page.chosen()) == len(places) })
}

// press taps what has an id, wherever it is.
func (b *bench) press(id string) {
	b.t.Helper()
	var found fyne.Tappable
	look := func(o fyne.CanvasObject) {
		named, ok := o.(interface{ ProbeID() string })
		if tappable, can := o.(fyne.Tappable); ok && can && named.ProbeID() == id {
			found = tappable
		}
	}
	walk(b.window.Canvas().Content(), look)
	for _, o := range b.window.Canvas().Overlays().List() {
		walk(o, look)
	}
	if found == nil {
		b.t.Fatalf("no %s in %q", id, b.words())
	}
	found.Tapped(&fyne.PointEvent{})
}

func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			walk(c, visit)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			walk(c, visit)
		}
	}
}

// seen checks that no text is cut and writes the window as a PNG into the folder
// named by TRASTIENDA_PICTURES, if it is set, for people to look at.
func (b *bench) seen(name string) {
	b.t.Helper()
	width := b.window.Canvas().Size().Width
	check := func(o fyne.CanvasObject) {
		words, ok := o.(*canvas.Text)
		if !ok || words.Text == "" {
			return
		}
		left := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).X
		if left+o.MinSize().Width > width+1 {
			b.t.Errorf("%s: %q is cut", name, words.Text)
		}
	}
	for _, o := range b.page.root.Objects {
		if o != fyne.CanvasObject(b.page.grid) {
			walk(o, check)
		}
	}
	for _, o := range b.window.Canvas().Overlays().List() {
		walk(o, check)
	}
	for _, word := range b.words() {
		if strings.Contains(word, "⟦") {
			b.t.Errorf("%s: a text is missing: %s", name, word)
		}
	}
	dir := os.Getenv("TRASTIENDA_PICTURES")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, "outbox-"+name+".png"))
	if err == nil {
		err = errors.Join(png.Encode(f, b.window.Canvas().Capture()), f.Close())
	}
	if err != nil {
		b.t.Fatal(err)
	}
}
