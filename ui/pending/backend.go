// Package pending is the page "Cambios por enviar": everything the person did
// that is not at the hub yet, with its state, why it did not arrive and what can
// be done about it. Nothing goes from this list by itself but what the hub
// took. It knows no database and no network; it asks its Backend.
package pending

import (
	"context"
	"errors"
	"time"

	"trastienda/app/problem"
)

// Backend is what the page needs of the outbox. Its methods may block and are
// called off the UI goroutine, but Now. Errors besides those below: of the
// disk.
type Backend interface {
	// Unsent lists what is not at the hub, the oldest first.
	Unsent(ctx context.Context) ([]Change, error)
	// Discarded lists what was given up in the last 30 days, the newest first.
	Discarded(ctx context.Context) ([]Change, error)
	// Elsewhere lists the person's changes that wait under another address of the
	// hub.
	Elsewhere(ctx context.Context) ([]Elsewhere, error)
	// SendNow has a change sent at once; a refused one is tried again.
	SendNow(ctx context.Context, id string) error
	// Discard gives a change up. Errors: ErrSettled, ErrOnItsWay.
	Discard(ctx context.Context, id string) error
	// Conflict reads a change that somebody else was faster than; ErrSettled
	// when it is in no conflict any more.
	Conflict(ctx context.Context, id string) (Conflict, error)
	// Resolve settles it as of a version: the fields named are the person's,
	// the others the hub's; with none of theirs the change is given up. Errors:
	// ErrSettled, ErrOutdated, ErrNotStored.
	Resolve(ctx context.Context, id string, version int64, mine []string) error
	// Now is the present instant; it may be called from anywhere.
	Now() time.Time
}

// The errors of a Backend.
var (
	// ErrSettled: the change is not open any more.
	ErrSettled = errors.New("pending: the change is settled")
	// ErrOnItsWay: the change is being sent at this moment.
	ErrOnItsWay = errors.New("pending: the change is being sent")
	// ErrOutdated: the record changed again since it was looked at.
	ErrOutdated = errors.New("pending: the record changed again")
	// ErrNotStored: nothing could be written down on this machine.
	ErrNotStored = errors.New("pending: nothing could be stored")
	// ErrSignedOut: nobody is signed in any more.
	ErrSignedOut = errors.New("pending: signed out")
)

// The kinds of changes.
const (
	KindMark    = "purchase.mark" // fields note, hold
	KindSetting = "setting.put"   // field value
	KindUser    = "user.edit"     // fields name, role, agent, active
	// KindAgentNew and KindAgent have the fields of an agent, those of its parts
	// with a dot; KindBank cbu, alias, holder and cuit, masked.
	KindAgentNew = "agent.create"
	KindAgent    = "agent.edit"
	KindBank     = "bank.propose"
	// KindDiscard tells the hub that another change was given up: fields act, a
	// kind, and record.
	KindDiscard = "outbox.discard"
	KindExport  = "export.made" // tells the hub of a file: fields list, format, rows
)

// State is how far a change is.
type State string

// The states.
const (
	Waiting    State = "waiting"
	Sending    State = "sending"
	Held       State = "held"   // an earlier change of the same record is in conflict
	Paused     State = "paused" // until the person signs in
	Refused    State = "refused"
	InConflict State = "conflict"
	Discarded  State = "discarded"
)

// Change is one act that is not at the hub. Label is what people call its
// record, "" where only Record, its id, is known. Zero instants: never.
type Change struct {
	ID, Kind           string
	Record, Label      string
	Author             string
	At, Tried, Settled time.Time
	State              State
	Attempts           int
	Failure            *Failure
	Says               []Value
}

// Elsewhere is how many changes wait under another address; they are sent from
// there only.
type Elsewhere struct {
	Address string
	Changes int
}

// Value is one thing a change says; Text is "true" or "false" for a yes or no.
type Value struct{ Field, Text string }

// Reason names why an attempt did not end with the change at the hub.
type Reason string

// The reasons.
const (
	Unreached Reason = "unreached"  // no answer: the hub may have it
	NotSent   Reason = "not-sent"   // certainly nothing left
	NotAHub   Reason = "not-a-hub"  // something else answers at the address
	SignedOut Reason = "signed-out" // the session is over
	Problem   Reason = "problem"    // the hub said why: Code
)

// Failure is what is known of the last attempt. Request is the hub's number to
// quote, "" where it gave none. Unsure: the hub may have the change all the
// same, from this attempt or an earlier one.
type Failure struct {
	Reason  Reason
	Unsure  bool
	Code    problem.Code
	Request string
}

// Conflict is a change against the record as it is by now, of Version.
type Conflict struct {
	Change
	Choices []Choice
	Version int64
}

// Choice is one field: what the change says and what is at the hub. Changed:
// the person changed it.
type Choice struct {
	Field            string
	Mine, Theirs     string
	Differs, Changed bool
}
