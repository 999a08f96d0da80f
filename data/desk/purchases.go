package desk

import (
	"context"
	"errors"
	"slices"
	"time"

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
