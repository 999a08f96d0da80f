package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"trastienda/app/agent"
	"trastienda/app/purchase"
)

// The entities whose documents have tables of their own; every other one the
// outbox writes is in the table document.
const (
	EntityMark  = "mark"
	EntityAgent = "agent"
)

// BeginAttempt counts an attempt and settles which version it is sent with,
// before it leaves. ErrNotOpen: it may not leave any more.
func (r *Replica) BeginAttempt(ctx context.Context, opID string) (Queued, error) {
	var q Queued
	err := r.write(ctx, func(tx *sql.Tx) error {
		list, err := r.queued(ctx, tx, `o.user_id = ? and o.op_id = ? and o.state in ('waiting', 'sending')`, r.user, opID)
		if err != nil {
			return err
		}
		if len(list) == 0 || list[0].Held {
			return ErrNotOpen
		}
		q = list[0]
		if q.Secret, err = secretOf(ctx, tx, opID); err != nil {
			return err
		}
		if !q.Pinned {
			if q.Match, err = chained(ctx, tx, q); err != nil {
				return err
			}
			q.Pinned = true
		}
		q.Attempts++
		_, err = tx.ExecContext(ctx, `update outbox set state = 'sending', attempts = ?, match = ?, tried_ms = ? where op_id = ?`,
			q.Attempts, q.Match, r.clock.Now().UnixMilli(), opID)
		return err
	})
	return q, err
}

// chained is the version after the person's own earlier acts on what they saw:
// each of them began where the one before ended. What somebody else did in
// between breaks the chain, and the hub then answers with a conflict.
func chained(ctx context.Context, tx *sql.Tx, q Queued) (int64, error) {
	version := q.Base
	for {
		var next int64
		err := tx.QueryRowContext(ctx, `select version from outbox where entity = ? and record = ? and state = 'done' and match = ? and version > match
			and (place, n) < (select place, n from outbox where op_id = ?) order by place desc, n desc limit 1`, q.Entity, q.Record, version, q.OpID).Scan(&next)
		if errors.Is(err, sql.ErrNoRows) {
			return version, nil
		}
		if err != nil {
			return 0, err
		}
		version = next
	}
}

// EndAttempt notes what became of an attempt that the hub did not take: the
// state the act has now, and why. current is the hub's record of a conflict; it
// is stored as any document is. follow changes what builds on a refused act.
func (r *Replica) EndAttempt(ctx context.Context, q Queued, state QueueState, failure, current json.RawMessage, follow Follow) error {
	return r.apply(ctx, func(a *applier) error {
		if len(current) > 0 {
			if err := a.document(q.Entity, q.Record, current); err != nil {
				return err
			}
		}
		_, err := a.tx.ExecContext(ctx, `update outbox set state = ?, failure = ?, current = ? where op_id = ? and state = 'sending'`,
			string(state), string(failure), string(current), q.OpID)
		if err != nil || state != QueueRefused {
			return err
		}
		return r.goOnFrom(ctx, a.tx, q, follow)
	})
}

// Answer is what the hub answers an act with: a document, of the act's own record
// or of another one, and the version at which it leaves the act's record.
type Answer struct {
	Entity, ID string
	Doc        json.RawMessage
	Version    int64
}

// Acknowledge notes that the hub did an act, and stores the document it answered
// with: nobody sees one without the other. An act that the hub did before may be
// answered as it was then: a record that the copy does not have (any more) does
// not come back by that, but by the feed if it is there. What the act had to send
// in secret goes (ShredSecrets).
func (r *Replica) Acknowledge(ctx context.Context, q Queued, answer Answer, epoch string) error {
	version := answer.Version
	return r.apply(ctx, func(a *applier) error {
		replayed, err := a.replayed(q, version)
		if err != nil {
			return err
		}
		if !replayed {
			if err := a.document(answer.Entity, answer.ID, answer.Doc); err != nil {
				return err
			}
		}
		if err := r.dropSecret(ctx, a.tx, q.OpID); err != nil {
			return err
		}
		_, err = a.tx.ExecContext(ctx, `update outbox set state = 'done', failure = '', current = '', version = ?, epoch = ?, settled_ms = ? where op_id = ?`,
			version, epoch, r.clock.Now().UnixMilli(), q.OpID)
		return err
	})
}

