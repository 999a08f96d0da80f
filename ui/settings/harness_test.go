package settings

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"trastienda/app/access"
	"trastienda/app/agency"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/probe"
	"trastienda/ui/text"
)

// fake is a Backend and a Window in memory.
type fake struct {
	mu      sync.Mutex
	folder  string
	hub     Hub
	report  HubReport
	proxy   string
	noProxy error    // why it is not known
	trusted []string // fingerprints
	outside Outside
	saved   []Outside
	tried   []System
	found   Finding
	agency  agency.Profile
	edits   []agency.Profile
	files   map[string][]byte
	failing error // of the next call

	lang    text.Lang
	theme   look.Choice
	density look.Density
	zoom    int
	opened  string
}

func (f *fake) Lang() text.Lang              { return f.lang }
func (f *fake) ChooseLang(l text.Lang)       { f.lang = l }
func (f *fake) Theme() look.Choice           { return f.theme }
func (f *fake) ChooseTheme(c look.Choice)    { f.theme = c }
func (f *fake) Density() look.Density        { return f.density }
func (f *fake) ChooseDensity(d look.Density) { f.density = d }
func (f *fake) Zoom() int                    { return f.zoom }
func (f *fake) SetZoom(percent int)          { f.zoom = percent }
func (f *fake) OpenFolder(folder string)     { f.opened = folder }

// next gives the error of this call, once.
func (f *fake) next() error {
	err := f.failing
	f.failing = nil
	return err
}

func (f *fake) Documents(context.Context) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.folder, nil
}

func (f *fake) SetDocuments(_ context.Context, folder string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.next(); err != nil {
		return err
	}
	f.folder = folder
	return nil
}

func (f *fake) Hub() Hub { return f.hub }

func (f *fake) TestHub(context.Context) (HubReport, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.report, f.next()
}

func (f *fake) TrustHub(_ context.Context, fingerprint string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.trusted = append(f.trusted, fingerprint)
	return f.next()
}

func (f *fake) Proxy(context.Context) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.proxy, f.noProxy
}

func (f *fake) Outside(context.Context) (Outside, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	o := f.outside
	o.Systems = slices.Clone(o.Systems)
	return o, nil
}

func (f *fake) TestSystem(_ context.Context, s System) (Finding, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tried = append(f.tried, s)
	return f.found, f.next()
}

func (f *fake) SaveOutside(_ context.Context, o Outside) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.next(); err != nil {
		return err
	}
	f.saved = append(f.saved, o)
	return nil
}

func (f *fake) Agency(context.Context) (agency.Profile, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.agency, nil
}

func (f *fake) SaveAgency(_ context.Context, p agency.Profile) (agency.Profile, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.next(); err != nil {
		return p, err
	}
	f.edits = append(f.edits, p)
	p.Version++
	f.agency = p
	return p, nil
}

func (f *fake) ReadFile(_ context.Context, path string, _ int) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	data, ok := f.files[path]
	if !ok {
		return nil, os.ErrNotExist
	}
	return data, nil
}

func (f *fake) set(change func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

// oneAgency is a backend with something in every place.
func oneAgency() *fake {
	return &fake{
		folder: "/home/ana/Documentos", found: FoundSystem, report: HubReport{Version: "1.2.3", TLS: true},
		outside: Outside{HasSecret: true, Systems: []System{{ID: Recharge, URL: "https://recarga.example", HasToken: true}, {ID: Merchant}, {ID: Wallet}}},
		agency:  agency.Profile{ID: "north", Name: "Agencia Norte", Currency: "ARS", TimeZone: "America/Argentina/Buenos_Aires", Version: 3},
		lang:    text.ES, theme: look.Light, density: look.Normal, zoom: 100,
	}
}

// bench is the page in a window of the test driver. Whatever would run on the
// UI goroutine is queued and run by the test's own.
type bench struct {
	t       *testing.T
	page    *Page
	backend *fake
	book    *text.Book
	look    *look.Look
	window  fyne.Window
	queue   chan func()
	held    bool
}

func (b *bench) ViewChanged()              {}
func (b *bench) Key(e *fyne.KeyEvent) bool { return b.page.Key(e) }

func newBench(t *testing.T, lang text.Lang, role access.Role, backend *fake) *bench {
	t.Helper()
	b := &bench{t: t, backend: backend, queue: make(chan func(), 1000), look: look.New(look.Light)}
	app := test.NewTempApp(t)
	app.Settings().SetTheme(b.look)
	var err error
	if b.book, err = text.NewBook(lang); err != nil {
		t.Fatal(err)
	}
	b.window = app.NewWindow("")
	b.window.SetPadded(false)
	b.page, err = New(Params{Backend: backend, Window: backend, Book: b.book, Shell: b, Role: role,
		Held: func() bool { return b.held }, Explain: func(err error) string { return "explained: " + err.Error() }, Do: func(f func()) { b.queue <- f }})
	if err != nil {
		t.Fatal(err)
	}
	b.window.SetContent(form.WithTips(b.page.Content()))
	b.window.Resize(fyne.NewSize(1100, 2000)) // the probe tells what is in sight
	b.window.Show()
	b.page.Shown()
	t.Cleanup(b.page.Dispose)
	b.until("what is kept", func() bool { return b.shown("settings.folder") == backend.folder })
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
		case <-deadline:
			b.t.Fatalf("never: %s; the page shows %q", what, b.words())
		}
	}
}

// shown is what stands at an id, "" when it is not there.
func (b *bench) shown(id string) string {
	for _, item := range probe.Collect(b.window) {
		if item.ID == id {
			return item.Text
		}
	}
	return ""
}

func (b *bench) words() []string {
	var words []string
	for _, item := range probe.Collect(b.window) {
		words = append(words, item.ID+"="+item.Text)
	}
	return words
}

// find gives the control with an id.
func find[T interface {
	fyne.CanvasObject
	ProbeID() string
}](b *bench, id string) T {
	b.t.Helper()
	var found T
	ok := false
	walk(b.window.Canvas().Content(), func(o fyne.CanvasObject) {
		if c, is := o.(T); is && c.ProbeID() == id {
			found, ok = c, true
		}
	})
	if !ok {
		b.t.Fatalf("there is no %s in %q", id, b.words())
	}
	return found
}

func walk(o fyne.CanvasObject, see func(fyne.CanvasObject)) {
	see(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, each := range o.Objects {
			walk(each, see)
		}
	case fyne.Widget:
		for _, each := range test.WidgetRenderer(o).Objects() {
			walk(each, see)
		}
	}
}

func (b *bench) press(id string)          { b.t.Helper(); test.Tap(find[*form.Button](b, id)) }
func (b *bench) typed(id, words string)   { b.t.Helper(); find[*form.TextField](b, id).SetText(words) }
func (b *bench) line(id string) string    { return b.shown(id + ".line") }
func (b *bench) note(field string) string { return b.shown(field + ".note") }

// picture writes what the window shows where TRASTIENDA_PICTURES says.
func (b *bench) picture(name string) {
	folder := os.Getenv("TRASTIENDA_PICTURES")
	if folder == "" {
		return
	}
	file, err := os.Create(filepath.Join(folder, "settings-"+name+".png"))
	if err != nil {
		b.t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, b.window.Canvas().Capture()); err != nil {
		b.t.Fatal(err)
	}
}
