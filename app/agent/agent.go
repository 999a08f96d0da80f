// Package agent holds the agents of an agency: people who hold virtual
// balance and whose points of sale (PSR) buy it.
package agent

import (
	"errors"
	"time"

	"trastienda/app/money"
)

// Agent is an agent as every list and form shows it. Bank data is always
// masked; revealing it is an audited call of its own.
type Agent struct {
	ID           string            `json:"id"`
	Code         string            `json:"code"`
	Name         string            `json:"name"`
	CUIT         string            `json:"cuit"`
	Active       bool              `json:"active"`
	BonusBP      money.BasisPoints `json:"bonus_bp" doc:"The rate in force now"`
	NextVisit    string            `json:"next_visit" doc:"A day of the agency, 2006-01-02; empty for none"`
	Contact      Contact           `json:"contact"`
	Address      Address           `json:"address"`
	PointsOfSale []PointOfSale     `json:"points_of_sale"`
	Bank         Bank              `json:"bank"`
	// Rate is the new rate that waits for a second person, or for its day; null
	// when there is none.
	Rate    *NextRate `json:"rate" doc:"The rate that comes next; null for none"`
	Version int64     `json:"version"`
}

// Contact is how an agent is reached. Every field may be empty.
type Contact struct {
	Person string `json:"person"`
	Phone  string `json:"phone"`
	Mobile string `json:"mobile"`
	Email  string `json:"email"`
	Notes  string `json:"notes"`
}

// Address is where an agent is. Every field may be empty.
type Address struct {
	Street   string `json:"street"`
	Number   string `json:"number"`
	Floor    string `json:"floor"`
	Locality string `json:"locality"`
	Province string `json:"province"`
	Postcode string `json:"postcode"`
}

// PointOfSale is a shop of an agent. PSR is text: its leading zeros count
// (S0-30). It is unique in a hub.
type PointOfSale struct {
	PSR  string `json:"psr"`
	Name string `json:"name"`
}

// BankState says how far an agent's bank data is.
type BankState string

// The states of bank data. Without approved data a shop cannot buy (S0-18).
// Data stays approved, and in force, while a change of it waits.
const (
	BankMissing  BankState = "missing"
	BankPending  BankState = "pending"
	BankApproved BankState = "approved"
)

// Bank is the account that receives an agent's money, masked. Version counts
// what was approved: a purchase says which one it was confirmed with.
type Bank struct {
	CBUMasked  string    `json:"cbu_masked"`
	Alias      string    `json:"alias"`
	Holder     string    `json:"holder"`
	CUITMasked string    `json:"cuit_masked"`
	State      BankState `json:"state"`
	Version    int64     `json:"version"`
	// Change is the id of the change that waits for a second person; empty for none.
	Change string `json:"change"`
}

// NextRate is a rate that is not in force yet.
type NextRate struct {
	Change  string            `json:"change" doc:"Id of the rate change"`
	BonusBP money.BasisPoints `json:"bonus_bp"`
	From    *time.Time        `json:"from" doc:"null: from its approval on"`
	State   ChangeState       `json:"state"`
}

// At is the agent at an instant as far as its document tells: a rate whose day has
// come is in force, also where the document was written before.
func (a Agent) At(now time.Time) Agent {
	if r := a.Rate; r != nil && r.State == Approved && r.From != nil && !r.From.After(now) {
		a.BonusBP, a.Rate = r.BonusBP, nil
	}
	return a
}

// ChangeState says what became of a change that needs a second person.
type ChangeState string

// The states of a change.
const (
	Proposed  ChangeState = "proposed"
	Approved  ChangeState = "approved"
	Rejected  ChangeState = "rejected"
	Withdrawn ChangeState = "withdrawn"
)

// BankChange is a change of an agent's bank data that one person proposed and
// another decides, with the data that was in force then. Both are masked.
// Instants are UTC.
type BankChange struct {
	ID    string      `json:"id"`
	Agent Ref         `json:"agent"`
	Old   BankData    `json:"old" doc:"What was in force when it was proposed; empty for none"`
	New   BankData    `json:"new"`
	State ChangeState `json:"state"`
	Decision
	Version int64 `json:"version"`
	// AgentVersion lets whoever acts next on the agent go on from there.
	AgentVersion int64 `json:"agent_version,omitempty" doc:"The agent's version after the act; only in the answer to one"`
}

// RateChange is a new rate of an agent, or of the agency's new agents when its
// agent is empty.
type RateChange struct {
	ID    string            `json:"id"`
	Agent Ref               `json:"agent" doc:"Empty for the rate that new agents get"`
	Old   money.BasisPoints `json:"old_bp"`
	New   money.BasisPoints `json:"bonus_bp"`
	From  *time.Time        `json:"from" doc:"null: from its approval on"`
	State ChangeState       `json:"state"`
	Decision
	Version int64 `json:"version"`
	// AgentVersion is as in BankChange.
	AgentVersion int64 `json:"agent_version,omitempty" doc:"The agent's version after the act; only in the answer to one"`
}

// Decision is who proposed a change and who decided it. Reason is that of a
// rejection.
type Decision struct {
	ByID      string     `json:"by_id"`
	By        string     `json:"by"`
	At        time.Time  `json:"at"`
	DecidedBy string     `json:"decided_by"`
	DecidedAt *time.Time `json:"decided_at"`
	Reason    string     `json:"reason"`
}

// Ref names an agent.
type Ref struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	Name string `json:"name"`
}

// BankData is bank data, masked.
type BankData struct {
	CBUMasked  string `json:"cbu_masked"`
	Alias      string `json:"alias"`
	Holder     string `json:"holder"`
	CUITMasked string `json:"cuit_masked"`
}

// Account is bank data in full. It is written into no log, no audit and no
// document: only the hub's store holds it, and an audited call reveals it.
type Account struct {
	CBU    string `json:"cbu"` // a CBU or a CVU, 22 digits
	Alias  string `json:"alias"`
	Holder string `json:"holder"`
	CUIT   string `json:"cuit"` // of the holder, 11 digits; may be empty
}

// Balance is the virtual balance of an agent at an instant (UTC);
// Available is in minor units of Currency.
type Balance struct {
	Available int64     `json:"available"`
	Currency  string    `json:"currency"`
	AsOf      time.Time `json:"as_of"`
}

// ErrPSR tells that a text is no PSR.
var ErrPSR = errors.New("agent: a PSR is 1 to 32 digits or letters")

// CheckPSR accepts what may be a PSR: 1 to 32 ASCII letters or digits. The
// sources show 15 digits (S0-30) but never say that others do not exist
// (S0-54).
func CheckPSR(psr string) error {
	if len(psr) == 0 || len(psr) > 32 {
		return ErrPSR
	}
	for _, c := range []byte(psr) {
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
			return ErrPSR
		}
	}
	return nil
}
