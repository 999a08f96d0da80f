package agents

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/ident"
	"trastienda/app/money"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// noon is the present instant of the tests: 22/11/26 12:00 in Buenos Aires.
var noon = time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)

const me, other = "u-me", "u-other"

// fake is a Backend in memory. Its fields may be set between calls; done lists
// what was asked of it.
type fake struct {
	mu       sync.Mutex
	agents   []Agent
	bank     []agent.BankChange
	rates    []agent.RateChange
	offline  bool
	reading  error // of the copy
	failing  error // of the acts
	balance  error
	gate     chan struct{} // a decision waits for it, if there is one
	done     []string
	asked    []string // balances
	settings map[string]string
}

// account is a made-up account; PSP 9844 is one of the tests of B2.
var account = agent.Account{CBU: "0009844700009078153229", Alias: "gisela.bosch", Holder: "GISELA BOSCH", CUIT: "20123456786"}

func masked(a agent.Account) agent.BankData { return a.Masked() }

func bankOf(a agent.Account, state agent.BankState) agent.Bank {
	m := masked(a)
	return agent.Bank{CBUMasked: m.CBUMasked, Alias: m.Alias, Holder: m.Holder, CUITMasked: m.CUITMasked, State: state, Version: 1}
}

// sample has an agent in each state.
func sample() *fake {
	old, _ := ident.MakeCBU("0110138", "2011100000001")
	f := &fake{settings: map[string]string{}, agents: []Agent{
		{Agent: agent.Agent{ID: "a1", Code: "0101", Name: "GISELA BOSCH", CUIT: "27103456784", Active: true, BonusBP: 400, NextVisit: "2026-12-12", Version: 3,
			Contact: agent.Contact{Person: "Gisela", Phone: "261 216-2482", Email: "gisela@kiosco.example"}, Address: agent.Address{Street: "San Martín", Number: "123", Locality: "Mendoza"},
			PointsOfSale: []agent.PointOfSale{{PSR: "290384911000001", Name: "Kiosco Demo"}, {PSR: "290384911000002", Name: "Almacén Centro"}}, Bank: bankOf(account, agent.BankApproved)}},
		{Agent: agent.Agent{ID: "a2", Code: "0102", Name: "Almacén Sur", Active: true, BonusBP: 450, Version: 1, Contact: agent.Contact{Mobile: "11 5555-0000"},
			Address: agent.Address{Locality: "Córdoba"}, PointsOfSale: []agent.PointOfSale{{PSR: "000050070000001"}}, Bank: agent.Bank{State: agent.BankMissing}}},
		{Agent: agent.Agent{ID: "a3", Code: "0103", Name: "Despensa Norte", Active: true, BonusBP: 400, Version: 5, Bank: agent.Bank{State: agent.BankPending, Change: "c1"}}},
		{Agent: agent.Agent{ID: "a4", Code: "0104", Name: "Viejo Bazar", BonusBP: 300, Version: 2, Bank: agent.Bank{State: agent.BankMissing}, Address: agent.Address{Locality: "cordoba"}}},
	}}
	f.agents[0].Bank.Change = "c2"
	now := masked(account)
	f.bank = []agent.BankChange{
		{ID: "c2", Agent: agent.Ref{ID: "a1", Code: "0101", Name: "GISELA BOSCH"}, Old: now, New: agent.BankData{CBUMasked: ident.MaskCBU(old), Alias: "gisela.nueva", Holder: "GISELA BOSCH", CUITMasked: "27-••••••••-4"},
			State: agent.Proposed, Version: 1, Decision: agent.Decision{ByID: me, By: "M. Gómez", At: noon.Add(-time.Hour)}},
		{ID: "c1", Agent: agent.Ref{ID: "a3", Code: "0103", Name: "Despensa Norte"}, New: now,
			State: agent.Proposed, Version: 4, Decision: agent.Decision{ByID: other, By: "L. Paz", At: noon.Add(-26 * time.Hour)}},
	}
	decided := noon.Add(-70 * time.Hour)
	f.bank = append(f.bank, agent.BankChange{ID: "c0", Agent: agent.Ref{ID: "a1", Name: "GISELA BOSCH"}, New: now, State: agent.Approved, Version: 2,
		Decision: agent.Decision{ByID: other, By: "L. Paz", At: noon.Add(-72 * time.Hour), DecidedBy: "M. Gómez", DecidedAt: &decided}})
	return f
}

func (f *fake) Agents(context.Context) ([]Agent, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.agents), f.reading
}

// act takes down what was asked, unless it fails.
func (f *fake) act(format string, args ...any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done = append(f.done, fmt.Sprintf(format, args...))
	return f.failing
}

