package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	chain "trastienda/app/audit"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// noon is the present instant of the tests: 13/12/22 12:00 in Buenos Aires.
var noon = time.Date(2022, 12, 13, 15, 0, 0, 0, time.UTC)

// fake is a Backend in memory: a chain, the newest link last. Its fields may be
// set between calls.
type fake struct {
	mu       sync.Mutex
	links    []chain.Entry
	failing  error
	gate     chan struct{} // Links wait for it, if there is one
	asks     []Ask
	counts   []chain.Filter
	files    map[string]*fakeFile
	creating error
	exported []int // rows of what was noted
	unnoted  error // of Exporting
	settings map[string]string
}

// fakeFile is a file in memory.
type fakeFile struct {
	bytes.Buffer
	name          string
	kept, dropped bool
	keeping       error
}

func (f *fakeFile) Path() string { return "/home/ana/Documentos/" + f.name }
func (f *fakeFile) Keep() error  { f.kept = f.keeping == nil; return f.keeping }
func (f *fakeFile) Drop() error  { f.dropped = true; return nil }

// sampleLinks are n links, numbered 2, 4, 6 …, an hour apart up to noon.
func sampleLinks(n int) []chain.Entry {
	kinds := []chain.Entry{
		{Act: chain.ActSignIn, Entity: "user", Actor: chain.Actor{ID: "u1", Name: "Gómez, María"}, Device: "CAJA-3",
			Before: json.RawMessage(`{"session":"none"}`), After: json.RawMessage(`{"session":"open","role":"operator"}`)},
		{Act: chain.ActMark, Entity: "mark", Actor: chain.Actor{ID: "u1", Name: "Gómez, María"}, Device: "CAJA-3",
			Before: json.RawMessage(`{"purchase_id":"p","note":"","note_by":"","note_at":null,"holder":null,"version":0}`),
			After:  json.RawMessage(`{"purchase_id":"p","note":"Llamé a Claro, espero respuesta","note_by":"Gómez, María","note_at":"2022-12-13T14:59:00Z","holder":{"id":"u1","name":"Gómez, María"},"version":1}`)},
		{Act: chain.ActRetry, Entity: "purchase", Actor: chain.Actor{ID: "u2", Name: "Paz, Lucía"}, Device: "NOTEBOOK-LP",
			Before: json.RawMessage(`{"status":"pending","cause":"no-answer","legs":{"payment":"done","transfer":"unknown","notice":"waiting"}}`),
			After:  json.RawMessage(`{"asked":true}`)},
		{Act: "limits.raised", Entity: "limit", Actor: chain.Actor{}, Before: json.RawMessage("null"), After: json.RawMessage("null")},
	}
	links := make([]chain.Entry, n)
	prev := ""
	for i := range links {
		e := kinds[i%len(kinds)]
		e.Seq, e.At = int64(2*i+2), noon.Add(-time.Duration(n-1-i)*time.Hour)
		e.EntityID = fmt.Sprintf("018f3a52-7c1e-7b3a-9f00-%012d", i)
		e.PrevHash, e.Hash = prev, strings.Repeat(fmt.Sprintf("%04x", i), 16)
		links[i], prev = e, e.Hash
	}
	return links
}

func (f *fake) keep(q chain.Filter) []chain.Entry {
	var out []chain.Entry
	for _, e := range f.links {
		ok := (q.Through == 0 || e.Seq <= q.Through) && (q.Act == "" || q.Act == e.Act)
		ok = ok && (q.Actor == "" || q.Actor == e.Actor.ID || q.Actor == chain.Hub && e.Actor.ID == "")
		ok = ok && (q.From.IsZero() || !e.At.Before(q.From)) && (q.To.IsZero() || e.At.Before(q.To))
		for _, w := range chain.SearchWords(q.Text) {
			ok = ok && strings.Contains(chain.SearchText(e), w)
		}
		if ok {
			out = append(out, e)
		}
	}
	return out
}

func (f *fake) Count(_ context.Context, q chain.Filter) (chain.Count, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts = append(f.counts, q)
	if f.failing != nil {
		return chain.Count{}, f.failing
	}
	c := chain.Count{Count: len(f.keep(q))}
	if n := len(f.links); n > 0 {
		c.Through = f.links[n-1].Seq
	}
	return c, nil
}

