package desk

import (
	"context"
	"errors"

	"trastienda/app/purchase"
	"trastienda/data/desk/outbox"
)

// ErrMarkConflict: somebody changed the mark first, nothing was stored; it
// carries the mark as it is now.
type ErrMarkConflict = outbox.ErrMarkConflict

// Mark is the copy's mark of a purchase, one of version 0 when there is none.
func (d *Desk) Mark(ctx context.Context, purchaseID string) (purchase.Mark, error) {
	found, err := d.Marks(ctx, []string{purchaseID})
	m := found[purchaseID]
	m.PurchaseID = purchaseID
	return m, err
}

// Marks are the copy's marks of a page of purchases, by the purchase's id;
// those that nobody marked are not among them.
func (d *Desk) Marks(ctx context.Context, ids []string) (map[string]purchase.Mark, error) {
	w, done, err := d.use()
	if err != nil {
		return nil, err
	}
	defer done()
	return w.replica.Marks(ctx, ids)
}

// SetMark writes the note and takes the purchase or lets it go; version is the
// mark's that the person saw. Like Retry it belongs to the desk, not to the
// dialog. Errors: purchase.ErrNoteTooLong, purchase.ErrNoteControl,
// ErrOfflineNothingSent, ErrNotStored, ErrMarkConflict, ErrOutcomeUnknown (it
// is asked for until it is known, and the copy then shows it), or the hub's own.
func (d *Desk) SetMark(ctx context.Context, purchaseID, note string, hold bool, version int64) (purchase.Mark, error) {
	if err := ctx.Err(); err != nil {
		return purchase.Mark{}, err
	}
	w, done, err := d.use()
	if err != nil {
		return purchase.Mark{}, err
	}
	defer done()
	mark, err := w.acts.SetMark(w.ctx, purchaseID, note, hold, version)
	var unknown ErrOutcomeUnknown
	if errors.As(err, &unknown) {
		w.askSoon()
	}
	d.changed()
	return mark, err
}
