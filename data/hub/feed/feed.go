// Package feed wakes those who wait for an agency's changes: at once for what
// this process commits, and within half a second for what other replicas
// commit. It carries no data; whoever wakes reads the store.
package feed

import (
	"context"
	"log/slog"
	"math"
	"math/rand/v2"
	"sync"
	"time"
)

// Between two looks at the heads lie 250 to 500 ms, so that replicas do not all
// look at once.
const (
	lookEvery  = 250 * time.Millisecond
	lookJitter = 250 * time.Millisecond
)

// Store is what the feed needs of the hub's store.
type Store interface {
	OnCommit(func(agency string))
	Heads(ctx context.Context, agencies []string) (map[string]int64, error)
}

// Feed wakes waiters. It is safe for concurrent use.
type Feed struct {
	store Store
	log   *slog.Logger

	mu      sync.Mutex
	waiters map[*Waiter]struct{}
	stopped chan struct{}
	stop    sync.Once
}

// New makes a feed that hears of the store's own commits at once. Run makes it
// hear of those of other replicas.
func New(s Store, log *slog.Logger) *Feed {
	f := &Feed{store: s, log: log, waiters: map[*Waiter]struct{}{}, stopped: make(chan struct{})}
	s.OnCommit(f.wake)
	return f
}

// Waiter waits for one change of its agency.
type Waiter struct {
	feed   *Feed
	agency string
	seen   int64 // guarded by feed.mu
	woken  chan struct{}
}

// Wait begins to wait. Call it before the head is read, so that no commit comes
// in between, then Seen with that head, and Done in the end.
func (f *Feed) Wait(agency string) *Waiter {
	w := &Waiter{feed: f, agency: agency, seen: math.MaxInt64, woken: make(chan struct{})}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiters[w] = struct{}{}
	return w
}

// Seen tells the newest number the waiter knows of.
func (w *Waiter) Seen(head int64) {
	w.feed.mu.Lock()
	defer w.feed.mu.Unlock()
	w.seen = head
}

// Woken is closed when there may be something newer.
func (w *Waiter) Woken() <-chan struct{} { return w.woken }

// Done ends the waiting.
func (w *Waiter) Done() {
	w.feed.mu.Lock()
	defer w.feed.mu.Unlock()
	delete(w.feed.waiters, w)
}

// Stopped is closed when the feed has stopped: waiting is over.
func (f *Feed) Stopped() <-chan struct{} { return f.stopped }

func (f *Feed) wake(agency string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for w := range f.waiters {
		if w.agency == agency {
			close(w.woken)
			delete(f.waiters, w)
		}
	}
}

// Run looks for commits of other replicas until ctx ends, and then tells
// everybody that waiting is over.
func (f *Feed) Run(ctx context.Context) {
	defer f.stop.Do(func() { close(f.stopped) })
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(lookEvery + rand.N(lookJitter)):
			f.look(ctx)
		}
	}
}

// look wakes those whose agency's head is newer than what they know.
func (f *Feed) look(ctx context.Context) {
	agencies := f.agencies()
	if len(agencies) == 0 {
		return
	}
	heads, err := f.store.Heads(ctx, agencies)
	if err != nil {
		if ctx.Err() == nil {
			f.log.Warn("feed: heads not read", "error", err)
		}
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for w := range f.waiters {
		if heads[w.agency] > w.seen {
			close(w.woken)
			delete(f.waiters, w)
		}
	}
}

func (f *Feed) agencies() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	seen := map[string]bool{}
	var agencies []string
	for w := range f.waiters {
		if !seen[w.agency] {
			seen[w.agency] = true
			agencies = append(agencies, w.agency)
		}
	}
	return agencies
}

// Waiting is how many wait now.
func (f *Feed) Waiting() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.waiters)
}
