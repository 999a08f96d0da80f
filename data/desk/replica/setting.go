package replica

import (
	"context"
	"database/sql"
	"errors"
)

// Setting returns what the user of this copy chose on this computer; empty when
// nothing was.
func (r *Replica) Setting(ctx context.Context, key string) (string, error) {
	var value string
	err := r.readers.QueryRowContext(ctx, `select value from setting where key = ?`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, named(err)
}

// PutSetting keeps a choice. Loading the copy anew does not touch it.
func (r *Replica) PutSetting(ctx context.Context, key, value string) error {
	return r.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `insert into setting (key, value) values (?, ?) on conflict (key) do update set value = excluded.value`, key, value)
		return err
	})
}
