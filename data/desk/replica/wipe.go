package replica

import (
	"context"
	"database/sql"
	"fmt"
)

// copied are the tables of what the hub showed. The others hold what was done and
// chosen on this computer and are never wiped.
var copied = []string{"purchase", "agent", "purchase_mark", "detail", "counter", "day_total", "day_sum", "day_agent", "built", "document", "gone"}

// Wipe removes the copy: every row of the hub and what was derived from them. Acts
// stay, sent or not. Afterwards the copy is as before its first load.
func (r *Replica) Wipe(ctx context.Context) error {
	committing := false
	err := r.write(ctx, func(tx *sql.Tx) error {
		p, err := progress(ctx, tx)
		if err != nil {
			return err
		}
		// Without triggers and without indexes SQLite drops a table's pages instead
		// of deleting a million rows.
		steps := []string{"insert into purchase_text (purchase_text) values ('delete-all')"}
		for _, trigger := range []string{"purchase_text_insert", "purchase_text_delete", "purchase_text_update"} {
			steps = append(steps, "drop trigger if exists "+trigger)
		}
		for _, x := range indexes {
			steps = append(steps, "drop index if exists "+x.name)
		}
		for _, table := range copied {
			steps = append(steps, "delete from "+table)
		}
		for _, step := range steps {
			if _, err := tx.ExecContext(ctx, step); err != nil {
				return fmt.Errorf("replica: wipe: %w", err)
			}
		}
		if err := setAll(ctx, tx, metaGen, fmt.Sprint(p.gen+1), metaEpoch, "", metaCursor, "", metaEntity, "", metaPage, "",
			metaChangesAfter, "", metaLastSync, "", metaHaveMarks, "", metaWhole, ""); err != nil {
			return err
		}
		committing = true
		r.Purchases.beforeCommit()
		return nil
	})
	if committing {
		r.Purchases.afterCommit(err == nil, nil, false)
	}
	if err != nil {
		return err
	}
	r.daysBuilt.Store(false)
	r.textBuilt.Store(false)
	if err := r.noteIndexes(ctx); err != nil {
		return named(err)
	}
	if err := r.loadAgents(ctx); err != nil {
		return named(err)
	}
	return r.shred(ctx)
}

// shred takes the bytes of removed rows out of the file and its log.
func (r *Replica) shred(ctx context.Context) error {
	for _, step := range []string{"vacuum", "pragma wal_checkpoint(truncate)"} {
		if _, err := r.writer.ExecContext(ctx, step); err != nil {
			return named(fmt.Errorf("replica: wipe: %w", err))
		}
	}
	return nil
}
