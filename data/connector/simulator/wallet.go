package simulator

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"trastienda/data/connector"
)

func walletRoutes() []route {
	return []route{
		{system: walletSystem, name: "wallet", method: http.MethodGet, path: "/v1/wallets/{psr}", run: wallet},
		{system: walletSystem, name: "pay", method: http.MethodPost, path: "/v1/payments", run: pay},
		{system: walletSystem, name: "payments", finding: "find-payment", method: http.MethodGet, path: "/v1/payments", list: "payments", run: payments},
	}
}

func wallet(o *operation) (answer, error) {
	rule, err := o.walletRule(o.Vars["psr"])
	if err != nil {
		return answer{}, err
	}
	if !rule.session {
		return refuse(http.StatusUnauthorized, "no-session"), nil
	}
	a, _, err := o.account(o.Vars["psr"])
	return ok(map[string]any{"holder": "Titular de prueba " + o.Vars["psr"], "available": a.Available, "currency": a.Currency}), err
}

// pay is a payment that the hub starts. The simulated COELSA accredits at once,
// unless somebody said that payments of this wallet stay pending.
func pay(o *operation) (answer, error) {
	var p struct {
		connector.Payment
		ToAlias string `json:"to_alias"`
	}
	if !o.read(&p) || p.Reference == "" || p.PSR == "" || p.Currency == "" {
		return badRequest, nil
	}
	if badAmount(p.Amount) {
		return amountRefusal, nil
	}
	if !reachable(p.ToCBU, p.ToAlias) {
		return refuse(http.StatusUnprocessableEntity, "unknown-destination"), nil
	}
	if o.BadPIN {
		return refuse(http.StatusUnauthorized, "wrong-pin"), nil
	}
	rule, err := o.walletRule(p.PSR)
	if err != nil {
		return answer{}, err
	}
	enough, err := o.take(p.PSR, p.Amount)
	if err != nil {
		return answer{}, err
	}
	if !enough {
		return refuse(http.StatusPaymentRequired, "insufficient-funds"), nil
	}
	payment := p.Payment
	payment.Status, payment.At, payment.Reason = rule.status, o.now, ""
	if payment.WalletTransfer, err = o.walletTransfer(); err != nil {
		return answer{}, err
	}
	if err := o.keepPayment(payment, true); err != nil {
		return answer{}, err
	}
	if err := o.notice(payment, 1); err != nil {
		return answer{}, err
	}
	return created(map[string]any{"wallet_transfer": payment.WalletTransfer, "reference": payment.Reference, "status": payment.Status}), nil
}

func payments(o *operation) (answer, error) {
	if reference := o.Query.Get("reference"); reference != "" {
		found, err := list[connector.Payment](o, "payment", byReference, reference)
		return ok(map[string]any{"payments": found, "next": ""}), err
	}
	var after int64
	if text := o.Query.Get("after"); text != "" {
		var err error
		if after, err = strconv.ParseInt(text, 10, 64); err != nil || after < 0 {
			return refuse(http.StatusBadRequest, "bad-cursor"), nil
		}
	}
	found, last, err := page[connector.Payment](o, "payment", after)
	next := ""
	if last > 0 {
		next = strconv.FormatInt(last, 10)
	}
	return ok(map[string]any{"payments": found, "next": next}), err
}

func (o *operation) walletTransfer() (string, error) {
	n, err := o.number("wallet-transfer")
	return strconv.FormatInt(700_000_000+n, 10), err
}

func (o *operation) keepPayment(p connector.Payment, isNew bool) error {
	if err := o.put(doc{kind: "payment", id: p.WalletTransfer + "/" + p.Reference, reference: p.Reference, owner: p.PSR, body: p}); err != nil {
		return err
	}
	kind := "payment"
	if !isNew {
		kind = "payment-" + string(p.Status)
	}
	return o.effect(Effect{Kind: kind, Reference: p.Reference, ID: p.WalletTransfer, Amount: p.Amount, Currency: p.Currency})
}

