// Package buying is the purchase of virtual balance that is started here
// (S0-1 … S0-19): a shop's wallet pays, with the PIN of its holder, to the
// approved account of the shop's agent. From the payment on it is a purchase
// like any other (package purchase).
//
// A start is what is not a purchase yet: the wallet has been asked to pay, or
// said no. A refused start leaves nothing in the grid; the PIN may be typed
// again under the same reference.
package buying

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"trastienda/app/agent"
	"trastienda/app/money"
	"trastienda/app/purchase"
)

// Wallet is a point of sale's wallet at an instant (UTC); Available is in minor
// units of Currency.
type Wallet struct {
	PSR       string    `json:"psr"`
	Holder    string    `json:"holder"`
	Available int64     `json:"available"`
	Currency  string    `json:"currency"`
	AsOf      time.Time `json:"as_of"`
}

// Quote is what a purchase of an amount would be now: what the person is shown
// before the PIN (S0-13). Amounts are minor units; Minimum and Maximum are the
// agency's limits of an amount.
type Quote struct {
	PSR         string    `json:"psr"`
	Agent       agent.Ref `json:"agent"`
	Amount      int64     `json:"amount"`
	Credited    int64     `json:"credited"`
	Currency    string    `json:"currency"`
	BankVersion int64     `json:"bank_version"`
	CBUMasked   string    `json:"cbu_masked"`
	Alias       string    `json:"alias"`
	Holder      string    `json:"holder"`
	Minimum     int64     `json:"minimum"`
	Maximum     int64     `json:"maximum"`
}

// Request is the purchase that a person who saw the quote confirmed with a PIN.
func (q Quote) Request(pin PIN) Request {
	return Request{PSR: q.PSR, Amount: q.Amount, Currency: q.Currency, Credited: q.Credited, BankVersion: q.BankVersion, PIN: pin}
}

// Same tells whether a request still is what the quote says.
func (q Quote) Same(r Request) bool {
	return q.PSR == r.PSR && q.Amount == r.Amount && q.Currency == r.Currency && q.Credited == r.Credited && q.BankVersion == r.BankVersion
}

// Request is a purchase as its person confirmed it.
type Request struct {
	PSR         string
	Amount      int64 // minor units of Currency
	Currency    string
	Credited    int64
	BankVersion int64
	PIN         PIN
	// Start is an earlier refused start that is tried again; empty for a new one.
	Start string
	// Again: the person knows of an equal purchase that was just started and wants
	// another one.
	Again bool
}

// Result is what the person is told.
type Result string

// The results.
const (
	// Accredited: COELSA accredited the money. The purchase says how far its
	// balance is.
	Accredited Result = "accredited"
	// Pending: paid, and not accredited yet (S0-16).
	Pending Result = "pending"
	// Refused: certainly nothing was paid.
	Refused Result = "refused"
	// Unknown: nobody knows yet whether it was paid. It is asked for.
	Unknown Result = "unknown"
)

// Answer is what became of a start. Purchase is nil while there is none: the
// start was refused, or the wallet still has the call.
type Answer struct {
	Result   Result             `json:"result"`
	Code     string             `json:"code"`
	Start    string             `json:"start"`
	Purchase *purchase.Purchase `json:"purchase"`
	// OpID is the act's own key, which only the desktop knows: by it the hub is
	// asked what became of an Unknown.
	OpID string `json:"-"`
}

// State says how far a start is.
type State string

// The states of a start.
const (
	Sending      State = "sending" // the wallet has been asked to pay, and no answer is written down
	RefusedStart State = "refused" // the wallet said no: nothing was paid
	Opened       State = "opened"  // there is a purchase of the same id
)

// Start is what is known of a start. Amounts are minor units, At is UTC.
type Start struct {
	ID       string             `json:"start"`
	State    State              `json:"state"`
	Code     string             `json:"code"`
	PSR      string             `json:"psr"`
	Amount   int64              `json:"amount"`
	Credited int64              `json:"credited"`
	Currency string             `json:"currency"`
	At       time.Time          `json:"at"`
	Purchase *purchase.Purchase `json:"purchase"`
}

// Answer is what the person is told of the start as it is.
func (s Start) Answer() Answer {
	a := Answer{Result: Unknown, Code: string(purchase.CauseNoAnswer), Start: s.ID, Purchase: s.Purchase}
	switch {
	case s.State == RefusedStart:
		a.Result, a.Code = Refused, s.Code
	case s.Purchase == nil:
	case s.Purchase.Legs.Payment == purchase.Done:
		a.Result, a.Code = Accredited, string(s.Purchase.Cause)
	case s.Purchase.Legs.Payment == purchase.Waiting:
		a.Result, a.Code = Pending, string(s.Purchase.Cause)
	case s.Purchase.Legs.Payment == purchase.Refused:
		a.Result, a.Code = Refused, s.Purchase.Cause.Refusal()
	}
	return a
}

// Limits bound the amount of one purchase, in minor units.
type Limits struct{ Minimum, Maximum int64 }

// The limits of an agency that set none: the sources show purchases from $ 24 to
// $ 40.000, and one of $ 10.000.000 that failed (S0-32 … S0-34, S0-48).
const (
	StandardMinimum int64 = 1_00
	StandardMaximum int64 = 1_000_000_00
)

// Allow tells whether an amount may be bought.
func (l Limits) Allow(amount int64) bool {
	return money.Valid(amount) && amount >= l.Minimum && amount <= l.Maximum
}

// Sound tells whether the limits themselves can be.
func (l Limits) Sound() bool {
	return money.Valid(l.Minimum) && money.Valid(l.Maximum) && l.Minimum <= l.Maximum
}

// Just is how long after an equal purchase a second one is taken for a mistake
// until its person says that it is none.
const Just = 2 * time.Minute

// referencePrefix marks the payments that a hub started: the rest is the start's
// id.
const referencePrefix = "buy-"

// Reference is what the wallet is told to call the payment of a start: always
// the same, however often it is tried.
func Reference(startID string) string { return referencePrefix + startID }

// StartOf reads the start's id out of a wallet's reference; false for a payment
// that no hub started. A hub that was restored from a backup finds in it the id
// under which its forgotten balance may have been sent.
func StartOf(reference string) (string, bool) {
	id, ours := strings.CutPrefix(reference, referencePrefix)
	if !ours {
		return "", false
	}
	u, err := uuid.Parse(id)
	return id, err == nil && u.String() == id
}

// Key is the idempotency key of a start's payment, the same for every try.
func Key(startID string) string { return "payment-" + startID }
