package purchases

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"trastienda/app/agent"
	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// noon is the present instant of the tests: 13/12/22 12:00 in Buenos Aires.
var noon = time.Date(2022, 12, 13, 15, 0, 0, 0, time.UTC)

// fake is a Backend in memory. Its fields may be set between calls.
type fake struct {
	mu       sync.Mutex
	rows     []purchase.Purchase
	attempts []purchase.Attempt
	cached   bool
	offline  bool
	filters  []purchase.Filter
	sorts    []listing.Sort
	failing  error
	detail   error
	balance  error
	details  int // how often Detail was asked

	marks    map[string]purchase.Mark
	unsent   map[string]Unsent // by purchase
	marking  error             // what SetMark gives
	settings map[string]string
	saving   error // what PutSetting gives
	seeks    []string

	closings map[string]purchase.Closing
	settle   func(purchase.ClosingRequest) (purchase.Closing, error)
	settled  []purchase.ClosingRequest

	retries  []string
	answer   func(id string) (purchase.RetryAnswer, error)
	gate     chan struct{} // a retry waits for it, if there is one
	bulk     fakeBulk
	consults []string
	told     func(key string) (purchase.RetryAnswer, error)
}

func at(day, clock string) time.Time {
	t, err := time.ParseInLocation("02/01/06 15:04:05", day+" "+clock, uitest.BuenosAires)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// sourceRows are the rows S0-31 … S0-36.
func sourceRows() []purchase.Purchase {
	done := purchase.Legs{Payment: purchase.Done, Transfer: purchase.Done, Notice: purchase.Done}
	ref := purchase.AgentRef{ID: "a1", Code: "A-1", Name: "Agente de muestra"}
	deadline := noon.Add(11 * time.Hour)
	row := func(id string, when time.Time, psr, wallet string, credited int64, transfer string) purchase.Purchase {
		return purchase.Purchase{ID: id, At: when, PSR: psr, Agent: ref, WalletTransfer: wallet, Paid: credited * 100 / 104, Credited: credited,
			Currency: "ARS", TransferID: transfer, Status: purchase.StatusOK, Legs: done, Version: 1}
	}
	rows := []purchase.Purchase{
		row("p1", at("13/12/22", "10:24:52"), "290384911000001", "141", 10400, "WB221212.1047.B23373"),
		row("p2", at("27/06/22", "14:29:32"), "000050070000001", "123123132", 4000000, "21"),
		row("p3", at("27/06/22", "14:29:21"), "000050070000001", "123123132", 2400, "21"),
		row("p4", at("27/06/22", "14:29:09"), "000050070000001", "123123132", 1000000000, "21"),
		row("p5", at("27/06/22", "14:28:38"), "000050070000001", "123123132", 5000, "200"),
		row("p6", at("27/06/22", "14:28:31"), "000050070000001", "123123132", 5000, "26"),
	}
	rows[3].Status, rows[3].Cause = purchase.StatusError, purchase.CauseRefused(codeAmountRange)
	rows[3].Legs = purchase.Legs{Payment: purchase.Done, Transfer: purchase.Refused, Notice: purchase.Waiting}
	rows[4].Status, rows[4].Cause, rows[4].Deadline = purchase.StatusPending, purchase.CauseNoAnswer, &deadline
	rows[4].Legs = purchase.Legs{Payment: purchase.Done, Transfer: purchase.Unknown, Notice: purchase.Waiting}
	rows[5].Status, rows[5].Cause = purchase.StatusPending, purchase.CauseExpired
	rows[5].Legs = purchase.Legs{Payment: purchase.Done, Transfer: purchase.Waiting, Notice: purchase.Waiting}
	return rows
}

func (f *fake) keep(q purchase.Filter) []purchase.Purchase {
	var out []purchase.Purchase
	for _, p := range f.rows {
		ok := len(q.Statuses) == 0
		for _, s := range q.Statuses {
			ok = ok || s == p.Status
		}
		ok = ok && (q.PSR == "" || q.PSR == p.PSR)
		ok = ok && (q.Text == "" || strings.Contains(purchase.SearchText(p.PSR, p.WalletTransfer, p.TransferID, p.Credited), strings.ToLower(q.Text)))
		ok = ok && (q.DueBefore.IsZero() || p.Deadline != nil && p.Deadline.Before(q.DueBefore) && !p.Deadline.Before(q.DueAfter))
		ok = ok && (q.Only == nil || slices.Contains(q.Only, p.ID))
		if ok {
			out = append(out, p)
		}
	}
	return out
}

func (f *fake) Count(_ context.Context, q purchase.Filter) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.filters = append(f.filters, q)
	return len(f.keep(q)), f.failing
}

