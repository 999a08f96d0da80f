package main

import (
	"context"
	"errors"
	"slices"

	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/ui/purchases"
)

// closings gives the ids of the purchases whose closing waits for a decision, and
// of those that are closed.
func closings(ctx context.Context, d *desk.Desk) (waiting, closed []string, err error) {
	all, err := d.Closings(ctx, nil)
	for id, c := range all {
		switch {
		case c.Closed():
			closed = append(closed, id)
		case c.State == purchase.ClosingProposed:
			waiting = append(waiting, id)
		}
	}
	slices.Sort(waiting)
	slices.Sort(closed)
	return waiting, closed, err
}

// Closings gives how far the closing by hand of a page of rows is.
func (p purchaseBackend) Closings(ctx context.Context, ids []string) (map[string]purchase.Closing, error) {
	return on(p, func(d *desk.Desk) (map[string]purchase.Closing, error) { return d.Closings(ctx, ids) })
}

// SettleClosing takes a step of a closing.
func (p purchaseBackend) SettleClosing(ctx context.Context, r purchase.ClosingRequest) (purchase.Closing, error) {
	return on(p, func(d *desk.Desk) (purchase.Closing, error) {
		c, err := d.SettleClosing(ctx, r)
		var conflict desk.ErrClosingConflict
		if errors.As(err, &conflict) {
			err = purchases.ErrClosingConflict
		}
		return c, err
	})
}
