package replica

import (
	"context"
	"database/sql"
	"time"

	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// rollUp returns the roll-up that holds the answer to a filter, and its
// condition: whole days, statuses and one point of sale are in it.
func (v *Purchases) rollUp(f purchase.Filter) (table, where string, args []any, ok bool) {
	rest := f
	rest.Statuses, rest.PSR, rest.From, rest.To = nil, "", time.Time{}, time.Time{}
	if !v.r.daysBuilt.Load() || !rest.Empty() {
		return "", "", nil, false
	}
	var w listing.Where
	table = "day_sum"
	if f.PSR != "" {
		table = "day_total"
		w.And("psr = ?", f.PSR)
	}
	for _, border := range []struct {
		at        time.Time
		condition string
	}{{f.From, "day >= ?"}, {f.To, "day < ?"}} {
		if border.at.IsZero() {
			continue
		}
		day, parts := purchase.DayBorder(border.at, v.r.zone)
		if !parts {
			return "", "", nil, false
		}
		w.And(border.condition, day)
	}
	listing.In(&w, "status", f.Statuses)
	where, args = w.SQL()
	return table, where, args, true
}

// rolled answers from the roll-ups if they hold the answer.
func (v *Purchases) rolled(ctx context.Context, f purchase.Filter) (Totals, bool, error) {
	table, where, args, ok := v.rollUp(f)
	if !ok {
		return Totals{}, false, nil
	}
	t, err := v.addUp(ctx, "select currency, sum(n), sum(credited) from "+table+where+" group by currency", args)
	return t, err == nil, err
}

// addUp reads rows of currency, number and sum.
func (v *Purchases) addUp(ctx context.Context, text string, args []any) (Totals, error) {
	var t Totals
	err := v.each(ctx, text, args, func(rows *sql.Rows) error {
		var currency string
		var n int
		var credited int64
		if err := rows.Scan(&currency, &n, &credited); err != nil {
			return err
		}
		t.add(currency, n, credited)
		return nil
	})
	return t, err
}
