package sample

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"trastienda/app/exception"
	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

// The PSR that the sample's wallet names and nobody has.
const psrNobody, psrNobodyElse = "900990000000017", "900990000000025"

// insertExceptions makes what waits for a person: two payments for points of
// sale nobody has, one of them with a proposal to decide, an amount that
// differs, and an alarm.
func insertExceptions(ctx context.Context, tx *store.Tx, s *store.Store, agents []demoAgent, rows *rowSource) error {
	now := s.Clock().Now().Truncate(time.Minute)
	lost := connector.Payment{WalletTransfer: "98000117", Reference: "demo-lost-1", PSR: psrNobody, Amount: 1250000, Currency: currency,
		ToCBU: agents[4].cbu, Status: connector.PaymentAccredited, At: now.Add(-3 * time.Hour)}
	if err := addNotice(ctx, tx, exception.UnknownPSR, lost, lost); err != nil {
		return err
	}
	proposed := connector.Payment{WalletTransfer: "98000125", Reference: "demo-lost-2", PSR: psrNobodyElse, Amount: 480000, Currency: currency,
		ToCBU: agents[6].cbu, Status: connector.PaymentAccredited, At: now.Add(-26 * time.Hour)}
	if err := addNotice(ctx, tx, exception.UnknownPSR, proposed, proposed); err != nil {
		return err
	}
	if err := propose(ctx, tx, proposed.Reference, agents[6].shops[1].psr, now.Add(-50*time.Minute)); err != nil {
		return fmt.Errorf("proposal: %w", err)
	}
	const differs, twice = 1, 0 // places among the rows; both were completed
	if len(rows.head) <= differs {
		return nil
	}
	row, err := tx.LockPurchase(ctx, purchaseID(s.HubID(), differs))
	if err != nil {
		return err
	}
	other := connector.Payment{WalletTransfer: row.WalletTransfer, Reference: row.WalletReference, PSR: row.PSR, Amount: row.Paid + 50000,
		Currency: currency, ToCBU: row.ToCBU, Status: connector.PaymentAccredited, At: row.At.Add(time.Minute)}
	if err := addNotice(ctx, tx, exception.OtherAmount, other, connector.Payment{}); err != nil {
		return err
	}
	if row, err = tx.LockPurchase(ctx, purchaseID(s.HubID(), twice)); err != nil {
		return err
	}
	return addAlarm(ctx, tx, row)
}

// addNotice lists a payment as the hub does: masked, and whole only if it can be
// taken in later.
func addNotice(ctx context.Context, tx *store.Tx, kind exception.Kind, pay, whole connector.Payment) error {
	e := store.ExceptionRow{Agency: agencyID, Kind: string(kind), Reference: pay.Reference, Same: "sample"}
	if whole.Reference != "" {
		text, err := json.Marshal(whole)
		if err != nil {
			return err
		}
		e.Notice, e.WalletPSR = string(text), whole.PSR
	}
	if len(pay.ToCBU) > 4 {
		pay.ToCBU = "••••" + pay.ToCBU[len(pay.ToCBU)-4:]
	}
	body, err := json.Marshal(pay)
	if err != nil {
		return err
	}
	e.Body = string(body)
	return add(ctx, tx, e, pay.At.Add(2*time.Second))
}

// add lists an exception as it came at an instant.
func add(ctx context.Context, tx *store.Tx, e store.ExceptionRow, at time.Time) error {
	if _, err := tx.AddException(ctx, e); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `update exception set at_ms = $3 where agency_id = $1 and reference = $2`, e.Agency, e.Reference, at.UnixMilli())
	return err
}

// addAlarm says that the recharge system lists a purchase's transfer twice.
func addAlarm(ctx context.Context, tx *store.Tx, row *store.PurchaseRow) error {
	body, err := json.Marshal(map[string]string{"purchase_id": row.ID, "psr": row.PSR, "leg": string(purchase.Transfer), "code": "transferred-twice",
		"detail": "the recharge system lists more than one transfer of this reference"})
	if err != nil {
		return err
	}
	return add(ctx, tx, store.ExceptionRow{Agency: agencyID, Kind: string(exception.Alarm), Reference: row.ID, Body: string(body), Same: "sample"},
		row.TransferCompletedAt.Add(time.Minute))
}

// propose lets the sample's operator propose a point of sale for the notice of a
// reference.
func propose(ctx context.Context, tx *store.Tx, reference, psr string, at time.Time) error {
	who, err := operator(ctx, tx)
	if err != nil {
		return err
	}
	var id string
	if err := tx.QueryRowContext(ctx, `select id from exception where agency_id = $1 and reference = $2`, agencyID, reference).Scan(&id); err != nil {
		return err
	}
	e, _, err := tx.LockException(ctx, agencyID, id)
	if err != nil {
		return err
	}
	e.Proposal = &exception.Proposal{Act: exception.Assign, PSR: psr, Reason: "El local cambió de PSR; lo confirmó el agente.", ByID: who.ID, By: who.Name, At: at}
	e.Version++
	return tx.SaveException(ctx, e)
}
