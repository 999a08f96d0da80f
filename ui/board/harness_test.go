package board

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/purchase"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// noon is the present instant of the tests: 13/12/22 12:00 in Buenos Aires.
var noon = time.Date(2022, 12, 13, 15, 0, 0, 0, time.UTC)

// fake is a Backend in memory. Its fields may be set between calls.
type fake struct {
	mu        sync.Mutex
	counts    Counts
	days      []DayTotal
	tops      []PSRTotal
	attention []purchase.Purchase
	unsettled Unsettled
	agents    AgentWork
	movements []purchase.Purchase
	notices   []Notice
	balance   agent.Balance
	refused   error // of Balance
	visit     time.Time
	failing   error // of everything that is read from the replica
	offline   bool
	never     bool          // synced
	gate      chan struct{} // Counts waits for it, if there is one
	asked     int           // how often Counts was asked
	balances  int           // how often Balance was asked
	ranges    [][2]string   // what Days was asked for
}

func answer[T any](f *fake, v *T) (T, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return *v, f.failing
}

func (f *fake) Counts(context.Context) (Counts, error) {
	f.mu.Lock()
	f.asked++
	gate := f.gate
	f.mu.Unlock()
	if gate != nil {
		<-gate
	}
	return answer(f, &f.counts)
}

func (f *fake) Days(_ context.Context, from, to string) ([]DayTotal, error) {
	f.mu.Lock()
	f.ranges = append(f.ranges, [2]string{from, to})
	f.mu.Unlock()
	all, err := answer(f, &f.days)
	var in []DayTotal
	for _, d := range all {
		if d.Day >= from && d.Day <= to {
			in = append(in, d)
		}
	}
	return in, err
}

func (f *fake) TopPSR(_ context.Context, _, _ string, most int) ([]PSRTotal, error) {
	all, err := answer(f, &f.tops)
	return all[:min(len(all), most)], err
}

func (f *fake) Attention(context.Context) ([]purchase.Purchase, error) {
	return answer(f, &f.attention)
}

func (f *fake) Unsettled(context.Context) (Unsettled, error) { return answer(f, &f.unsettled) }

func (f *fake) AgentWork(context.Context) (AgentWork, error) { return answer(f, &f.agents) }

func (f *fake) Movements(context.Context, int) ([]purchase.Purchase, error) {
	return answer(f, &f.movements)
}

func (f *fake) Notices(context.Context, int) ([]Notice, error) { return answer(f, &f.notices) }

func (f *fake) Balance(context.Context) (agent.Balance, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.balances++
	return f.balance, f.refused
}

func (f *fake) NextVisit(context.Context) (time.Time, bool, error) {
	at, err := answer(f, &f.visit)
	return at, !at.IsZero(), err
}

func (f *fake) Online() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return !f.offline
}

func (f *fake) LastSync() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.never {
		return time.Time{}
	}
	return noon.Add(-55 * time.Minute)
}
func (f *fake) Now() time.Time { return noon }

