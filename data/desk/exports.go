package desk

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"trastienda/data/desk/outbox"
)

// The lists a desktop writes to files, as the audit names them.
const (
	ExportAudit = "audit"
	ExportBulk  = "purchases.bulk"
	ExportList  = "purchases"
	ExportMonth = "months"
	// ExportReceipt is a receipt that the hub gave no number.
	ExportReceipt = "receipt"
)

// TellExport writes down that a list is taken out as a file; the hub's audit gets
// it as soon as it can be reached. It is called before the file is there, so that
// none leaves that the audit knows nothing of. Errors: ErrNotStored, ErrSignedOut.
func (d *Desk) TellExport(ctx context.Context, list, format string, rows int) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	_, err = queued(d, func(q *outbox.Queue) (struct{}, error) {
		return struct{}{}, q.Add(ctx, outbox.KindExport, id.String(), 0, outbox.ExportBody{List: list, Format: format, Rows: rows})
	})
	return err
}
