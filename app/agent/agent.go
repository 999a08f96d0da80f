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
	BonusBP      money.BasisPoints `json:"bonus_bp"`
	PointsOfSale []PointOfSale     `json:"points_of_sale"`
	Bank         Bank              `json:"bank"`
	Version      int64             `json:"version"`
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
const (
	BankMissing  BankState = "missing"
	BankPending  BankState = "pending"
	BankApproved BankState = "approved"
)

// Bank is the account that receives an agent's money, masked.
type Bank struct {
	CBUMasked string    `json:"cbu_masked"`
	Alias     string    `json:"alias"`
	Holder    string    `json:"holder"`
	State     BankState `json:"state"`
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