func (f *fake) Counts(context.Context) (Counts, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var waiting []string
	closed := 0
	for id, c := range f.closings {
		if c.Closed() {
			closed++
		}
		if c.State == purchase.ClosingProposed {
			waiting = append(waiting, id)
		}
	}
	slices.Sort(waiting)
	n := func(s purchase.Status) int { return len(f.keep(purchase.Filter{Statuses: []purchase.Status{s}})) }
	return Counts{Closing: waiting, Closed: closed, All: len(f.rows), Pending: n(purchase.StatusPending), Error: n(purchase.StatusError),
		DueSoon: len(f.keep(purchase.Filter{DueAfter: noon, DueBefore: noon.Add(DueSoonWithin)}))}, nil
}

func (f *fake) SumOf(_ context.Context, ids []string) ([]Sum, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	byCurrency := map[string]int64{}
	for _, id := range ids {
		if p, ok := f.find(id); ok {
			byCurrency[p.Currency] += p.Credited
		}
	}
	var sums []Sum
	for c, amount := range byCurrency {
		sums = append(sums, Sum{c, amount})
	}
	sort.Slice(sums, func(i, j int) bool { return sums[i].Currency < sums[j].Currency })
	return sums, nil
}

func (f *fake) SumAll(ctx context.Context, q purchase.Filter) ([]Sum, error) {
	f.mu.Lock()
	var ids []string
	for _, p := range f.keep(q) {
		ids = append(ids, p.ID)
	}
	f.mu.Unlock()
	return f.SumOf(ctx, ids)
}

func (f *fake) Rows(_ context.Context, q purchase.Filter, s listing.Sort, from, n int) ([]purchase.Purchase, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sorts = append(f.sorts, s)
	list := f.keep(q)
	sort.SliceStable(list, func(i, j int) bool {
		switch k := s[0]; {
		case k.Field == "amount" && k.Desc:
			return list[i].Credited > list[j].Credited
		case k.Field == "amount":
			return list[i].Credited < list[j].Credited
		}
		return list[i].At.After(list[j].At)
	})
	return list[min(from, len(list)):min(from+n, len(list))], f.failing
}

func (f *fake) find(id string) (purchase.Purchase, bool) {
	for _, p := range f.rows {
		if p.ID == id {
			return p, true
		}
	}
	return purchase.Purchase{}, false
}

func (f *fake) Find(_ context.Context, id string) (purchase.Purchase, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p, ok := f.find(id)
	if !ok {
		return p, ErrNotFound
	}
	return p, nil
}

func (f *fake) Detail(ctx context.Context, id string) (purchase.Detail, bool, error) {
	p, err := f.Find(ctx, id)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.details++
	return purchase.Detail{Purchase: p, Attempts: f.attempts}, f.cached, errors.Join(err, f.detail)
}

func (f *fake) Balance(context.Context, string) (agent.Balance, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return agent.Balance{Available: 230000, Currency: "ARS", AsOf: at("13/12/22", "11:40:00")}, f.balance
}

func (f *fake) Agents(context.Context) ([]agent.Agent, error) {
	return []agent.Agent{{ID: "a1", Code: "A-1", Name: "Agente de muestra"}, {ID: "a2", Code: "A-2", Name: "Otro agente"}}, nil
}

func (f *fake) Retry(_ context.Context, id string) (purchase.RetryAnswer, error) {
	f.mu.Lock()
	f.retries = append(f.retries, id)
	gate, answer := f.gate, f.answer
	f.mu.Unlock()
	if gate != nil {
		<-gate
	}
	return answer(id)
}

func (f *fake) Consult(_ context.Context, _, key string) (purchase.RetryAnswer, error) {
	f.mu.Lock()
	f.consults = append(f.consults, key)
	told := f.told
	f.mu.Unlock()
	return told(key)
}

func (f *fake) Groups(_ context.Context, q purchase.Filter, by string) ([]Group, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var groups []Group
	for _, p := range f.keep(q) {
		key := map[string]string{purchase.GroupByStatus: string(p.Status), purchase.GroupByAgent: p.Agent.ID, purchase.GroupByPSR: p.PSR,
			purchase.GroupByDay: p.At.In(uitest.BuenosAires).Format(dayLayout)}[by]
		i := slices.IndexFunc(groups, func(g Group) bool { return g.Key == key })
		if i < 0 {
			i = len(groups)
			groups = append(groups, Group{Key: key, Title: key, Sums: []Sum{{Currency: p.Currency}}})
		}
		groups[i].Count++
		groups[i].Sums[0].Amount += p.Credited
	}
	return groups, f.failing
}

func (f *fake) Seek(_ context.Context, q purchase.Filter, _ listing.Sort, field, prefix string) (int, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seeks = append(f.seeks, field+" "+prefix)
	at := slices.IndexFunc(f.keep(q), func(p purchase.Purchase) bool { return strings.HasPrefix(p.PSR, prefix) })
	return at, at >= 0, nil
}

