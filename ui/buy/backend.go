// Package buy is the page "Comprar saldo" (S0-1 … S0-19): an agent's user buys
// virtual balance for one of their points of sale. The wallet of that point of
// sale pays, with the PIN of its holder, to the agent's approved account.
//
// The page never claims what is not known: a payment whose answer did not come
// is told as such and is not sent again. A PIN is in its field until it is sent
// and nowhere else.
package buy

import (
	"context"
	"errors"
	"time"

	"trastienda/app/agent"
	"trastienda/app/buying"
)

// Backend is what the page needs. Every method that takes a context may block
// and is called off the UI goroutine; the others answer at once and may be called
// from anywhere. Errors are shown with the text and code of a *problem.Problem if
// they hold one.
type Backend interface {
	// Agents lists the visible agents with their points of sale and how far their
	// bank data is, from the copy.
	Agents(ctx context.Context) ([]agent.Agent, error)
	// Limits are those of one purchase in the agency.
	Limits(ctx context.Context) (buying.Limits, error)
	// Wallet asks the wallet of a point of sale what it holds.
	Wallet(ctx context.Context, psr string) (buying.Wallet, error)
	// Quote asks what a purchase of an amount would be now.
	Quote(ctx context.Context, psr string, amount int64) (buying.Quote, error)
	// Buy pays, once: it makes its own operation key, which the answer tells, and
	// sends nothing a second time. Errors: ErrOffline, ErrTooOld, ErrNotStored and ErrSignedOut (nothing
	// left the machine), *Changed, *JustStarted and *problem.Problem (the hub paid
	// nothing), *UnknownError. Any other error counts as not known.
	Buy(ctx context.Context, r buying.Request) (buying.Answer, error)
	// Consult asks what became of a purchase whose answer did not come, by its
	// operation key; it only asks. Errors: ErrOffline, ErrNothingPaid,
	// *UnknownError (still not known).
	Consult(ctx context.Context, key string) (buying.Answer, error)
	// Open gives what was sent from this computer and has no answer yet, also
	// before the program was started.
	Open(ctx context.Context) ([]Sent, error)
	// Setting and PutSetting keep a choice of the signed-in user on this computer.
	Setting(ctx context.Context, key string) (string, error)
	PutSetting(ctx context.Context, key, value string) error
	// Online tells whether the hub answers.
	Online() bool
	// Now is the present instant.
	Now() time.Time
}

// Sent is a purchase that left this computer and has no answer yet.
type Sent struct {
	Key string // operation key
	PSR string
	At  time.Time
}

// Told is what became of a purchase after its dialog could not say it. Answer is
// nil when it is certain that nothing was paid.
type Told struct {
	Sent
	Answer *buying.Answer
}

// Errors that a Backend gives.
var (
	// ErrOffline: the hub cannot be reached and nothing was sent.
	ErrOffline = errors.New("buy: no connection to the hub; nothing was sent")
	// ErrTooOld: the hub works with newer programs only; nothing was sent.
	ErrTooOld = errors.New("buy: the hub wants a newer program; nothing was sent")
	// ErrNotStored: the purchase could not be written down, so it was not sent.
	ErrNotStored = errors.New("buy: the purchase could not be stored; nothing was sent")
	// ErrSignedOut: nobody is signed in any more; nothing was sent.
	ErrSignedOut = errors.New("buy: signed out; nothing was sent")
	// ErrNothingPaid: the hub never got it, or refused it.
	ErrNothingPaid = errors.New("buy: nothing was paid")
)

// Changed tells that rate, bank data or point of sale moved after the quote was
// read; nothing was paid.
type Changed struct{ Quote buying.Quote }

// Error says so.
func (e *Changed) Error() string { return "buy: the quote for " + e.Quote.PSR + " changed" }

// JustStarted tells that an equal purchase was started moments ago; nothing was
// paid for this one.
type JustStarted struct{ Start buying.Start }

// Error names the other one.
func (e *JustStarted) Error() string { return "buy: an equal purchase was just started: " + e.Start.ID }

// UnknownError tells that a purchase left the machine and no answer came.
type UnknownError struct {
	Key string // operation key to ask with and to quote
	Err error  // what happened, for the log
}

// Error names the key.
func (e *UnknownError) Error() string {
	return "buy: the outcome of operation " + e.Key + " is not known"
}

// Unwrap gives what happened.
func (e *UnknownError) Unwrap() error { return e.Err }
