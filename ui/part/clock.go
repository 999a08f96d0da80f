package part

import (
	"time"

	"trastienda/ui/text"
)

// ClockLimit is how far this computer's clock and the hub's may be apart before
// anybody is told: from there on deadlines and ages are wrong on the screen.
const ClockLimit = time.Minute

// ClockIsOff tells whether somebody is to be told.
func ClockIsOff(off time.Duration) bool { return off.Abs() > ClockLimit }

// ClockWords says how far this computer's clock is ahead of the hub's, or behind.
func ClockWords(b *text.Book, off time.Duration) string {
	words := b.Span(off.Abs().Round(time.Minute))
	if off > 0 {
		return b.T("settings.hub.clock.ahead", "off", words)
	}
	return b.T("settings.hub.clock.behind", "off", words)
}
