package sync_test

import (
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"trastienda/data/desk/sync"
)

// The loop notices a clock that is off, and that it is right again, also while
// nothing else changes.
func TestTheLoopTellsOfClocksThatDiffer(t *testing.T) {
	h := hubWith(3)
	var ahead atomic.Int64
	h.Clock = func() time.Time { return time.Now().Add(-time.Duration(ahead.Load())) }
	var told atomic.Int64
	s := start(t, serve(t, h).URL, filepath.Join(t.TempDir(), "r.db"), func(o *sync.Options) {
		o.OnState = func(s sync.State) { told.Store(int64(s.ClockOff)) }
	})
	s.waitFor("following", func() bool { return s.loop.State().Phase == sync.Following })
	for _, c := range []struct{ off, want time.Duration }{
		{5*time.Minute + 10*time.Second, 5 * time.Minute}, {50 * time.Second, 0}, {-61 * time.Second, -time.Minute}, {-90 * time.Minute, -90 * time.Minute}, {0, 0},
	} {
		ahead.Store(int64(c.off))
		s.loop.Now()
		s.waitFor(c.off.String(), func() bool { return s.loop.State().ClockOff == c.want && time.Duration(told.Load()) == c.want })
	}
}
