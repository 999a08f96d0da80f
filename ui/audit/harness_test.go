package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	chain "trastienda/app/audit"
	"trastienda/ui/command"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/probe"
	"trastienda/ui/text"
)

// noon is the present instant of the tests: 13/12/22 12:00 in Buenos Aires.
var noon = time.Date(2022, 12, 13, 15, 0, 0, 0, time.UTC)

var buenosAires = time.FixedZone("-03", -3*60*60)

// fake is a Backend in memory: a chain, the newest link last. Its fields may be
// set between calls.
type fake struct {
	mu       sync.Mutex
	links    []chain.Entry
	failing  error
	gate     chan struct{} // Links wait for it, if there is one
	asks     []Ask
	counts   []chain.Filter
	files    map[string]*fakeFile
	creating error
	settings map[string]string
}

// fakeFile is a file in memory.
type fakeFile struct {
	bytes.Buffer
	name          string
	kept, dropped bool
	keeping       error
}

func (f *fakeFile) Path() string { return "/home/ana/Documentos/" + f.name }
func (f *fakeFile) Keep() error  { f.kept = f.keeping == nil; return f.keeping }
func (f *fakeFile) Drop() error  { f.dropped = true; return nil }

// sampleLinks are n links, numbered 2, 4, 6 …, an hour apart up to noon.
func sampleLinks(n int) []chain.Entry {
	kinds := []chain.Entry{
		{Act: chain.ActSignIn, Entity: "user", Actor: chain.Actor{ID: "u1", Name: "Gómez, María"}, Device: "CAJA-3",
			Before: json.RawMessage(`{"session":"none"}`), After: json.RawMessage(`{"session":"open","role":"operator"}`)},
		{Act: chain.ActMark, Entity: "mark", Actor: chain.Actor{ID: "u1", Name: "Gómez, María"}, Device: "CAJA-3",
			Before: json.RawMessage(`{"purchase_id":"p","note":"","note_by":"","note_at":null,"holder":null,"version":0}`),
			After:  json.RawMessage(`{"purchase_id":"p","note":"Llamé a Claro, espero respuesta","note_by":"Gómez, María","note_at":"2022-12-13T14:59:00Z","holder":{"id":"u1","name":"Gómez, María"},"version":1}`)},
		{Act: chain.ActRetry, Entity: "purchase", Actor: chain.Actor{ID: "u2", Name: "Paz, Lucía"}, Device: "NOTEBOOK-LP",
			Before: json.RawMessage(`{"status":"pending","cause":"no-answer","legs":{"payment":"done","transfer":"unknown","notice":"waiting"}}`),
			After:  json.RawMessage(`{"asked":true}`)},
		{Act: "limits.raised", Entity: "limit", Actor: chain.Actor{}, Before: json.RawMessage("null"), After: json.RawMessage("null")},
	}
	links := make([]chain.Entry, n)
	prev := ""
	for i := range links {
		e := kinds[i%len(kinds)]
		e.Seq, e.At = int64(2*i+2), noon.Add(-time.Duration(n-1-i)*time.Hour)
		e.EntityID = fmt.Sprintf("018f3a52-7c1e-7b3a-9f00-%012d", i)
		e.PrevHash, e.Hash = prev, strings.Repeat(fmt.Sprintf("%04x", i), 16)
		links[i], prev = e, e.Hash
	}
	return links
}

func (f *fake) keep(q chain.Filter) []chain.Entry {
	var out []chain.Entry
	for _, e := range f.links {
		ok := (q.Through == 0 || e.Seq <= q.Through) && (q.Act == "" || q.Act == e.Act)
		ok = ok && (q.Actor == "" || q.Actor == e.Actor.ID || q.Actor == chain.Hub && e.Actor.ID == "")
		ok = ok && (q.From.IsZero() || !e.At.Before(q.From)) && (q.To.IsZero() || e.At.Before(q.To))
		for _, w := range chain.SearchWords(q.Text) {
			ok = ok && strings.Contains(chain.SearchText(e), w)
		}
		if ok {
			out = append(out, e)
		}
	}
	return out
}

