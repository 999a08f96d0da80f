package sync

import (
	"sync"
	"time"
)

// throttle calls a function soon after each poke, but not more often than
// once in a while; the last poke is always followed by a call.
type throttle struct {
	every time.Duration
	call  func()
	calls sync.Mutex // never two calls at once

	mu      sync.Mutex
	last    time.Time
	pending *time.Timer
	stopped bool
}

func newThrottle(every time.Duration, call func()) *throttle {
	return &throttle{every: every, call: call}
}

func (t *throttle) poke() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stopped || t.pending != nil {
		return
	}
	t.pending = time.AfterFunc(max(0, t.every-time.Since(t.last)), func() {
		t.mu.Lock()
		t.pending, t.last = nil, time.Now()
		stopped := t.stopped
		t.mu.Unlock()
		if !stopped {
			t.run()
		}
	})
}

func (t *throttle) run() {
	t.calls.Lock()
	defer t.calls.Unlock()
	t.call()
}

// stop delivers what is pending and ends it.
func (t *throttle) stop() {
	t.mu.Lock()
	pending := t.pending != nil
	if pending {
		t.pending.Stop()
	}
	t.stopped = true
	t.mu.Unlock()
	if pending {
		t.run()
	}
}
