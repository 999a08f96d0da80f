package main

import (
	"context"
	"slices"

	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/ui/purchases"
)

// Groups parts the list.
func (p purchaseBackend) Groups(ctx context.Context, f purchase.Filter, by string) ([]purchases.Group, error) {
	return on(p, func(d *desk.Desk) ([]purchases.Group, error) {
		totals, err := d.Purchases().Groups(ctx, f, by)
		groups := make([]purchases.Group, len(totals))
		for i, t := range totals {
			groups[i] = purchases.Group{Key: t.Key, Title: t.Title, Count: t.N, Sums: sums(t.Credited)}
		}
		return groups, err
	})
}

// Seek finds a row by what was typed.
func (p purchaseBackend) Seek(ctx context.Context, f purchase.Filter, s listing.Sort, field, prefix string) (index int, found bool, err error) {
	index, err = on(p, func(d *desk.Desk) (at int, err error) {
		at, found, err = d.Purchases().Seek(ctx, f, s, field, prefix)
		return at, err
	})
	return index, found, err
}

// Setting gives a choice of the signed-in user.
func (p purchaseBackend) Setting(ctx context.Context, key string) (string, error) {
	return on(p, func(d *desk.Desk) (string, error) { return choiceOf(ctx, d, key) })
}

// choiceOf reads a choice from where it is kept.
func choiceOf(ctx context.Context, d *desk.Desk, key string) (string, error) {
	if slices.Contains(purchases.SharedSettings(), key) {
		return d.SharedSetting(ctx, key)
	}
	return d.Setting(ctx, key)
}

// PutSetting keeps one.
func (p purchaseBackend) PutSetting(ctx context.Context, key, value string) error {
	_, err := on(p, func(d *desk.Desk) (struct{}, error) {
		if slices.Contains(purchases.SharedSettings(), key) {
			return struct{}{}, d.PutSharedSetting(ctx, key, value)
		}
		return struct{}{}, d.PutSetting(ctx, key, value)
	})
	return err
}
