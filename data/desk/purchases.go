package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/data/desk/outbox"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// The errors of Retry, besides the hub's own (*problem.Problem,
// remote.ErrUnauthorized) and ErrSignedOut.
var (
	// ErrOfflineNothingSent: certainly nothing left this machine.
	ErrOfflineNothingSent = outbox.ErrOfflineNothingSent
	// ErrNotStored: nothing was sent, because it could not be written down.
	ErrNotStored = outbox.ErrNotStored
)

// ErrOutcomeUnknown: nobody knows yet; it is asked for until it is known and
// OnSettled tells. It is never sent again.
type ErrOutcomeUnknown = outbox.ErrOutcomeUnknown

// Purchases is the view for the grid. It stays usable across sign-ins: it
// always shows the rows of whoever is signed in.
func (d *Desk) Purchases() View { return View{d} }

// Retry presses "Sí" once for a purchase. It answers within 25 s at most. The
// act belongs to the desk, not to the dialog: closing the dialog, or ending
// ctx once it has begun, takes nothing back.
func (d *Desk) Retry(ctx context.Context, purchaseID string) (purchase.RetryAnswer, error) {
	if err := ctx.Err(); err != nil {
		return purchase.RetryAnswer{}, err
	}
	w, done, err := d.use()
	if err != nil {
		return purchase.RetryAnswer{}, err
	}
	defer done()
	answer, err := w.acts.Retry(w.ctx, purchaseID)
	var unknown ErrOutcomeUnknown
	if errors.As(err, &unknown) {
		w.askSoon()
	}
	d.changed()
	return answer, err
}

// Detail is a purchase with its attempts, fresh from the hub or as last seen.
type Detail struct {
	purchase.Detail
	// Cached: the hub could not be reached; this is what the copy holds.
	Cached bool
	// AttemptsKnown is false when the attempts were never fetched: the list is
	// then empty because nobody knows, not because there are none.
	AttemptsKnown bool
	// AttemptsOld: the row is newer than the attempts.
	AttemptsOld bool
	// AsOf is when the attempts were fetched; zero when never.
	AsOf time.Time
}

// Detail asks the hub for a purchase and falls back to the copy when it cannot
// be reached. Errors: replica.ErrNotFound, or the hub's own.
func (d *Desk) Detail(ctx context.Context, id string) (Detail, error) {
	w, done, err := d.use()
	if err != nil {
		return Detail{}, err
	}
	defer done()
	fresh, err := d.remote.Purchase(ctx, id)
	switch {
	case err == nil && fresh.ID == id:
		before := w.replica.Generation()
		if e := w.replica.PutDetail(ctx, fresh); e != nil {
			d.o.Log.Warn("desk: attempts are not kept", "error", e)
		}
		if w.replica.Generation() != before {
			d.changed()
		}
		return Detail{Detail: fresh, AttemptsKnown: true, AsOf: d.o.Clock.Now()}, nil
	case err == nil, errors.Is(err, remote.ErrOffline), errors.Is(err, remote.ErrNotAHub), errors.Is(err, remote.ErrUnauthorized):
	default:
		return Detail{}, err
	}
	if e := ctx.Err(); e != nil {
		return Detail{}, e
	}
	return w.cached(ctx, id)
}

// CachedDetail is what the copy holds of a purchase, at once.
func (d *Desk) CachedDetail(ctx context.Context, id string) (Detail, error) {
	w, done, err := d.use()
	if err != nil {
		return Detail{}, err
	}
	defer done()
	return w.cached(ctx, id)
}

func (w *signedIn) cached(ctx context.Context, id string) (Detail, error) {
	c, err := w.replica.Detail(ctx, id)
	return Detail{
		Detail: c.Detail, Cached: true, AttemptsKnown: c.AttemptsKnown,
		AttemptsOld: c.AttemptsKnown && c.AttemptsVersion < c.Version, AsOf: c.FetchedAt,
	}, err
}

