package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"trastienda/app/access"
	"trastienda/app/audit"
)

// Tx is one writing transaction. What it changed and what it did are collected
// and written last, so that the agency's head is the last row locked.
type Tx struct {
	tx      *sql.Tx
	store   *Store
	changes map[string][]changed
	audits  map[string][]AuditEntry
}

type changed struct {
	entity, id, agentID string
	audience            access.Audience
	version             int64
	deleted             bool
}

// AuditEntry is one act of a person or of the hub itself. Before and After are
// JSON texts, empty when there is nothing to say; never secrets or bank data.
type AuditEntry struct {
	Agency    string
	Actor     string // user id, empty for the hub itself
	ActorName string
	Device    string
	Act       string
	Entity    string
	EntityID  string
	Before    string
	After     string
}

// Write runs f in one transaction: READ COMMITTED on PostgreSQL, immediate on
// SQLite. Locks are taken in the order key, record, job, head. Any error rolls
// everything back.
func (s *Store) Write(ctx context.Context, f func(tx *Tx) error) error {
	sqlTx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	defer sqlTx.Rollback() //nolint:errcheck // after a commit it has nothing to do
	tx := &Tx{tx: sqlTx, store: s, changes: map[string][]changed{}, audits: map[string][]AuditEntry{}}
	if err := f(tx); err != nil {
		return err
	}
	agencies, err := tx.seal(ctx)
	if err != nil {
		return err
	}
	if err := sqlTx.Commit(); err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	s.mu.Lock()
	callbacks := slices.Clone(s.onCommit)
	s.mu.Unlock()
	for _, agency := range agencies {
		for _, f := range callbacks {
			f(agency)
		}
	}
	return nil
}

// ExecContext runs a statement.
func (t *Tx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return t.tx.ExecContext(ctx, query, args...)
}

// QueryContext runs a query. Its rows must be closed before the next statement.
func (t *Tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.tx.QueryContext(ctx, query, args...)
}

// QueryRowContext runs a query for one row.
func (t *Tx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return t.tx.QueryRowContext(ctx, query, args...)
}

// LeaseNow is Store.Now inside the transaction.
func (t *Tx) LeaseNow(ctx context.Context) (time.Time, error) { return t.store.leaseNow(ctx, t.tx) }

// ForUpdate is what a select ends in to lock its rows: " for update" on
// PostgreSQL, nothing on SQLite.
func (t *Tx) ForUpdate() string { return t.store.dialect.forUpdate }

// Changed tells the feed that a record changed. agentID is the agent that may
// see it, empty when only the agency's own people may (or everybody, as the
// entity says).
func (t *Tx) Changed(agency, entity, id, agentID string, version int64, deleted bool) {
	t.change(agency, changed{entity: entity, id: id, agentID: agentID, version: version, deleted: deleted})
}

// ChangedFor is Changed for a record that only an audience may see.
func (t *Tx) ChangedFor(agency string, audience access.Audience, entity, id string, version int64, deleted bool) {
	t.change(agency, changed{entity: entity, id: id, audience: audience, version: version, deleted: deleted})
}

func (t *Tx) change(agency string, c changed) {
	list := slices.DeleteFunc(t.changes[agency], func(o changed) bool { return o.entity == c.entity && o.id == c.id })
	t.changes[agency] = append(list, c)
}

// Audit records an act in the agency's chain.
func (t *Tx) Audit(e AuditEntry) { t.audits[e.Agency] = append(t.audits[e.Agency], e) }

// seal writes changes and audit rows, and gives the agencies whose rows
// changed. Agencies are taken in one order, so that two transactions never wait
// for each other.
func (t *Tx) seal(ctx context.Context) ([]string, error) {
	agencies := slices.Sorted(maps.Keys(t.changes))
	all := slices.Collect(maps.Keys(t.changes))
	all = append(all, slices.Collect(maps.Keys(t.audits))...)
	slices.Sort(all)
	for _, agency := range slices.Compact(all) {
		if err := t.sealAgency(ctx, agency); err != nil {
			return nil, fmt.Errorf("store: head: %w", err)
		}
	}
	return agencies, nil
}

func (t *Tx) sealAgency(ctx context.Context, agency string) error {
	changes, audits := t.changes[agency], t.audits[agency]
	seq, hash, err := t.takeHead(ctx, agency, len(changes)+len(audits))
	if err != nil {
		return err
	}
	seq -= int64(len(changes) + len(audits))
	for _, c := range changes {
		seq++
		deleted := 0
		if c.deleted {
			deleted = 1
		}
		_, err := t.tx.ExecContext(ctx, `insert into change (agency_id, entity, id, seq, agent_id, audience, version, deleted)
			values ($1, $2, $3, $4, $5, $6, $7, $8)
			on conflict (agency_id, entity, id) do update set seq = excluded.seq, agent_id = excluded.agent_id,
			audience = excluded.audience, version = excluded.version, deleted = excluded.deleted`,
			agency, c.entity, c.id, seq, c.agentID, string(c.audience), c.version, deleted)
		if err != nil {
			return err
		}
	}
	if len(audits) == 0 {
		return nil
	}
	at := t.store.clock.Now().UnixMilli()
	for _, e := range audits {
		seq++
		if hash, err = t.insertAudit(ctx, e, seq, at, hash); err != nil {
			return err
		}
	}
	_, err = t.tx.ExecContext(ctx, `update agency_head set audit_hash = $2 where agency_id = $1`, agency, hash)
	return err
}

// takeHead locks the agency's head and takes n numbers from it; seq is the last
// of them.
func (t *Tx) takeHead(ctx context.Context, agency string, n int) (seq int64, hash string, err error) {
	const take = `update agency_head set seq = seq + $2 where agency_id = $1 returning seq, audit_hash`
	err = t.tx.QueryRowContext(ctx, take, agency, n).Scan(&seq, &hash)
	if !errors.Is(err, sql.ErrNoRows) {
		return seq, hash, err
	}
	if _, err := t.tx.ExecContext(ctx, `insert into agency_head (agency_id) values ($1) on conflict do nothing`, agency); err != nil {
		return 0, "", err
	}
	err = t.tx.QueryRowContext(ctx, take, agency, n).Scan(&seq, &hash)
	return seq, hash, err
}

func (t *Tx) insertAudit(ctx context.Context, e AuditEntry, seq, at int64, prev string) (string, error) {
	hash := e.link(seq, at, prev).Sum()
	_, err := t.tx.ExecContext(ctx, `insert into audit
		(agency_id, seq, at_ms, actor, actor_name, device, act, entity, entity_id, before, after, prev_hash, hash, search)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		e.Agency, seq, at, e.Actor, e.ActorName, e.Device, e.Act, e.Entity, e.EntityID, e.Before, e.After, prev, hash, e.search())
	return hash, err
}

// link is a row as its hash covers it.
func (e AuditEntry) link(seq, at int64, prev string) audit.Link {
	return audit.Link{Agency: e.Agency, Seq: seq, At: at, Actor: e.Actor, ActorName: e.ActorName, Device: e.Device,
		Act: e.Act, Entity: e.Entity, EntityID: e.EntityID, Before: e.Before, After: e.After, Prev: prev}
}
