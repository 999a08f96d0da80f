package job

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"trastienda/app/exception"
	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

// The kinds of exceptions, which wait for a person (package exception).
const (
	KindAlarm        = string(exception.Alarm)
	KindUnknownPSR   = string(exception.UnknownPSR)
	KindReference    = string(exception.Reference)
	KindAmount       = string(exception.Amount)
	KindStatus       = string(exception.Status)
	KindOtherPSR     = string(exception.OtherPSR)
	KindOtherAmount  = string(exception.OtherAmount)
	KindOtherMoney   = string(exception.OtherMoney)
	KindOtherAccount = string(exception.OtherAccount)
	KindClosedBefore = string(exception.ClosedBefore)
)

// maxReference bounds what the wallet may call a payment.
const maxReference = 255

// WalletNotice takes a payment as the wallet tells it: in a notice, in its list,
// in any order and any number of times. nil means that it is stored, applied or
// listed as an exception.
func (p *Purchases) WalletNotice(ctx context.Context, pay connector.Payment) error {
	pay = cleaned(pay)
	err := p.Store.Write(ctx, func(tx *store.Tx) error { return p.notice(ctx, tx, pay) })
	if err != nil {
		return err
	}
	p.wake.ring()
	return nil
}

func (p *Purchases) notice(ctx context.Context, tx *store.Tx, pay connector.Payment) error {
	if pay.Reference == "" || len(pay.Reference) > maxReference {
		return p.except(ctx, tx, "", KindReference, pay)
	}
	row, err := tx.LockPurchaseByReference(ctx, pay.Reference)
	if errors.Is(err, store.ErrNotFound) {
		// People may be deciding about this payment right now, and another notice
		// of it may be on its way in.
		if err := tx.HoldReference(ctx, pay.Reference); err != nil {
			return err
		}
		row, err = tx.LockPurchaseByReference(ctx, pay.Reference)
	}
	if errors.Is(err, store.ErrNotFound) {
		var opened bool
		if opened, err = p.openFor(ctx, tx, pay); opened || err != nil {
			return err
		}
		// Another notice of this payment, or the answer to our own call, was faster.
		row, err = tx.LockPurchaseByReference(ctx, pay.Reference)
	}
	if errors.Is(err, store.ErrNotFound) {
		// A purchase of another payment has the id that this reference stands for.
		return p.except(ctx, tx, "", KindReference, pay)
	}
	if err != nil {
		return err
	}
	closed, err := tx.ClosedByHand(ctx, row.Agency, row.ID)
	switch {
	case err != nil:
		return err
	case closed:
		return p.afterClosing(ctx, tx, row, pay)
	}
	before := *row
	wrong, err := p.take(ctx, tx, row, pay)
	if err != nil || wrong != "" || *row == before {
		return err
	}
	if err := tx.SavePurchase(ctx, row); err != nil {
		return err
	}
	return tx.WakeJob(ctx, row.Agency, kindPurchase, row.ID)
}

// afterClosing takes what the wallet tells of a purchase that people closed:
// nothing is sent for it, so money that came after all is for a person to see.
func (p *Purchases) afterClosing(ctx context.Context, tx *store.Tx, row *store.PurchaseRow, pay connector.Payment) error {
	wrong, err := p.differs(ctx, tx, row, pay)
	switch {
	case err != nil:
		return err
	case wrong != "":
		return p.except(ctx, tx, row.Agency, wrong, pay)
	case pay.Status == connector.PaymentAccredited && row.Legs.Payment != purchase.Done:
		return alarm(ctx, tx, row, purchase.Payment, store.AttemptEnd{
			Code: "paid-after-closing", Detail: "the money of a purchase that people closed was accredited",
		})
	}
	return nil
}

// take applies a payment to its purchase, or lists it when it does not fit (then
// it gives the kind). It changes the row but does not save it.
func (p *Purchases) take(ctx context.Context, tx *store.Tx, row *store.PurchaseRow, pay connector.Payment) (string, error) {
	pay = cleaned(pay)
	wrong, err := p.differs(ctx, tx, row, pay)
	if err != nil {
		return "", err
	}
	if wrong != "" {
		return wrong, p.except(ctx, tx, row.Agency, wrong, pay)
	}
	if row.WalletTransfer == "" {
		row.WalletTransfer = pay.WalletTransfer
	}
	if row.ToCBU == "" {
		row.ToCBU = pay.ToCBU
	}
	switch pay.Status {
	case connector.PaymentAccredited:
		accredit(row, p.happened(pay))
		return "", nil
	case connector.PaymentRejected:
		return "", p.reject(ctx, tx, row, p.happened(pay))
	}
	if row.Legs.Payment == purchase.Unknown || row.RefusalCode == purchase.CodePaymentNotMade {
		// It was made after all; COELSA has not accredited it yet.
		row.Legs.Payment, row.RefusalCode, row.NeverSend = purchase.Waiting, "", false
	}
	return "", nil
}