func (f *fake) Create(_ context.Context, e agent.Edit) (string, error) {
	if err := f.act("create %s %q", e.Code, e.Name); err != nil {
		return "", err
	}
	f.set(func(f *fake) {
		a := Agent{Agent: agent.Agent{ID: "new", Code: e.Code, Name: e.Name, Active: e.Active, PointsOfSale: e.PointsOfSale, Contact: e.Contact, Address: e.Address, Bank: agent.Bank{State: agent.BankMissing}},
			Unsent: UnsentWaiting, New: true}
		f.agents = append(f.agents, a)
	})
	return "new", nil
}

func (f *fake) Edit(_ context.Context, id string, e agent.Edit, version int64) error {
	if err := f.act("edit %s %q phone %q visit %q points %d active=%v from %d", id, e.Name, e.Contact.Phone, e.NextVisit, len(e.PointsOfSale), e.Active, version); err != nil {
		return err
	}
	f.set(func(f *fake) {
		for i := range f.agents {
			if a := &f.agents[i]; a.ID == id {
				a.Name, a.Contact, a.Address, a.Active, a.Unsent = e.Name, e.Contact, e.Address, e.Active, UnsentWaiting
			}
		}
	})
	return nil
}

func (f *fake) ProposeBank(_ context.Context, id string, a agent.Account, version int64) error {
	return f.act("propose %s %s %s %q %s from %d", id, a.CBU, a.Alias, a.Holder, a.CUIT, version)
}

func (f *fake) BankChanges(_ context.Context, id string) ([]agent.BankChange, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []agent.BankChange
	for _, c := range f.bank {
		if id == "" && c.State == agent.Proposed || id != "" && c.Agent.ID == id {
			list = append(list, c)
		}
	}
	return list, f.reading
}

func (f *fake) RateChanges(_ context.Context, id string) ([]agent.RateChange, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []agent.RateChange
	for _, c := range f.rates {
		if id == "" && c.State == agent.Proposed || id != "" && c.Agent.ID == id {
			list = append(list, c)
		}
	}
	return list, f.reading
}

func (f *fake) Decide(_ context.Context, d Decision) error {
	f.mu.Lock()
	gate := f.gate
	f.mu.Unlock()
	if gate != nil {
		<-gate
	}
	if err := f.act("%s %s %s from %d %q", d.Step, d.Kind, d.ID, d.Version, d.Reason); err != nil {
		return err
	}
	f.set(func(f *fake) {
		for i := range f.bank {
			if f.bank[i].ID == d.ID {
				f.bank[i].State = map[agent.Step]agent.ChangeState{agent.Approve: agent.Approved, agent.Reject: agent.Rejected, agent.Withdraw: agent.Withdrawn}[d.Step]
			}
		}
	})
	return nil
}

func (f *fake) ProposeRate(_ context.Context, id string, rate money.BasisPoints, from time.Time, version int64) error {
	at := ""
	if !from.IsZero() {
		at = from.Format(time.RFC3339)
	}
	return f.act("rate %q %d from %q version %d", id, rate, at, version)
}

func (f *fake) Reveal(_ context.Context, id string) (agent.Account, error) {
	return account, f.act("reveal %s", id)
}

func (f *fake) RevealChange(_ context.Context, id string) (proposed, old agent.Account, err error) {
	return account, agent.Account{}, f.act("reveal change %s", id)
}

func (f *fake) Balance(_ context.Context, id string) (agent.Balance, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, id)
	return agent.Balance{Available: 230000, Currency: "ARS", AsOf: noon.Add(-5 * time.Minute)}, f.balance
}

func (f *fake) Online() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return !f.offline
}

func (f *fake) Now() time.Time { return noon }

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

// acts are what was asked since the last time.
func (f *fake) acts() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	done := f.done
	f.done = nil
	return done
}

// bench is the page in a window.
type bench struct {
	*uitest.Bench
	page    *Page
	backend *fake
	toasts  []func() // what their buttons do
	unsent  []string
	copied  string
}

// newBench shows the page to somebody of a role and waits until it was read.
func newBench(t *testing.T, lang text.Lang, role access.Role, f *fake) *bench {
	t.Helper()
	b := &bench{Bench: uitest.New(t, "agents", lang), backend: f}
	var err error
	b.page, err = New(Params{Backend: f, Book: b.Book, Shell: b, Role: role, User: me, Log: slog.New(slog.DiscardHandler), Do: b.Do,
		Toast: func(_, _ string, do func()) { b.toasts = append(b.toasts, do) }, Unsent: func(id string) { b.unsent = append(b.unsent, id) },
		Copy: func(s string) { b.copied = s }})
	if err != nil {
		t.Fatal(err)
	}
	b.Show(b.page, 1366-248, 680)
	b.settled()
	return b
}

// settled waits until the copy was read and every act was answered.
func (b *bench) settled() {
	b.T.Helper()
	b.Until("the answers", func() bool {
		return !b.page.state.Busy() && !b.page.Busy() && !b.page.grid.Busy()
	})
}

// edit opens the form of an agent on a tab.
func (b *bench) edit(id string, at tab) *formView {
	b.T.Helper()
	b.page.open(id)
	b.page.form.show(at)
	return b.page.form
}
