package main

import (
	"context"
	"errors"

	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/ui/purchases"
)

// Mark gives the copy's mark of a purchase.
func (p purchaseBackend) Mark(ctx context.Context, id string) (purchase.Mark, error) {
	return on(p, func(d *desk.Desk) (purchase.Mark, error) { return d.Mark(ctx, id) })
}

// Marks gives the copy's marks of a page of rows.
func (p purchaseBackend) Marks(ctx context.Context, ids []string) (map[string]purchase.Mark, error) {
	return on(p, func(d *desk.Desk) (map[string]purchase.Mark, error) { return d.Marks(ctx, ids) })
}

// SetMark writes a note and takes a purchase or lets it go.
func (p purchaseBackend) SetMark(ctx context.Context, id, note string, hold bool, version int64) (purchase.Mark, error) {
	m, err := on(p, func(d *desk.Desk) (purchase.Mark, error) { return d.SetMark(ctx, id, note, hold, version) })
	var conflict desk.ErrMarkConflict
	if errors.As(err, &conflict) {
		return m, &purchases.MarkConflict{Current: conflict.Current}
	}
	return m, err
}
