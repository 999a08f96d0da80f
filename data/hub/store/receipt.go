package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"trastienda/app/evidence"
)

// ErrOtherReceipt tells that a receipt of that id is on another paper, or was
// given to somebody else.
var ErrOtherReceipt = errors.New("store: the receipt is another one")

// SealReceipt gives a receipt of a purchase that the transaction has locked the
// next number, and signs it. The same id for the same person and paper gives what
// it was given before, with fresh false.
func (t *Tx) SealReceipt(ctx context.Context, p *PurchaseRow, id string, paper evidence.Paper, userID string) (sealed evidence.Sealed, fresh bool, err error) {
	sealed = evidence.Sealed{ID: id}
	var was evidence.Paper
	var user string
	var at int64
	err = t.tx.QueryRowContext(ctx, `select copy, paper, user_id, at_ms, version, seal from receipt where agency_id = $1 and purchase_id = $2 and id = $3`,
		p.Agency, p.ID, id).Scan(&sealed.Copy, &was, &user, &at, &sealed.Version, &sealed.Seal)
	switch {
	case err == nil && (was != paper || user != userID):
		return evidence.Sealed{}, false, ErrOtherReceipt
	case err == nil:
		sealed.At, sealed.Code = millis(at), evidence.Code(sealed.Seal)
		return sealed, false, nil
	case !errors.Is(err, sql.ErrNoRows):
		return evidence.Sealed{}, false, wrap("receipt", err)
	}
	err = t.tx.QueryRowContext(ctx, `select coalesce(max(copy), -1) + 1 from receipt where agency_id = $1 and purchase_id = $2`, p.Agency, p.ID).Scan(&sealed.Copy)
	if err != nil {
		return evidence.Sealed{}, false, wrap("receipt", err)
	}
	sealed.At, sealed.Version = t.store.clock.Now().UTC().Truncate(time.Millisecond), p.Version
	sealed.Seal = evidence.Receipt{Purchase: p.ID, Version: p.Version, Status: p.Status, Paid: p.Paid, Credited: p.Credited,
		Currency: p.Currency, Copy: sealed.Copy, At: sealed.At}.Seal(t.store.key)
	sealed.Code = evidence.Code(sealed.Seal)
	_, err = t.tx.ExecContext(ctx, `insert into receipt (agency_id, purchase_id, id, copy, paper, user_id, at_ms, seal, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, p.Agency, p.ID, id, sealed.Copy, string(paper), userID, sealed.At.UnixMilli(), sealed.Seal, sealed.Version)
	return sealed, true, wrap("receipt", err)
}
