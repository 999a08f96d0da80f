package desk

import (
	"context"

	"trastienda/app/evidence"
)

// SealReceipt asks the hub for the number and the seal of a receipt of a purchase;
// receiptID is a UUID that the caller makes for each receipt. Asked again with the
// same one, as after an answer that was lost, it gives the same number. Errors:
// ErrSignedOut, remote.ErrOffline (then the receipt has no number), or the hub's
// own.
func (d *Desk) SealReceipt(ctx context.Context, purchaseID, receiptID string, kind evidence.Paper) (evidence.Sealed, error) {
	_, done, err := d.use()
	if err != nil {
		return evidence.Sealed{}, err
	}
	defer done()
	return d.remote.SealReceipt(ctx, purchaseID, receiptID, kind)
}

// HubKey asks the hub for the public half of its key. Errors as SealReceipt.
func (d *Desk) HubKey(ctx context.Context) (evidence.Key, error) {
	_, done, err := d.use()
	if err != nil {
		return evidence.Key{}, err
	}
	defer done()
	return d.remote.HubKey(ctx)
}
