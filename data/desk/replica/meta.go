package replica

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"
)

// Keys of the meta table.
const (
	metaHub          = "hub"
	metaUser         = "user"
	metaEpoch        = "epoch"
	metaGen          = "gen"
	metaCursor       = "cursor"
	metaEntity       = "snapshot_entity"
	metaPage         = "snapshot_cursor"
	metaChangesAfter = "changes_after"
	metaLastSync     = "last_sync_ms"
	metaZone         = "zone"      // whose days the roll-ups are
	metaHaveMarks    = "have_mark" // set once every mark was loaded
	metaWhole        = "whole"     // set once a snapshot was whole
)

// own claims a new file for its owner, or checks that it is theirs.
func (r *Replica) own(ctx context.Context, hub, user string) error {
	return r.write(ctx, func(tx *sql.Tx) error {
		for key, want := range map[string]string{metaHub: hub, metaUser: user} {
			have, err := getMeta(ctx, tx, key)
			if err != nil {
				return err
			}
			if have == "" {
				if err := setMeta(ctx, tx, key, want); err != nil {
					return err
				}
			} else if have != want {
				return ErrOtherOwner
			}
		}
		return nil
	})
}

type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func getMeta(ctx context.Context, q queryer, key string) (string, error) {
	var value string
	err := q.QueryRowContext(ctx, `select value from meta where key = $1`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

func setMeta(ctx context.Context, tx *sql.Tx, key, value string) error {
	_, err := tx.ExecContext(ctx, `insert into meta (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value`, key, value)
	return err
}

// Progress is how far the copy is. Without a Cursor there is no whole copy
// yet, or it has to be loaded again.
type Progress struct {
	Epoch string
	// Cursor of the feed to go on from; empty until a snapshot is whole.
	Cursor string
	// Entity and Page: the next page of the snapshot under way. Entity is
	// empty when none is.
	Entity, Page string
	// ChangesAfter is the feed's cursor from before the snapshot under way.
	ChangesAfter string
	// Refetch: rows of an earlier, whole copy are being replaced.
	Refetch bool
	// LastSync is when the copy was last known to be up to date; zero if never.
	LastSync time.Time
	// HaveMarks is false in a copy that a program loaded which knew no marks.
	HaveMarks bool
	gen       int64
}

// Progress tells how far the copy is.
func (r *Replica) Progress(ctx context.Context) (Progress, error) {
	p, err := progress(ctx, r.readers)
	return p, named(err)
}

func progress(ctx context.Context, q queryer) (Progress, error) {
	rows, err := q.QueryContext(ctx, `select key, value from meta`)
	if err != nil {
		return Progress{}, err
	}
	defer rows.Close()
	m := map[string]string{}
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return Progress{}, err
		}
		m[key] = value
	}
	p := Progress{Epoch: m[metaEpoch], Cursor: m[metaCursor], Entity: m[metaEntity], Page: m[metaPage], ChangesAfter: m[metaChangesAfter]}
	p.gen, _ = strconv.ParseInt(m[metaGen], 10, 64)
	p.HaveMarks = m[metaHaveMarks] != ""
	p.Refetch = m[metaWhole] != "" && p.Cursor == ""
	if ms, _ := strconv.ParseInt(m[metaLastSync], 10, 64); ms != 0 {
		p.LastSync = time.UnixMilli(ms).UTC()
	}
	return p, rows.Err()
}

func setAll(ctx context.Context, tx *sql.Tx, pairs ...string) error {
	for i := 0; i < len(pairs); i += 2 {
		if err := setMeta(ctx, tx, pairs[i], pairs[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (r *Replica) nowText() string { return strconv.FormatInt(r.clock.Now().UnixMilli(), 10) }
