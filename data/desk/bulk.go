package desk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/desk/outbox"
	"trastienda/data/desk/remote"
)

// Errors of a bulk retry; nothing was sent.
var (
	// ErrBulkRunning: one bulk retry at a time.
	ErrBulkRunning = errors.New("desk: a bulk retry is under way")
	// ErrBulkTooMany: more purchases than the role of the user may retry at once
	// (purchase.BulkLimit).
	ErrBulkTooMany = errors.New("desk: too many purchases for one bulk retry")
)

// bulkTellEvery is how often at most a run says that rows have changed: lists
// read themselves anew at each.
const bulkTellEvery = 500 * time.Millisecond

// bulk is the run of the signed-in user, if one is under way.
type bulk struct {
	mu      sync.Mutex
	running bool
	cancel  bool
	over    chan struct{} // closed when the run ended
}

// begin claims the one place there is.
func (b *bulk) begin() (over chan struct{}, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running {
		return nil, false
	}
	b.running, b.cancel, b.over = true, false, make(chan struct{})
	return b.over, true
}

func (b *bulk) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.running = false
	close(b.over)
}

func (b *bulk) cancelled() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cancel
}

// Bulk presses "Sí" for a list of purchases and waits for the end: each is sent
// at most once, one at a time, oldest first (purchase.PlanBulk). The run
// belongs to the desk: ending ctx only stops the waiting, CancelBulk ends the
// run. tell gets the present numbers after every step, from another goroutine,
// also after ctx ended. Errors: ErrBulkRunning, ErrBulkTooMany, ErrNotStored and
// ErrSignedOut (nothing was sent), and ctx's own.
func (d *Desk) Bulk(ctx context.Context, list []purchase.Purchase, tell func(purchase.BulkTally)) (run string, err error) {
	w, done, err := d.use()
	if err != nil {
		return "", err
	}
	if len(list) > purchase.BulkLimit(w.session.User.Role) {
		done()
		return "", ErrBulkTooMany
	}
	over, ok := w.bulk.begin()
	if !ok {
		done()
		return "", ErrBulkRunning
	}
	r := &bulkRun{d: d, w: w, tell: tell, stopped: map[string]bool{}}
	if err := r.store(list); err != nil {
		w.bulk.end()
		done()
		return "", err
	}
	go func() {
		defer done()
		defer w.bulk.end()
		r.run()
	}()
	select {
	case <-over:
		return r.id, nil
	case <-ctx.Done():
		return r.id, ctx.Err()
	}
}

// CancelBulk ends the run under way: the row that was sent is finished, the
// others are not sent.
func (d *Desk) CancelBulk() {
	w, done, err := d.use()
	if err != nil {
		return
	}
	defer done()
	w.bulk.mu.Lock()
	defer w.bulk.mu.Unlock()
	w.bulk.cancel = true
}

// BulkRows lists the rows of a run and what is known of each now. A row whose
// outcome is unknown is asked for as every act is, and changes then.
func (d *Desk) BulkRows(ctx context.Context, run string) ([]purchase.BulkRow, error) {
	w, done, err := d.use()
	if err != nil {
		return nil, err
	}
	defer done()
	return w.replica.BulkRows(ctx, run)
}

// UntoldBulk gives the latest run that is over and that nobody was told of; nil
// when there is none.
func (d *Desk) UntoldBulk(ctx context.Context) (*purchase.BulkRun, error) {
	w, done, err := d.use()
	if err != nil {
		return nil, err
	}
	defer done()
	return w.replica.UntoldBulk(ctx)
}

// ToldBulk notes that a person has seen how a run ended.
func (d *Desk) ToldBulk(ctx context.Context, run string) error {
	w, done, err := d.use()
	if err != nil {
		return err
	}
	defer done()
	return w.replica.ToldBulk(ctx, run)
}

// bulkRun is one run while it is under way; only its own goroutine uses it.
type bulkRun struct {
	d       *Desk
	w       *signedIn
	tell    func(purchase.BulkTally)
	id      string
	items   []purchase.BulkItem
	tally   purchase.BulkTally
	stopped map[string]bool // agents without balance
	told    time.Time
}

// store writes the run down before anything of it is sent.
func (r *bulkRun) store(list []purchase.Purchase) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	now := r.d.o.Clock.Now()
	plan := purchase.PlanBulk(list, now)
	r.id, r.items = id.String(), plan.Items
	stored := make([]purchase.Purchase, len(r.items))
	for i, item := range r.items {
		stored[i] = item.Purchase
		r.tally.Add(purchase.BulkWaiting, item.Purchase)
	}
	if err := r.w.replica.AddBulk(r.w.ctx, r.id, now, stored, plan.Done); err != nil {
		return fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	return nil
}

