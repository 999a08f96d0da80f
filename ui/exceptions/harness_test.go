package exceptions

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/exception"
	"trastienda/ui/dialog"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// noon is the present instant of the tests: 22/11/26 12:00 in Buenos Aires.
var noon = time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)

const me, other = "u-me", "u-other"

// fake is a Backend in memory.
type fake struct {
	mu      sync.Mutex
	list    []exception.Exception
	known   map[string]*exception.Known
	offline bool
	// uncopied: the copy has none of them, as with a hub of before.
	uncopied bool
	finds    int
	failing  error // what List gives
	finding  error // what Find gives
	settle   func(exception.Request) (exception.Exception, error)
	gate     chan struct{} // a step waits for it, if there is one
	sent     []exception.Request
	reads    int
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
	if f.offline && f.uncopied {
		return nil, false, ErrOffline
	}
	return append([]exception.Exception(nil), f.list...), false, f.failing
}

func (f *fake) Find(_ context.Context, id string) (exception.Exception, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.finds++
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

func (f *fake) asked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.finds
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

func (f *fake) SecondManager() string {
	return `trastienda hub init --database "sqlite:hub.db" --agency "Agencia Sur" --manager "NOMBRE <CORREO>"`
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

// bench is the page in a window.
type bench struct {
	*uitest.Bench
	page    *Page
	backend *fake
	copied  string
	opened  []string
}

// newBench shows the page to somebody of a role and waits until it was read.
func newBench(t *testing.T, lang text.Lang, role access.Role, change ...func(*fake)) *bench {
	t.Helper()
	b := &bench{Bench: uitest.New(t, "exceptions", lang), backend: &fake{list: sampleList(), known: map[string]*exception.Known{
		"e3": {PurchaseID: "p3", PSR: "000050070000001", Agent: "Otro agente", Amount: 10400, Currency: "ARS", ToCBU: "0000 3009 •••• •••• ••74 77"},
		"e4": {PSR: "000050070000001", Agent: "Otro agente", Currency: "ARS", ToCBU: "0000 3009 •••• •••• ••11 22"},
	}}}
	for _, c := range change {
		c(b.backend)
	}
	var err error
	b.page, err = New(Params{Backend: b.backend, Book: b.Book, Shell: b, Role: role, User: me, Log: slog.New(slog.DiscardHandler),
		Open: func(id string) { b.opened = append(b.opened, id) }, Copy: func(s string) { b.copied = s }, Do: b.Do})
	if err != nil {
		t.Fatal(err)
	}
	b.Show(b.page, 1100, 620)
	b.Until("the list", func() bool { return !b.page.waiting && !b.page.grid.Busy() })
	return b
}

// choose selects a row and waits until the page knows it.
func (b *bench) choose(id string) {
	b.T.Helper()
	b.page.grid.Select(id)
	b.Until("selection of "+id, func() bool { return b.page.chosen.ID == id })
}

// ask opens the question of a command for a row.
func (b *bench) ask(id, cmd string) {
	b.T.Helper()
	b.choose(id)
	if !b.Table.Run(cmd) {
		_, reason := b.Table.State(cmd)
		b.T.Fatalf("%s is not enabled for %s: %s", cmd, id, reason)
	}
	b.Until("the dialog", func() bool { return dialog.Open(b.Window().Canvas()) })
}

// press presses a button of the question.
func (b *bench) press(id string) { b.T.Helper(); b.Tap("exceptions.ask." + id) }
