package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"trastienda/app/agent"
	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
	"trastienda/ui/purchases"
)

// purchaseBackend gives the page of purchases the desk's data.
type purchaseBackend struct{ b *backend }

// on asks the desk, if there is one; after the session ended there is none.
func on[T any](p purchaseBackend, ask func(*desk.Desk) (T, error)) (T, error) {
	d := p.b.deskNow()
	if d == nil {
		var none T
		return none, purchases.ErrSignedOut
	}
	answer, err := ask(d)
	return answer, pageError(err)
}

// pageError gives the desk's errors the names the page knows.
func pageError(err error) error {
	var unknown desk.ErrOutcomeUnknown
	switch {
	case err == nil:
		return nil
	case errors.As(err, &unknown):
		return &purchases.UnknownError{Key: unknown.Key, Err: err}
	case errors.Is(err, desk.ErrNotReceived):
		return purchases.ErrNotReceived
	case errors.Is(err, remote.ErrTooOld):
		return purchases.ErrTooOld
	case errors.Is(err, desk.ErrNotStored):
		return purchases.ErrNotStored
	case errors.Is(err, desk.ErrSignedOut), errors.Is(err, remote.ErrUnauthorized):
		return purchases.ErrSignedOut
	case errors.Is(err, desk.ErrOfflineNothingSent), errors.Is(err, remote.ErrOffline):
		return purchases.ErrOffline
	case errors.Is(err, replica.ErrNotFound), errors.Is(err, remote.ErrNotFound):
		return purchases.ErrNotFound
	}
	return err
}

func (p purchaseBackend) Count(ctx context.Context, f purchase.Filter) (int, error) {
	return on(p, func(d *desk.Desk) (int, error) { return d.Purchases().Count(ctx, f) })
}

func (p purchaseBackend) Counts(ctx context.Context) (purchases.Counts, error) {
	return on(p, func(d *desk.Desk) (purchases.Counts, error) {
		all, err := d.Purchases().Counters(ctx)
		if err != nil {
			return purchases.Counts{}, err
		}
		now := p.Now()
		due, err := d.Purchases().Due(ctx, now, now.Add(purchases.DueSoonWithin))
		if err != nil {
			return purchases.Counts{}, err
		}
		used, err := d.Purchases().DueCounts(ctx, now)
		if err != nil {
			return purchases.Counts{}, err
		}
		history, err := d.Purchases().Count(ctx, imported)
		if err != nil {
			return purchases.Counts{}, err
		}
		waiting, closed, err := closings(ctx, d)
		return purchases.Counts{
			Closing: waiting, Closed: len(closed), Imported: history,
			All: all.All.Count, Pending: all.Status[purchase.StatusPending].Count,
			Error: all.Status[purchase.StatusError].Count, DueSoon: due,
			Over48: used.Over48, Over60: used.Over60, Over72: used.Over72,
		}, err
	})
}

func (p purchaseBackend) SumOf(ctx context.Context, ids []string) ([]purchases.Sum, error) {
	return on(p, func(d *desk.Desk) ([]purchases.Sum, error) {
		totals, err := d.Purchases().SumSelected(ctx, ids)
		return sums(totals.Credited), err
	})
}

func (p purchaseBackend) SumAll(ctx context.Context, f purchase.Filter) ([]purchases.Sum, error) {
	return on(p, func(d *desk.Desk) ([]purchases.Sum, error) {
		byCurrency, err := d.Purchases().Sum(ctx, f)
		return sums(byCurrency), err
	})
}

// sums puts the sums in one order, whatever the map's.
func sums(byCurrency map[string]int64) []purchases.Sum {
	list := make([]purchases.Sum, 0, len(byCurrency))
	for currency, amount := range byCurrency {
		list = append(list, purchases.Sum{Currency: currency, Amount: amount})
	}
	slices.SortFunc(list, func(a, b purchases.Sum) int {
		if a.Currency < b.Currency {
			return -1
		}
		return 1
	})
	return list
}

func (p purchaseBackend) Rows(ctx context.Context, f purchase.Filter, s listing.Sort, from, n int) ([]purchase.Purchase, error) {
	return on(p, func(d *desk.Desk) ([]purchase.Purchase, error) { return d.Purchases().Rows(ctx, f, s, from, n) })
}

func (p purchaseBackend) Find(ctx context.Context, id string) (purchase.Purchase, error) {
	return on(p, func(d *desk.Desk) (purchase.Purchase, error) {
		rows, err := d.Purchases().ByIDs(ctx, []string{id})
		if err != nil {
			return purchase.Purchase{}, err
		}
		if len(rows) == 0 {
			return purchase.Purchase{}, purchases.ErrNotFound
		}
		return rows[0], nil
	})
}

func (p purchaseBackend) Detail(ctx context.Context, id string) (purchase.Detail, bool, error) {
	seen, err := on(p, func(d *desk.Desk) (desk.Detail, error) { return d.Detail(ctx, id) })
	return seen.Detail, seen.Cached, err
}

func (p purchaseBackend) Balance(ctx context.Context, agentID string) (agent.Balance, error) {
	return on(p, func(d *desk.Desk) (agent.Balance, error) { return d.Balance(ctx, agentID) })
}

func (p purchaseBackend) Agents(ctx context.Context) ([]agent.Agent, error) {
	return on(p, func(d *desk.Desk) ([]agent.Agent, error) { return d.Agents(ctx) })
}

func (p purchaseBackend) Retry(ctx context.Context, id string) (purchase.RetryAnswer, error) {
	return on(p, func(d *desk.Desk) (purchase.RetryAnswer, error) { return d.Retry(ctx, id) })
}

// Consult asks for the retry's key or, without one, for the purchase itself.
func (p purchaseBackend) Consult(ctx context.Context, id, key string) (purchase.RetryAnswer, error) {
	return on(p, func(d *desk.Desk) (purchase.RetryAnswer, error) {
		if key != "" {
			return d.Consult(ctx, id, key)
		}
		seen, err := d.Detail(ctx, id)
		switch {
		case err != nil:
			return purchase.RetryAnswer{}, err
		case seen.Cached:
			return purchase.RetryAnswer{}, purchases.ErrOffline
		}
		return purchase.AnswerFor(seen.Purchase), nil
	})
}

func (p purchaseBackend) Online() bool {
	d := p.b.deskNow()
	return d != nil && d.State().Online
}

func (p purchaseBackend) LastSync() time.Time {
	if d := p.b.deskNow(); d != nil {
		return d.State().LastSync
	}
	return time.Time{}
}

func (p purchaseBackend) Now() time.Time { return p.b.clock.Now() }