// differs compares a payment with the purchase we know by its reference.
func (p *Purchases) differs(ctx context.Context, tx *store.Tx, row *store.PurchaseRow, pay connector.Payment) (string, error) {
	switch {
	case !known(pay.Status):
		return KindStatus, nil
	case pay.Reference != row.WalletReference:
		return KindReference, nil
	case pay.PSR != row.PSR:
		// After an assignment the wallet goes on naming the PSR nobody has.
		if assigned, err := tx.AssignedFrom(ctx, row.Agency, pay.Reference, pay.PSR); err != nil || !assigned {
			return KindOtherPSR, err
		}
	}
	switch {
	case pay.Amount != row.Paid:
		return KindOtherAmount, nil
	case pay.Currency != row.Currency:
		return KindOtherMoney, nil
	case pay.ToCBU == "" || pay.ToCBU == row.ToCBU:
		return "", nil
	case row.ToCBU != "":
		return KindOtherAccount, nil
	}
	point, err := tx.SellingPoint(ctx, row.PSR)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	if pay.ToCBU == point.CBU {
		return "", nil
	}
	// The point of sale may be another agent's by now; the purchase's agent was paid.
	point.Agency, point.Agent = row.Agency, row.Agent
	if had, err := hadAccount(ctx, tx, point, pay, row.At); err != nil || had {
		return "", err
	}
	return KindOtherAccount, nil
}

// accredit takes an accreditation: it wins over a payment that waits or expired
// and over a rejection that is not later.
func accredit(row *store.PurchaseRow, at time.Time) {
	if row.Legs.Payment == purchase.Done || row.RejectedAt.After(at) {
		return
	}
	row.Legs.Payment, row.AccreditedAt = purchase.Done, at
	row.RefusalCode, row.NeverSend = "", false
}

// reject takes a rejection. After an accreditation it counts only if it is later
// and the transfer was never attempted; otherwise a person is told and nothing
// changes.
func (p *Purchases) reject(ctx context.Context, tx *store.Tx, row *store.PurchaseRow, at time.Time) error {
	if row.Legs.Payment == purchase.Done {
		if !at.After(row.AccreditedAt) {
			return nil
		}
		history, err := tx.TransferHistory(ctx, row.Agency, row.ID)
		if err != nil {
			return err
		}
		// A restored database may have forgotten that it sent.
		if history.Sent || row.Legs.Transfer != purchase.Waiting || row.OpenedEpoch != p.Store.Epoch() {
			return alarm(ctx, tx, row, purchase.Payment, store.AttemptEnd{
				Code: "rejected-after-transfer", Detail: "the wallet rejected a payment whose balance may be out",
			})
		}
	}
	row.Legs.Payment, row.RefusalCode, row.AccreditedAt = purchase.Refused, purchase.CodePaymentRejected, time.Time{}
	if at.After(row.RejectedAt) {
		row.RejectedAt = at
	}
	return nil
}

// except lists a payment for a person. Without an agency it goes to the one that
// got the money, as far as that can be told.
func (p *Purchases) except(ctx context.Context, tx *store.Tx, agency, kind string, pay connector.Payment) error {
	if agency == "" {
		var err error
		if agency, err = tx.AgencyFor(ctx, pay.ToCBU); err != nil {
			return err
		}
	}
	whole, err := json.Marshal(pay)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(whole)
	e := store.ExceptionRow{Agency: agency, Kind: kind, Reference: pay.Reference, Same: hex.EncodeToString(sum[:])}
	if exception.Kind(kind).Allows(exception.Assign) {
		e.Notice, e.WalletPSR = string(whole), pay.PSR
	}
	pay.ToCBU = masked(pay.ToCBU)
	body, err := json.Marshal(pay)
	if err != nil {
		return err
	}
	e.Body = string(body)
	isNew, err := tx.AddException(ctx, e)
	if err == nil && isNew {
		p.Log.WarnContext(ctx, "a payment waits for a person", "kind", kind, "psr", pay.PSR)
	}
	return err
}

func known(s connector.PaymentStatus) bool {
	return s == connector.PaymentPending || s == connector.PaymentAccredited || s == connector.PaymentRejected
}

// cleaned makes a payment's texts fit to be stored.
func cleaned(pay connector.Payment) connector.Payment {
	for _, text := range []*string{&pay.WalletTransfer, &pay.Reference, &pay.PSR, &pay.Currency, &pay.ToCBU, &pay.Reason} {
		*text = plain(*text)
	}
	pay.Status = connector.PaymentStatus(plain(string(pay.Status)))
	pay.At = pay.At.UTC().Truncate(time.Millisecond)
	return pay
}

// happened is when a payment reached its status: never in the future, and now
// when the wallet does not say.
func (p *Purchases) happened(pay connector.Payment) time.Time {
	now := p.Store.Clock().Now().Truncate(time.Millisecond)
	if pay.At.IsZero() || pay.At.After(now) {
		return now
	}
	return pay.At
}

// plain takes out what PostgreSQL cannot store in a text.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// masked keeps the last four digits of an account number.
func masked(account string) string {
	if len(account) <= 4 {
		return account
	}
	return strings.Repeat("•", 4) + account[len(account)-4:]
}
