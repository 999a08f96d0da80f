package replica

import (
	"context"
	"database/sql"
	"errors"
	"math"
)

// What is filled from the rows in the background (table built).
const (
	builtDays = "days" // roll-ups; as far as at_ms
	builtText = "text" // the search index; as far as n
)

// nothingBuilt and wholeBuilt are before every row and behind every row.
const (
	nothingBuilt = math.MinInt64
	wholeBuilt   = math.MaxInt64
)

// buildStep is how many rows one transaction takes in, so that a retry never
// waits long for the writer.
const buildStep = 5000

func builtUpto(ctx context.Context, q queryer, what string) (int64, error) {
	upto := int64(nothingBuilt)
	err := q.QueryRowContext(ctx, `select upto from built where what = ?`, what).Scan(&upto)
	if errors.Is(err, sql.ErrNoRows) {
		return nothingBuilt, nil
	}
	return upto, err
}

func setBuilt(ctx context.Context, tx *sql.Tx, what string, upto int64) error {
	_, err := tx.ExecContext(ctx, `insert into built (what, upto) values (?, ?) on conflict (what) do update set upto = excluded.upto`, what, upto)
	return err
}

func (r *Replica) noteBuilt(ctx context.Context) error {
	days, err := builtUpto(ctx, r.readers, builtDays)
	if err != nil {
		return err
	}
	text, err := builtUpto(ctx, r.readers, builtText)
	r.daysBuilt.Store(days == wholeBuilt)
	r.textBuilt.Store(text == wholeBuilt)
	return err
}

// BuildRest fills the roll-ups and the search index from the rows that are
// there, a few thousand in each transaction, and goes on where it was
// interrupted. It is called after BuildIndexes and may take a minute for a
// million rows: reading, changes and acts go on meanwhile, and until it is done
// answers come from the rows themselves.
func (r *Replica) BuildRest(ctx context.Context) error {
	filled := r.Filled()
	if err := r.fillDays(ctx); err != nil {
		return err
	}
	if err := r.build(ctx, builtText, r.buildText); err != nil {
		return err
	}
	r.textBuilt.Store(true)
	if filled {
		return nil
	}
	// The first rows went through all the pages the writer may keep, 128 MB of
	// memory; a change a minute needs none of them.
	if _, err := r.writer.ExecContext(ctx, "pragma shrink_memory"); err != nil {
		r.log.Warn("replica: give memory back", "error", err)
	}
	return nil
}

// fillDays fills the roll-ups.
func (r *Replica) fillDays(ctx context.Context) error {
	r.filling.Lock()
	defer r.filling.Unlock()
	if err := r.build(ctx, builtDays, r.buildDays); err != nil {
		return err
	}
	r.daysBuilt.Store(true)
	return nil
}

// Filled tells whether the roll-ups and the search index cover every row.
func (r *Replica) Filled() bool { return r.daysBuilt.Load() && r.textBuilt.Load() }

// build calls step until nothing is left. A step returns how far it got.
func (r *Replica) build(ctx context.Context, what string, step func(ctx context.Context, tx *sql.Tx, upto int64) (int64, error)) error {
	for {
		done := false
		err := r.write(ctx, func(tx *sql.Tx) error {
			upto, err := builtUpto(ctx, tx, what)
			if err != nil {
				return err
			}
			if done = upto == wholeBuilt; done {
				return nil
			}
			if upto, err = step(ctx, tx, upto); err != nil {
				return err
			}
			done = upto == wholeBuilt
			return setBuilt(ctx, tx, what, upto)
		})
		if err != nil || done {
			return err
		}
	}
}

// buildDays counts the rows that come next by date. Rows of one instant are
// taken together, for the border is an instant.
func (r *Replica) buildDays(ctx context.Context, tx *sql.Tx, upto int64) (int64, error) {
	next := int64(wholeBuilt)
	err := tx.QueryRowContext(ctx, `select at_ms + 1 from purchase where at_ms >= ? order by at_ms limit 1 offset ?`, upto, r.buildStep-1).Scan(&next)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	rows, err := tx.QueryContext(ctx, "select "+dayColumns+" from purchase where at_ms >= ? and at_ms < ?", upto, next)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	deltas := newDayDeltas(r.zone.Load(), next)
	for rows.Next() {
		if err := deltas.scan(rows); err != nil {
			return 0, err
		}
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	return next, deltas.flush(ctx, tx)
}

// textTriggers keep the search index equal to the rows it covers already. They
// are made when its filling begins: during the first load of a copy they would
// cost every row something for nothing.
var textTriggers = []string{
	`create trigger if not exists purchase_text_insert after insert on purchase
		when new.n <= (select upto from built where what = 'text') begin
		insert into purchase_text (rowid, search) values (new.n, new.search);
	end`,
	`create trigger if not exists purchase_text_delete after delete on purchase
		when old.n <= (select upto from built where what = 'text') begin
		insert into purchase_text (purchase_text, rowid, search) values ('delete', old.n, old.search);
	end`,
	`create trigger if not exists purchase_text_update after update of search on purchase
		when old.search <> new.search and old.n <= (select upto from built where what = 'text') begin
		insert into purchase_text (purchase_text, rowid, search) values ('delete', old.n, old.search);
		insert into purchase_text (rowid, search) values (new.n, new.search);
	end`,
}

// buildText takes the rows in that come next by number.
func (r *Replica) buildText(ctx context.Context, tx *sql.Tx, upto int64) (int64, error) {
	if upto == nothingBuilt {
		for _, t := range textTriggers {
			if _, err := tx.ExecContext(ctx, t); err != nil {
				return 0, err
			}
		}
	}
	next := int64(wholeBuilt)
	err := tx.QueryRowContext(ctx, `select n from purchase where n > ? order by n limit 1 offset ?`, upto, r.buildStep-1).Scan(&next)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `insert into purchase_text (rowid, search) select n, search from purchase where n > ? and n <= ?`, upto, next)
	return next, err
}
