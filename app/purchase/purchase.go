// Package purchase holds the automated purchase of virtual balance: a shop
// pays its agent's account through a wallet, and once COELSA accredited the
// money the agent's virtual balance goes to the shop's point of sale.
//
// A purchase has three independent legs (S0-41): the payment, the transfer of
// virtual balance, and the notice to the merchant platform. This package knows
// what a row shows (status.go) and what may be done next (plan.go); it calls
// nobody and stores nothing.
package purchase

import "time"

// Purchase is a purchase as the hub shows it. Amounts are minor units of
// Currency, instants are UTC.
type Purchase struct {
	ID             string     `json:"id"`
	At             time.Time  `json:"at"`
	PSR            string     `json:"psr"`
	Agent          AgentRef   `json:"agent"`
	WalletTransfer string     `json:"wallet_transfer"`
	Paid           int64      `json:"paid"`
	Credited       int64      `json:"credited"`
	Currency       string     `json:"currency"`
	TransferID     string     `json:"transfer_id"`
	Status         Status     `json:"status"`
	Cause          Cause      `json:"cause"`
	Legs           Legs       `json:"legs"`
	Deadline       *time.Time `json:"deadline"`
	NextRetryAt    *time.Time `json:"next_retry_at"`
	Version        int64      `json:"version"`
}

// Detail is a purchase with every attempt, oldest first.
type Detail struct {
	Purchase
	Attempts []Attempt `json:"attempts"`
}

// AgentRef names the agent a purchase belongs to.
type AgentRef struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	Name string `json:"name"`
}

// Leg is one of the three steps of a purchase.
type Leg string

// The legs, in their order.
const (
	Payment  Leg = "payment"
	Transfer Leg = "transfer"
	Notice   Leg = "notice"
)

// LegState is how far a leg is.
type LegState string

// The states of a leg. Unknown means: it may have happened, or may still
// happen, and nobody can tell yet.
const (
	Done    LegState = "done"
	Waiting LegState = "waiting"
	Unknown LegState = "unknown"
	Refused LegState = "refused"
)

// Legs are the states of the three legs.
type Legs struct {
	Payment  LegState `json:"payment"`
	Transfer LegState `json:"transfer"`
	Notice   LegState `json:"notice"`
}

// Attempt is one call to an outside system. It is stored before the call
// leaves and closed when its answer comes.
type Attempt struct {
	N          int        `json:"n"`
	Leg        Leg        `json:"leg"`
	By         By         `json:"by"`
	StartedAt  time.Time  `json:"started_at"`
	FinishedAt *time.Time `json:"finished_at"`
	Outcome    Outcome    `json:"outcome"`
	Code       string     `json:"code"`
	Detail     string     `json:"detail"`
	Reference  string     `json:"reference"`
}

// By tells who made an attempt.
type By struct {
	Kind ByKind `json:"kind"`
	Name string `json:"name"`
}

// ByKind is a person or the hub by itself.
type ByKind string

// Who makes attempts.
const (
	Person    ByKind = "person"
	Automatic ByKind = "automatic"
)

// Outcome is what an attempt brought.
type Outcome string

// The outcomes. An open attempt has none. A question (asking an outside
// system what it knows) ends found, not-found, waiting or unknown; a send ends
// done, refused or unknown.
const (
	OutcomeOpen     Outcome = ""
	OutcomeDone     Outcome = "done"
	OutcomeRefused  Outcome = "refused"
	OutcomeUnknown  Outcome = "unknown"
	OutcomeWaiting  Outcome = "waiting"
	OutcomeFound    Outcome = "found"
	OutcomeNotFound Outcome = "not-found"
)

// Result is what a person who pressed "Sí" is told.
type Result string

// The results of a retry (S0-43 … S0-45, and a refusal with its code).
const (
	ResultCompleted Result = "completed"
	ResultNoBalance Result = "no-balance"
	ResultPending   Result = "pending"
	ResultRefused   Result = "refused"
)

// RetryAnswer is the hub's answer to a retry. Code tells the reason of a
// refusal or why the purchase is still pending (a Cause, or CodeSettling).
type RetryAnswer struct {
	Result   Result   `json:"result"`
	Code     string   `json:"code"`
	Purchase Purchase `json:"purchase"`
}

// CodeSettling is the code of a pending answer while an earlier send may
// still be carried out, so that only asking is allowed.
const CodeSettling = "settling"

// AnswerFor tells the person what p's present state means (transaction 2 of a
// retry, and the answer to a claim whose answer was lost).
func AnswerFor(p Purchase) RetryAnswer {
	answer := RetryAnswer{Result: ResultPending, Code: string(p.Cause), Purchase: p}
	switch {
	case p.Status == StatusOK:
		answer.Result = ResultCompleted
	case p.Cause == CauseNoBalance:
		answer.Result = ResultNoBalance
	case p.Status == StatusError:
		answer.Result, answer.Code = ResultRefused, p.Cause.Refusal()
	}
	return answer
}
