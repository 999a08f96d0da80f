package exceptions

import (
	"context"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/exception"
	"trastienda/ui/command"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/probe"
	"trastienda/ui/text"
)

// noon is the present instant of the tests: 22/11/26 12:00 in Buenos Aires.
var noon = time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)

var buenosAires = time.FixedZone("-03", -3*60*60)

const me, other = "u-me", "u-other"

// fake is a Backend in memory.
type fake struct {
	mu      sync.Mutex
	list    []exception.Exception
	known   map[string]*exception.Known
	offline bool
	failing error // what List gives
	finding error // what Find gives
	settle  func(exception.Request) (exception.Exception, error)
	gate    chan struct{} // a step waits for it, if there is one
	sent    []exception.Request
	reads   int
}

func notice(id string, kind exception.Kind, psr string, amount float64, ago time.Duration) exception.Exception {
	e := exception.Exception{ID: id, Kind: kind, Reference: "ref-" + id, At: noon.Add(-ago), Version: 1, Acts: []exception.Act{exception.Close},
		Details: map[string]any{"wallet_transfer": "98000" + id, "reference": "ref-" + id, "psr": psr, "amount": amount, "currency": "ARS", "to_cbu": "••••7477",
			"status": "accredited", "at": noon.Add(-ago).Format(time.RFC3339), "reason": ""}}
	if kind == exception.UnknownPSR {
		e.Acts = []exception.Act{exception.Assign, exception.Close}
	}
	return e
}

func proposed(e exception.Exception, by, name string, act exception.Act) exception.Exception {
	e.Proposal = &exception.Proposal{Act: act, ByID: by, By: name, At: noon.Add(-20 * time.Minute), Reason: "Lo confirmó el agente."}
	if act == exception.Assign {
		e.Proposal.PSR, e.Proposal.Shop, e.Proposal.Agent = "290384911000001", "Kiosco Demo", "Agente de muestra"
	}
	e.Version = 2
	return e
}

// sampleList has one exception in each state.
func sampleList() []exception.Exception {
	lost := notice("e1", exception.UnknownPSR, "900990000000017", 1250000, 3*time.Hour)
	lost.Suggestion = &exception.Suggestion{AgentID: "a1", Agent: "Agente de muestra"}
	waits := proposed(notice("e2", exception.UnknownPSR, "900990000000025", 480000, 26*time.Hour), other, "O. Pérez", exception.Assign)
	mine := proposed(notice("e3", exception.OtherAmount, "000050070000001", 15400, 30*time.Hour), me, "M. Gómez", exception.Close)
	turned := notice("e4", exception.OtherAccount, "000050070000001", 990000, 31*time.Hour)
	turned.Rejected = &exception.Rejection{Reason: "Falta preguntarle a la billetera.", By: "O. Pérez", At: noon.Add(-2 * time.Hour)}
	alarm := exception.Exception{ID: "e5", Kind: exception.Alarm, Reference: "p9", At: noon.Add(-40 * time.Hour), Version: 1, Acts: []exception.Act{exception.Close},
		Details: map[string]any{"purchase_id": "p9", "psr": "290384911000001", "leg": "transfer", "code": "transferred-twice", "detail": "x"}}
	old := proposed(notice("e6", exception.UnknownPSR, "900990000000033", 700000, 90*time.Hour), other, "O. Pérez", exception.Assign)
	return []exception.Exception{lost, waits, mine, turned, alarm, old}
}

func (f *fake) List(context.Context) ([]exception.Exception, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reads++
	return append([]exception.Exception(nil), f.list...), false, f.failing
}

func (f *fake) Find(_ context.Context, id string) (exception.Exception, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.finding != nil {
		return exception.Exception{}, f.finding
	}
	for _, e := range f.list {
		if e.ID == id {
			e.Known = f.known[id]
			return e, nil
		}
	}
	return exception.Exception{}, ErrNotFound
}

func (f *fake) Settle(_ context.Context, r exception.Request) (exception.Exception, error) {
	f.mu.Lock()
	f.sent = append(f.sent, r)
	gate, settle := f.gate, f.settle
	f.mu.Unlock()
	if gate != nil {
		<-gate
	}
	return settle(r)
}