// replayed tells whether an answer is the one that the hub gave to the act before
// (ResendLost), of a record that is not in the copy.
func (a *applier) replayed(q Queued, version int64) (bool, error) {
	var before sql.NullInt64
	if err := a.tx.QueryRowContext(a.ctx, `select version from outbox where op_id = ?`, q.OpID).Scan(&before); err != nil {
		return false, err
	}
	if !before.Valid || before.Int64 != version {
		return false, nil
	}
	doc, _, err := newest(a.ctx, a.tx, Queued{Entity: q.Entity, Record: q.Record})
	return len(doc) == 0, err
}

// Interrupted makes acts that were being sent when the program ended wait
// again; they keep their key, and failure is what is known of the attempt.
func (r *Replica) Interrupted(ctx context.Context, failure json.RawMessage) error {
	return r.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `update outbox set state = 'waiting', failure = ? where state = 'sending'`, string(failure))
		return err
	})
}

// AgainQueued makes a refused act wait again, with the same key: whatever the
// hub refused it for may be over. follow changes what builds on it.
func (r *Replica) AgainQueued(ctx context.Context, opID string, follow Follow) error {
	return r.write(ctx, func(tx *sql.Tx) error {
		list, err := r.queued(ctx, tx, `o.user_id = ? and o.op_id = ? and o.state = 'refused'`, r.user, opID)
		if err != nil || len(list) == 0 {
			return err
		}
		if _, err := tx.ExecContext(ctx, `update outbox set state = 'waiting' where op_id = ?`, opID); err != nil {
			return err
		}
		return r.goOnFrom(ctx, tx, list[0], follow)
	})
}

// ResendLost makes acts wait again that another epoch of the hub took: it was
// restored from a backup that may lack them. Those it has are answered as they
// were.
func (r *Replica) ResendLost(ctx context.Context, epoch string) (n int64, err error) {
	err = r.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `update outbox set state = 'waiting', settled_ms = null where user_id = ? and state = 'done' and epoch <> ?`, r.user, epoch)
		if err != nil {
			return err
		}
		n, err = done.RowsAffected()
		return err
	})
	return n, err
}

// ForgetSettled deletes acts that were settled before an instant.
func (r *Replica) ForgetSettled(ctx context.Context, before time.Time) error {
	return r.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `delete from outbox where settled_ms < ? and state not in `+open, before.UnixMilli())
		return err
	})
}

// versionOf reads a document's version.
func versionOf(doc json.RawMessage) (int64, error) {
	var v struct {
		Version *int64 `json:"version"`
	}
	if err := json.Unmarshal(doc, &v); err != nil {
		return 0, err
	}
	if v.Version == nil {
		return 0, errors.New("replica: a document without its version")
	}
	return *v.Version, nil
}

// document stores one document of any entity that the outbox writes, as an answer
// tells it. The feed may have told something newer of the same version.
func (a *applier) document(entity, id string, doc json.RawMessage) error {
	version, err := versionOf(doc)
	if err != nil || version == 0 {
		return err
	}
	switch entity {
	case EntityMark:
		var m purchase.Mark
		if err := json.Unmarshal(doc, &m); err != nil {
			return err
		}
		return a.marks([]purchase.Mark{m})
	case EntityAgent:
		var g agent.Agent
		if err := json.Unmarshal(doc, &g); err != nil {
			return err
		}
		return a.agents([]agent.Agent{g})
	}
	return a.storeDocuments([]Document{{Entity: entity, ID: id, Version: version, Doc: doc}}, false)
}
