package purchase

import (
	"strings"
	"time"
)

// Status is the word a row shows: OK, PENDIENTE or ERROR (S0-37).
type Status string

// The statuses.
const (
	StatusOK      Status = "ok"
	StatusPending Status = "pending"
	StatusError   Status = "error"
)

// Retryable tells whether the retry button is enabled: only for PENDIENTE and
// ERROR (S0-38).
func (s Status) Retryable() bool { return s == StatusPending || s == StatusError }

// Imported tells an error of a file of past purchases: history, for which nothing
// is ever sent.
func (p Purchase) Imported() bool { return p.Cause == CauseRefused(CodeImported) }

// Retryable tells whether a retry of the purchase is offered: see
// Status.Retryable, and never for what is history.
func (p Purchase) Retryable() bool { return p.Status.Retryable() && !p.Imported() }

// Cause tells why a purchase is not OK; empty when it is.
type Cause string

// The causes. A refusal other than no balance is "refused:CODE".
const (
	CauseNone           Cause = ""
	CausePaymentPending Cause = "payment-pending"
	CauseNoBalance      Cause = "no-balance"
	CauseNoAnswer       Cause = "no-answer"
	CauseNoticePending  Cause = "notice-pending"
	CauseExpired        Cause = "expired"

	refusedPrefix = "refused:"
)

// Codes of refusals that the rules themselves know.
const (
	// CodeNoBalance is the recharge system's word for "no virtual balance".
	CodeNoBalance = "insufficient-balance"
	// CodePaymentRejected stands for a payment that the wallet rejected.
	CodePaymentRejected = "payment-rejected"
	// CodePaymentNotMade stands for a payment that was started here, of which the
	// wallet knows nothing once it can no longer happen.
	CodePaymentNotMade = "payment-not-made"
	// CodeImported stands for an error of a file of past purchases, whose reason
	// nobody kept.
	CodeImported = "imported"
)

// CauseRefused is the cause of a refusal with the outside system's code.
func CauseRefused(code string) Cause {
	if code == CodeNoBalance {
		return CauseNoBalance
	}
	return Cause(refusedPrefix + code)
}

// Status is the one status that rows with this cause have.
func (c Cause) Status() Status {
	switch {
	case c == CauseNone:
		return StatusOK
	case c == CauseNoBalance, strings.HasPrefix(string(c), refusedPrefix):
		return StatusError
	}
	return StatusPending
}

// Refusal returns the code of a refusal, empty for every other cause.
func (c Cause) Refusal() string {
	if c == CauseNoBalance {
		return CodeNoBalance
	}
	code, ok := strings.CutPrefix(string(c), refusedPrefix)
	if !ok {
		return ""
	}
	return code
}

// Window is how long a payment may take to be accredited (S0-7, S0-19), and
// how long the later legs are tried again after that. Elapsed hours (rule B15).
const Window = 72 * time.Hour

// State is what the rules need to know of a purchase to tell what its row
// shows.
type State struct {
	At           time.Time // when the purchase was made
	AccreditedAt time.Time // when COELSA accredited the money; zero before that
	Legs         Legs
	RefusalCode  string // code of the refused leg, if one is refused
}

// Deadline is the instant after which nothing is tried automatically any more:
// 72 h after the purchase while the payment waits, else 72 h after the money
// was accredited.
func (s State) Deadline() time.Time {
	if s.Legs.Payment != Done || s.AccreditedAt.IsZero() {
		return s.At.Add(Window)
	}
	return s.AccreditedAt.Add(Window)
}

// Completed tells whether all three legs are done.
func (s State) Completed() bool {
	return s.Legs == Legs{Payment: Done, Transfer: Done, Notice: Done}
}

// Show tells the status and cause of the row at now. OK: all three legs done.
// ERROR: a leg is refused. PENDIENTE: everything else; after the deadline its
// cause is expired and it waits for a person.
func (s State) Show(now time.Time) (Status, Cause) {
	switch {
	case s.Completed():
		return StatusOK, CauseNone
	case s.Legs.Payment == Refused, s.Legs.Transfer == Refused:
		return StatusError, CauseRefused(s.RefusalCode)
	case !now.Before(s.Deadline()):
		return StatusPending, CauseExpired
	case s.Legs.Payment == Unknown:
		return StatusPending, CauseNoAnswer
	case s.Legs.Payment != Done:
		return StatusPending, CausePaymentPending
	case s.Legs.Transfer == Done:
		return StatusPending, CauseNoticePending
	}
	return StatusPending, CauseNoAnswer
}
