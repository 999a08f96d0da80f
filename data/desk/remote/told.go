package remote

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"golang.org/x/mod/semver"
)

// leastHeader carries the least version of the desktop that the hub works with.
const leastHeader = "X-Hub-Desktop"

// ErrTooOld: the hub works with newer desktops only. This one may look; it sends
// no acts.
var ErrTooOld = errors.New("remote: the hub works with newer desktops only")

// TooOldError is the error behind ErrTooOld, the cause of an OfflineError:
// nothing was sent, and what can wait is kept.
type TooOldError struct{ Least string }

func (e *TooOldError) Error() string { return ErrTooOld.Error() + ": " + e.Least + " and later" }

// Is makes every TooOldError an ErrTooOld.
func (e *TooOldError) Is(target error) bool { return target == ErrTooOld }

// told is what the hub's answers tell by the way. It is safe for concurrent use.
type told struct {
	mu    sync.Mutex
	once  bool // an answer came
	off   time.Duration
	least string
}

// hear takes what an answer of a hub tells; at is this computer's clock when the
// answer began to come. An answer without the headers is of a hub that asks
// nothing.
func (t *told) hear(h http.Header, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.once, t.least = true, h.Get(leastHeader)
	if hub := hubTime(h); !hub.IsZero() {
		t.off = at.Sub(hub)
	}
}

// ClockOff is how far this computer's clock is ahead of the hub's by its last
// answer, as exact as an answer is fast; zero before the first.
func (c *Client) ClockOff() time.Duration {
	c.told.mu.Lock()
	defer c.told.mu.Unlock()
	return c.told.off
}

// Least is the least version of the desktop that the hub asks for when this one
// is older, else empty. A version that cannot be read keeps nobody out.
func (c *Client) Least() string {
	c.told.mu.Lock()
	least := c.told.least
	c.told.mu.Unlock()
	if older(c.version, least) {
		return least
	}
	return ""
}

// mayAct tells whether this program may send acts to the hub. Before the first
// answer it asks, because an act that has left cannot be taken back.
func (c *Client) mayAct(ctx context.Context) error {
	if c.version == "" {
		return nil
	}
	if !c.told.heard() {
		_, err := c.do(ctx, call{method: http.MethodGet, path: "/health/live", anonymous: true})
		if err != nil && !c.told.heard() {
			return &OfflineError{NotSent: true, Err: err}
		}
	}
	if least := c.Least(); least != "" {
		return &OfflineError{NotSent: true, Err: &TooOldError{Least: least}}
	}
	return nil
}

func (t *told) heard() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.once
}

// older compares two versions as semver.org does.
func older(version, least string) bool {
	return semver.IsValid("v"+version) && semver.IsValid("v"+least) && semver.Compare("v"+version, "v"+least) < 0
}
