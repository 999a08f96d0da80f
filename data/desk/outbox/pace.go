package outbox

import (
	"math/rand/v2"
	"time"

	"trastienda/data/desk/replica"
)

// The bounds of the pause before an act is sent again (full jitter).
const (
	firstPause   = time.Second
	longestPause = 15 * time.Minute
)

// mayGo tells whether nothing keeps an act back at this moment.
func (q *Queue) mayGo(opID string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	return !q.paused && !q.rest.After(now) && !q.due[opID].After(now)
}

// next is how long until one of the acts may go.
func (q *Queue) next(acts []replica.Queued) time.Duration {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.paused || len(acts) == 0 {
		return 0
	}
	first := time.Time{}
	for _, act := range acts {
		at := q.due[act.OpID]
		if at.Before(q.rest) {
			at = q.rest
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return max(time.Until(first), time.Millisecond)
}

// later notes when an act may go again: with full jitter, but not before the
// hub asked for it.
func (q *Queue) later(opID string, attempts int, asked time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.due[opID] = time.Now().Add(max(asked, rand.N(q.limit(attempts))+time.Millisecond))
}

// unreached notes that the hub could not be reached: no other act is tried
// meanwhile.
func (q *Queue) unreached() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.misses++
	q.rest = time.Now().Add(rand.N(q.limit(q.misses)) + time.Millisecond)
}

// limit is the longest pause after so many attempts.
func (q *Queue) limit(attempts int) time.Duration {
	return min(q.p.PauseCap, q.p.Pause<<min(max(attempts-1, 0), 20))
}

func (q *Queue) pause() {
	q.mu.Lock()
	q.paused = true
	q.mu.Unlock()
	q.p.OnUnauthorized()
}

func (q *Queue) reached(opID string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.misses = 0
	delete(q.due, opID)
}

// Paused tells whether the queue waits for its person to sign in.
func (q *Queue) Paused() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.paused
}
