package main

import (
	"context"

	"trastienda/data/desk"
	"trastienda/data/desk/outbox"
	"trastienda/ui/purchases"
)

// Mark gives a purchase's mark.
func (p purchaseBackend) Mark(ctx context.Context, id string) (purchases.Mark, error) {
	m, err := on(p, func(d *desk.Desk) (desk.Mark, error) { return d.Mark(ctx, id) })
	return pageMark(m), err
}

// Marks gives the marks of a page of rows.
func (p purchaseBackend) Marks(ctx context.Context, ids []string) (map[string]purchases.Mark, error) {
	found, err := on(p, func(d *desk.Desk) (map[string]desk.Mark, error) { return d.Marks(ctx, ids) })
	marks := make(map[string]purchases.Mark, len(found))
	for id, m := range found {
		marks[id] = pageMark(m)
	}
	return marks, err
}

// SetMark writes a note and takes a purchase or lets it go.
func (p purchaseBackend) SetMark(ctx context.Context, id, note string, hold bool, version int64) (purchases.Mark, error) {
	m, err := on(p, func(d *desk.Desk) (desk.Mark, error) { return d.SetMark(ctx, id, note, hold, version) })
	return pageMark(m), err
}

func pageMark(m desk.Mark) purchases.Mark {
	unsent := map[desk.Sign]purchases.Unsent{
		outbox.SignWaiting: purchases.UnsentWaiting, outbox.SignRefused: purchases.UnsentRefused, outbox.SignConflict: purchases.UnsentConflict,
	}[m.Sign]
	return purchases.Mark{Mark: m.Mark, Unsent: unsent}
}
