// Package exception holds what waits for a person: a wallet notice that does
// not fit what the hub knows, or an alarm. One person proposes what becomes of
// it and another, a manager, decides.
package exception

import (
	"errors"
	"time"

	"trastienda/app/purchase"
)

// Kind is why nobody but a person can settle an exception.
type Kind string

// The kinds of exceptions.
const (
	Alarm        Kind = "alarm"               // something of a purchase that cannot be; details.code says what
	UnknownPSR   Kind = "unknown-psr"         // the notice names a point of sale nobody has
	Reference    Kind = "reference-missing"   // the notice names no payment, or not the one asked for
	Amount       Kind = "amount-out-of-range" // no amount that can be
	Status       Kind = "status-unknown"      // a status this program does not know
	OtherPSR     Kind = "psr-differs"         // another point of sale than the purchase has
	OtherAmount  Kind = "amount-differs"      // another amount than the purchase has
	OtherMoney   Kind = "currency-differs"    // another currency than the purchase or the agency has
	OtherAccount Kind = "to-cbu-differs"      // the money went to another account than the agent's
	ClosedBefore Kind = "closed-before"       // people closed a notice of this payment, and the wallet tells of it again
)

// Kinds lists every kind there is.
func Kinds() []Kind {
	return []Kind{Alarm, UnknownPSR, Reference, Amount, Status, OtherPSR, OtherAmount, OtherMoney, OtherAccount, ClosedBefore}
}

// Act is what can become of an exception.
type Act string

// The acts. Assign takes the notice in for a point of sale that a person names,
// and balance goes out for it; Close says why nothing is done.
const (
	Assign Act = "assign"
	Close  Act = "close"
)

// Allows tells what a kind may become. The notice of an unknown point of sale can
// be assigned: nothing was opened for it, everything else of it is in order, and
// the one thing that is missing is what a person can know. So can one of a payment
// of which people closed a notice before: it is in order by now, but they may have
// given the money back, so nothing is opened for it until two people say so. All
// others can only be closed:
//   - another PSR, amount, currency or account than our purchase has: the
//     purchase of that reference exists, it goes its own way, and a second one
//     would send the balance twice; without a purchase, an account that is not
//     the agent's or money of another currency never reached the agency as this
//     payment says, so nothing may go out for it;
//   - an amount that cannot be, or a status nobody knows: there is nothing sure
//     to be sent, and the wallet tells it again once it is right;
//   - no reference: a payment without one cannot be told from its repeats, so
//     nothing keeps its balance from going out twice;
//   - an alarm (a transfer the recharge system lists twice, a rejection after
//     the balance went out, an answer that differs): its purchase exists, and
//     what was sent is not undone by sending again.
func (k Kind) Allows(a Act) bool {
	return a == Close || a == Assign && (k == UnknownPSR || k == ClosedBefore)
}

// Exception is a notice or an alarm as the hub shows it. Instants are UTC.
type Exception struct {
	ID        string         `json:"id"`
	Kind      Kind           `json:"kind" doc:"Why nobody but a person can settle it"`
	Reference string         `json:"reference" doc:"What it is about"`
	At        time.Time      `json:"at"`
	Details   map[string]any `json:"details" doc:"What is known of it, without whole account numbers"`
	// Acts are those that this exception allows, whoever asks.
	Acts     []Act      `json:"acts" enum:"assign,close" doc:"What may be proposed for it"`
	Proposal *Proposal  `json:"proposal" doc:"What somebody proposed and nobody decided yet"`
	Rejected *Rejection `json:"rejected" doc:"Why the proposal before was rejected"`
	Closed   *Closing   `json:"closed" doc:"What became of it; null while it waits"`
	// Payment is what an approved assign goes by: it takes in all of them.
	Payment *Payment `json:"payment" doc:"How the payment stands over this notice and the other open ones of it; null when it cannot be assigned"`
	// Along is told by the approval of an assign only.
	Along []Along `json:"along,omitempty" doc:"The other notices of the payment that the approval decided too; only in its answer"`
	// Known and Suggestion are told by GET only.
	Known      *Known      `json:"known" doc:"What the hub knows of the same payment; only in GET"`
	Suggestion *Suggestion `json:"suggestion" doc:"Whose account got the money of an unknown PSR; only in GET"`
	// Alone is told by GET only.
	Alone   bool  `json:"alone" doc:"Nobody can be the second person: there is no other manager who is surely somebody else than who proposed, or than the caller before anybody did; only in GET"`
	Version int64 `json:"version"`
}

// Proposal is what one person proposes and another decides.
type Proposal struct {
	Act    Act       `json:"act" enum:"assign,close"`
	PSR    string    `json:"psr" doc:"The point of sale of an assign"`
	Shop   string    `json:"shop" doc:"Its name"`
	Agent  string    `json:"agent" doc:"Name of its agent"`
	Reason string    `json:"reason" doc:"Never empty for a close"`
	ByID   string    `json:"by_id"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// Payment is how the payment of a notice stands: pending, accredited or rejected,
// and since when.
type Payment struct {
	Status string    `json:"status"`
	At     time.Time `json:"at"`
}

// Along is another notice of the same payment that an approval decided too, with
// what somebody had proposed for it, which counts no more.
type Along struct {
	ID      string    `json:"id"`
	Dropped *Proposal `json:"dropped" doc:"The proposal that waited on it, if there was one"`
}

// Rejection is why a proposal did not go through.
type Rejection struct {
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// Closing is how an exception ended.
type Closing struct {
	Act        Act       `json:"act" enum:"assign,close"`
	PSR        string    `json:"psr"`
	Reason     string    `json:"reason"`
	ProposedBy string    `json:"proposed_by"`
	ApprovedBy string    `json:"approved_by"`
	PurchaseID string    `json:"purchase_id" doc:"Of an assign: the purchase of the payment"`
	At         time.Time `json:"at"`
}

// Known is what the hub knows of a payment: its purchase, or else the point of
// sale that the notice names. Amount is minor units, 0 without a purchase.
type Known struct {
	PurchaseID string `json:"purchase_id"`
	PSR        string `json:"psr"`
	Agent      string `json:"agent"`
	Amount     int64  `json:"amount"`
	Currency   string `json:"currency"`
	ToCBU      string `json:"to_cbu" doc:"Masked"`
}

// Suggestion is the agent whose approved account got the money; PSR is their
// only point of sale, or empty when they have several.
type Suggestion struct {
	AgentID string `json:"agent_id"`
	Agent   string `json:"agent"`
	PSR     string `json:"psr"`
}

// MaxReason is how many characters a reason may have.
const MaxReason = purchase.MaxNote

// ErrNoReason: a close and a rejection say why.
var ErrNoReason = errors.New("exception: a reason is needed")

// CleanReason is a reason as it is stored. Errors: ErrNoReason when it is
// needed and nothing is left of it, and those of purchase.CleanNote.
func CleanReason(reason string, needed bool) (string, error) {
	reason, err := purchase.CleanNote(reason)
	if err == nil && needed && reason == "" {
		err = ErrNoReason
	}
	return reason, err
}

// Step is what a person does about an exception.
type Step string

// The steps. An operator or a manager proposes and withdraws what they
// proposed; a manager approves or rejects what somebody else proposed.
const (
	Propose  Step = "propose"
	Withdraw Step = "withdraw"
	Approve  Step = "approve"
	Reject   Step = "reject"
)

// Request is one step on the exception that a person saw.
type Request struct {
	ID      string
	Version int64
	Step    Step
	Act     Act    // of Propose
	PSR     string // of Propose to Assign
	Reason  string // of Propose and Reject
}
