package replica

import (
	"context"
	"database/sql"
)

// The indexes that serve lists. Each ends in the id, so that a page goes on
// from a key exactly where the last one ended.
var indexes = []struct{ name, on string }{
	{"purchase_at", "(at_ms, id)"},
	{"purchase_status", "(status, at_ms, id)"},
	{"purchase_deadline", "(deadline_ms) where deadline_ms is not null"},
	{"purchase_psr", "(psr, id)"},
	{"purchase_amount", "(credited, id)"},
	{"purchase_wallet", "(wallet_transfer, id)"},
	{"purchase_transfer", "(transfer_id, id)"},
}

func (r *Replica) haveIndexes(ctx context.Context) (bool, error) {
	var n int
	err := r.readers.QueryRowContext(ctx, `select count(*) from sqlite_master where type = 'index' and name like 'purchase\_%' escape '\'`).Scan(&n)
	return n == len(indexes), err
}

// BuildIndexes makes the indexes that are missing, one transaction each, and
// calls step after each one.
func (r *Replica) BuildIndexes(ctx context.Context, step func(done, total int)) error {
	if r.indexed.Load() {
		return nil
	}
	for i, x := range indexes {
		err := r.write(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "create index if not exists "+x.name+" on purchase "+x.on)
			return err
		})
		if err != nil {
			return err
		}
		step(i+1, len(indexes))
	}
	r.indexed.Store(true)
	r.gen.Add(1)
	// The log has grown by the whole copy; a failure only leaves it long.
	if _, err := r.writer.ExecContext(ctx, "pragma wal_checkpoint(truncate)"); err != nil {
		r.log.Warn("replica: checkpoint", "error", err)
	}
	return nil
}
