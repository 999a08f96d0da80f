package simulator

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"
)

// later writes a call down and carries it out after the delay, whoever has
// gone by then.
func (s *Simulator) later(r request, delay time.Duration) error {
	raw, err := json.Marshal(r)
	if err != nil {
		return err
	}
	due := time.Now().Add(delay)
	var n int64
	ctx := context.WithoutCancel(s.ctx)
	err = s.store.in(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `insert into late(due, body) values($1, $2) returning n`, due.UnixMilli(), string(raw)).Scan(&n)
	})
	if err != nil {
		return err
	}
	s.schedule(n, due, r)
	return nil
}

// resumeLate takes up what was still due when the simulator was closed.
func (s *Simulator) resumeLate(ctx context.Context) error {
	rows, err := s.store.db.QueryContext(ctx, `select n, due, body from late order by due`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var n, due int64
		var raw string
		var r request
		if err := rows.Scan(&n, &due, &raw); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(raw), &r); err != nil {
			return err
		}
		if s.routes[r.Route] != nil {
			s.schedule(n, time.UnixMilli(due), r)
		}
	}
	return rows.Err()
}

func (s *Simulator) schedule(n int64, due time.Time, r request) {
	r.late = n
	s.background(func() {
		s.hold(context.Background(), time.Until(due))
		if s.ctx.Err() != nil {
			return // still written down: the next Open does it
		}
		if _, err := s.execute(r); err != nil {
			s.log.Error("simulator failed at a late effect", "error", err)
			return
		}
		// What was refused or answered from memory is over as well.
		ctx := context.WithoutCancel(s.ctx)
		if _, err := s.store.db.ExecContext(ctx, `delete from late where n = $1`, n); err != nil {
			s.log.Error("simulator failed to forget a late effect", "error", err)
		}
	})
}
