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

// Evidence asks the hub for the pack of evidence of a purchase, a zip whose
// document is in lang ("es-AR", "pt-BR" or "en"), and checks it against the key
// that the hub names. Errors as SealReceipt, and those of evidence.Verify.
func (d *Desk) Evidence(ctx context.Context, purchaseID, lang string) ([]byte, evidence.Key, error) {
	_, done, err := d.use()
	if err != nil {
		return nil, evidence.Key{}, err
	}
	defer done()
	file, err := d.remote.Evidence(ctx, purchaseID, lang)
	if err != nil {
		return nil, evidence.Key{}, err
	}
	key, err := d.remote.HubKey(ctx)
	if err != nil {
		return nil, evidence.Key{}, err
	}
	_, err = evidence.Verify(file, key.Fingerprint)
	return file, key, err
}
