package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"trastienda/app/clock"
	"trastienda/app/purchase"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// keptSettled is how long acts are kept after the hub took them, or a person
// gave them up.
const keptSettled = 30 * 24 * time.Hour

// QueueParams are what a queue is made of.
type QueueParams struct {
	Remote  *remote.Client
	Replica *replica.Replica
	Clock   clock.Clock
	Log     *slog.Logger
	// User is whose acts these are, Token their session's: an act leaves with
	// that and with no other, whoever signs in meanwhile.
	User  purchase.Holder
	Token string
	// OnChange is called after an act changed its state, from the goroutine that
	// changed it.
	OnChange func()
	// OnUnauthorized is called when the session turns out to be over.
	OnUnauthorized func()
	// Pause and PauseCap bound the pause before the same act goes again; zero
	// means 1 s and 15 min.
	Pause, PauseCap time.Duration
}

// Queue are the acts of one signed-in user that may wait, and their one sender.
// Every act is sent as it was written: two edits of one record that nobody sent
// yet stay two acts, so that what was written down is what the audit shows.
type Queue struct {
	p    QueueParams
	wake chan struct{}

	mu     sync.Mutex
	paused bool                 // the session is over
	rest   time.Time            // the hub cannot be reached: nothing is tried before
	misses int                  // how often in a row it could not
	due    map[string]time.Time // when an act goes again
	// Of the sender alone: the epoch of the copy when lost acts were last looked
	// for, and when old ones were forgotten.
	epoch  string
	forgot time.Time
}

// NewQueue makes a queue; Run sends.
func NewQueue(p QueueParams) *Queue {
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	if p.Pause <= 0 {
		p.Pause = firstPause
	}
	if p.PauseCap <= 0 {
		p.PauseCap = longestPause
	}
	if p.OnChange == nil {
		p.OnChange = func() {}
	}
	if p.OnUnauthorized == nil {
		p.OnUnauthorized = func() {}
	}
	return &Queue{p: p, wake: make(chan struct{}, 1), due: map[string]time.Time{}}
}

// Seen tells Add to take the copy's version for the one the person saw.
const Seen int64 = -1

// Add writes an act down and has it sent as soon as possible. base is the
// version of the record that the person saw, or Seen. ErrNotStored: nothing
// was written and nothing will be sent.
func (q *Queue) Add(ctx context.Context, kindName, record string, base int64, body any) error {
	return q.add(ctx, kindName, record, base, body, nil)
}

func (q *Queue) add(ctx context.Context, kindName, record string, base int64, body any, secret json.RawMessage) error {
	k := kinds[kindName]
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	shown, _, version, err := q.Record(ctx, k.entity, record)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	if base == Seen {
		base = version
	}
	err = q.p.Replica.AddQueued(ctx, replica.Queued{
		OpID: id.String(), Kind: kindName, Entity: k.entity, Record: record, Author: q.p.User.Name,
		Method: k.method, Path: k.path(record), Body: text, Secret: secret, Before: shown, Base: base, At: q.p.Clock.Now(),
	})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	q.p.OnChange()
	q.Wake()
	return nil
}

// Record is one record as its user should see it, with its sign and the hub's
// version: of a deleted one that of its deletion, 0 when there never was any.
func (q *Queue) Record(ctx context.Context, entity, id string) (doc json.RawMessage, sign Sign, version int64, err error) {
	o, err := q.p.Replica.Overlaid(ctx, entity, []string{id})
	if err != nil {
		return nil, SignNone, 0, err
	}
	if err := json.Unmarshal(orEmpty(o.Docs[id]), &struct {
		Version *int64 `json:"version"`
	}{&version}); err != nil {
		return nil, SignNone, 0, err
	}
	if gone, ok := o.Gone[id]; ok {
		version = gone
	}
	doc, sign, err = Overlay(o.Docs[id], o.Unsent[id], q.p.User)
	return doc, sign, version, err
}

func orEmpty(doc json.RawMessage) json.RawMessage {
	if len(doc) == 0 {
		return json.RawMessage("{}")
	}
	return doc
}

