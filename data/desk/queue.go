package desk

import (
	"context"

	"trastienda/data/desk/outbox"
	desksync "trastienda/data/desk/sync"
)

// What a page needs of the outbox; see package outbox.
type (
	// Unsent is an act that is not at the hub.
	Unsent = outbox.Entry
	// Clash is one that somebody else was faster than.
	Clash = outbox.Clash
	// Sign is what a record shows of its unsent acts.
	Sign = outbox.Sign
)

// The errors of dealing with an unsent act, besides ErrSignedOut and those of
// the disk.
var (
	ErrSettled  = outbox.ErrSettled
	ErrOnItsWay = outbox.ErrOnItsWay
	ErrOutdated = outbox.ErrChanged
)

// newQueue makes the outbox of whoever enters; their token was set just before.
func (d *Desk) newQueue(w *signedIn) *outbox.Queue {
	return outbox.NewQueue(outbox.QueueParams{
		Remote: d.remote, Replica: w.replica, Clock: d.o.Clock, Log: d.o.Log, Token: d.remote.Token(),
		User: w.user(), OnChange: func() { d.queueChanged(w) }, OnUnauthorized: w.loop.Now, Pause: d.o.QueuePause, PauseCap: d.o.QueuePauseCap,
	})
}

// queueChanged tells the window; a loop that has stopped tells nothing any more.
func (d *Desk) queueChanged(w *signedIn) {
	if w.loop.State().Phase == desksync.Stopped {
		d.changed()
		return
	}
	w.loop.Changed()
}

// online goes on with what waited for the hub.
func (w *signedIn) online() {
	w.askSoon()
	w.queue.Online()
}

// queued runs one question on the outbox of whoever is signed in.
func queued[T any](d *Desk, ask func(q *outbox.Queue) (T, error)) (T, error) {
	w, done, err := d.use()
	if err != nil {
		var none T
		return none, err
	}
	defer done()
	return ask(w.queue)
}

// Unsent lists the acts of whoever is signed in that are not at the hub, the
// oldest first. They stay until the hub took them or their person dealt with
// them.
func (d *Desk) Unsent(ctx context.Context) ([]Unsent, error) {
	return queued(d, func(q *outbox.Queue) ([]Unsent, error) { return q.Entries(ctx) })
}

// Discarded lists the acts they gave up in the last 30 days, the newest first.
func (d *Desk) Discarded(ctx context.Context) ([]Unsent, error) {
	return queued(d, func(q *outbox.Queue) ([]Unsent, error) { return q.Discarded(ctx) })
}

// SendNow has an act sent at once; a refused one is tried again.
func (d *Desk) SendNow(ctx context.Context, opID string) error {
	_, err := queued(d, func(q *outbox.Queue) (struct{}, error) { return struct{}{}, q.SendNow(ctx, opID) })
	return err
}

// Discard gives an act up. Errors: ErrSettled, ErrOnItsWay.
func (d *Desk) Discard(ctx context.Context, opID string) error {
	_, err := queued(d, func(q *outbox.Queue) (struct{}, error) { return struct{}{}, q.Discard(ctx, opID) })
	return err
}

// Clash reads an act in conflict; ErrSettled when it is in none.
func (d *Desk) Clash(ctx context.Context, opID string) (Clash, error) {
	return queued(d, func(q *outbox.Queue) (Clash, error) { return q.Clash(ctx, opID) })
}

// Resolve settles a conflict as of the version the person looked at: the fields
// named are theirs, the others the hub's; with none of theirs the act is given
// up. Errors: ErrSettled, ErrOutdated, ErrNotStored.
func (d *Desk) Resolve(ctx context.Context, opID string, version int64, mine []string) error {
	_, err := queued(d, func(q *outbox.Queue) (struct{}, error) { return struct{}{}, q.Resolve(ctx, opID, version, mine) })
	return err
}
