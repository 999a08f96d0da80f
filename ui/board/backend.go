// Package board is the page "Mi tablero": what waits for somebody, what the
// last days brought, and where to go on from there. Every number is a link to
// the purchases behind it. An agent sees their own balance and movements
// instead (S0-2 … S0-5).
//
// The page knows no database and no network; it asks its Backend, off the UI
// goroutine, and keeps what it last knew while it asks again.
package board

import (
	"context"
	"errors"
	"time"

	"trastienda/app/agent"
	"trastienda/app/purchase"
)

// Backend is what the page needs of the desktop's data. Methods with a context
// may block and are called off the UI goroutine; the others answer at once and
// may be called from anywhere. Days are calendar days of the agency's zone,
// written "2006-01-02"; from and to both count.
//
// All but Balance and NextVisit answer from the local replica. Errors are
// shown with text and code of a *problem.Problem if they hold one.
type Backend interface {
	// Counts gives the numbers of the cards, over all visible purchases.
	Counts(ctx context.Context) (Counts, error)
	// Days gives what the days from … to brought, one entry per day, status and
	// currency that has purchases, in any order.
	Days(ctx context.Context, from, to string) ([]DayTotal, error)
	// TopPSR gives the points of sale that were credited most (purchases that
	// are OK), the greatest first, at most most.
	TopPSR(ctx context.Context, from, to string, most int) ([]PSRTotal, error)
	// Attention gives what somebody should look at, the most urgent first, at
	// most AttentionMost: expired, refused, pending for more than StuckAfter.
	Attention(ctx context.Context) ([]purchase.Purchase, error)
	// Unsettled tells of the notices that wait for a person. It is asked only for
	// those who may see them.
	Unsettled(ctx context.Context) (Unsettled, error)
	// AgentWork counts what of agents needs somebody.
	AgentWork(ctx context.Context) (AgentWork, error)
	// Movements gives the latest n purchases, the newest first.
	Movements(ctx context.Context, n int) ([]purchase.Purchase, error)
	// Balance asks the hub for the virtual balance of the signed-in agent.
	// ErrNoAgent when the user is none.
	Balance(ctx context.Context) (agent.Balance, error)
	// NextVisit tells when the agent is visited next; false when unknown.
	NextVisit(ctx context.Context) (time.Time, bool, error)
	// Notices gives the latest n things that happened to purchases, the newest
	// first.
	Notices(ctx context.Context, n int) ([]Notice, error)
	// Online tells whether the hub answers.
	Online() bool
	// LastSync is when the replica last caught up; zero when it never did.
	LastSync() time.Time
	// Now is the present instant.
	Now() time.Time
}

// Limits of what the page asks for.
const (
	// AttentionMost is how many purchases stand under "Requiere tu atención".
	AttentionMost = 10
	// StuckAfter is how old a pending purchase is when it needs attention.
	StuckAfter = 24 * time.Hour

	topMost      = 7
	noticesMost  = 6
	movementMost = 10
)

// ErrNoAgent tells that the signed-in user is no agent, or an agent the
// replica does not know yet.
var ErrNoAgent = errors.New("board: no agent to ask the balance of")

// Counts are the numbers of the cards.
type Counts struct {
	All, Pending, Error int
	// Due counts purchases whose deadline comes within 12 h.
	Due int
	// Attention counts everything that Attention lists the first of.
	Attention int
	// PendingSums and ErrorSums are what those purchases would credit.
	PendingSums, ErrorSums []Sum
	// OldestPending is when the oldest pending purchase was made; zero when
	// there is none.
	OldestPending time.Time
}

// Unsettled are the notices that wait for a person; Oldest is when the oldest of
// them came. None where nobody knows of any.
type Unsettled struct {
	N      int
	Oldest time.Time
}

// AgentWork is what of agents needs somebody: those that work and have no bank
// data, so that their points of sale cannot buy, and the changes that whoever
// is signed in may decide.
type AgentWork struct{ NoBank, ToDecide int }

// Sum is a sum of credited amounts in minor units of one currency. Sums never
// mix currencies.
type Sum struct {
	Currency string
	Amount   int64
}

// DayTotal is what the purchases of a day with a status came to; Credited is
// in minor units of Currency.
type DayTotal struct {
	Day      string // 2006-01-02 in the agency's zone
	Status   purchase.Status
	Currency string
	N        int
	Credited int64
}

// PSRTotal is what a point of sale was credited, in minor units of Currency.
type PSRTotal struct {
	PSR      string
	Currency string
	N        int
	Credited int64
}

// NoticeKind tells what happened to a purchase.
type NoticeKind int

// What may happen.
const (
	Completed NoticeKind = iota // all three legs are done
	Stuck                       // it was refused
	RunOut                      // nothing is tried by itself any more
)

// Notice is something that happened to a purchase. At is when it happened, as
// far as the replica knows: of a completed or refused purchase, when it was made.
type Notice struct {
	Kind     NoticeKind
	At       time.Time
	Purchase purchase.Purchase
}

// Query is what a link of the page asks to see. Empty fields do not narrow.
type Query struct {
	Status   purchase.Status
	Due      bool      // whose deadline comes soon
	From, To time.Time // calendar days in the agency's zone, both count
	PSR      string
	Purchase string // id: its detail is opened
	// Unsettled asks for the page of the notices that wait for a person instead.
	Unsettled bool
	// NoBank asks for the agents without bank data, Changes for the changes of
	// agents that wait for a decision.
	NoBank, Changes bool
}