// notice tells the hub about a payment, copies times over.
func (o *operation) notice(p connector.Payment, copies int) error {
	body, err := json.Marshal(struct {
		Type string `json:"type"`
		connector.Payment
	}{"payment." + string(p.Status), p})
	if err != nil {
		return err
	}
	return o.enqueue("/v1/hooks/wallet", body, copies)
}

// NewPayment is what somebody pays in the wallet itself.
type NewPayment struct {
	PSR      string `json:"psr"`
	Amount   int64  `json:"amount"` // minor units
	Currency string `json:"currency"`
	// Reference is made up when empty. That of an earlier payment changes it,
	// for instance from pending to accredited.
	Reference      string                  `json:"reference"`
	WalletTransfer string                  `json:"wallet_transfer"` // made up when empty
	Status         connector.PaymentStatus `json:"status"`          // accredited when empty
	ToCBU          string                  `json:"to_cbu"`
	At             time.Time               `json:"at"` // now when zero
	Reason         string                  `json:"reason"`
	// Notify sends a notice to the hub, true when nil; without one the hub
	// finds the payment only by asking.
	Notify *bool `json:"notify"`
	// Times is how often the same notice is sent, 1 when 0.
	Times int `json:"times"`
}

// ErrPayment means that a payment cannot be: no PSR or currency, an unknown
// status, or an amount that nobody may move.
var ErrPayment = errors.New("simulator: not a payment")

// AddPayment makes the wallet pay, or changes a payment it has made.
func (s *Simulator) AddPayment(ctx context.Context, n NewPayment) (connector.Payment, error) {
	made, err := s.AddPayments(ctx, n)
	if err != nil {
		return connector.Payment{}, err
	}
	return made[0], nil
}

// AddPayments makes many payments in one transaction: all of them, or none and
// the error of the first that cannot be.
func (s *Simulator) AddPayments(ctx context.Context, payments ...NewPayment) ([]connector.Payment, error) {
	made := make([]connector.Payment, 0, len(payments))
	err := s.store.in(ctx, func(tx *sql.Tx) error {
		o := &operation{ctx: ctx, tx: tx, sim: s, system: walletSystem, now: s.clock.Now()}
		for _, n := range payments {
			p, err := o.addPayment(n)
			if err != nil {
				return err
			}
			made = append(made, p)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.nudge()
	return made, nil
}

func (o *operation) addPayment(n NewPayment) (connector.Payment, error) {
	var p connector.Payment
	switch n.Status {
	case "":
		n.Status = connector.PaymentAccredited
	case connector.PaymentAccredited, connector.PaymentPending, connector.PaymentRejected:
	default:
		return p, ErrPayment
	}
	if n.PSR == "" || n.Currency == "" || badAmount(n.Amount) || n.Times < 0 || n.Times > 100 {
		return p, ErrPayment
	}
	p = connector.Payment{WalletTransfer: n.WalletTransfer, Reference: n.Reference, PSR: n.PSR, Amount: n.Amount,
		Currency: n.Currency, ToCBU: n.ToCBU, Status: n.Status, At: n.At.UTC(), Reason: n.Reason}
	isNew, err := o.complete(&p)
	if err != nil {
		return p, err
	}
	if err := o.keepPayment(p, isNew); err != nil {
		return p, err
	}
	if n.Notify != nil && !*n.Notify {
		return p, nil
	}
	return p, o.notice(p, max(n.Times, 1))
}

// complete fills in what was left out and tells whether the payment is new.
func (o *operation) complete(p *connector.Payment) (bool, error) {
	if p.At.IsZero() {
		p.At = o.now.UTC().Truncate(time.Millisecond)
	}
	if p.Reference == "" {
		p.Reference = uuid.NewString()
	}
	known, err := list[connector.Payment](o, "payment", byReference, p.Reference)
	if err != nil {
		return false, err
	}
	if p.WalletTransfer == "" && len(known) > 0 {
		p.WalletTransfer = known[0].WalletTransfer
	}
	if p.WalletTransfer == "" {
		if p.WalletTransfer, err = o.walletTransfer(); err != nil {
			return false, err
		}
	}
	isNew := true
	for _, k := range known {
		isNew = isNew && k.WalletTransfer != p.WalletTransfer
	}
	return isNew, nil
}
