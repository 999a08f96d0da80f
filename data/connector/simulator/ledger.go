package simulator

import (
	"context"
	"time"
)

// Effect is something that really happened in an outside system. Amount is in
// minor units, 0 where nothing is paid; At is UTC.
type Effect struct {
	Seq    int64  `json:"seq"`
	System string `json:"system"`
	// Kind is what happened: transfer, notice, payment, reserve, confirm, …
	Kind      string    `json:"kind"`
	Reference string    `json:"reference"`
	ID        string    `json:"id"`
	Amount    int64     `json:"amount"`
	Currency  string    `json:"currency"`
	At        time.Time `json:"at"`
}

// Ledger lists what really happened, oldest first, in one system ("" is all)
// and for one reference ("" is all). A merchant's notice is listed under its
// purchase.
func (s *Simulator) Ledger(ctx context.Context, system, reference string) ([]Effect, error) {
	rows, err := s.store.db.QueryContext(ctx, `select seq, system, kind, reference, id, amount, currency, at from effect
		where ($1 = '' or system = $1) and ($2 = '' or reference = $2) order by seq`, system, reference)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	effects := []Effect{}
	for rows.Next() {
		var e Effect
		var at int64
		if err := rows.Scan(&e.Seq, &e.System, &e.Kind, &e.Reference, &e.ID, &e.Amount, &e.Currency, &at); err != nil {
			return nil, err
		}
		e.At = time.UnixMilli(at).UTC()
		effects = append(effects, e)
	}
	return effects, rows.Err()
}
