package desk

import (
	"context"
	"encoding/json"

	"trastienda/app/purchase"
	"trastienda/data/desk/outbox"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// ErrClosingConflict: the purchase, or what was proposed for it, is not as it was
// seen; nothing was changed.
type ErrClosingConflict = outbox.ErrClosingConflict

// Closings gives what the copy holds of the closings of these purchases, by the
// purchase's id; one that nobody proposed to close is not among them. nil ids
// mean all there are.
func (d *Desk) Closings(ctx context.Context, ids []string) (map[string]purchase.Closing, error) {
	w, done, err := d.use()
	if err != nil {
		return nil, err
	}
	defer done()
	return closingsOf(ctx, w.replica, ids)
}

// closingsOf reads them from a copy, with what is not at the hub yet.
func closingsOf(ctx context.Context, r *replica.Replica, ids []string) (map[string]purchase.Closing, error) {
	found, err := r.Overlaid(ctx, string(remote.Closings), ids)
	if err != nil {
		return nil, err
	}
	list := make(map[string]purchase.Closing, len(found.Docs))
	for id, doc := range found.Docs {
		var c purchase.Closing
		if err := json.Unmarshal(doc, &c); err != nil {
			return nil, err
		}
		list[id] = c
	}
	return list, nil
}

// SettleClosing takes a step on the closing of a purchase, once: it is stored
// before it leaves and never sent again. Errors: ErrOfflineNothingSent,
// ErrNotStored, ErrClosingConflict, ErrOutcomeUnknown (it is asked for until it is
// known), or the hub's own.
func (d *Desk) SettleClosing(ctx context.Context, r purchase.ClosingRequest) (purchase.Closing, error) {
	return onlineAct(ctx, d, func(ctx context.Context, a *outbox.Acts) (purchase.Closing, error) { return a.SettleClosing(ctx, r) })
}
