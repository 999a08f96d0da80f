// Package sync keeps the replica equal to the hub: a snapshot the first time,
// then the feed of changes by long poll. The feed's cursor is the only truth
// of what is missing, so nothing is lost by a cut connection or a restart.
package sync

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"trastienda/app/clock"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// Phase is what the loop is doing.
type Phase string

// The phases.
const (
	Starting   Phase = "starting"
	FirstSync  Phase = "first-sync" // Done counts purchases; Total is not known
	Indexing   Phase = "indexing"   // Done of Total indexes
	Refetching Phase = "refetching" // Done counts purchases, Total what there were
	Following  Phase = "following"
	Stopped    Phase = "stopped"
)

// State is what the status bar shows.
type State struct {
	Online bool
	// LastSync is when the copy was last known to be up to date; zero if never.
	LastSync    time.Time
	Phase       Phase
	Done, Total int
	// Err is why the last call failed; nil while all is well.
	Err error
	// SignedOut: the hub ended the session; the loop has stopped.
	SignedOut bool
	// Deactivated: it did so because the user was deactivated. The rows of the
	// copy are gone, what waits to be sent is not.
	Deactivated bool
	// ClockOff is how far this computer's clock is ahead of the hub's, in whole
	// minutes; zero while they agree within clockLimit.
	ClockOff time.Duration
	// Least is the version the hub asks for when this program is older: then
	// everything is read and nothing sent. Empty when all is well.
	Least string
}

// clockLimit is how far two clocks may be apart: from there on ages and
// deadlines are wrong on the screen.
const clockLimit = time.Minute

// Options of a loop.
type Options struct {
	Remote  *remote.Client
	Replica *replica.Replica
	Clock   clock.Clock
	Log     *slog.Logger
	// OnState and OnChanged are called at most four times a second each, from
	// goroutines of the loop, never two at once.
	OnState   func(State)
	OnChanged func()
	// OnOnline is called whenever the hub can be reached again, and when a copy was
	// loaded anew: acts of another epoch may be lost.
	OnOnline func()
	// Backoff and BackoffCap bound the pause after a failure (full jitter);
	// zero means 1 s and 60 s.
	Backoff, BackoffCap time.Duration
}

// notifyEvery is the shortest time between two notifications of the window.
const notifyEvery = 250 * time.Millisecond

// Loop is the loop of one signed-in user.
type Loop struct {
	o       Options
	wake    chan struct{}
	states  *throttle
	changes *throttle

	filling    atomic.Bool // begun, and not failed
	background sync.WaitGroup

	mu    sync.Mutex
	state State
}

// New makes a loop; Run runs it.
func New(o Options) *Loop {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Backoff <= 0 {
		o.Backoff = time.Second
	}
	if o.BackoffCap <= 0 {
		o.BackoffCap = time.Minute
	}
	l := &Loop{o: o, wake: make(chan struct{}, 1), state: State{Phase: Starting}}
	l.states = newThrottle(notifyEvery, func() {
		if o.OnState != nil {
			o.OnState(l.State())
		}
	})
	l.changes = newThrottle(notifyEvery, func() {
		if o.OnChanged != nil {
			o.OnChanged()
		}
	})
	return l
}

// State returns the present state.
func (l *Loop) State() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state
}

// Now ends a pause or a waiting poll and asks the hub at once.
func (l *Loop) Now() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Changed tells the window that something of the copy changed by other hands,
// no more often than for changes of the hub.
func (l *Loop) Changed() { l.changes.poke() }

// Run works until ctx ends or the session is over.
func (l *Loop) Run(ctx context.Context) {
	defer l.changes.stop()
	defer l.states.stop()
	defer l.set(func(s *State) { s.Phase = Stopped })
	defer l.background.Wait()
	if p, err := l.o.Replica.Progress(ctx); err == nil {
		l.set(func(s *State) { s.LastSync = p.LastSync })
	}
	for failures := 0; ctx.Err() == nil; {
		before := l.advanced()
		err := l.cycle(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, remote.ErrUnauthorized):
			gone := errors.Is(err, remote.ErrDeactivated)
			if gone {
				l.wipe(ctx)
			}
			l.set(func(s *State) { s.SignedOut, s.Deactivated, s.Err = true, gone, err })
			return
		case errors.Is(err, remote.ErrMustRefetch):
			l.o.Log.Info("sync: everything is fetched anew", "reason", err)
			if e := l.o.Replica.StartSnapshot(ctx, string(remote.Agents)); e != nil {
				err = e
			} else if failures == 0 {
				failures = 1 // a hub that says it again and again is not asked in a tight loop
				continue
			}
		}
		if l.advanced() != before {
			failures = 0
		}
		l.failed(err)
		l.pause(ctx, failures, err)
		failures++
	}
}

