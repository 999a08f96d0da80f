package users

import (
	"context"
	"fmt"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"trastienda/app/access"
	"trastienda/app/agent"
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

// fake is a Backend in memory. Its fields may be set between calls; done lists
// what was asked of it.
type fake struct {
	mu          sync.Mutex
	me          string
	users       []access.User
	invitations []access.Invitation
	reading     error // of People
	failing     error // of the acts
	secret      Secret
	done        []string
	settings    map[string]string
}

// sampleTeam is a team of six: Ana, a manager, looks at it.
func sampleTeam() *fake {
	seen := noon.Add(-26 * time.Hour)
	day := 24 * time.Hour
	return &fake{me: "ana", settings: map[string]string{}, secret: Secret{Text: "HDSGNSO5QUWOOQZJVUAC4FSYO7", Expires: noon.Add(7 * day)},
		users: []access.User{
			{ID: "ana", Name: "Ana Gómez", Email: "ana@sur.example", Role: access.Manager, Active: true, LastSeen: &noon, Version: 1},
			{ID: "bru", Name: "Bruno Díaz", Email: "bruno@sur.example", Role: access.Operator, Active: true, LastSeen: &seen, Version: 3},
			{ID: "caro", Name: "Carolina Ibáñez de los Santos", Email: "carolina.ibanez.de.los.santos@sur.example", Role: access.Agent, Agent: "n1", Active: true, Version: 1},
			{ID: "dina", Name: "Dina Paz", Email: "dina@sur.example", Role: access.Operator, Version: 4},
			{ID: "eva", Name: "Eva Luz", Email: "eva@sur.example", Role: access.Operator, Invited: true, Version: 1},
			{ID: "fede", Name: "Federico Sosa", Email: "fede@sur.example", Role: access.Manager, Invited: true, Version: 1},
		},
		invitations: []access.Invitation{
			{ID: "eva", Name: "Eva Luz", Email: "eva@sur.example", Role: access.Operator, ExpiresAt: noon.Add(3 * day)},
			{ID: "fede", Name: "Federico Sosa", Email: "fede@sur.example", Role: access.Manager, ExpiresAt: noon.Add(-2 * day)},
		}}
}

func (f *fake) People(context.Context) ([]access.User, []access.Invitation, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]access.User(nil), f.users...), append([]access.Invitation(nil), f.invitations...), f.reading
}

func (f *fake) Agents(context.Context) ([]agent.Agent, error) {
	return []agent.Agent{{ID: "n1", Code: "0101", Name: "Kiosco Norte"}, {ID: "n2", Code: "0102", Name: "Almacén Sur"}}, nil
}

// act takes down what was asked, unless it fails.
func (f *fake) act(format string, args ...any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done = append(f.done, fmt.Sprintf(format, args...))
	return f.failing
}

func (f *fake) Edit(_ context.Context, u access.User) (access.User, error) {
	if err := f.act("edit %s %q %s %q active=%v from %d", u.ID, u.Name, u.Role, u.Agent, u.Active, u.Version); err != nil {
		return u, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	u.Version++
	for i := range f.users {
		if f.users[i].ID == u.ID {
			f.users[i] = u
		}
	}
	return u, nil
}

func (f *fake) EndSessions(_ context.Context, id string) error { return f.act("end sessions %s", id) }

func (f *fake) Reset(_ context.Context, id string) (Secret, error) {
	return f.secret, f.act("reset %s", id)
}

func (f *fake) Invite(_ context.Context, n Invitation) (Secret, error) {
	return f.secret, f.act("invite %s %q %s %q", n.Email, n.Name, n.Role, n.Agent)
}

func (f *fake) Withdraw(_ context.Context, id string) error { return f.act("withdraw %s", id) }

func (f *fake) Now() time.Time { return noon }
func (f *fake) Me() string     { return f.me }

func (f *fake) Setting(_ context.Context, key string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.settings[key], nil
}

func (f *fake) PutSetting(_ context.Context, key, value string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.settings[key] = value
	return nil
}

func (f *fake) set(change func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

// asked is the last thing asked, "" for none, and forgets all of it.
func (f *fake) asked() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	last := ""
	if n := len(f.done); n > 0 {
		last = f.done[n-1]
	}
	f.done = nil
	return last
}

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
	b.page, err = New(Params{Backend: f, Book: b.book, Shell: b, Log: slog.New(slog.DiscardHandler), Explain: func(err error) string { return "Explained: " + err.Error() },
		Copy: func(s string) { b.copied = s }, Do: func(f func()) { b.queue <- f }})
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
	b.until("the answers", func() bool { return !b.page.state.busy && !b.page.acting && !b.page.grid.Busy() })
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
	f, err := os.Create(filepath.Join(dir, "users-"+name+".png"))
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, b.window.Canvas().Capture()); err != nil {
		b.t.Fatal(err)
	}
}

// find gives a control by its id, on the page or in a dialog.
func find[T fyne.CanvasObject](b *bench, id string) T {
	b.t.Helper()
	var found T
	ok := false
	visit := func(o fyne.CanvasObject) {
		if p, is := o.(interface{ ProbeID() string }); is && p.ProbeID() == id && o.Visible() {
			if o, is := o.(T); is {
				found, ok = o, true
			}
		}
	}
	walk(b.window.Canvas().Content(), visit)
	for _, o := range b.window.Canvas().Overlays().List() {
		walk(o, visit)
	}
	if !ok {
		b.t.Fatalf("no %s in %q", id, b.words())
	}
	return found
}

// typed writes into a field.
func (b *bench) typed(id, words string) { b.t.Helper(); find[*form.TextField](b, id).SetText(words) }

// choose makes somebody the chosen one.
func (b *bench) choose(id string) {
	b.t.Helper()
	b.page.grid.Select(id)
	b.until("the choice of "+id, func() bool { return b.page.chosen == id })
}

// seen checks what is on the screen and draws it for people to look at.
func (b *bench) seen(name string) {
	b.t.Helper()
	b.uncut(name)
	b.picture(name)
}