func (f *fake) Agents(context.Context) ([]agent.Agent, error) {
	return []agent.Agent{
		{ID: "a0", Code: "A-0", Name: "Otro agente", PointsOfSale: []agent.PointOfSale{{PSR: "000050070000001", Name: "Almacén"}}},
		{ID: "a1", Code: "A-1", Name: "Agente de muestra", PointsOfSale: []agent.PointOfSale{{PSR: "290384911000001", Name: "Kiosco Demo"}, {PSR: "290384911000002"}}},
	}, nil
}

func (f *fake) Online() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return !f.offline
}

func (f *fake) Now() time.Time { return noon }

func (f *fake) set(change func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

func (f *fake) steps() []exception.Request {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]exception.Request(nil), f.sent...)
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
	badges    int
	copied    string
	opened    []string
}

func (b *bench) Window() fyne.Window       { return b.window }
func (b *bench) Commands() *command.Table  { return b.table }
func (b *bench) SetSelection(s string)     { b.selection = s }
func (b *bench) ViewChanged()              {}
func (b *bench) BadgesChanged()            { b.badges++ }
func (b *bench) Key(e *fyne.KeyEvent) bool { return b.page.Key(e) }

// newBench shows the page to somebody of a role and waits until it was read.
func newBench(t *testing.T, lang text.Lang, role access.Role, change ...func(*fake)) *bench {
	t.Helper()
	b := &bench{t: t, backend: &fake{list: sampleList(), known: map[string]*exception.Known{
		"e3": {PurchaseID: "p3", PSR: "000050070000001", Agent: "Otro agente", Amount: 10400, Currency: "ARS", ToCBU: "0000 3009 •••• •••• ••74 77"},
		"e4": {PSR: "000050070000001", Agent: "Otro agente", Currency: "ARS", ToCBU: "0000 3009 •••• •••• ••11 22"},
	}}, queue: make(chan func(), 10000), look: look.New(look.Light)}
	for _, c := range change {
		c(b.backend)
	}
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
	b.page, err = New(Params{Backend: b.backend, Book: b.book, Shell: b, Role: role, User: me, Log: slog.New(slog.DiscardHandler),
		Open: func(id string) { b.opened = append(b.opened, id) }, Copy: func(s string) { b.copied = s }, Do: func(f func()) { b.queue <- f }})
	if err != nil {
		t.Fatal(err)
	}
	b.window.SetContent(form.WithTips(b.page.Content()))
	b.window.Resize(fyne.NewSize(1100, 620))
	b.window.Show()
	if err := b.table.Set("page", b.page.Commands()); err != nil {
		t.Fatal(err)
	}
	b.page.Shown()
	t.Cleanup(b.page.Dispose)
	b.until("the list", func() bool { return !b.page.waiting && !b.page.grid.Busy() })
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
		words = append(words, item.Text)
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

// shown gives the text of an id, waiting for it to be there.
func (b *bench) shown(id string) string {
	b.t.Helper()
	var found probe.Item
	b.until("item "+id, func() (ok bool) { found, ok = b.item(id); return ok })
	return found.Text
}

// choose selects a row and waits until the page knows it.
func (b *bench) choose(id string) {
	b.t.Helper()
	b.page.grid.Select(id)
	b.until("selection of "+id, func() bool { return b.page.chosen.ID == id })
}

// ask opens the question of a command for a row.
func (b *bench) ask(id, cmd string) {
	b.t.Helper()
	b.choose(id)
	if !b.table.Run(cmd) {
		_, reason := b.table.State(cmd)
		b.t.Fatalf("%s is not enabled for %s: %s", cmd, id, reason)
	}
	b.until("the dialog", func() bool { return dialog.Open(b.window.Canvas()) })
}

// press presses a button of the dialog.
func (b *bench) press(id string) {
	b.t.Helper()
	var found *form.Button
	walk(b.window.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if button, ok := o.(*form.Button); ok && button.ProbeID() == "exceptions.ask."+id {
			found = button
		}
	})
	if found == nil {
		b.t.Fatalf("no button %s in %q", id, b.words())
	}
	test.Tap(found)
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

// picture writes the window as a PNG into the folder named by
// TRASTIENDA_PICTURES, if it is set, for people to look at.
func (b *bench) picture(name string) {
	dir := os.Getenv("TRASTIENDA_PICTURES")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, b.window.Canvas().Capture()); err != nil {
		b.t.Fatal(err)
	}
}
