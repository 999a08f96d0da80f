// Package agents is the page "Agentes": the agency's agents, the form of each,
// their bank data and rates, and the changes of both that wait for a second
// person (S0-20 … S0-24).
//
// What a form changes is written down on this computer and sent by the queue,
// so it works without a connection. Decisions need the hub: one whose answer
// did not come is told as unknown and is not sent again. Bank data is masked
// everywhere; reading it in full is an audited call, and what it gave leaves
// the screen again.
package agents

import (
	"context"
	"errors"
	"time"

	"trastienda/app/agent"
	"trastienda/app/money"
)

// Backend is what the page needs of the desktop's data. Every method that takes
// a context may block and is called off the UI goroutine; the others answer at
// once and may be called from anywhere.
type Backend interface {
	// Agents lists those of the copy, with what is not at the hub yet on top.
	Agents(ctx context.Context) ([]Agent, error)
	// Create writes a new agent down and gives its id. Edit changes one from the
	// version on that the form began with; ProposeBank proposes other bank data.
	// All three return once it is written down, and the queue sends it. The data
	// is Clean and passed Check. Errors: ErrNotStored, ErrSignedOut (nothing will
	// be sent).
	Create(ctx context.Context, e agent.Edit) (id string, err error)
	Edit(ctx context.Context, id string, e agent.Edit, version int64) error
	ProposeBank(ctx context.Context, id string, a agent.Account, version int64) error

	// BankChanges and RateChanges are those of the copy, newest first: of one
	// agent all, of "" the open ones of all, with those of the agency's own rate.
	BankChanges(ctx context.Context, id string) ([]agent.BankChange, error)
	RateChanges(ctx context.Context, id string) ([]agent.RateChange, error)
	// Decide takes a step on a change, and ProposeRate proposes another rate, each
	// once: they make their own operation key and send nothing a second time. A
	// zero from means as soon as it is approved. Errors: ErrOffline, ErrTooOld,
	// ErrNotStored, ErrSignedOut (nothing left the machine), ErrConflict and
	// *problem.Problem (the hub changed nothing), *UnknownError. Any other error
	// counts as not known.
	Decide(ctx context.Context, d Decision) error
	ProposeRate(ctx context.Context, id string, rate money.BasisPoints, from time.Time, version int64) error

	// Reveal gives the bank data in force in full, RevealChange that of a change
	// and what was in force before it. Each call is audited.
	Reveal(ctx context.Context, id string) (agent.Account, error)
	RevealChange(ctx context.Context, changeID string) (proposed, old agent.Account, err error)
	// Balance asks the hub for the virtual balance of an agent.
	Balance(ctx context.Context, id string) (agent.Balance, error)

	// Online tells whether the hub answers.
	Online() bool
	// Now is the present instant.
	Now() time.Time
	// Setting gives a choice of the user on this computer, "" when none was made.
	Setting(ctx context.Context, key string) (string, error)
	PutSetting(ctx context.Context, key, value string) error
}

// Agent is an agent as its user should see it.
type Agent struct {
	agent.Agent
	Unsent Unsent
	// New: the hub has no such agent; its creation waits, or was refused.
	New bool
	// BankUnsent is a proposal of bank data that waits to be sent, masked; nil for
	// none.
	BankUnsent *agent.BankData
}

// Unsent says what of an agent is not at the hub.
type Unsent string

// The least urgent first.
const (
	UnsentNone     Unsent = ""
	UnsentWaiting  Unsent = "waiting"  // what is shown is not at the hub yet
	UnsentRefused  Unsent = "refused"  // the hub refused something; its own is shown
	UnsentConflict Unsent = "conflict" // somebody was faster; the hub's is shown
)

// Kind is what a change is of.
type Kind string

// The kinds.
const (
	Bank Kind = "bank"
	Rate Kind = "rate"
)

// Decision is a step on a change, from the version on that the person saw.
// Reason is that of a rejection.
type Decision struct {
	Kind    Kind
	ID      string
	Version int64
	Step    agent.Step
	Reason  string
}

// Errors that a Backend gives.
var (
	ErrOffline   = errors.New("agents: no connection to the hub; nothing was sent")
	ErrTooOld    = errors.New("agents: this program is too old for the hub; nothing was sent")
	ErrNotStored = errors.New("agents: it could not be stored; nothing was sent")
	ErrSignedOut = errors.New("agents: signed out; nothing was sent")
	// ErrConflict: somebody was faster; nothing was changed.
	ErrConflict = errors.New("agents: somebody changed it first")
)

// UnknownError tells that an act left the machine and no answer came.
type UnknownError struct {
	Key string // operation key to quote
	Err error  // what happened, for the log
}

// Error names the key.
func (e *UnknownError) Error() string {
	return "agents: the outcome of operation " + e.Key + " is not known"
}

// Unwrap gives what happened.
func (e *UnknownError) Unwrap() error { return e.Err }
