// Package exceptions is the page "Avisos sin resolver": the wallet's notices and
// the alarms that wait for a person. One person proposes what becomes of a
// notice, and another, a manager, decides.
//
// The list comes from the copy, what is known of a payment from the hub. The page
// never claims what is not known: a step whose answer did not come is
// told as such and is not sent again.
package exceptions

import (
	"context"
	"errors"
	"time"

	"trastienda/app/agent"
	"trastienda/app/exception"
)

// Backend is what the page needs. Every method that takes a context may block
// and is called off the UI goroutine; the others answer at once and may be
// called from anywhere. Errors are shown with the text and code of a
// *problem.Problem if they hold one.
type Backend interface {
	// List gives what waits for a person, from the copy; more tells that there is
	// more of it. ErrOffline: the copy has none of them, and the hub cannot be asked.
	List(ctx context.Context) (list []exception.Exception, more bool, err error)
	// Find gives one, closed or not, with what the hub knows of its payment.
	Find(ctx context.Context, id string) (exception.Exception, error)
	// Settle takes a step once: it makes its own operation key and sends nothing
	// a second time. Errors: ErrOffline, ErrNotStored and ErrSignedOut (nothing
	// left the machine), *Conflict and *problem.Problem (the hub changed nothing),
	// *UnknownError. Any other error counts as not known.
	Settle(ctx context.Context, r exception.Request) (exception.Exception, error)
	// Agents lists the agents with their points of sale, from the copy.
	Agents(ctx context.Context) ([]agent.Agent, error)
	// SecondManager is the command with which whoever runs the hub invites another
	// manager.
	SecondManager() string
	// Online tells whether the hub answers.
	Online() bool
	// Now is the present instant.
	Now() time.Time
}

// Errors that a Backend gives.
var (
	// ErrOffline: the hub cannot be reached and nothing was sent.
	ErrOffline = errors.New("exceptions: no connection to the hub; nothing was sent")
	ErrTooOld  = errors.New("exceptions: this program is too old for the hub, nothing was sent")
	// ErrNotStored: the step could not be written down, so it was not sent.
	ErrNotStored = errors.New("exceptions: the step could not be stored; nothing was sent")
	// ErrSignedOut: nobody is signed in any more; nothing was sent.
	ErrSignedOut = errors.New("exceptions: signed out; nothing was sent")
	// ErrNotFound: there is no such exception.
	ErrNotFound = errors.New("exceptions: no such exception")
)

// Conflict tells that somebody did something about the exception first; nothing
// was changed.
type Conflict struct{ Current exception.Exception }

// Error says so.
func (e *Conflict) Error() string {
	return "exceptions: somebody did something about " + e.Current.ID + " first"
}

// UnknownError tells that a step left the machine and no answer came.
type UnknownError struct {
	Key string // operation key to quote
	Err error  // what happened, for the log
}

// Error names the key.
func (e *UnknownError) Error() string {
	return "exceptions: the outcome of operation " + e.Key + " is not known"
}

// Unwrap gives what happened.
func (e *UnknownError) Unwrap() error { return e.Err }