func (f *fake) Count(_ context.Context, q chain.Filter) (chain.Count, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts = append(f.counts, q)
	if f.failing != nil {
		return chain.Count{}, f.failing
	}
	c := chain.Count{Count: len(f.keep(q))}
	if n := len(f.links); n > 0 {
		c.Through = f.links[n-1].Seq
	}
	return c, nil
}

// Links continues after a cursor, which is the place it stands for.
func (f *fake) Links(ctx context.Context, a Ask) ([]chain.Entry, string, error) {
	f.mu.Lock()
	f.asks = append(f.asks, a)
	gate, failing, list := f.gate, f.failing, f.keep(a.Filter)
	f.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return nil, "", ctx.Err()
		}
	}
	if failing != nil {
		return nil, "", failing
	}
	if len(a.Sort) == 0 || a.Sort[0].Desc {
		slices.Reverse(list)
	}
	from := a.Skip
	if a.Cursor != "" {
		place, err := strconv.Atoi(a.Cursor)
		if err != nil {
			return nil, "", err
		}
		from += place
	}
	to := min(from+a.Limit, len(list))
	next := ""
	if to < len(list) {
		next = strconv.Itoa(to)
	}
	return list[min(from, len(list)):to], next, nil
}

func (f *fake) Choices(context.Context) (chain.Choices, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return chain.Choices{Actors: []chain.Actor{{}, {ID: "u1", Name: "Gómez, María"}, {ID: "u2", Name: "Paz, Lucía"}},
		Acts: []string{"limits.raised", chain.ActMark, chain.ActRetry, chain.ActSignIn}}, f.failing
}

func (f *fake) Now() time.Time { return noon }
func (f *fake) Folder() string { return "/home/ana/Documentos" }

func (f *fake) Create(_ context.Context, name string) (File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.creating != nil {
		return nil, f.creating
	}
	if f.files[name] != nil {
		return nil, ErrTaken
	}
	if f.files == nil {
		f.files = map[string]*fakeFile{}
	}
	f.files[name] = &fakeFile{name: name}
	return f.files[name], nil
}

func (f *fake) Setting(_ context.Context, key string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.settings[key], nil
}

func (f *fake) PutSetting(_ context.Context, key, value string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.settings == nil {
		f.settings = map[string]string{}
	}
	f.settings[key] = value
	return nil
}

