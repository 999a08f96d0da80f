package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"
)

// QueueState is how far an act of the outbox is.
type QueueState string

// The states. The first four are open: they stay until the hub took the act or
// a person dealt with it. The others are kept for some days to be looked at.
const (
	QueueWaiting  QueueState = "waiting"
	QueueSending  QueueState = "sending"  // it may have left; after a crash it is sent again, with the same key
	QueueRefused  QueueState = "refused"  // the hub will not do it
	QueueConflict QueueState = "conflict" // somebody changed the record first; Current is theirs

	QueueDone      QueueState = "done"      // the hub did it
	QueueDiscarded QueueState = "discarded" // a person gave it up
	QueueReplaced  QueueState = "replaced"  // a person settled its conflict; another act went in its place
)

// Queued is an act of the outbox. Its owner is the owner of the copy.
type Queued struct {
	OpID, Kind, Entity, Record string
	Author                     string
	Method, Path               string
	Body, Before               json.RawMessage
	// Secret is what is sent instead of Body, for an act that must not be read from
	// here once it is done. Only AddQueued takes it and BeginAttempt gives it; nil
	// for none.
	Secret json.RawMessage
	// Base is the version of the record that the person saw; Match, once Pinned,
	// the one it is sent with.
	Base, Match int64
	Pinned      bool
	State       QueueState
	Attempts    int
	At, TriedAt time.Time
	SettledAt   time.Time
	Failure     json.RawMessage // what the outbox noted of the last attempt; nil for nothing
	Current     json.RawMessage
	// Held: an earlier act on the record is in conflict, or was to make the record
	// and was refused.
	Held bool
}

// The errors of changing an act of the outbox.
var (
	// ErrNotOpen: the act is not there any more, or it is settled.
	ErrNotOpen = errors.New("replica: no such open act")
	// ErrOnItsWay: the act is being sent at this moment.
	ErrOnItsWay = errors.New("replica: the act is being sent")
)

const open = `('waiting', 'sending', 'refused', 'conflict')`

// MakesRecord are the kinds of acts that make their record: nothing of it can be
// done before them.
const MakesRecord = "agent.create"

// inTheWay are the states of an earlier act e on the same record that keep an act
// back.
const inTheWay = `(e.state = 'conflict' or e.state = 'refused' and e.kind = '` + MakesRecord + `')`

const queuedColumns = `op_id, kind, entity, record, author, method, path, body, before, base, match, state, attempts,
	created_ms, tried_ms, settled_ms, failure, current,
	exists (select 1 from outbox e where e.user_id = o.user_id and e.entity = o.entity and e.record = o.record
		and ` + inTheWay + ` and (e.place, e.n) < (o.place, o.n))`

// AddQueued writes an act down. Its effect on what is shown begins with the
// same transaction, for that is read from here.
func (r *Replica) AddQueued(ctx context.Context, q Queued) error {
	return r.write(ctx, func(tx *sql.Tx) error { return r.addQueued(ctx, tx, q, 0) })
}

// addQueued inserts an act at a place, at the end for 0.
func (r *Replica) addQueued(ctx context.Context, tx *sql.Tx, q Queued, place int64) error {
	_, err := tx.ExecContext(ctx, `insert into outbox (op_id, user_id, author, kind, entity, record, place, method, path, body, before, base,
			state, attempts, created_ms, failure, current, epoch)
		values (?, ?, ?, ?, ?, ?, case ? when 0 then (select coalesce(max(place), 0) + 1 from outbox) else ? end, ?, ?, ?, ?, ?, 'waiting', 0, ?, '', '', '')`,
		q.OpID, r.user, q.Author, q.Kind, q.Entity, q.Record, place, place, q.Method, q.Path, string(q.Body), string(q.Before), q.Base, q.At.UnixMilli())
	if err != nil {
		return err
	}
	return r.addSecret(ctx, tx, q.OpID, q.Secret)
}

// Unsent lists the open acts, oldest first.
func (r *Replica) Unsent(ctx context.Context) ([]Queued, error) {
	return r.queued(ctx, r.readers, `o.user_id = ? and o.state in `+open+` order by o.place, o.n`, r.user)
}

// Discarded lists the acts that a person gave up, the newest first.
func (r *Replica) Discarded(ctx context.Context) ([]Queued, error) {
	return r.queued(ctx, r.readers, `o.user_id = ? and o.state = 'discarded' order by o.settled_ms desc, o.n desc`, r.user)
}

// NextQueued lists what may be sent: the first act of each record, unless one is
// in the way.
func (r *Replica) NextQueued(ctx context.Context) ([]Queued, error) {
	return r.queued(ctx, r.readers, `o.user_id = ? and o.state in ('waiting', 'sending') and not exists (
		select 1 from outbox e where e.user_id = o.user_id and e.entity = o.entity and e.record = o.record
			and (e.state in ('waiting', 'sending') or `+inTheWay+`) and (e.place, e.n) < (o.place, o.n)) order by o.place, o.n`, r.user)
}

// FindQueued returns one act, settled or not. ErrNotOpen when there is none.
func (r *Replica) FindQueued(ctx context.Context, opID string) (Queued, error) {
	list, err := r.queued(ctx, r.readers, `o.user_id = ? and o.op_id = ?`, r.user, opID)
	if err == nil && len(list) == 0 {
		err = ErrNotOpen
	}
	if err != nil {
		return Queued{}, err
	}
	return list[0], nil
}

func (r *Replica) queued(ctx context.Context, from queryer, where string, args ...any) ([]Queued, error) {
	rows, err := from.QueryContext(ctx, `select `+queuedColumns+` from outbox o where `+where, args...)
	if err != nil {
		return nil, named(err)
	}
	defer rows.Close()
	list := []Queued{}
	for rows.Next() {
		var q Queued
		var body, before, failure, current string
		var created int64
		var match, tried, settled sql.NullInt64
		if err := rows.Scan(&q.OpID, &q.Kind, &q.Entity, &q.Record, &q.Author, &q.Method, &q.Path, &body, &before, &q.Base, &match, &q.State,
			&q.Attempts, &created, &tried, &settled, &failure, &current, &q.Held); err != nil {
			return nil, named(err)
		}
		q.Body, q.Before, q.Failure, q.Current = raw(body), raw(before), raw(failure), raw(current)
		q.Match, q.Pinned = match.Int64, match.Valid
		q.At, q.TriedAt, q.SettledAt = time.UnixMilli(created).UTC(), momentOf(tried), momentOf(settled)
		list = append(list, q)
	}
	return list, named(rows.Err())
}

func raw(text string) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}

func momentOf(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}
