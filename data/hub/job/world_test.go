package job

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
	"trastienda/data/hub/store/storetest"
)

var start = time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)

const (
	psr     = "000050070000001"
	cbu     = "2850590940090418135201"
	timeout = 10 * time.Second
	settle  = 30 * time.Second
)

var all = access.Scope{Agency: "ag"}

// watch is a clock that the test moves.
type watch struct {
	mu sync.Mutex
	at time.Time
}

func (w *watch) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *watch) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

// tester is what the world needs of a *testing.T or a *rapid.T.
type tester interface {
	Helper()
	Log(args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// world is a hub's money path with scripted outside systems.
type world struct {
	t        tester
	clock    *watch
	store    *store.Store
	recharge *fakeRecharge
	merchant *fakeMerchant
	wallet   *fakeWallet
	p        *Purchases
}

func newWorld(t testing.TB, dsn string, change ...func(*Params)) *world {
	w := &world{t: t, clock: &watch{at: start}}
	w.store = storetest.Open(t, dsn, store.Options{Clock: w.clock, LeaseClock: w.clock})
	w.recharge = &fakeRecharge{script: script{clock: w.clock}}
	w.merchant = &fakeMerchant{script: script{clock: w.clock}}
	w.wallet = &fakeWallet{script: script{clock: w.clock}}
	seed(t, w.store)
	w.p = w.engine(change...)
	return w
}

// engine makes another replica on the same database and outside systems.
func (w *world) engine(change ...func(*Params)) *Purchases {
	params := Params{
		Store: w.store, Recharge: w.recharge, Merchant: w.merchant, Wallet: w.wallet,
		Log: slog.New(slog.NewTextHandler(output{w}, nil)), CallTimeout: timeout, SettlingTime: settle, RetryBase: time.Second, RetryCap: time.Minute, AnswerWait: time.Millisecond,
	}
	for _, c := range change {
		c(&params)
	}
	return New(params)
}

// output shows the engine's log beside the test that fails.
type output struct{ w *world }

func (o output) Write(line []byte) (int, error) {
	o.w.t.Log(strings.TrimSpace(string(line)))
	return len(line), nil
}

func seed(t testing.TB, s *store.Store) {
	t.Helper()
	err := s.Write(context.Background(), func(tx *store.Tx) error {
		for _, q := range []string{
			`insert into agency (id, name, currency, time_zone, created_ms) values ('ag', 'Agencia', 'ARS', 'America/Argentina/Buenos_Aires', 1)`,
			`insert into agency_head (agency_id) values ('ag')`,
			`insert into agent (agency_id, id, code, name, active) values ('ag', 'a1', 'A-1', 'Agente Uno', 0)`,
			`insert into agent (agency_id, id, code, name) values ('ag', 'a2', 'A-2', 'Agente Dos')`,
			`insert into agent_rate (agency_id, agent_id, from_ms, bonus_bp) values ('ag', 'a1', 0, 400)`,
			`insert into agent_rate (agency_id, agent_id, from_ms, bonus_bp) values ('ag', 'a1', 4000000000000, 900)`,
			`insert into agent_bank (agency_id, agent_id, cbu, state) values ('ag', 'a1', '` + cbu + `', 'approved')`,
			`insert into point_of_sale (psr, agency_id, agent_id, name) values ('` + psr + `', 'ag', 'a1', 'Kiosco')`,
		} {
			if _, err := tx.ExecContext(context.Background(), q); err != nil {
				return fmt.Errorf("%s: %w", q, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// payment is what the wallet would say of reference.
func payment(reference string, status connector.PaymentStatus, at time.Time) connector.Payment {
	return connector.Payment{
		WalletTransfer: "98000" + reference, Reference: reference, PSR: psr, Amount: 100_00, Currency: "ARS", ToCBU: cbu, Status: status, At: at,
	}
}

func (w *world) notice(pay connector.Payment) {
	w.t.Helper()
	if err := w.p.WalletNotice(context.Background(), pay); err != nil {
		w.t.Fatalf("notice: %v", err)
	}
}

// opened opens a purchase by an accredited payment and gives its id. Nothing of
// it has run yet.
func (w *world) opened(reference string) string {
	w.t.Helper()
	w.notice(payment(reference, connector.PaymentAccredited, w.clock.Now()))
	return w.id(reference)
}

func (w *world) id(reference string) string {
	w.t.Helper()
	var id string
	if err := w.store.Read().QueryRow(`select id from purchase where wallet_reference = $1`, reference).Scan(&id); err != nil {
		w.t.Fatalf("no purchase of %s: %v", reference, err)
	}
	return id
}

func (w *world) detail(id string) purchase.Detail {
	w.t.Helper()
	d, err := w.store.FindPurchase(context.Background(), all, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *world) count(query string, args ...any) int {
	w.t.Helper()
	var n int
	if err := w.store.Read().QueryRow(query, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// runDue does every job that is due, one after the other. A call that is
// scripted to crash ends its worker where a killed program would end.
func (w *world) runDue() {
	w.t.Helper()
	for range 20 {
		j, err := w.p.Store.ClaimJob(context.Background(), w.p.lease, false)
		if err != nil {
			w.t.Fatal(err)
		}
		if j == nil {
			return
		}
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			w.p.work(context.Background(), j)
		}()
		<-gone
	}
	w.t.Fatal("jobs are due for ever")
}

// untilRest lets time pass until the purchase is decided or expired.
func (w *world) untilRest(id string) purchase.Detail {
	w.t.Helper()
	for range 400 {
		w.runDue()
		d := w.detail(id)
		if d.Status != purchase.StatusPending || d.Cause == purchase.CauseExpired {
			return d
		}
		w.clock.advance(20 * time.Second)
	}
	w.t.Fatalf("purchase never came to rest: %+v", w.detail(id))
	return purchase.Detail{}
}

// once fails when any purchase's balance moved more than once. It is the one
// checker of every never-twice test, the negative control included.
func (w *world) once() {
	w.t.Helper()
	if twice := w.recharge.twice(); len(twice) > 0 {
		w.t.Fatalf("moved more than once: %v", twice)
	}
}

// script gives each kind of call its coming faults.
type script struct {
	mu     sync.Mutex
	clock  *watch
	faults map[string][]string
	calls  map[string]int
	gate   map[string]chan struct{} // a call waits here if there is a gate
	inside chan string              // told the name of a call that waits
}

func (s *script) next(name string) string {
	s.mu.Lock()
	if s.calls == nil {
		s.calls = map[string]int{}
	}
	s.calls[name]++
	gate, inside := s.gate[name], s.inside
	fault := ""
	if q := s.faults[name]; len(q) > 0 {
		fault, s.faults[name] = q[0], q[1:]
	}
	s.mu.Unlock()
	if gate != nil {
		inside <- name
		<-gate
	}
	return fault
}

func (s *script) fail(name string, faults ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults == nil {
		s.faults = map[string][]string{}
	}
	s.faults[name] = append(s.faults[name], faults...)
}

func (s *script) heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

func (s *script) called(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[name]
}

// hold makes calls of name wait until the returned function is called.
func (s *script) hold(name string) (inside <-chan string, release func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	gate := make(chan struct{})
	s.gate, s.inside = map[string]chan struct{}{name: gate}, make(chan string, 10)
	return s.inside, func() {
		s.mu.Lock()
		s.gate = nil
		s.mu.Unlock()
		close(gate)
	}
}

func lost(code string) error { return &connector.UnknownError{Code: code} }

// answerFault gives the error of a fault that does nothing but answer.
func answerFault(fault string) error {
	if code, ok := strings.CutPrefix(fault, "refuse:"); ok {
		return &connector.Refusal{Code: code}
	}
	return lost(fault)
}

// fakeRecharge moves balance as scripted and records what really happened.
type fakeRecharge struct {
	script
	ignoreKeys bool
	blind      bool // Find never tells: the negative control
	ledger     []connector.TransferDone
	keys       map[string]connector.TransferDone
	late       []lateTransfer
	n          int
}

type lateTransfer struct {
	due time.Time
	t   connector.Transfer
}

// lateBy is how long after its answer a "late" send takes effect: just inside
// the settling time.
const lateBy = settle - time.Second

func (f *fakeRecharge) Send(_ context.Context, t connector.Transfer) (connector.TransferDone, error) {
	fault := f.next("send")
	f.mu.Lock()
	defer f.mu.Unlock()
	f.catchUp()
	switch {
	case fault == "":
		return f.move(t), nil
	case fault == "crash-before":
		runtime.Goexit()
	case fault == "crash-after":
		f.move(t)
		runtime.Goexit()
	case fault == "timeout-after", fault == "error-500":
		f.move(t)
		return connector.TransferDone{}, &connector.UnknownError{Code: fault, Alarm: fault == "error-500"}
	case fault == "late":
		f.late = append(f.late, lateTransfer{f.clock.Now().Add(lateBy), t})
		return connector.TransferDone{}, lost("http-504")
	case fault == "wrong-amount":
		t.Amount++
		f.move(t)
		return connector.TransferDone{}, &connector.UnknownError{Code: "answer-differs", Alarm: true}
	}
	return connector.TransferDone{}, answerFault(fault)
}

func (f *fakeRecharge) move(t connector.Transfer) connector.TransferDone {
	if done, ok := f.keys[t.Key]; ok && !f.ignoreKeys {
		return done
	}
	f.n++
	done := connector.TransferDone{
		TransferID: fmt.Sprintf("T%d", f.n), Reference: t.Reference, Amount: t.Amount, Currency: t.Currency, CompletedAt: f.clock.Now(),
	}
	if f.keys == nil {
		f.keys = map[string]connector.TransferDone{}
	}
	f.keys[t.Key] = done
	f.ledger = append(f.ledger, done)
	return done
}

func (f *fakeRecharge) catchUp() {
	waiting := f.late
	f.late = nil
	for _, l := range waiting {
		if l.due.After(f.clock.Now()) {
			f.late = append(f.late, l)
			continue
		}
		f.move(l.t)
	}
}

func (f *fakeRecharge) Find(_ context.Context, reference string) ([]connector.TransferDone, error) {
	fault := f.next("find")
	f.mu.Lock()
	defer f.mu.Unlock()
	f.catchUp()
	if fault == "crash-before" || fault == "crash-after" {
		runtime.Goexit()
	}
	if fault != "" {
		return nil, answerFault(fault)
	}
	var found []connector.TransferDone
	for _, t := range f.ledger {
		if t.Reference == reference && !f.blind {
			found = append(found, t)
		}
	}
	return found, nil
}

// moved is how often balance moved for a purchase.
func (f *fakeRecharge) moved(id string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.catchUp()
	n := 0
	for _, t := range f.ledger {
		if t.Reference == id {
			n++
		}
	}
	return n
}

func (f *fakeRecharge) twice() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.catchUp()
	seen, twice := map[string]bool{}, []string{}
	for _, t := range f.ledger {
		if seen[t.Reference] {
			twice = append(twice, t.Reference)
		}
		seen[t.Reference] = true
	}
	return twice
}

// fakeMerchant is told of purchases.
type fakeMerchant struct {
	script
	notices []connector.PurchaseNotice
}

func (f *fakeMerchant) Notify(_ context.Context, n connector.PurchaseNotice) error {
	fault := f.next("notify")
	f.mu.Lock()
	defer f.mu.Unlock()
	switch fault {
	case "":
		f.notices = append(f.notices, n)
		return nil
	case "crash-before":
		runtime.Goexit()
	case "crash-after":
		f.notices = append(f.notices, n)
		runtime.Goexit()
	}
	return answerFault(fault)
}

// fakeWallet knows payments.
type fakeWallet struct {
	script
	payments  []connector.Payment
	notPolled bool

	ignoreKeys bool
	blind      bool // Find never tells: the negative control
	orders     []connector.PayOrder
	keys       map[string]connector.Paid
	late       []latePayment
	n          int
}

func (f *fakeWallet) set(p ...connector.Payment) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.payments = append(f.payments, p...)
}

func (f *fakeWallet) Find(_ context.Context, reference string) ([]connector.Payment, error) {
	fault := f.next("find-payment")
	f.mu.Lock()
	defer f.mu.Unlock()
	f.catchUp()
	if fault == "crash-before" || fault == "crash-after" {
		runtime.Goexit()
	}
	if fault != "" {
		return nil, answerFault(fault)
	}
	var found []connector.Payment
	for _, p := range f.payments {
		if p.Reference == reference && !f.blind {
			found = append(found, p)
		}
	}
	return found, nil
}

// List gives two payments a page; the cursor is how many were given.
func (f *fakeWallet) List(_ context.Context, after string) ([]connector.Payment, string, error) {
	fault := f.next("list")
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.notPolled {
		return nil, "", connector.ErrNotPolled
	}
	if fault != "" {
		return nil, "", answerFault(fault)
	}
	from := 0
	if after != "" {
		if _, err := fmt.Sscan(after, &from); err != nil {
			return nil, "", err
		}
	}
	to := min(from+2, len(f.payments))
	return f.payments[from:to], fmt.Sprint(to), nil
}

func (w *world) retry(id, key string) (RetryOutcome, error) {
	return w.p.Retry(context.Background(), w.request(id, key))
}

func (w *world) request(id, key string) RetryRequest {
	return RetryRequest{Scope: all, PurchaseID: id, Key: key, Hash: "h-" + id, UserID: "u1", UserName: "Ana", Device: "pc"}
}

// live runs the engine's workers until the test ends.
func (w *world) live(t testing.TB, p *Purchases) {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- p.Run(context.Background()) }()
	t.Cleanup(func() {
		p.Stop()
		if err := <-ended; err != nil {
			t.Errorf("run: %v", err)
		}
	})
	// Stop before Run has begun would not wait for it.
	eventually(t, "the engine runs", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.stop != nil
	})
}

func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// Balance is no part of the money path.
func (f *fakeRecharge) Balance(context.Context, string) (agent.Balance, error) {
	return agent.Balance{}, lost("timeout")
}