func (f *fake) set(change func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

// task is a Task that keeps what it was told.
type task struct {
	mu          sync.Mutex
	done, total int
	over        bool
	cancel      func()
}

func (t *task) Set(done, total int) { t.mu.Lock(); t.done, t.total = done, total; t.mu.Unlock() }
func (t *task) Done()               { t.mu.Lock(); t.over = true; t.mu.Unlock() }

// bench is the page in a window of the test driver. Whatever would run on the
// UI goroutine is queued and run by the test's own.
type bench struct {
	t         *testing.T
	page      *Page
	backend   *fake
	book      *text.Book
	look      *look.Look
	window    fyne.Window
	table     *command.Table
	queue     chan func()
	selection string
	copied    string
	opened    string
	tasks     []*task
	alerts    []string
	see       func() // what the last alert offers
}

func (b *bench) Window() fyne.Window       { return b.window }
func (b *bench) Commands() *command.Table  { return b.table }
func (b *bench) SetSelection(s string)     { b.selection = s }
func (b *bench) ViewChanged()              {}
func (b *bench) Key(e *fyne.KeyEvent) bool { return b.page.Key(e) }

// newBench shows the page and waits until it was read.
func newBench(t *testing.T, lang text.Lang, f *fake) *bench {
	t.Helper()
	b := &bench{t: t, backend: f, queue: make(chan func(), 10000), look: look.New(look.Light)}
	app := test.NewTempApp(t)
	app.Settings().SetTheme(b.look)
	var err error
	if b.book, err = text.NewBook(lang); err != nil {
		t.Fatal(err)
	}
	b.book.SetZone(buenosAires)
	b.window = app.NewWindow("")
	b.window.SetPadded(false)
	b.table = command.NewTable(command.Params{Modal: func() bool { return dialog.Open(b.window.Canvas()) }})
	b.page, err = New(Params{Backend: f, Book: b.book, Shell: b, Log: slog.New(slog.DiscardHandler),
		Copy: func(s string) { b.copied = s }, Do: func(f func()) { b.queue <- f }, Open: func(path string) { b.opened = path },
		Alert: func(words, _ string, do func()) { b.alerts, b.see = append(b.alerts, words), do },
		StartTask: func(_ func() string, cancel func()) Task {
			b.tasks = append(b.tasks, &task{cancel: cancel})
			return b.tasks[len(b.tasks)-1]
		}})
	if err != nil {
		t.Fatal(err)
	}
	b.window.SetContent(form.WithTips(b.page.Content()))
	b.window.Resize(fyne.NewSize(1366-248, 620))
	b.window.Show()
	if err := b.table.Set("page", b.page.Commands()); err != nil {
		t.Fatal(err)
	}
	b.page.Shown()
	t.Cleanup(b.page.Dispose)
	b.settled()
	return b
}

// settled waits until everything asked for was answered.
func (b *bench) settled() {
	b.t.Helper()
	b.until("the answers", func() bool { return !b.page.state.busy && !b.page.grid.Busy() })
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

// words is everything the probe sees in the window.
func (b *bench) words() []string {
	var words []string
	for _, item := range probe.Collect(b.window) {
		words = append(words, item.Text)
	}
	return words
}

// says gives the text of an id, "" when it is not on the screen.
func (b *bench) says(id string) string {
	for _, item := range probe.Collect(b.window) {
		if item.ID == id {
			return item.Text
		}
	}
	return ""
}

// tap presses a button by its id.
func (b *bench) tap(id string) {
	b.t.Helper()
	var found fyne.Tappable
	visit := func(o fyne.CanvasObject) {
		if p, ok := o.(interface{ ProbeID() string }); ok && p.ProbeID() == id && o.Visible() {
			found, _ = o.(fyne.Tappable)
		}
	}
	walk(b.window.Canvas().Content(), visit)
	for _, o := range b.window.Canvas().Overlays().List() {
		walk(o, visit)
	}
	if found == nil {
		b.t.Fatalf("no %s in %q", id, b.words())
	}
	found.Tapped(&fyne.PointEvent{})
}

func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
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

// uncut looks at every text on the screen: it must fit the widget it is in.
func (b *bench) uncut(where string) {
	b.t.Helper()
	c := b.window.Canvas()
	b.fits(where, c.Content(), c.Size().Width)
	for _, o := range c.Overlays().List() {
		b.fits(where, o, c.Size().Width)
	}
}

// fits checks the texts under o against right, the right edge in the window
// of the widget around them.
func (b *bench) fits(where string, o fyne.CanvasObject, right float32) {
	b.t.Helper()
	if !o.Visible() || o == fyne.CanvasObject(b.page.grid) { // the grid scrolls sideways and has tests of its own
		return
	}
	left := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).X
	switch o := o.(type) {
	case *canvas.Text:
		if o.Text != "" && left+o.MinSize().Width > right+1 {
			b.t.Errorf("%s: %q is cut: it ends at %.0f of %.0f", where, o.Text, left+o.MinSize().Width, right)
		}
	case *fyne.Container:
		for _, each := range o.Objects {
			b.fits(where, each, right)
		}
	case fyne.Widget:
		right = min(right, left+o.Size().Width)
		for _, each := range test.WidgetRenderer(o).Objects() {
			b.fits(where, each, right)
		}
	}
}

// picture writes the window as a PNG into the folder named by
// TRASTIENDA_PICTURES, if it is set, for people to look at.
func (b *bench) picture(name string) {
	dir := os.Getenv("TRASTIENDA_PICTURES")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, "audit-"+name+".png"))
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, b.window.Canvas().Capture()); err != nil {
		b.t.Fatal(err)
	}
}
