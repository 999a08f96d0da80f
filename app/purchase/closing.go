package purchase

import (
	"slices"
	"time"
)

// Closing is how people end a purchase that cannot go on: one proposes it with a
// reason, another decides. It is a record of its own, so that the purchase stays
// what the outside systems made of it; once approved, nothing is sent for it any
// more. Instants are UTC. A closing of version 0 was never proposed.
type Closing struct {
	PurchaseID string       `json:"purchase_id"`
	Kind       ClosingKind  `json:"kind"`
	Reason     string       `json:"reason"`
	State      ClosingState `json:"state"`
	ByID       string       `json:"by_id"`
	By         string       `json:"by"`
	At         time.Time    `json:"at"`
	DecidedBy  string       `json:"decided_by"`
	DecidedAt  *time.Time   `json:"decided_at"`
	Answer     string       `json:"answer" doc:"The reason of a rejection"`
	Version    int64        `json:"version"`
}

// Closed tells whether two people closed the purchase.
func (c Closing) Closed() bool { return c.State == ClosingApproved }

// ClosingKind is what became of the money.
type ClosingKind string

// The kinds. Refunded: the money that was accredited was given back by hand.
const (
	ClosedByHand ClosingKind = "closed"
	Refunded     ClosingKind = "refunded"
)

// ClosingState says how far a closing is.
type ClosingState string

// The states of a closing.
const (
	ClosingProposed  ClosingState = "proposed"
	ClosingApproved  ClosingState = "approved"
	ClosingRejected  ClosingState = "rejected"
	ClosingWithdrawn ClosingState = "withdrawn"
)

// ClosingStep is what a person does about a closing.
type ClosingStep string

// The steps.
const (
	ProposeClosing  ClosingStep = "propose"
	WithdrawClosing ClosingStep = "withdraw"
	ApproveClosing  ClosingStep = "approve"
	RejectClosing   ClosingStep = "reject"
)

// ClosingRequest is one step. Version is the purchase's for ProposeClosing, else
// the closing's; Reason is needed to propose and to reject.
type ClosingRequest struct {
	PurchaseID string
	Step       ClosingStep
	Kind       ClosingKind
	Reason     string
	Version    int64
}

// Closable lists what a purchase may be closed as, by what its row shows; nil for
// nothing. It must be one that nothing moves on by itself any more: refused, or
// past its deadline. Refunded says that the money came and that no balance went
// out for it, so both must be certain: the payment done, the transfer waiting or
// refused. One whose transfer or payment nobody knows of can at most be closed;
// whether it can the hub decides, which knows more (MayClose).
func Closable(p Purchase) []ClosingKind {
	if p.Status != StatusError && p.Cause != CauseExpired {
		return nil
	}
	if p.Legs.Payment == Done && (p.Legs.Transfer == Waiting || p.Legs.Transfer == Refused) {
		return []ClosingKind{ClosedByHand, Refunded}
	}
	return []ClosingKind{ClosedByHand}
}

// MayClose tells whether a purchase may be closed as a kind. held: the recharge
// system knows a different transfer of its reference, so nothing is ever sent for
// it and its outcome never becomes certain here; without that, an unknown
// transfer is asked for until it is known, and closing it would hide balance that
// went out. inFlight: a call is on its way.
func MayClose(p Purchase, kind ClosingKind, held, inFlight bool) bool {
	if inFlight || p.Legs.Transfer == Unknown && !held {
		return false
	}
	return slices.Contains(Closable(p), kind)
}