// Links continues after a cursor, which is the place it stands for.
func (f *fake) Links(ctx context.Context, a Ask) ([]chain.Entry, string, error) {
	f.mu.Lock()
	f.asks = append(f.asks, a)
	gate, failing, list := f.gate, f.failing, f.keep(a.Filter)
	f.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return nil, "", ctx.Err()
		}
	}
	if failing != nil {
		return nil, "", failing
	}
	if len(a.Sort) == 0 || a.Sort[0].Desc {
		slices.Reverse(list)
	}
	from := a.Skip
	if a.Cursor != "" {
		place, err := strconv.Atoi(a.Cursor)
		if err != nil {
			return nil, "", err
		}
		from += place
	}
	to := min(from+a.Limit, len(list))
	next := ""
	if to < len(list) {
		next = strconv.Itoa(to)
	}
	return list[min(from, len(list)):to], next, nil
}

// Names knows the record of one link.
func (f *fake) Names(_ context.Context, _ *text.Book, links []chain.Entry) map[Record]string {
	names := map[Record]string{}
	for _, e := range links {
		if e.Entity == "mark" {
			names[recordOf(e)] = "910001000000001 · $ 104,00"
		}
	}
	return names
}

func (f *fake) Choices(context.Context) (chain.Choices, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return chain.Choices{Actors: []chain.Actor{{}, {ID: "u1", Name: "Gómez, María"}, {ID: "u2", Name: "Paz, Lucía"}},
		Acts: []string{"limits.raised", chain.ActMark, chain.ActRetry, chain.ActSignIn}}, f.failing
}

func (f *fake) Now() time.Time { return noon }
func (f *fake) Folder() string { return "/home/ana/Documentos" }

func (f *fake) Create(_ context.Context, name string) (File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.creating != nil {
		return nil, f.creating
	}
	if f.files[name] != nil {
		return nil, ErrTaken
	}
	if f.files == nil {
		f.files = map[string]*fakeFile{}
	}
	f.files[name] = &fakeFile{name: name}
	return f.files[name], nil
}

func (f *fake) Exporting(_ context.Context, rows int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.exported = append(f.exported, rows)
	return f.unnoted
}

func (f *fake) Setting(_ context.Context, key string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.settings[key], nil
}

func (f *fake) PutSetting(_ context.Context, key, value string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.settings == nil {
		f.settings = map[string]string{}
	}
	f.settings[key] = value
	return nil
}

func (f *fake) set(change func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

// task is a Task that keeps what it was told.
type task struct {
	mu          sync.Mutex
	done, total int
	over        bool
	cancel      func()
}

func (t *task) Set(done, total int) { t.mu.Lock(); t.done, t.total = done, total; t.mu.Unlock() }
func (t *task) Done()               { t.mu.Lock(); t.over = true; t.mu.Unlock() }

// bench is the page in a window.
type bench struct {
	*uitest.Bench
	page    *Page
	backend *fake
	copied  string
	opened  string
	tasks   []*task
	alerts  []string
	see     func() // what the last alert offers
}

// newBench shows the page and waits until it was read.
func newBench(t *testing.T, lang text.Lang, f *fake) *bench {
	t.Helper()
	b := &bench{Bench: uitest.New(t, "audit", lang), backend: f}
	var err error
	b.page, err = New(Params{Backend: f, Book: b.Book, Shell: b, Log: slog.New(slog.DiscardHandler),
		Copy: func(s string) { b.copied = s }, Do: b.Do, Open: func(path string) { b.opened = path },
		Alert: func(words, _ string, do func()) { b.alerts, b.see = append(b.alerts, words), do },
		StartTask: func(_ func() string, cancel func()) Task {
			b.tasks = append(b.tasks, &task{cancel: cancel})
			return b.tasks[len(b.tasks)-1]
		}})
	if err != nil {
		t.Fatal(err)
	}
	b.Show(b.page, 1366-248, 620)
	b.settled()
	return b
}

// settled waits until everything asked for was answered.
func (b *bench) settled() {
	b.T.Helper()
	b.Until("the answers", func() bool { return !b.page.state.Busy() && !b.page.grid.Busy() })
}
