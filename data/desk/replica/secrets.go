package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
)

// secretTable is made anew whenever a secret goes: with secure_delete a table that
// is dropped leaves zeros behind, while a row that is deleted may leave copies
// that SQLite made when it moved rows about. It holds a few rows at most.
const secretTable = `create table outbox_secret (op_id text not null primary key, body text not null) strict`

func (r *Replica) addSecret(ctx context.Context, tx *sql.Tx, opID string, body json.RawMessage) error {
	if len(body) == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, `insert into outbox_secret (op_id, body) values (?, ?)`, opID, string(body))
	return err
}

func secretOf(ctx context.Context, tx *sql.Tx, opID string) (json.RawMessage, error) {
	var body string
	err := tx.QueryRowContext(ctx, `select body from outbox_secret where op_id = ?`, opID).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return raw(body), err
}

// dropSecret takes away what an act had to send, if there was anything. The log of
// the file still has it until ShredSecrets.
func (r *Replica) dropSecret(ctx context.Context, tx *sql.Tx, opID string) error {
	rows, err := tx.QueryContext(ctx, `select op_id, body from outbox_secret`)
	if err != nil {
		return err
	}
	defer rows.Close()
	kept, there := map[string]string{}, false
	for rows.Next() {
		var id, body string
		if err := rows.Scan(&id, &body); err != nil {
			return err
		}
		if id == opID {
			there = true
		} else {
			kept[id] = body
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || !there {
		return err
	}
	for _, step := range []string{"pragma secure_delete = on", "drop table outbox_secret", secretTable} {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	for id, body := range kept {
		if err := r.addSecret(ctx, tx, id, json.RawMessage(body)); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "pragma secure_delete = off"); err != nil {
		return err
	}
	r.shreds.Store(true)
	return nil
}

// ShredSecrets takes what was dropped out of the log too, once nobody reads from
// it; false while a reader is in the way. It waits for none: an act that is to be
// stored must not wait behind a long list.
func (r *Replica) ShredSecrets(ctx context.Context) (done bool, err error) {
	// A secret that is dropped meanwhile has its own call to come.
	if !r.shreds.Swap(false) {
		return true, nil
	}
	defer func() {
		if !done {
			r.shreds.Store(true)
		}
	}()
	conn, err := r.writer.Conn(ctx)
	if err != nil {
		return false, named(err)
	}
	defer conn.Close() // back to the pool of one
	if _, err := conn.ExecContext(ctx, "pragma busy_timeout = 0"); err != nil {
		return false, named(err)
	}
	var busy, pages, moved int
	err = conn.QueryRowContext(ctx, "pragma wal_checkpoint(truncate)").Scan(&busy, &pages, &moved)
	if _, e := conn.ExecContext(context.WithoutCancel(ctx), "pragma busy_timeout = "+busyTimeout); err == nil {
		err = e
	}
	return err == nil && busy == 0, named(err)
}
