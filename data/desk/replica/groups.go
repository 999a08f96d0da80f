package replica

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"trastienda/app/purchase"
)

// GroupTotal is one group of a list. Key is what purchase.GroupFilter takes,
// Title an agent's name or the key; Credited is in minor units by currency.
type GroupTotal struct {
	Key, Title string
	N          int
	Credited   map[string]int64
}

// Groups parts the filtered rows by status, agent, PSR or day of the agency's
// zone (purchase.GroupByStatus …). Days come newest first, agents by name, the
// others by key. ErrTooSlow when it took longer than the budget.
func (v *Purchases) Groups(ctx context.Context, f purchase.Filter, by string) ([]GroupTotal, error) {
	column, ok := map[string]string{
		purchase.GroupByStatus: "status", purchase.GroupByAgent: "agent_id", purchase.GroupByPSR: "psr", purchase.GroupByDay: "day",
	}[by]
	if !ok {
		return nil, fmt.Errorf("replica: purchases are not grouped by %q", by)
	}
	g := groups{}
	err := v.inBudget(ctx, func(ctx context.Context) error { return v.group(ctx, f, column, g) })
	if err != nil {
		return nil, err
	}
	list := make([]GroupTotal, 0, len(g))
	agents := *v.r.agents.Load()
	for key, t := range g {
		x := GroupTotal{Key: key, Title: key, N: t.Count, Credited: t.Credited}
		if by == purchase.GroupByAgent {
			x.Title = cmp.Or(agents[key].Name, agents[key].Code, key)
		}
		list = append(list, x)
	}
	slices.SortFunc(list, func(a, b GroupTotal) int {
		if by == purchase.GroupByDay {
			return cmp.Compare(b.Key, a.Key)
		}
		return cmp.Or(cmp.Compare(a.Title, b.Title), cmp.Compare(a.Key, b.Key))
	})
	return list, nil
}

// groups are totals by key.
type groups map[string]*Totals

func (g groups) add(key, currency string, n int, credited int64) {
	t, ok := g[key]
	if !ok {
		t = &Totals{}
		g[key] = t
	}
	t.add(currency, n, credited)
}

func (v *Purchases) group(ctx context.Context, f purchase.Filter, column string, g groups) error {
	// Rows do not know their day, so parts of days do not go by days.
	if r, ok := v.rollUp(f, column); ok && (column != "day" || len(r.edges) == 0) {
		text, args := r.query(column)
		return v.addGroups(ctx, text, args, g)
	}
	from, err := v.source(ctx, f)
	if err != nil {
		return err
	}
	if column == "day" {
		return v.addDays(ctx, "select at_ms, currency, credited"+from.text, from.args, g)
	}
	return v.addGroups(ctx, "select "+column+", currency, count(*), sum(credited)"+from.text+" group by 1, 2", from.args, g)
}

func (v *Purchases) addGroups(ctx context.Context, text string, args []any, g groups) error {
	return v.each(ctx, text, args, func(rows *sql.Rows) error {
		var key, currency string
		var n int
		var credited int64
		if err := rows.Scan(&key, &currency, &n, &credited); err != nil {
			return err
		}
		g.add(key, currency, n, credited)
		return nil
	})
}

// addDays finds each row's day here, because SQLite knows no zones.
func (v *Purchases) addDays(ctx context.Context, text string, args []any, g groups) error {
	return v.each(ctx, text, args, func(rows *sql.Rows) error {
		var at, credited int64
		var currency string
		if err := rows.Scan(&at, &currency, &credited); err != nil {
			return err
		}
		g.add(purchase.DayOf(time.UnixMilli(at), v.r.zone.Load()), currency, 1, credited)
		return nil
	})
}

// each runs a query and hands every row of it to read.
func (v *Purchases) each(ctx context.Context, text string, args []any, read func(rows *sql.Rows) error) error {
	rows, err := v.r.readers.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