func (f *fake) set(change func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

// busyAgency is a backend of an agency with something in every place.
func busyAgency() *fake {
	f := &fake{counts: Counts{All: 1234, Pending: 12, Error: 3, Due: 2, Attention: 14,
		PendingSums: []Sum{{"ARS", 123_456_00}}, ErrorSums: []Sum{{"ARS", 10_000_000_00}, {"BRL", 50_00}}, OldestPending: noon.Add(-75 * time.Hour)}}
	for i := range 30 {
		day := noon.In(uitest.BuenosAires).AddDate(0, 0, -i).Format(time.DateOnly)
		f.days = append(f.days, DayTotal{day, purchase.StatusOK, "ARS", 20 + i*7%13, int64(1_500_000_00 + i*7%13*90_000_00)})
		if i%3 == 0 {
			f.days = append(f.days, DayTotal{day, purchase.StatusPending, "ARS", 3 + i%5, 900_00})
		}
		if i%4 == 0 {
			f.days = append(f.days, DayTotal{day, purchase.StatusError, "ARS", 2, 700_00}, DayTotal{day, purchase.StatusOK, "BRL", 1, 50_00})
		}
	}
	for i, psr := range []string{"290384911000001", "000050070000001", "000050070000002", "290384911000003", "X1"} {
		f.tops = append(f.tops, PSRTotal{psr, "ARS", 50 - i, int64(9-i) * 1_234_567_00 / 3})
	}
	f.tops = append(f.tops, PSRTotal{"290384911000001", "BRL", 1, 100_00})
	f.attention = []purchase.Purchase{
		bought("p1", -75*time.Hour, 5000, purchase.StatusPending, purchase.CauseExpired),
		bought("p2", -50*time.Hour, 1_000_000_000, purchase.StatusError, purchase.CauseNoBalance),
		bought("p3", -40*time.Hour, 104_00, purchase.StatusError, purchase.CauseRefused("unknown-psr")),
		bought("p4", -30*time.Hour, 24_00, purchase.StatusPending, purchase.CauseNoAnswer),
	}
	f.movements = append([]purchase.Purchase{bought("p0", -time.Hour, 104_00, purchase.StatusOK, "")}, f.attention...)
	f.notices = []Notice{
		{Completed, noon.Add(-time.Hour), f.movements[0]}, {RunOut, noon.Add(-3 * time.Hour), f.attention[0]}, {Stuck, noon.Add(-50 * time.Hour), f.attention[1]},
	}
	f.balance = agent.Balance{Available: 95_222_00, Currency: "ARS", AsOf: noon.Add(-time.Minute)}
	return f
}

func bought(id string, ago time.Duration, credited int64, s purchase.Status, c purchase.Cause) purchase.Purchase {
	return purchase.Purchase{ID: id, At: noon.Add(ago), PSR: "000050070000001", Agent: purchase.AgentRef{ID: "a1", Code: "A-1", Name: "GISELA BOSCH"},
		Credited: credited, Currency: "ARS", Status: s, Cause: c}
}

// bench is the page in a window.
type bench struct {
	*uitest.Bench
	page    *Page
	backend *fake
	opened  []Query
	buys    int
	copied  string
}

// newBench shows the page and waits until everything was read once.
func newBench(t *testing.T, lang text.Lang, role access.Role, backend *fake) *bench {
	t.Helper()
	b := &bench{Bench: uitest.New(t, "board", lang), backend: backend}
	var err error
	b.page, err = New(Params{Backend: backend, Book: b.Book, Shell: b, Role: role, Currency: "ARS", Log: slog.New(slog.DiscardHandler),
		Open: func(q Query) { b.opened = append(b.opened, q) }, Buy: func() { b.buys++ }, Copy: func(s string) { b.copied = s }, Do: b.Do})
	if err != nil {
		t.Fatal(err)
	}
	b.Show(b.page, 1366-248, 768-60)
	if backend.gate == nil {
		b.settled()
	}
	return b
}

// settled waits until everything asked for was answered.
func (b *bench) settled() {
	b.T.Helper()
	b.Until("the answers", func() bool {
		a, ok := b.page.body.(*agentBody)
		return b.page.reading == 0 && (!ok || (b.page.known.balance != nil || b.page.known.unknown != nil) && !a.table.Busy())
	})
}

// says gives the text of an id with ordinary blanks in amounts; "" when it is
// not on the screen.
func (b *bench) says(id string) string { return strings.ReplaceAll(b.Says(id), "\u00a0", " ") }

// tall makes the window high enough for the whole page.
func (b *bench) tall() *bench {
	b.Resize(b.Window().Canvas().Size().Width, 2600)
	return b
}

// press gives the keyboard to something and presses keys.
func (b *bench) press(f fyne.Focusable, keys ...fyne.KeyName) {
	b.Window().Canvas().Focus(f)
	for _, k := range keys {
		f.TypedKey(&fyne.KeyEvent{Name: k})
	}
}
