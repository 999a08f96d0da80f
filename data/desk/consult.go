package desk

import (
	"context"

	"trastienda/app/purchase"
	"trastienda/data/desk/outbox"
)

// ErrNotReceived: the hub never got the act, and did nothing.
var ErrNotReceived = outbox.ErrNotReceived

// Consult asks the hub once what became of a retry of this machine; it only
// asks. Errors: ErrNotReceived, ErrOutcomeUnknown, remote.ErrOffline.
func (d *Desk) Consult(ctx context.Context, purchaseID, opID string) (purchase.RetryAnswer, error) {
	w, done, err := d.use()
	if err != nil {
		return purchase.RetryAnswer{}, err
	}
	defer done()
	answer, err := w.acts.Consult(ctx, purchaseID, opID)
	d.changed()
	return answer, err
}
