package replica

import (
	"context"
	"database/sql"
	"regexp"
	"slices"
	"strings"
	"time"

	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// rolled is an answer that needs no scan: whole days from a roll-up and, where
// the filter begins or ends within a day, that part of the day from the rows.
type rolled struct {
	table dayTable
	days  listing.Where
	edges []purchase.Filter
}

// rollUp tells how the roll-ups answer a filter, parted by a column ("" for not
// at all). They hold statuses, and one point of sale or one agent.
func (v *Purchases) rollUp(f purchase.Filter, by string) (r rolled, ok bool) {
	rest := f
	rest.Statuses, rest.PSR, rest.Agent, rest.From, rest.To = nil, "", "", time.Time{}, time.Time{}
	byPSR, byAgent := f.PSR != "" || by == "psr", f.Agent != "" || by == "agent_id"
	if !v.r.daysBuilt.Load() || !rest.Empty() || byPSR && byAgent {
		return r, false
	}
	r.table = daySum
	switch {
	case byPSR:
		r.table = dayTotal
	case byAgent:
		r.table = dayAgent
	}
	if f.PSR != "" {
		r.days.And("psr = ?", f.PSR)
	}
	if f.Agent != "" {
		r.days.And("agent_id = ?", f.Agent)
	}
	listing.In(&r.days, "status", f.Statuses)
	return r, r.between(f, v.r.zone.Load())
}

// between takes the whole days of the filter from the roll-up and the rest from
// the rows; false when no day is whole.
func (r *rolled) between(f purchase.Filter, zone *time.Location) bool {
	from, to := f.From, f.To
	if !from.IsZero() {
		day, at, ok := firstBorder(from, zone)
		if !ok {
			return false
		}
		if from = at; !at.Equal(f.From) {
			edge := f
			edge.To = at
			r.edges = append(r.edges, edge)
		}
		r.days.And("day >= ?", day)
	}
	if !to.IsZero() {
		day, at, ok := lastBorder(to, zone)
		if !ok {
			return false
		}
		if to = at; !at.Equal(f.To) {
			edge := f
			edge.From = at
			r.edges = append(r.edges, edge)
		}
		r.days.And("day < ?", day)
	}
	return from.IsZero() || to.IsZero() || !to.Before(from)
}

// oddDays is how many days in a row may begin without a border (see
// purchase.DayBorder); more is no zone.
const oddDays = 3

// firstBorder is the first border between two days that is not before t.
func firstBorder(t time.Time, zone *time.Location) (day string, at time.Time, ok bool) {
	if day, ok = purchase.DayBorder(t, zone); ok {
		return day, t, true
	}
	for range oddDays {
		day = purchase.NextDay(day)
		if at, ok = borderOf(day, zone); ok {
			return day, at, true
		}
	}
	return "", t, false
}

// lastBorder is the last border between two days that is not after t.
func lastBorder(t time.Time, zone *time.Location) (day string, at time.Time, ok bool) {
	day = purchase.DayOf(t, zone)
	for range oddDays {
		if at, ok = borderOf(day, zone); ok && !at.After(t) {
			return day, at, true
		}
		day = purchase.DayOf(at.Add(-time.Nanosecond), zone)
	}
	return "", t, false
}

func borderOf(day string, zone *time.Location) (at time.Time, ok bool) {
	at, err := purchase.DayStart(day, zone)
	if err != nil {
		return at, false
	}
	found, ok := purchase.DayBorder(at, zone)
	return at, ok && found == day
}

// query reads key (a column, or an expression without arguments), currency,
// number and sum; the same key may come more than once. It is one statement, so
// that days and edges are of one moment.
func (r rolled) query(key string) (text string, args []any) {
	where, args := r.days.SQL()
	parts := []string{"select " + key + ", currency, sum(n), sum(credited) from " + r.table.name + where + " group by 1, 2"}
	for _, f := range r.edges {
		where, more := whereOf(f)
		parts = append(parts, "select "+key+", currency, count(*), sum(credited) from purchase"+where+" group by 1, 2")
		args = slices.Concat(args, more)
	}
	// Every part numbers its arguments from 1 on, in their order.
	return placeholder.ReplaceAllString(strings.Join(parts, " union all "), "?"), args
}

var placeholder = regexp.MustCompile(`\$[0-9]+`)

// rolled answers from the roll-ups if they hold the answer.
func (v *Purchases) rolled(ctx context.Context, f purchase.Filter) (Totals, bool, error) {
	r, ok := v.rollUp(f, "")
	if !ok {
		return Totals{}, false, nil
	}
	text, args := r.query("''")
	g := groups{}
	if err := v.addGroups(ctx, text, args, g); err != nil {
		return Totals{}, false, err
	}
	if t := g[""]; t != nil {
		return *t, true, nil
	}
	return Totals{}, true, nil
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
