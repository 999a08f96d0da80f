package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"

	"trastienda/app/access"
	"trastienda/app/agency"
)

const agencyColumns = `select id, name, currency, time_zone, logo, buy_min, buy_max, version, coalesce((select r.bonus_bp from agency_rate r
	where r.agency_id = agency.id and r.from_ms <= $2 order by r.from_ms desc limit 1), 0) from agency where id = $1`

func scanAgency(row *sql.Row) (agency.Profile, error) {
	var a agency.Profile
	var logo string
	err := row.Scan(&a.ID, &a.Name, &a.Currency, &a.TimeZone, &logo, &a.BuyMin, &a.BuyMax, &a.Version, &a.BonusBP)
	if errors.Is(err, sql.ErrNoRows) {
		return a, ErrNotFound
	}
	if err == nil {
		a.Logo, err = base64.StdEncoding.DecodeString(logo)
	}
	if err != nil {
		return a, fmt.Errorf("store: agency: %w", err)
	}
	return a, nil
}

// AgencyProfile reads an agency; ErrNotFound when there is none.
func (s *Store) AgencyProfile(ctx context.Context, id string) (agency.Profile, error) {
	return scanAgency(s.read.QueryRowContext(ctx, agencyColumns, id, s.clock.Now().UnixMilli()))
}

// AgenciesByID gives the scope's agency, if it is among the ids, without its logo:
// the feed is told often, and few look at it.
func (s *Store) AgenciesByID(ctx context.Context, scope access.Scope, ids []string) (map[string]agency.Profile, error) {
	found := map[string]agency.Profile{}
	if !slices.Contains(ids, scope.Agency) {
		return found, nil
	}
	a, err := s.AgencyProfile(ctx, scope.Agency)
	if err == nil {
		a.Logo = nil
		found[a.ID] = a
	}
	return found, err
}

// LockAgency reads an agency and keeps it until the transaction ends.
func (t *Tx) LockAgency(ctx context.Context, id string) (agency.Profile, error) {
	return scanAgency(t.tx.QueryRowContext(ctx, agencyColumns+t.ForUpdate(), id, t.store.clock.Now().UnixMilli()))
}

// SaveAgency stores an agency that the transaction has locked, but for its rate
// (PutRate). The caller has checked it.
func (t *Tx) SaveAgency(ctx context.Context, a agency.Profile) error {
	_, err := t.tx.ExecContext(ctx, `update agency set name = $2, currency = $3, time_zone = $4, logo = $5, version = $6, buy_min = $7, buy_max = $8 where id = $1`,
		a.ID, a.Name, a.Currency, a.TimeZone, base64.StdEncoding.EncodeToString(a.Logo), a.Version, a.BuyMin, a.BuyMax)
	t.ChangedFor(a.ID, access.Everybody, EntityAgency, a.ID, a.Version, false)
	return wrap("agency", err)
}

// CurrencyInUse tells whether the agency has amounts in its currency already.
func (t *Tx) CurrencyInUse(ctx context.Context, id string) (bool, error) {
	var n int
	err := t.tx.QueryRowContext(ctx, `select count(*) from (select 1 from purchase where agency_id = $1 limit 1) p`, id).Scan(&n)
	return n > 0, wrap("agency", err)
}