func (f *fake) Mark(_ context.Context, id string) (Mark, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	m := Mark{Mark: f.marks[id], Unsent: f.unsent[id]}
	m.PurchaseID = id
	return m, nil
}

func (f *fake) Marks(_ context.Context, ids []string) (map[string]Mark, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	found := map[string]Mark{}
	for _, id := range ids {
		if m, ok := f.marks[id]; ok || f.unsent[id] != NothingUnsent {
			found[id] = Mark{Mark: m, Unsent: f.unsent[id]}
		}
	}
	return found, nil
}

func (f *fake) Closings(_ context.Context, ids []string) (map[string]purchase.Closing, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	found := map[string]purchase.Closing{}
	for _, id := range ids {
		if c, ok := f.closings[id]; ok {
			found[id] = c
		}
	}
	return found, nil
}

func (f *fake) SettleClosing(_ context.Context, r purchase.ClosingRequest) (purchase.Closing, error) {
	f.mu.Lock()
	f.settled = append(f.settled, r)
	gate, settle := f.gate, f.settle
	f.mu.Unlock()
	if gate != nil {
		<-gate
	}
	c, err := settle(r)
	if err == nil {
		f.set(func(f *fake) { f.closings = map[string]purchase.Closing{r.PurchaseID: c} })
	}
	return c, err
}

// me is the person at the window in these tests.
var me = purchase.Holder{ID: "u1", Name: "Operador de muestra"}

// SetMark marks as the outbox does; offline the mark waits.
func (f *fake) SetMark(ctx context.Context, id, note string, hold bool, _ int64) (Mark, error) {
	m, _ := f.Mark(ctx, id)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.marking != nil {
		return Mark{}, f.marking
	}
	if f.marks == nil {
		f.marks = map[string]purchase.Mark{}
	}
	f.marks[id] = m.Set(note, hold, me, noon)
	if f.offline {
		f.unsent = map[string]Unsent{id: UnsentWaiting}
	}
	return Mark{Mark: f.marks[id], Unsent: f.unsent[id]}, nil
}

func (f *fake) Setting(_ context.Context, key string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.settings[key], nil
}

func (f *fake) PutSetting(_ context.Context, key, value string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.saving != nil {
		return f.saving
	}
	if f.settings == nil {
		f.settings = map[string]string{}
	}
	f.settings[key] = value
	return nil
}

func (f *fake) setting(key string) string {
	v, _ := f.Setting(context.Background(), key)
	return v
}

func (f *fake) Online() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return !f.offline
}

func (f *fake) LastSync() time.Time { return at("13/12/22", "11:05:00") }
func (f *fake) Now() time.Time      { return noon }

func (f *fake) set(change func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

func (f *fake) lastFilter() purchase.Filter {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.filters) == 0 {
		return purchase.Filter{}
	}
	return f.filters[len(f.filters)-1]
}

func (f *fake) sent() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.retries)
}

// bench is the page in a window.
type bench struct {
	*uitest.Bench
	page    *Page
	backend *fake
	copied  string
}

// newBench shows the page and waits until its rows are there.
func newBench(t *testing.T, lang text.Lang, change ...func(*fake)) *bench {
	t.Helper()
	b := &bench{Bench: uitest.New(t, "purchases", lang), backend: &fake{rows: sourceRows()}}
	for _, c := range change {
		c(b.backend)
	}
	var err error
	b.page, err = New(Params{Backend: b.backend, Book: b.Book, Shell: b, Currency: "ARS", User: me.ID, Log: slog.New(slog.DiscardHandler),
		Copy: func(s string) { b.copied = s }, Do: b.Do})
	if err != nil {
		t.Fatal(err)
	}
	b.Show(b.page, 1100, 620)
	b.Until("rows", func() bool { return b.page.state.count >= 0 && !b.page.grid.Busy() || b.backend.failing != nil })
	return b
}

// choose selects a row and waits until the page knows it.
func (b *bench) choose(id string) {
	b.T.Helper()
	b.page.grid.Select(id)
	b.Until("selection of "+id, func() bool { return b.page.selected.ID == id })
}

// confirm opens the question for a row.
func (b *bench) confirm(id string) {
	b.T.Helper()
	b.choose(id)
	if !b.Table.Run(cmdRetry) {
		b.T.Fatalf("the retry of %s is not enabled", id)
	}
	b.Until("the dialog", func() bool { return dialog.Open(b.Window().Canvas()) })
}

// button finds a button of the dialog.
func (b *bench) button(id string) *form.Button {
	b.T.Helper()
	return uitest.Find[*form.Button](b.Bench, "purchases.retry."+id)
}