// Wake has the sender look at the queue: an act is there, or the person asks.
func (q *Queue) Wake() {
	q.mu.Lock()
	q.rest = time.Time{}
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Online tells that the hub can be reached again.
func (q *Queue) Online() {
	q.mu.Lock()
	q.misses = 0
	q.mu.Unlock()
	q.Wake()
}

// Run sends until ctx ends. What was on its way when the program ended last
// goes again, with the same key.
func (q *Queue) Run(ctx context.Context) {
	failure, err := json.Marshal(interrupted)
	if err == nil {
		err = q.p.Replica.Interrupted(ctx, failure)
	}
	if err != nil {
		q.p.Log.Error("outbox: acts of the last run", "error", err)
	}
	for ctx.Err() == nil {
		var again <-chan time.Time
		if wait := q.pass(ctx); wait > 0 {
			again = time.After(wait)
		}
		select {
		case <-ctx.Done():
		case <-q.wake:
		case <-again:
		}
	}
}

// pass sends what may go now and tells when the next act may; 0 when none waits
// for the clock.
func (q *Queue) pass(ctx context.Context) time.Duration {
	q.resendLost(ctx)
	q.forget(ctx)
	for ctx.Err() == nil {
		acts, err := q.p.Replica.NextQueued(ctx)
		if err != nil {
			q.p.Log.Error("outbox: the queue cannot be read", "error", err)
			return q.p.PauseCap
		}
		sent := 0
		for _, act := range acts {
			if !q.mayGo(act.OpID) {
				continue
			}
			sent++
			q.attempt(ctx, act.OpID)
		}
		if sent == 0 {
			return q.shred(ctx, q.next(acts))
		}
	}
	return 0
}

// forget deletes, once a day, what was settled long ago.
func (q *Queue) forget(ctx context.Context) {
	now := q.p.Clock.Now()
	if now.Sub(q.forgot) < 24*time.Hour {
		return
	}
	if err := q.p.Replica.ForgetSettled(ctx, now.Add(-keptSettled)); err != nil {
		q.p.Log.Warn("outbox: old acts", "error", err)
		return
	}
	q.forgot = now
}

// resendLost looks once for each epoch of the copy for acts that the hub lost.
func (q *Queue) resendLost(ctx context.Context) {
	p, err := q.p.Replica.Progress(ctx)
	if err != nil || p.Cursor == "" || p.Epoch == q.epoch {
		return
	}
	n, err := q.p.Replica.ResendLost(ctx, p.Epoch)
	if err != nil {
		q.p.Log.Error("outbox: acts of another epoch", "error", err)
		return
	}
	q.epoch = p.Epoch
	if n > 0 {
		q.p.Log.Info("outbox: the hub was restored, acts go again", "acts", n, "epoch", p.Epoch)
		q.p.OnChange()
	}
}

// SendNow has one act sent at once; a refused one is tried again, with the same
// key. An act in conflict waits for its person.
func (q *Queue) SendNow(ctx context.Context, opID string) error {
	if err := q.p.Replica.AgainQueued(ctx, opID, q.follow); err != nil {
		return err
	}
	q.mu.Lock()
	delete(q.due, opID)
	q.mu.Unlock()
	q.p.OnChange()
	q.Wake()
	return nil
}

// Discard gives an act up; it stays among the discarded for 30 days. An act
// that was tried may be at the hub all the same: the copy shows what came of it.
// What follows on the record keeps only what it changed itself (follow).
// ErrSettled, ErrOnItsWay.
func (q *Queue) Discard(ctx context.Context, opID string) error {
	err := q.p.Replica.DiscardQueued(ctx, opID, q.tellDiscard, q.follow)
	q.p.OnChange()
	q.Wake() // the next act on the record may go
	return named(err)
}

// tellDiscard is the act that tells the hub's audit of one that was given up; nil
// for one that only tells.
func (q *Queue) tellDiscard(old replica.Queued) (*replica.Queued, error) {
	if old.Kind == KindDiscard {
		return nil, nil
	}
	var failure Failure
	_ = json.Unmarshal(old.Failure, &failure) // an act that never failed has none
	body, err := json.Marshal(discardBody{Act: old.Kind, Record: old.Record, Reason: string(failure.Code)})
	if err != nil {
		return nil, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	k := kinds[KindDiscard]
	return &replica.Queued{OpID: id.String(), Kind: KindDiscard, Entity: k.entity, Record: old.OpID, Author: q.p.User.Name,
		Method: k.method, Path: k.path(old.OpID), Body: body, At: q.p.Clock.Now()}, nil
}

// The errors of dealing with an act of the queue.
var (
	// ErrSettled: it is not open any more.
	ErrSettled = errors.New("outbox: the act is settled")
	// ErrOnItsWay: it is being sent at this moment.
	ErrOnItsWay = errors.New("outbox: the act is being sent")
	// ErrChanged: the record changed again since the person looked at it.
	ErrChanged = errors.New("outbox: the record changed again")
)

func named(err error) error {
	switch {
	case errors.Is(err, replica.ErrNotOpen):
		return ErrSettled
	case errors.Is(err, replica.ErrOnItsWay):
		return ErrOnItsWay
	}
	return err
}
