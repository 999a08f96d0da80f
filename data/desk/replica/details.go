package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"trastienda/app/purchase"
)

// keptDetails is how many purchases' attempts are kept for reading offline.
const keptDetails = 2000

// PutDetail keeps a purchase's attempts for reading offline, and its row.
func (r *Replica) PutDetail(ctx context.Context, d purchase.Detail) error {
	attempts, err := json.Marshal(d.Attempts)
	if err != nil {
		return err
	}
	return r.apply(ctx, func(a *applier) error {
		if err := a.purchases([]purchase.Purchase{d.Purchase}); err != nil {
			return err
		}
		_, err := a.tx.ExecContext(ctx, `insert into detail (purchase_id, version, attempts, fetched_ms) values (?, ?, ?, ?)
			on conflict (purchase_id) do update set version = excluded.version, attempts = excluded.attempts, fetched_ms = excluded.fetched_ms`,
			d.ID, d.Version, string(attempts), r.clock.Now().UnixMilli())
		if err != nil {
			return err
		}
		_, err = a.tx.ExecContext(ctx, `delete from detail where purchase_id in
			(select purchase_id from detail order by fetched_ms desc, purchase_id limit -1 offset ?)`, keptDetails)
		return err
	})
}

// CachedDetail is a purchase as this machine knows it.
type CachedDetail struct {
	purchase.Detail
	// AttemptsKnown: Attempts were fetched once, at FetchedAt. AttemptsVersion
	// is the version they belong to; a newer row may have more of them.
	AttemptsKnown   bool
	AttemptsVersion int64
	FetchedAt       time.Time
}

// Detail returns the row and what was last fetched of its attempts, or
// ErrNotFound.
func (r *Replica) Detail(ctx context.Context, id string) (CachedDetail, error) {
	rows, err := r.Purchases.ByIDs(ctx, []string{id})
	if err != nil {
		return CachedDetail{}, err
	}
	if len(rows) == 0 {
		return CachedDetail{}, ErrNotFound
	}
	d := CachedDetail{Detail: purchase.Detail{Purchase: rows[0], Attempts: []purchase.Attempt{}}}
	var attempts string
	var ms int64
	err = r.readers.QueryRowContext(ctx, `select version, attempts, fetched_ms from detail where purchase_id = ?`, id).Scan(&d.AttemptsVersion, &attempts, &ms)
	if errors.Is(err, sql.ErrNoRows) {
		return d, nil
	}
	if err != nil {
		return CachedDetail{}, named(err)
	}
	d.AttemptsKnown, d.FetchedAt = true, time.UnixMilli(ms).UTC()
	return d, json.Unmarshal([]byte(attempts), &d.Attempts)
}
