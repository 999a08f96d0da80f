package outbox

import (
	"context"

	"trastienda/app/purchase"
	"trastienda/data/desk/replica"
)

// RetryRow is Retry for a row of a stored bulk retry. The act and the row's
// turn are stored in one transaction, so a row is sent at most once whatever
// happens between. Errors: those of Retry; replica.ErrNotItsTurn besides
// ErrNotStored when the row is not waiting any more.
func (a *Acts) RetryRow(ctx context.Context, run string, place int, purchaseID string) (purchase.RetryAnswer, error) {
	return a.retry(ctx, purchaseID, func(ctx context.Context, act replica.Act) error {
		return a.Replica.AddBulkAct(ctx, act, run, place)
	})
}
