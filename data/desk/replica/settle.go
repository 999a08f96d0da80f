package replica

import (
	"context"
	"database/sql"
	"encoding/json"
)

// Chain are a record's acts after one of them came to count, or to count no more.
type Chain struct {
	// Settled is the act that was given up, replaced, refused or is to go again, as
	// it was.
	Settled Queued
	// Doc is the record the others build on: the hub's, of Version.
	Doc     json.RawMessage
	Version int64
	// Open are the record's open acts in their order; the first Ahead of them
	// stand before those that followed the settled one.
	Open  []Queued
	Ahead int
}

// Follow tells how acts of a chain go on: it returns those that change, with
// their new Body, Before and Base. One that was tried stays as it is whatever
// is returned, for its key stands for what was sent.
type Follow func(Chain) ([]Queued, error)

// DiscardQueued gives an open act up. It is not deleted: it stays to be looked
// at. told makes the act that tells the hub so, nil for none; follow changes
// what built on it. All is written down together. ErrNotOpen, ErrOnItsWay.
func (r *Replica) DiscardQueued(ctx context.Context, opID string, told func(Queued) (*Queued, error), follow Follow) error {
	return r.write(ctx, func(tx *sql.Tx) error {
		old, _, err := r.atRest(ctx, tx, opID)
		if err != nil {
			return err
		}
		if err := r.settle(ctx, tx, opID, QueueDiscarded); err != nil {
			return err
		}
		if err := r.dropSecret(ctx, tx, opID); err != nil {
			return err
		}
		if err := r.goOnFrom(ctx, tx, old, follow); err != nil {
			return err
		}
		next, err := told(old)
		if err != nil || next == nil {
			return err
		}
		return r.addQueued(ctx, tx, *next, 0)
	})
}

// ReplaceQueued settles a conflict, or an act that was to make its record and was
// refused: next goes in the place of the act, with what that had to send in
// secret, and follow changes what built on that. All is written down together.
func (r *Replica) ReplaceQueued(ctx context.Context, opID string, next Queued, follow Follow) error {
	return r.write(ctx, func(tx *sql.Tx) error {
		old, place, err := r.atRest(ctx, tx, opID)
		if err != nil {
			return err
		}
		if old.State != QueueConflict && (old.State != QueueRefused || old.Kind != MakesRecord) {
			return ErrNotOpen
		}
		if err := r.settle(ctx, tx, opID, QueueReplaced); err != nil {
			return err
		}
		if err := r.addQueued(ctx, tx, next, place); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `update outbox_secret set op_id = ? where op_id = ?`, next.OpID, opID); err != nil {
			return err
		}
		return r.goOn(ctx, tx, Chain{Settled: old, Doc: next.Before, Version: next.Base}, place, follow)
	})
}

func (r *Replica) settle(ctx context.Context, tx *sql.Tx, opID string, state QueueState) error {
	_, err := tx.ExecContext(ctx, `update outbox set state = ?, settled_ms = ? where op_id = ?`, string(state), r.clock.Now().UnixMilli(), opID)
	return err
}

// atRest reads an open act that is not being sent, and its place.
func (r *Replica) atRest(ctx context.Context, tx *sql.Tx, opID string) (Queued, int64, error) {
	list, err := r.queued(ctx, tx, `o.user_id = ? and o.op_id = ? and o.state in `+open, r.user, opID)
	switch {
	case err != nil:
		return Queued{}, 0, err
	case len(list) == 0:
		return Queued{}, 0, ErrNotOpen
	case list[0].State == QueueSending:
		return Queued{}, 0, ErrOnItsWay
	}
	var place int64
	err = tx.QueryRowContext(ctx, `select place from outbox where op_id = ?`, opID).Scan(&place)
	return list[0], place, err
}

// goOnFrom rewrites what follows an act on the hub's record.
func (r *Replica) goOnFrom(ctx context.Context, tx *sql.Tx, q Queued, follow Follow) error {
	doc, version, err := newest(ctx, tx, q)
	if err != nil {
		return err
	}
	var place int64
	if err := tx.QueryRowContext(ctx, `select place from outbox where op_id = ?`, q.OpID).Scan(&place); err != nil {
		return err
	}
	return r.goOn(ctx, tx, Chain{Settled: q, Doc: doc, Version: version}, place, follow)
}

// goOn rewrites what follows on a record behind the place of a settled act. What
// replaced it has its place, and is ahead of what follows.
func (r *Replica) goOn(ctx context.Context, tx *sql.Tx, c Chain, place int64, follow Follow) error {
	var err error
	if c.Open, err = r.queued(ctx, tx, `o.user_id = ? and o.entity = ? and o.record = ? and o.state in `+open+` order by o.place, o.n`,
		r.user, c.Settled.Entity, c.Settled.Record); err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, `select count(*) from outbox where user_id = ? and entity = ? and record = ? and place <= ? and state in `+open,
		r.user, c.Settled.Entity, c.Settled.Record, place).Scan(&c.Ahead); err != nil {
		return err
	}
	changed, err := follow(c)
	if err != nil {
		return err
	}
	for _, q := range changed {
		if _, err := tx.ExecContext(ctx, `update outbox set body = ?, before = ?, base = ? where op_id = ? and state = 'waiting' and match is null`,
			string(q.Body), string(q.Before), q.Base, q.OpID); err != nil {
			return err
		}
	}
	return nil
}

// newest is the hub's record as far as it is known: the copy's, or a later one
// that came with the refusal of the act.
func newest(ctx context.Context, tx *sql.Tx, q Queued) (json.RawMessage, int64, error) {
	o := Overlaid{Docs: map[string]json.RawMessage{}}
	if err := o.read(ctx, tx, q.Entity, []string{q.Record}); err != nil {
		return nil, 0, err
	}
	doc, version := o.Docs[q.Record], int64(0)
	var err error
	if len(doc) > 0 {
		if version, err = versionOf(doc); err != nil {
			return nil, 0, err
		}
	}
	if len(q.Current) == 0 {
		return doc, version, nil
	}
	current, err := versionOf(q.Current)
	if err != nil || current <= version {
		return doc, version, err
	}
	return q.Current, current, nil
}
