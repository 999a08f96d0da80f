package buy

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/buying"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// noon is the present instant of the tests: 22/11/26 12:00 in Buenos Aires.
var noon = time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)

const shop = "290384911000001"

// fake is a Backend in memory. Its fields may be set between calls.
type fake struct {
	mu       sync.Mutex
	agents   []agent.Agent
	reading  error // of Agents
	wallet   buying.Wallet
	walleted error // of Wallet
	bank     int64 // version of the bank data
	bonus    int64 // percent
	quoting  error
	offline  bool
	settings map[string]string
	open     []Sent
	buy      func(buying.Request) (buying.Answer, error)
	consult  func(key string) (buying.Answer, error)
	gate     chan struct{} // Buy waits for it, if there is one
	sent     []buying.Request
	asked    int // how often Wallet was
}

// sample is an agent with two points of sale and approved bank data.
func sample() *fake {
	return &fake{bank: 3, bonus: 4, settings: map[string]string{},
		wallet: buying.Wallet{PSR: shop, Holder: "Agente de muestra", Available: 16204000, Currency: "ARS", AsOf: noon.Add(-2 * time.Minute)},
		agents: []agent.Agent{{ID: "a1", Code: "A-1", Name: "Agente de muestra", Active: true, Bank: agent.Bank{State: agent.BankApproved, Version: 3},
			PointsOfSale: []agent.PointOfSale{{PSR: shop, Name: "Kiosco Demo"}, {PSR: "000050070000001", Name: "Almacén"}}}}}
}

func (f *fake) Agents(context.Context) ([]agent.Agent, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]agent.Agent(nil), f.agents...), f.reading
}

func (f *fake) Limits(context.Context) (buying.Limits, error) {
	return buying.Limits{Minimum: 1000, Maximum: 20000000}, nil
}

func (f *fake) Wallet(_ context.Context, psr string) (buying.Wallet, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked++
	w := f.wallet
	w.PSR = psr
	return w, f.walleted
}

func (f *fake) quote(psr string, amount int64) buying.Quote {
	return buying.Quote{PSR: psr, Agent: agent.Ref{ID: "a1", Name: "Agente de muestra"}, Amount: amount, Credited: amount + amount*f.bonus/100, Currency: "ARS",
		BankVersion: f.bank, CBUMasked: "0000 3009 •••• •••• ••74 77", Alias: "qa123434", Holder: "Agente de muestra", Minimum: 1000, Maximum: 20000000}
}

func (f *fake) Quote(_ context.Context, psr string, amount int64) (buying.Quote, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.quote(psr, amount), f.quoting
}

func (f *fake) Buy(_ context.Context, r buying.Request) (buying.Answer, error) {
	f.mu.Lock()
	f.sent = append(f.sent, r)
	gate, buy := f.gate, f.buy
	f.mu.Unlock()
	if gate != nil {
		<-gate
	}
	return buy(r)
}

func (f *fake) Consult(_ context.Context, key string) (buying.Answer, error) { return f.consult(key) }

func (f *fake) Open(context.Context) ([]Sent, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Sent(nil), f.open...), nil
}

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

func (f *fake) requests() []buying.Request {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]buying.Request(nil), f.sent...)
}

// paid is a purchase as it is after its payment.
func paid(r buying.Request, status purchase.Status) *purchase.Purchase {
	return &purchase.Purchase{ID: "p1", At: noon, PSR: r.PSR, Paid: r.Amount, Credited: r.Credited, Currency: r.Currency, Status: status, Version: 1}
}

// answers is a Buy that ends with a result.
func answers(result buying.Result, code string, status purchase.Status) func(*fake) {
	return func(f *fake) {
		f.buy = func(r buying.Request) (buying.Answer, error) {
			a := buying.Answer{Result: result, Code: code, Start: "s1", OpID: "k1"}
			if status != "" {
				a.Purchase = paid(r, status)
			}
			return a, nil
		}
	}
}

// fails is a Buy that ends with an error.
func fails(err error) func(*fake) {
	return func(f *fake) { f.buy = func(buying.Request) (buying.Answer, error) { return buying.Answer{}, err } }
}

func refusal(code problem.Code, status int, detail string) *problem.Problem {
	return &problem.Problem{Code: code, Status: status, Detail: detail, RequestID: "r-7"}
}

// bench is the page in a window.
type bench struct {
	*uitest.Bench
	page    *Page
	backend *fake
	opened  []string
	homes   int
	alerts  []string
}

// newBench shows the page and waits until it was read.
func newBench(t *testing.T, lang text.Lang, change ...func(*fake)) *bench {
	t.Helper()
	b := &bench{Bench: uitest.New(t, "buy", lang), backend: sample()}
	for _, c := range change {
		c(b.backend)
	}
	var err error
	b.page, err = New(Params{Backend: b.backend, Book: b.Book, Shell: b, Role: access.Agent, Currency: "ARS", Log: slog.New(slog.DiscardHandler),
		Home: func() { b.homes++ }, OpenPurchase: func(id string) { b.opened = append(b.opened, id) },
		Alert: func(words, _ string, _ func()) { b.alerts = append(b.alerts, words) }, Do: b.Do})
	if err != nil {
		t.Fatal(err)
	}
	b.Show(b.page, 1366-248, 680)
	b.Until("the first reading", func() bool { return !b.page.Reading() })
	return b
}

// choose takes the first point of sale and waits for its wallet.
func (b *bench) choose() {
	b.T.Helper()
	b.page.choose(shop)
	b.settled()
}

func (b *bench) settled() {
	b.T.Helper()
	b.Until("the wallet's answer", func() bool { return !b.page.funds.asking && (b.page.limits.Maximum > 0 || !b.page.online) })
}

// confirm types an amount and opens the question.
func (b *bench) confirm(amount string) {
	b.T.Helper()
	b.choose()
	b.page.body.amount.SetText(amount)
	b.Tap("buy.confirm")
	b.Until("the question", func() bool { return dialog.Open(b.Window().Canvas()) && !b.page.funds.asking })
}

// toPIN goes on to the PIN.
func (b *bench) toPIN(amount string) {
	b.T.Helper()
	b.confirm(amount)
	b.press("yes")
	b.Shown("buy.pin")
}

// pin types a PIN and sends it.
func (b *bench) pin(digits string) {
	b.T.Helper()
	b.page.act.pin.SetText(digits)
	b.press("yes")
}

// press presses a button of the dialog. The dialog ignores the second half of a
// double click, and a test is faster than a person.
func (b *bench) press(id string) { b.T.Helper(); b.Tap("buy.dialog." + id) }

// answered waits for what the dialog says in the end.
func (b *bench) answered() string {
	b.T.Helper()
	return b.Shown("buy.result")
}

// facts joins the texts of several ids.
func (b *bench) facts(ids ...string) string {
	b.T.Helper()
	var all []string
	for _, id := range ids {
		all = append(all, b.Shown(id))
	}
	return strings.Join(all, " | ")
}
