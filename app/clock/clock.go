// Package clock passes the present time in, so that deadlines, leases and
// schedules can be tried at any instant.
package clock

import "time"

// Clock tells the present instant. Implementations are safe for concurrent use.
type Clock interface {
	Now() time.Time
}

// System is the machine's own clock, in UTC.
type System struct{}

// Now returns the present instant in UTC.
func (System) Now() time.Time { return time.Now().UTC() }

// shifted starts at a given instant and ticks from there.
type shifted struct {
	start time.Time
	since time.Time
}

// StartingAt returns a clock that shows t now and ticks on from there
// (the --clock flag).
func StartingAt(t time.Time) Clock {
	return shifted{start: t.UTC(), since: time.Now()}
}

// Now adds the monotonic time passed since the clock was made.
func (c shifted) Now() time.Time { return c.start.Add(time.Since(c.since)) }

// Fixed is a clock that stands still, for tests and for documents whose
// equal input must give equal bytes.
type Fixed time.Time

// Now returns the fixed instant in UTC.
func (f Fixed) Now() time.Time { return time.Time(f).UTC() }
