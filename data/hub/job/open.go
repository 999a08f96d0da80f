package job

import (
	"context"
	"errors"
	"time"

	"trastienda/app/agent"
	"trastienda/app/buying"
	"trastienda/app/money"
	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

// openPurchase opens the purchase of a payment that was started in the wallet
// itself, or lists it when it cannot be, or when people closed a notice of it
// before: its money may have been given back. It reports true when nothing is
// left to do.
func (p *Purchases) openPurchase(ctx context.Context, tx *store.Tx, pay connector.Payment) (bool, error) {
	point, wrong, err := p.pointOf(ctx, tx, pay)
	if err != nil {
		return false, err
	}
	if wrong == "" {
		closed, err := tx.ClosedBefore(ctx, pay.Reference)
		if err != nil {
			return false, err
		}
		if closed {
			wrong = KindClosedBefore
		}
	}
	if wrong != "" {
		return true, p.except(ctx, tx, point.Agency, wrong, pay)
	}
	return p.openAt(ctx, tx, pay, point)
}

// pointOf finds the point of sale of a payment; wrong tells why the payment
// cannot open a purchase there, empty when it can.
func (p *Purchases) pointOf(ctx context.Context, tx *store.Tx, pay connector.Payment) (point store.SellingPoint, wrong string, err error) {
	err = store.ErrNotFound
	if agent.CheckPSR(pay.PSR) == nil {
		point, err = tx.SellingPoint(ctx, pay.PSR)
	}
	if errors.Is(err, store.ErrNotFound) {
		return store.SellingPoint{}, KindUnknownPSR, nil
	}
	if err != nil {
		return store.SellingPoint{}, "", err
	}
	wrong = unfit(pay, point)
	if wrong == KindOtherAccount {
		had, err := hadAccount(ctx, tx, point, pay, p.happened(pay))
		if err != nil || had {
			return point, "", err
		}
	}
	return point, wrong, nil
}

// hadAccount tells whether a payment went to the account that was the agent's at
// its time. A payment that waits tells when it was made; one that came to its end
// was made up to 72 hours before.
func hadAccount(ctx context.Context, tx *store.Tx, point store.SellingPoint, pay connector.Payment, at time.Time) (bool, error) {
	late := purchase.Window
	if pay.Status == connector.PaymentPending {
		late = 0
	}
	return tx.HadAccount(ctx, point.Agency, point.Agent, pay.ToCBU, at, late)
}

// openAt opens the purchase of a payment that fits its point of sale.
// Everything that decides money is frozen here. It reports false when a purchase
// of that reference exists already.
func (p *Purchases) openAt(ctx context.Context, tx *store.Tx, pay connector.Payment, point store.SellingPoint) (bool, error) {
	at := p.happened(pay)
	rate, err := tx.RateAt(ctx, point.Agency, point.Agent, at)
	if err != nil {
		return false, err
	}
	row := &store.PurchaseRow{
		Agency: point.Agency, ID: p.idOf(pay.Reference), At: at, PSR: pay.PSR, Agent: point.Agent,
		WalletTransfer: pay.WalletTransfer, WalletReference: pay.Reference, ToCBU: pay.ToCBU,
		Paid: pay.Amount, Credited: money.WithBonus(pay.Amount, rate), Currency: pay.Currency,
		Legs: purchase.Legs{Payment: purchase.Waiting, Transfer: purchase.Waiting, Notice: purchase.Waiting},
	}
	switch pay.Status {
	case connector.PaymentAccredited:
		row.Legs.Payment, row.AccreditedAt = purchase.Done, at
	case connector.PaymentRejected:
		row.Legs.Payment, row.RefusalCode, row.RejectedAt = purchase.Refused, purchase.CodePaymentRejected, at
		row.NeverSend = true
	}
	opened, err := tx.InsertPurchase(ctx, row)
	if err != nil || !opened || row.NeverSend {
		return opened, err
	}
	return true, tx.WakeJob(ctx, row.Agency, kindPurchase, row.ID)
}

// idOf is the id of the purchase that a payment opens.
func (p *Purchases) idOf(reference string) string {
	// A start of before a restore: its balance may be out under its own id.
	if id, ours := buying.StartOf(reference); ours {
		return id
	}
	return purchase.IDFor(p.Store.HubID(), reference)
}

// unfit tells why a payment cannot open a purchase at this point of sale; empty
// when it can.
func unfit(pay connector.Payment, point store.SellingPoint) string {
	switch {
	case !known(pay.Status):
		return KindStatus
	case !money.Valid(pay.Amount):
		return KindAmount
	case pay.Currency != point.Currency:
		return KindOtherMoney
	case pay.ToCBU != "" && pay.ToCBU != point.CBU:
		return KindOtherAccount
	}
	return ""
}