// OpenActs lists the retries whose outcome nobody knows yet.
func (d *Desk) OpenActs(ctx context.Context) ([]replica.Act, error) {
	w, done, err := d.use()
	if err != nil {
		return nil, err
	}
	defer done()
	acts, err := w.replica.OpenActs(ctx)
	return slices.DeleteFunc(acts, func(a replica.Act) bool { return !outbox.IsRetry(a) }), err
}

// askSoon asks for open acts at the next chance.
func (w *signedIn) askSoon() {
	select {
	case w.asking <- struct{}{}:
	default:
	}
}

// askOpenActs asks for open acts at the start and whenever the hub can be
// reached again, and more and more rarely while some stay open.
func (w *signedIn) askOpenActs() {
	const first, longest = 2 * time.Second, time.Minute
	for pause := first; ; {
		open, err := w.acts.Ask(w.ctx)
		var again <-chan time.Time
		if err == nil && open > 0 {
			again = time.After(pause)
			pause = min(pause*2, longest)
		}
		select {
		case <-w.ctx.Done():
			return
		case <-again:
		case <-w.asking:
			pause = first
		}
	}
}

// View is the replica's list of purchases of whoever is signed in; see
// replica.Purchases for each method. Without anybody every answer is
// ErrSignedOut.
type View struct{ d *Desk }

// viewed runs one question on the copy of whoever is signed in.
func viewed[T any](v View, ask func(p *replica.Purchases) (T, error)) (T, error) {
	w, done, err := v.d.use()
	if err != nil {
		var none T
		return none, err
	}
	defer done()
	return ask(w.replica.Purchases)
}

// Generation changes whenever a row does.
func (v View) Generation() int64 {
	g, _ := viewed(v, func(p *replica.Purchases) (int64, error) { return p.Generation(), nil })
	return g
}

// Count returns how many rows the filter leaves.
func (v View) Count(ctx context.Context, f purchase.Filter) (int, error) {
	return viewed(v, func(p *replica.Purchases) (int, error) { return p.Count(ctx, f) })
}

// Sum returns what the filter's rows credited, in minor units by currency.
func (v View) Sum(ctx context.Context, f purchase.Filter) (map[string]int64, error) {
	return viewed(v, func(p *replica.Purchases) (map[string]int64, error) { return p.Sum(ctx, f) })
}

// Totals returns count and sums in one.
func (v View) Totals(ctx context.Context, f purchase.Filter) (replica.Totals, error) {
	return viewed(v, func(p *replica.Purchases) (replica.Totals, error) { return p.Totals(ctx, f) })
}

// Counters are the numbers on the chips.
func (v View) Counters(ctx context.Context) (replica.Counters, error) {
	return viewed(v, func(p *replica.Purchases) (replica.Counters, error) { return p.Counters(ctx) })
}

// Due counts the undecided rows whose deadline comes in [after, before).
func (v View) Due(ctx context.Context, after, before time.Time) (int, error) {
	return viewed(v, func(p *replica.Purchases) (int, error) { return p.Due(ctx, after, before) })
}

// Rows returns up to n rows from the place from.
func (v View) Rows(ctx context.Context, f purchase.Filter, s listing.Sort, from, n int) ([]purchase.Purchase, error) {
	return viewed(v, func(p *replica.Purchases) ([]purchase.Purchase, error) { return p.Rows(ctx, f, s, from, n) })
}

// ByIDs returns the rows with these ids, in their order.
func (v View) ByIDs(ctx context.Context, ids []string) ([]purchase.Purchase, error) {
	return viewed(v, func(p *replica.Purchases) ([]purchase.Purchase, error) { return p.ByIDs(ctx, ids) })
}

// Position returns the place of a row in the list.
func (v View) Position(ctx context.Context, f purchase.Filter, s listing.Sort, id string) (int, error) {
	return viewed(v, func(p *replica.Purchases) (int, error) { return p.Position(ctx, f, s, id) })
}

// SumSelected counts and sums the rows with these ids.
func (v View) SumSelected(ctx context.Context, ids []string) (replica.Totals, error) {
	return viewed(v, func(p *replica.Purchases) (replica.Totals, error) { return p.SumSelected(ctx, ids) })
}
