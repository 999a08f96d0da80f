// Package purchases is the page "Gestión de compra automática de saldo
// virtual" (S0-25 … S0-46): the grid of automated purchases, its filters, the
// retry of what got stuck, and the detail of one purchase with every attempt.
//
// The page never claims what is not known: "No se envió saldo" is said only
// where the legs of the purchase prove it, and an answer that never came is
// told as such. It knows no database and no network; it asks its Backend.
package purchases

import (
	"context"
	"errors"
	"time"

	"trastienda/app/agent"
	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// Backend is what the page needs of the desktop's data. Every method that
// takes a context may block and is called off the UI goroutine; the others
// answer at once and may be called from anywhere.
//
// Reading methods answer from the local replica. Errors are shown with the
// text and code of a *problem.Problem if they hold one.
type Backend interface {
	Lists
	Choices
	Marks
	Closings
	Bulk
	// Count tells how many purchases f keeps.
	Count(ctx context.Context, f purchase.Filter) (int, error)
	// Counts gives the numbers of the chips, over all visible purchases.
	Counts(ctx context.Context) (Counts, error)
	// SumOf sums the credited amounts of the given purchases, one sum per
	// currency.
	SumOf(ctx context.Context, ids []string) ([]Sum, error)
	// SumAll sums the credited amounts of all purchases f keeps.
	SumAll(ctx context.Context, f purchase.Filter) ([]Sum, error)
	// Rows gives up to n purchases from position from on, in the given order.
	// Sort fields are those of purchase.SortFields.
	Rows(ctx context.Context, f purchase.Filter, s listing.Sort, from, n int) ([]purchase.Purchase, error)
	// Find gives one purchase; ErrNotFound when there is none.
	Find(ctx context.Context, id string) (purchase.Purchase, error)
	// Detail gives one purchase with its attempts, asked from the hub, or
	// what the desktop last saw of it (fromCache) when the hub cannot be
	// asked. ErrNotFound when there is none.
	Detail(ctx context.Context, id string) (d purchase.Detail, fromCache bool, err error)
	// Balance asks for an agent's virtual balance.
	Balance(ctx context.Context, agentID string) (agent.Balance, error)
	// Agents lists the visible agents, for the filter.
	Agents(ctx context.Context) ([]agent.Agent, error)
	// Retry presses "Sí" for one purchase, once: it makes its own operation
	// key and sends nothing a second time. Errors: ErrOffline, ErrNotStored
	// and ErrSignedOut (nothing left the machine), *UnknownError (nobody knows
	// what became of it), *problem.Problem (the hub refused the request). Any
	// other error counts as not known.
	Retry(ctx context.Context, id string) (purchase.RetryAnswer, error)
	// Consult asks what became of the retry with that key; it only asks.
	// The key may be empty when the retry never told one: then the present
	// state of the purchase is asked from the hub. Errors: ErrOffline,
	// *UnknownError (still not known), ErrNotReceived.
	Consult(ctx context.Context, id, key string) (purchase.RetryAnswer, error)
	// Online tells whether the hub answers.
	Online() bool
	// LastSync is when the replica last caught up; zero when it never did.
	LastSync() time.Time
	// Now is the present instant.
	Now() time.Time
}

// Counts are the live numbers of the chips.
type Counts struct {
	All, Pending, Error int
	// DueSoon counts purchases whose deadline comes within DueSoonWithin.
	DueSoon int
	// Over48, Over60 and Over72 count the undecided purchases that have used up
	// so many of their 72 hours; each contains the next.
	Over48, Over60, Over72 int
	// Closing are the ids of the purchases that somebody proposed to close, and
	// nobody decided yet.
	Closing []string
	// Closed counts those that two people closed; they keep their status.
	Closed int
	// Imported counts errors of files of past purchases: nothing waits for them.
	Imported int
}

// DueSoonWithin is how close a deadline must be for the chip "Vencen antes
// de 12 h".
const DueSoonWithin = 12 * time.Hour

// Sum is a sum of credited amounts in minor units of one currency. Sums never
// mix currencies.
type Sum struct {
	Currency string
	Amount   int64
}

// Errors that a Backend gives.
var (
	// ErrOffline: the hub cannot be reached and nothing was sent.
	ErrOffline = errors.New("purchases: no connection to the hub; nothing was sent")
	// ErrTooOld: the hub works with newer programs only; nothing was sent.
	ErrTooOld = errors.New("purchases: the hub wants a newer program; nothing was sent")
	// ErrNotStored: the retry could not be written down on this machine (a
	// full disk), so it was not sent.
	ErrNotStored = errors.New("purchases: the retry could not be stored; nothing was sent")
	// ErrSignedOut: nobody is signed in any more; nothing was sent.
	ErrSignedOut = errors.New("purchases: signed out; nothing was sent")
	// ErrNotFound: there is no such purchase, or no longer in this scope.
	ErrNotFound = errors.New("purchases: no such purchase")
	// ErrNotReceived: the hub knows no operation with the key.
	ErrNotReceived = errors.New("purchases: the hub knows no such operation")
)

// UnknownError tells that a retry left the machine and no answer came: it may
// have been carried out.
type UnknownError struct {
	Key string // operation key to consult and to quote
	Err error  // what happened, for the log
}

// Error names the key.
func (e *UnknownError) Error() string {
	return "purchases: the outcome of operation " + e.Key + " is not known"
}

// Unwrap gives what happened.
func (e *UnknownError) Unwrap() error { return e.Err }
