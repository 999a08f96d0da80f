package desk

import (
	"context"
	"encoding/json"

	"trastienda/app/purchase"
	"trastienda/data/desk/outbox"
	"trastienda/data/desk/replica"
)

// Mark is a purchase's mark as its user should see it: the hub's, with what is
// not there yet on top. Version is the hub's.
type Mark struct {
	purchase.Mark
	Sign Sign
}

// Mark is the mark of a purchase, one of version 0 when there is none.
func (d *Desk) Mark(ctx context.Context, purchaseID string) (Mark, error) {
	found, err := d.Marks(ctx, []string{purchaseID})
	m := found[purchaseID]
	m.PurchaseID = purchaseID
	return m, err
}

// Marks are the marks of a page of purchases, by the purchase's id; those that
// nobody marked are not among them.
func (d *Desk) Marks(ctx context.Context, ids []string) (map[string]Mark, error) {
	w, done, err := d.use()
	if err != nil {
		return nil, err
	}
	defer done()
	found, err := w.replica.Overlaid(ctx, replica.EntityMark, ids)
	if err != nil {
		return nil, err
	}
	marks := make(map[string]Mark, len(found.Docs))
	for _, id := range ids {
		doc, sign, err := outbox.Overlay(found.Docs[id], found.Unsent[id], w.user())
		if err != nil {
			return nil, err
		}
		if len(doc) == 0 && sign == outbox.SignNone {
			continue
		}
		m := Mark{Mark: purchase.Mark{PurchaseID: id}, Sign: sign}
		if len(doc) > 0 {
			if err := json.Unmarshal(doc, &m.Mark); err != nil {
				return nil, err
			}
		}
		marks[id] = m
	}
	return marks, nil
}

// SetMark writes the note and takes the purchase or lets it go; version is the
// mark's that the person saw. It is written down here and sent as soon as the
// hub can be reached; the mark is the one to show meanwhile. Errors:
// purchase.ErrNoteTooLong, purchase.ErrNoteControl, ErrNotStored.
func (d *Desk) SetMark(ctx context.Context, purchaseID, note string, hold bool, version int64) (Mark, error) {
	note, err := purchase.CleanNote(note)
	if err != nil {
		return Mark{}, err
	}
	_, err = queued(d, func(q *outbox.Queue) (struct{}, error) {
		return struct{}{}, q.Add(ctx, outbox.KindMark, purchaseID, version, outbox.MarkBody(note, hold))
	})
	if err != nil {
		return Mark{}, err
	}
	return d.Mark(ctx, purchaseID)
}

// user is who this belongs to.
func (w *signedIn) user() purchase.Holder {
	return purchase.Holder{ID: w.session.User.ID, Name: w.session.User.Name}
}
