package reporting

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/app/agent"
	"trastienda/app/listing"
	"trastienda/app/month"
	"trastienda/app/purchase"
	"trastienda/reports"
	"trastienda/ui/purchases"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

var noon = time.Date(2022, 12, 13, 12, 0, 0, 0, uitest.BuenosAires)

// fake is the desktop's data of the page and of the preview, which asks it for
// what it needs alone.
type fake struct {
	purchases.Backend

	mu         sync.Mutex
	rows       []purchase.Purchase
	asked      []purchase.Filter
	failing    error
	made       []Made
	printers   []string
	noPrinters error
	refuse     error
	printed    []string // printer and path
	kept       map[string]string
	months     month.List
	closing    error // of CloseMonth
}

func (f *fake) set(change func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

func (f *fake) keep(q purchase.Filter) []purchase.Purchase {
	var out []purchase.Purchase
	for _, p := range f.rows {
		ok := (len(q.Statuses) == 0 || slices.Contains(q.Statuses, p.Status)) && (q.PSR == "" || q.PSR == p.PSR) && (q.Agent == "" || q.Agent == p.Agent.ID)
		if ok && (q.From.IsZero() || !p.At.Before(q.From)) && (q.To.IsZero() || p.At.Before(q.To)) {
			out = append(out, p)
		}
	}
	return out
}

func (f *fake) Count(_ context.Context, q purchase.Filter) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.keep(q)), f.failing
}

func (f *fake) Rows(_ context.Context, q purchase.Filter, _ listing.Sort, from, n int) ([]purchase.Purchase, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := f.keep(q)
	return list[min(from, len(list)):min(from+n, len(list))], f.failing
}

// Groups knows groups by state alone.
func (f *fake) Groups(_ context.Context, q purchase.Filter, by string) ([]purchases.Group, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, q)
	if f.failing != nil {
		return nil, f.failing
	}
	if by != purchase.GroupByStatus {
		return nil, errors.New("not by " + by)
	}
	var all []purchases.Group
	for _, s := range []purchase.Status{purchase.StatusError, purchase.StatusOK, purchase.StatusPending} {
		g := purchases.Group{Key: string(s), Title: string(s), Sums: []purchases.Sum{{Currency: "ARS"}}}
		for _, p := range f.keep(q) {
			if p.Status == s {
				g.Count++
				g.Sums[0].Amount += p.Credited
			}
		}
		if g.Count > 0 {
			all = append(all, g)
		}
	}
	return all, nil
}

func (f *fake) Marks(context.Context, []string) (map[string]purchases.Mark, error) { return nil, nil }
func (f *fake) Closings(context.Context, []string) (map[string]purchase.Closing, error) {
	return nil, nil
}

func (f *fake) Agents(context.Context) ([]agent.Agent, error) {
	return []agent.Agent{{ID: "a1", Code: "A001", Name: "Distribuidora Norte"}, {ID: "a2", Code: "A002", Name: "Distribuidora Sur"}}, nil
}

func (f *fake) Lately(context.Context) ([]Made, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.made), f.failing
}

func (f *fake) Printers(context.Context) ([]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.printers, f.noPrinters
}

func (f *fake) Print(_ context.Context, printer, path string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.printed = append(f.printed, printer+" "+path)
	return f.refuse
}

func (f *fake) Months(context.Context) (month.List, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.months, f.failing
}

// CloseMonth closes what comes next, unless it was told to fail.
func (f *fake) CloseMonth(_ context.Context, m string) (month.Close, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closing != nil {
		return month.Close{}, f.closing
	}
	c := month.Close{Month: m, By: "Ana", At: noon, Rows: 2, Totals: []month.Total{
		{Kind: month.Own, Status: purchase.StatusOK, Currency: "ARS", Count: 2, Credited: 128_00}, {Kind: month.Adjustment, Status: purchase.StatusPending, Currency: "ARS", Count: -1, Credited: -50_00}}}
	f.months = month.List{Items: append([]month.Close{c}, f.months.Items...)}
	return c, nil
}

func (f *fake) Now() time.Time { return noon }

func (f *fake) Setting(_ context.Context, key string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.kept[key], nil
}

func (f *fake) PutSetting(_ context.Context, key, value string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kept == nil {
		f.kept = map[string]string{}
	}
	f.kept[key] = value
	return nil
}

// sample are purchases of yesterday, this month and the month before.
func sample() *fake {
	at := func(month time.Month, day int) time.Time {
		return time.Date(2022, month, day, 9, 0, 0, 0, uitest.BuenosAires)
	}
	one := func(id string, at time.Time, s purchase.Status, credited int64, agentID string) purchase.Purchase {
		return purchase.Purchase{ID: id, At: at, Status: s, Credited: credited, Paid: credited, Currency: "ARS", PSR: "00005007000000" + id[1:], Agent: purchase.AgentRef{ID: agentID}}
	}
	return &fake{rows: []purchase.Purchase{
		one("p1", at(12, 13), purchase.StatusOK, 104_00, "a1"), one("p2", at(12, 12), purchase.StatusPending, 50_00, "a1"),
		one("p3", at(12, 1), purchase.StatusOK, 24_00, "a2"), one("p4", at(11, 30), purchase.StatusError, 40_000_00, "a2"),
	}}
}

// bench is the page in a window without a screen.
type bench struct {
	*uitest.Bench
	page    *Page
	backend *fake
	wrote   []purchases.Export
	written []func([]string)
	opened  []string
	told    []string
	closes  []string // documents of closed months
}

func newBench(t *testing.T, lang text.Lang, f *fake) *bench {
	t.Helper()
	b := &bench{Bench: uitest.New(t, "reporting", lang), backend: f}
	var err error
	b.page, err = New(Params{Backend: f, Book: b.Book, Shell: b, Do: b.Do, Log: slog.New(slog.DiscardHandler),
		Preview: func(keys func(*fyne.KeyEvent) bool) *purchases.Preview {
			return purchases.NewPreview(PageID, f, b.Book, keys, b.Do)
		},
		Write: func(e purchases.Export, written func([]string)) {
			b.wrote, b.written = append(b.wrote, e), append(b.written, written)
		},
		SeeMonths: true, MayClose: true, Explain: func(err error) string { return "Explicado: " + err.Error() },
		WriteMonth: func(c month.Close, f reports.Format, _ func([]string)) {
			b.closes = append(b.closes, c.Month+" "+string(f))
		},
		Open: func(path string) { b.opened = append(b.opened, path) }, Toast: func(words string, _ bool) { b.told = append(b.told, words) }})
	if err != nil {
		t.Fatal(err)
	}
	b.Show(b.page, 1366-248, 680)
	b.settled()
	return b
}

// settled waits until the list is read.
func (b *bench) settled() {
	b.T.Helper()
	b.Until("the rows", func() bool {
		return !b.page.state.Busy() && !b.page.list.Grid.Busy() && (b.page.rows >= 0 || b.backend.failing != nil)
	})
}