// run sends row after row. When the program is being closed it leaves the rest
// as it is: the next start ends the run, and sends nothing of it.
func (r *bulkRun) run() {
	why := ""
	for place := range r.items {
		if why = r.halt(); why != "" {
			break
		}
		if why = r.row(place); why != "" {
			break
		}
	}
	if r.w.ctx.Err() == nil {
		if err := r.w.replica.EndBulk(r.w.ctx, r.id, why); err != nil {
			r.d.o.Log.Error("bulk retry: its end could not be stored", "run", r.id, "error", err)
		}
	}
	r.d.changed()
}

// halt tells why no further row may be sent, "" for nothing.
func (r *bulkRun) halt() string {
	state := r.w.loop.State()
	switch {
	case r.w.ctx.Err() != nil:
		return purchase.BulkInterrupted
	case r.w.bulk.cancelled():
		return purchase.BulkCancelled
	case state.SignedOut:
		return purchase.BulkSignedOut
	case state.Least != "":
		return purchase.BulkTooOld
	case !state.Online:
		return purchase.BulkOffline
	}
	return ""
}

// row deals with one row; why tells what ends the run with it, "" for nothing.
// The purchase is looked at anew: since the question it may have been completed
// by the hub, or by somebody else.
func (r *bulkRun) row(place int) (why string) {
	p := r.items[place].Purchase
	if skip, err := r.skip(p); skip != "" || err != nil {
		if err == nil {
			err = r.w.replica.SkipBulk(r.w.ctx, r.id, place, skip)
		}
		if err != nil {
			r.d.o.Log.Error("bulk retry: a row could not be read or skipped", "purchase", p.ID, "error", err)
			return purchase.BulkNotStored
		}
		state := purchase.BulkNotSent
		if skip != purchase.BulkAgentEmpty {
			state = purchase.BulkNotNeeded
		}
		r.came(purchase.BulkWaiting, state, p)
		return ""
	}
	r.came(purchase.BulkWaiting, purchase.BulkSending, p)
	answer, err := r.w.acts.RetryRow(r.w.ctx, r.id, place, p.ID)
	state, why := rowState(answer, err)
	if state == purchase.BulkUnknown {
		r.w.askSoon()
	}
	if state.StopsAgent() && p.Agent.ID != "" {
		r.stopped[p.Agent.ID] = true
	}
	r.came(purchase.BulkSending, state, p)
	return why
}

// skip tells why a row need not or must not be sent, "" when it is to be sent.
func (r *bulkRun) skip(p purchase.Purchase) (why string, err error) {
	if r.stopped[p.Agent.ID] {
		return purchase.BulkAgentEmpty, nil
	}
	found, err := r.w.replica.Purchases.ByIDs(r.w.ctx, []string{p.ID})
	switch {
	case err != nil:
		return "", err
	case len(found) == 0:
		return purchase.BulkGone, nil
	case purchase.BulkStep(found[0], r.d.o.Clock.Now()) == purchase.StepRest:
		return purchase.BulkComplete, nil
	}
	return "", nil
}

// came counts a row and tells.
func (r *bulkRun) came(from, to purchase.BulkState, p purchase.Purchase) {
	r.tally.Move(from, to, p)
	r.tell(r.tally.Clone())
	if now := time.Now(); to != purchase.BulkSending && now.Sub(r.told) >= bulkTellEvery {
		r.told = now
		r.d.changed()
	}
}

// rowState tells what an answer or an error of a retry means for its row and,
// in why, for the rest of the run: without a connection, a session or a disk
// nothing more is sent.
func rowState(answer purchase.RetryAnswer, err error) (state purchase.BulkState, why string) {
	var unknown ErrOutcomeUnknown
	switch {
	case err == nil:
		state, _ = purchase.BulkAnswered(answer.Result, answer.Code)
		return state, ""
	case errors.As(err, &unknown):
		// A lost answer alone ends nothing: only when the hub could not be asked
		// about it either is the connection gone.
		if offline(unknown.Asked) {
			why = purchase.BulkOffline
		}
		return purchase.BulkUnknown, why
	case errors.Is(err, outbox.ErrOfflineNothingSent):
		return purchase.BulkNotSent, purchase.BulkOffline
	case errors.Is(err, outbox.ErrNotStored):
		return purchase.BulkNotSent, purchase.BulkNotStored
	}
	return rejected(err)
}

func offline(err error) bool { return errors.Is(err, remote.ErrOffline) }

// rejected tells what the hub's refusal of a retry means. Any other error
// proves nothing: the act stays open and is asked for.
func rejected(err error) (state purchase.BulkState, why string) {
	var p *problem.Problem
	if !errors.As(err, &p) {
		return purchase.BulkUnknown, ""
	}
	state, why = purchase.BulkRejected(p.Status, string(p.Code))
	if why != purchase.BulkSignedOut {
		why = "" // only the end of the session ends the run
	}
	return state, why
}