// wipe removes the rows of somebody who may not see them any more.
func (l *Loop) wipe(ctx context.Context) {
	if err := l.o.Replica.Wipe(ctx); err != nil {
		l.o.Log.Error("sync: the rows of a deactivated user could not be removed", "error", err)
	}
	l.changes.poke()
}

// advanced changes when something was achieved, which resets the pause.
func (l *Loop) advanced() string {
	s := l.State()
	return fmt.Sprint(l.o.Replica.Generation(), s.LastSync, s.Done)
}

// cycle brings the copy up to date and follows the feed until something fails.
func (l *Loop) cycle(ctx context.Context) error {
	p, err := l.o.Replica.Progress(ctx)
	if err != nil {
		return err
	}
	if p.Cursor == "" {
		if err := l.snapshot(ctx, p); err != nil {
			return err
		}
		if p.Refetch && l.o.OnOnline != nil {
			l.o.OnOnline()
		}
	}
	if p.Cursor != "" && !p.HaveMarks {
		if err := l.addMarks(ctx, p.Epoch); err != nil {
			return err
		}
	}
	if err := l.addDocuments(ctx); err != nil {
		return err
	}
	if err := l.o.Replica.BuildIndexes(ctx, func(done, total int) {
		l.set(func(s *State) { s.Phase, s.Done, s.Total = Indexing, done, total })
	}); err != nil {
		return err
	}
	l.changes.poke()
	l.fill(ctx)
	return l.follow(ctx)
}

// fill builds what lists can do without for a while: following the hub does not
// wait for it. After a failure the next cycle goes on with it.
func (l *Loop) fill(ctx context.Context) {
	if !l.filling.CompareAndSwap(false, true) {
		return
	}
	l.background.Go(func() {
		if err := l.o.Replica.BuildRest(ctx); err != nil {
			l.filling.Store(false)
			if ctx.Err() == nil {
				l.o.Log.Warn("sync: the roll-ups or the search index are not whole yet", "error", err)
			}
		}
	})
}

func (l *Loop) set(change func(*State)) {
	l.mu.Lock()
	change(&l.state)
	l.mu.Unlock()
	l.states.poke()
}

// reached notes that the hub answered.
func (l *Loop) reached() {
	l.mu.Lock()
	before := l.state
	l.state.Online, l.state.Err = true, nil
	l.state.ClockOff, l.state.Least = l.clockOff(), l.o.Remote.Least()
	after := l.state
	l.mu.Unlock()
	if before.ClockOff != after.ClockOff || before.Least != after.Least {
		l.states.poke()
	}
	if !before.Online {
		l.states.poke()
		if l.o.OnOnline != nil {
			l.o.OnOnline()
		}
	}
}

// clockOff is what State says of the clocks.
func (l *Loop) clockOff() time.Duration {
	off := l.o.Remote.ClockOff()
	if off.Abs() <= clockLimit {
		return 0
	}
	return off.Round(time.Minute)
}

func (l *Loop) failed(err error) {
	l.o.Log.Warn("sync: failed", "error", err)
	local := errors.Is(err, replica.ErrDiskFull) || errors.Is(err, replica.ErrNotWritable) || errors.Is(err, replica.ErrDamaged)
	l.set(func(s *State) {
		s.Err = err
		if !local {
			s.Online = false
		}
	})
}

// pause waits with full jitter, at least what the hub asked for, unless Now is
// called.
func (l *Loop) pause(ctx context.Context, failures int, err error) {
	limit := min(l.o.BackoffCap, l.o.Backoff<<min(failures, 16))
	wait := rand.N(limit) + time.Millisecond
	var refusal *remote.Refusal
	if errors.As(err, &refusal) {
		wait = max(wait, min(refusal.RetryAfter, l.o.BackoffCap))
	}
	l.sleep(ctx, wait)
}

// sleep waits; Now ends it. It tells whether it was ended so.
func (l *Loop) sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-l.wake:
		return true
	}
	return false
}
