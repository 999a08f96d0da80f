package sync

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestThrottleCallsFourTimesASecondAndAlwaysOnceMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls, last, value atomic.Int64
		th := newThrottle(notifyEvery, func() { calls.Add(1); last.Store(value.Load()) })
		began := time.Now()
		for time.Since(began) < 10*time.Second {
			value.Add(1)
			th.poke()
			time.Sleep(7 * time.Millisecond)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if n := calls.Load(); n < 35 || n > 41 {
			t.Errorf("%d calls in 10 s", n)
		}
		if last.Load() != value.Load() {
			t.Errorf("the last call saw %d of %d", last.Load(), value.Load())
		}
		value.Add(1)
		th.poke()
		th.stop()
		if last.Load() != value.Load() {
			t.Error("what was pending at the end was not delivered")
		}
		after := calls.Load()
		th.poke()
		time.Sleep(time.Second)
		synctest.Wait()
		if calls.Load() != after {
			t.Error("called after its end")
		}
	})
}
