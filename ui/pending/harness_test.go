package pending

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"trastienda/app/problem"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// noon is the present instant of the tests: 13/12/22 12:00 in Buenos Aires.
var noon = time.Date(2022, 12, 13, 15, 0, 0, 0, time.UTC)

// fake is an outbox in memory.
type fake struct {
	mu        sync.Mutex
	unsent    []Change
	discarded []Change
	elsewhere []Elsewhere
	conflict  Conflict
	failing   error // what reading gives
	refusing  error // what an act gives
	sent      []string
	resolved  [][]string
}

func (f *fake) Unsent(context.Context) ([]Change, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Change{}, f.unsent...), f.failing
}

func (f *fake) Discarded(context.Context) ([]Change, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Change{}, f.discarded...), nil
}

func (f *fake) Elsewhere(context.Context) ([]Elsewhere, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Elsewhere{}, f.elsewhere...), nil
}

func (f *fake) SendNow(_ context.Context, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent = append(f.sent, id)
	return f.refusing
}

func (f *fake) Discard(_ context.Context, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refusing != nil {
		return f.refusing
	}
	for i, c := range f.unsent {
		if c.ID == id {
			c.State, c.Settled = Discarded, noon
			f.unsent, f.discarded = append(f.unsent[:i:i], f.unsent[i+1:]...), append(f.discarded, c)
			return nil
		}
	}
	return ErrSettled
}

func (f *fake) Conflict(_ context.Context, id string) (Conflict, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.conflict.ID != id {
		return Conflict{}, ErrSettled
	}
	return f.conflict, nil
}

func (f *fake) Resolve(_ context.Context, id string, version int64, mine []string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refusing != nil {
		return f.refusing
	}
	if version != f.conflict.Version {
		return ErrOutdated
	}
	f.resolved = append(f.resolved, mine)
	for i := range f.unsent {
		if f.unsent[i].ID == id {
			f.unsent[i].State = Waiting
		}
	}
	return nil
}

func (f *fake) Now() time.Time { return noon }

func (f *fake) set(change func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

// samples are a change of every state, in the order of the list.
func samples() []Change {
	id := func(n string) string { return "019ac0de-0000-7000-8000-00000000000" + n }
	mark := []Value{{"note", "Llamé al comercio: vuelve a las 16."}, {"hold", "true"}}
	return []Change{
		{ID: id("1"), Kind: KindMark, Record: "p1", Label: "123123132", Author: "Ana Gómez", At: noon.Add(-3 * time.Hour), State: InConflict, Attempts: 1,
			Tried: noon.Add(-time.Minute), Failure: &Failure{Reason: Problem, Code: problem.VersionConflict, Request: "req-77"}, Says: mark},
		{ID: id("2"), Kind: KindMark, Record: "p1", Label: "123123132", Author: "Ana Gómez", At: noon.Add(-2 * time.Hour), State: Held,
			Says: []Value{{"note", ""}, {"hold", "false"}}},
		{ID: id("3"), Kind: KindUser, Record: "u2", Label: "Beto Pérez", Author: "Ana Gómez", At: noon.Add(-90 * time.Minute), State: Refused, Attempts: 1,
			Tried: noon.Add(-80 * time.Minute), Failure: &Failure{Reason: Problem, Code: problem.Forbidden, Request: "req-78"},
			Says: []Value{{"name", "Beto Pérez"}, {"role", "manager"}, {"agent", ""}, {"active", "true"}}},
		{ID: id("4"), Kind: KindSetting, Record: settingViews, Author: "Ana Gómez", At: noon.Add(-10 * time.Minute), State: Waiting, Attempts: 3,
			Tried: noon.Add(-time.Minute), Failure: &Failure{Reason: Unreached, Unsure: true}, Says: []Value{{"value", `[{"name":"Mi cola"},{"name":"Errores"}]`}}},
		{ID: id("5"), Kind: KindMark, Record: "p2", Author: "Ana Gómez", At: noon.Add(-5 * time.Second), State: Sending, Attempts: 1,
			Tried: noon, Says: mark},
	}
}

// bench is the page in a window.
type bench struct {
	*uitest.Bench
	page    *Page
	backend *fake
	opened  []string
	copied  string
}

func (b *bench) Open(id string) { b.opened = append(b.opened, id) }

// newBench shows the page and waits until its list is there.
func newBench(t *testing.T, lang text.Lang, change ...func(*fake)) *bench {
	t.Helper()
	b := &bench{Bench: uitest.New(t, "outbox", lang), backend: &fake{unsent: samples()}}
	for _, c := range change {
		c(b.backend)
	}
	var err error
	b.page, err = New(Params{Backend: b.backend, Book: b.Book, Shell: b, Log: slog.New(slog.DiscardHandler),
		Records: map[string]func(string){KindMark: func(record string) { b.opened = append(b.opened, "mark "+record) }},
		Copy:    func(s string) { b.copied = s }, Do: b.Do})
	if err != nil {
		t.Fatal(err)
	}
	b.Show(b.page, 960, 540) // what a window of 1024x640 leaves
	b.Until("the list", func() bool { return b.Badges > 0 && !b.page.grid.Busy() })
	return b
}

// choose selects the rows with these places in the sample.
func (b *bench) choose(places ...int) {
	b.T.Helper()
	ids := make([]string, len(places))
	for i, n := range places {
		ids[i] = b.page.unsent[n].ID
	}
	b.page.grid.Select(ids...)
	b.Until("the selection", func() bool { return len(b.page.chosen()) == len(places) })
}
