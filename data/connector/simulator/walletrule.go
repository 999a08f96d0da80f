package simulator

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"trastienda/app/ident"
	"trastienda/data/connector"
)

// wrongPIN is a PIN that no wallet has, so that a wrong one can be typed without
// setting anything; of wallets that nobody gave one any other is right.
const wrongPIN = "0000"

// walletRule is how a wallet behaves: whether its holder is signed in, and what
// becomes of its payments. pin is the SHA-256 of the right PIN, empty when any is.
type walletRule struct {
	pin     string
	session bool
	status  connector.PaymentStatus
}

func (o *operation) walletRule(psr string) (walletRule, error) {
	rule := walletRule{session: true, status: connector.PaymentAccredited}
	err := o.tx.QueryRowContext(o.ctx, `select pin, session, status from wallet_rule where psr = $1`, psr).Scan(&rule.pin, &rule.session, &rule.status)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return rule, err
}

// pinHash is what is kept of a PIN.
func pinHash(psr, pin string) string {
	sum := sha256.Sum256([]byte(psr + "\n" + pin))
	return hex.EncodeToString(sum[:])
}

// badPIN tells whether a payment came with a PIN that is not the wallet's. It is
// found out as the call comes in: the PIN itself is written down nowhere.
func (s *Simulator) badPIN(r request, pin string) (bad bool, err error) {
	if rt := s.routes[r.Route]; rt.system != walletSystem || rt.name != "pay" {
		return false, nil
	}
	var body struct{ PSR string }
	if json.Unmarshal(r.Body, &body) != nil {
		return false, nil // pay refuses the body itself
	}
	ctx := context.WithoutCancel(s.ctx)
	err = s.store.in(ctx, func(tx *sql.Tx) error {
		o := &operation{ctx: ctx, tx: tx, sim: s, system: walletSystem}
		rule, err := o.walletRule(body.PSR)
		bad = pin == wrongPIN || rule.pin != "" && rule.pin != pinHash(body.PSR, pin)
		return err
	})
	return bad, err
}

// reachable tells whether a destination can exist: a CBU or CVU, or without one
// an alias.
func reachable(cbu, alias string) bool {
	if cbu == "" {
		_, err := ident.Alias(alias)
		return err == nil
	}
	_, err := ident.CBU(cbu)
	return err == nil
}

// WalletRule is what can be set of a wallet besides its balance. What is nil
// stays as it is.
type WalletRule struct {
	// PIN is the only right one from now on; empty makes any right but 0000.
	PIN *string `json:"pin"`
	// Session false: its holder is not signed in, and asking for it is refused.
	Session *bool `json:"session"`
	// Status is what its payments become: accredited or pending.
	Status *connector.PaymentStatus `json:"status"`
}

// SetWalletRule changes how a wallet behaves. ErrPayment for a status that no
// payment can begin with.
func (s *Simulator) SetWalletRule(ctx context.Context, psr string, change WalletRule) error {
	if psr == "" || change.Status != nil && *change.Status != connector.PaymentAccredited && *change.Status != connector.PaymentPending {
		return ErrPayment
	}
	return s.store.in(ctx, func(tx *sql.Tx) error {
		o := &operation{ctx: ctx, tx: tx, sim: s, system: walletSystem}
		rule, err := o.walletRule(psr)
		if err != nil {
			return err
		}
		if change.Session != nil {
			rule.session = *change.Session
		}
		if change.Status != nil {
			rule.status = *change.Status
		}
		if change.PIN != nil {
			if rule.pin = ""; *change.PIN != "" {
				rule.pin = pinHash(psr, *change.PIN)
			}
		}
		_, err = tx.ExecContext(ctx, `insert into wallet_rule(psr, pin, session, status) values($1, $2, $3, $4)
			on conflict(psr) do update set pin = excluded.pin, session = excluded.session, status = excluded.status`,
			psr, rule.pin, rule.session, string(rule.status))
		return err
	})
}

func (s *Simulator) walletTell(r *http.Request) (any, error) {
	var asked struct {
		Available *int64 `json:"available"`
		Currency  string `json:"currency"`
		WalletRule
	}
	if err := readControl(r, &asked); err != nil {
		return nil, err
	}
	psr := r.PathValue("code")
	if asked.Available == nil && asked.PIN == nil && asked.Session == nil && asked.Status == nil {
		return nil, fmt.Errorf("%w: nothing to set", errBody)
	}
	if err := s.SetWalletRule(r.Context(), psr, asked.WalletRule); err != nil {
		return nil, err
	}
	if asked.Available != nil {
		if err := s.setAccount(r.Context(), walletSystem, psr, account{*asked.Available, asked.Currency}); err != nil {
			return nil, err
		}
	}
	return s.walletTold(r)
}

// walletTold is a wallet as the simulator knows it, without its PIN.
func (s *Simulator) walletTold(r *http.Request) (any, error) {
	told, err := s.told(r, walletSystem)
	if err != nil {
		return nil, err
	}
	err = s.store.in(r.Context(), func(tx *sql.Tx) error {
		o := &operation{ctx: r.Context(), tx: tx, sim: s, system: walletSystem}
		rule, err := o.walletRule(r.PathValue("code"))
		told["session"], told["status"] = rule.session, rule.status
		return err
	})
	return told, err
}
