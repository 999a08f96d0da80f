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
	{"purchase_due", "(deadline_ms, id)"},
	{"purchase_psr", "(psr, id)"},
	{"purchase_amount", "(credited, id)"},
	{"purchase_wallet", "(wallet_transfer, id)"},
	{"purchase_transfer", "(transfer_id, id)"},
}

// outdated is an index of earlier files, which purchase_due replaces.
const outdated = "purchase_deadline"

// noteIndexes reads which indexes the file has: those serve at once, while
// the others are still being made.
func (r *Replica) noteIndexes(ctx context.Context) error {
	rows, err := r.readers.QueryContext(ctx, `select name from sqlite_master where type = 'index' and tbl_name = 'purchase'`)
	if err != nil {
		return err
	}
	defer rows.Close()
	have := map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		have[name] = true
	}
	r.indexed.Store(&have)
	return rows.Err()
}

func (r *Replica) hasIndex(name string) bool { return (*r.indexed.Load())[name] }

func (r *Replica) wholeIndexes() bool {
	for _, x := range indexes {
		if !r.hasIndex(x.name) {
			return false
		}
	}
	return true
}

// BuildIndexes makes the indexes that are missing, one transaction each, and
// calls step after each one.
func (r *Replica) BuildIndexes(ctx context.Context, step func(done, total int)) error {
	if r.wholeIndexes() {
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
	if err := r.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "drop index if exists "+outdated)
		return err
	}); err != nil {
		return err
	}
	if err := r.noteIndexes(ctx); err != nil {
		return named(err)
	}
	r.gen.Add(1)
	// The log has grown by the whole copy; a failure only leaves it long.
	if _, err := r.writer.ExecContext(ctx, "pragma wal_checkpoint(truncate)"); err != nil {
		r.log.Warn("replica: checkpoint", "error", err)
	}
	return nil
}
