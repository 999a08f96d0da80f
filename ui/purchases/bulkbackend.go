package purchases

import (
	"context"
	"errors"

	"trastienda/app/purchase"
)

// Bulk is what the page needs for the retry of several purchases. Methods that
// take a context may block and are called off the UI goroutine.
type Bulk interface {
	// ByIDs gives the purchases with these ids as the replica has them; those
	// that are gone are left out.
	ByIDs(ctx context.Context, ids []string) ([]purchase.Purchase, error)
	// Bulk presses "Sí" for a list of purchases and waits for the end: one at a
	// time, oldest first, each sent at most once. tell gets the numbers after
	// every step, from another goroutine. Ending ctx only stops the waiting.
	// Errors: ErrBulkRunning, ErrBulkTooMany, ErrNotStored, ErrSignedOut (nothing
	// was sent).
	Bulk(ctx context.Context, list []purchase.Purchase, tell func(purchase.BulkTally)) (run string, err error)
	// CancelBulk ends it after the purchase under way. It does not wait.
	CancelBulk()
	// BulkRows gives every row of a run and what is known of it now.
	BulkRows(ctx context.Context, run string) ([]purchase.BulkRow, error)
	// UntoldBulk gives the latest run that is over and that nobody was told of,
	// nil when there is none; ToldBulk says that somebody was.
	UntoldBulk(ctx context.Context) (*purchase.BulkRun, error)
	ToldBulk(ctx context.Context, run string) error
	// SaveFile writes a file of this name with so many rows where the user keeps
	// documents, whole or not at all and over no other one, and tells its path.
	SaveFile(ctx context.Context, name string, data []byte, rows int) (path string, err error)
}

// Errors of a bulk retry; nothing was sent.
var (
	// ErrBulkRunning: one bulk retry at a time.
	ErrBulkRunning = errors.New("purchases: a bulk retry is under way")
	// ErrBulkTooMany: more than the person's role may retry at once.
	ErrBulkTooMany = errors.New("purchases: too many for one bulk retry")
)
