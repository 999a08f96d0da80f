package store

import (
	"context"
	"database/sql"
	"errors"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/evidence"
	"trastienda/data/hub/store/gen"
)

// Evidence reads all that is known of a purchase that scope sees, at one moment;
// else ErrNotFound. Who made the pack and with which program is left to the caller.
func (s *Store) Evidence(ctx context.Context, scope access.Scope, id string) (evidence.Pack, error) {
	o := &sql.TxOptions{ReadOnly: true}
	if s.dialect.postgres {
		o.Isolation = sql.LevelRepeatableRead // a read of SQLite is a snapshot anyway
	}
	tx, err := s.read.BeginTx(ctx, o)
	if err != nil {
		return evidence.Pack{}, wrap("evidence", err)
	}
	defer tx.Rollback() //nolint:errcheck // it only read
	detail, err := findPurchase(ctx, gen.New(tx), scope, id)
	if err != nil {
		return evidence.Pack{}, err
	}
	p := evidence.Pack{Key: evidence.KeyOf(s.key).Fingerprint, Purchase: detail.Purchase, Attempts: make([]evidence.Attempt, len(detail.Attempts))}
	for i, a := range detail.Attempts {
		p.Attempts[i].Attempt = a
		err := tx.QueryRowContext(ctx, `select request, answer from exchange where reference = $1`, a.Reference).Scan(&p.Attempts[i].Request, &p.Attempts[i].Answer)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return evidence.Pack{}, wrap("exchange", err)
		}
		p.Attempts[i].Kept = err == nil
	}
	closing, err := scanClosing(tx.QueryRowContext(ctx, closingColumns+` where c.agency_id = $1 and c.purchase_id = $2`, scope.Agency, id))
	switch {
	case err == nil:
		p.Closing = &closing
	case !errors.Is(err, sql.ErrNoRows):
		return evidence.Pack{}, wrap("closing", err)
	}
	if p.Links, err = linksOf(ctx, tx, scope.Agency, id); err != nil {
		return evidence.Pack{}, wrap("audit", err)
	}
	p.Agency.ID = scope.Agency
	var samples int64
	err = tx.QueryRowContext(ctx, `select a.name, a.currency, a.time_zone, h.audit_hash,
			coalesce((select max(seq) from audit where agency_id = $1), 0), (select count(*) from audit where agency_id = $1 and act = $2)
		from agency a join agency_head h on h.agency_id = a.id where a.id = $1`, scope.Agency, audit.ActSample).
		Scan(&p.Agency.Name, &p.Agency.Currency, &p.Agency.TimeZone, &p.Head.Hash, &p.Head.Seq, &samples)
	if err != nil {
		return evidence.Pack{}, wrap("evidence", err)
	}
	p.Sample = samples > 0
	return p, nil
}

// linksOf are the links about a purchase: of itself, of what people noted on it
// and closed it with, and of its start, which has the same id.
func linksOf(ctx context.Context, tx *sql.Tx, agency, id string) ([]evidence.Link, error) {
	rows, err := tx.QueryContext(ctx, `select `+auditColumns+` from audit
		where agency_id = $1 and entity in ('purchase', 'mark', 'closing', 'start') and entity_id = $2 order by seq`, agency, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	links := []evidence.Link{}
	for rows.Next() {
		l := evidence.Link{Link: audit.Link{Agency: agency}}
		if err := rows.Scan(&l.Seq, &l.At, &l.Actor, &l.ActorName, &l.Device, &l.Act, &l.Entity, &l.EntityID, &l.Before, &l.After, &l.Prev, &l.Hash); err != nil {
			return nil, err
		}
		links = append(links, l)
	}
	return links, rows.Err()
}
