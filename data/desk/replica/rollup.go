package replica

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"trastienda/app/purchase"
)

// dayKey is what rows are counted by. Each roll-up leaves some of it out.
type dayKey struct{ agent, psr, day, status, currency string }

// dayTable is a roll-up: a table whose key is some columns of dayKey.
type dayTable struct {
	name    string
	columns []string
}

// The roll-ups. day_sum alone is over all agents and points of sale: a day of a
// big agency has thousands of them.
var (
	daySum    = dayTable{"day_sum", []string{"day", "status", "currency"}}
	dayTotal  = dayTable{"day_total", []string{"psr", "day", "status", "currency"}}
	dayAgent  = dayTable{"day_agent", []string{"agent_id", "day", "status", "currency"}}
	dayTables = []dayTable{daySum, dayTotal, dayAgent}
)

// key is the part of k that the table keeps.
func (t dayTable) key(k dayKey) dayKey {
	if t.name != dayAgent.name {
		k.agent = ""
	}
	if t.name != dayTotal.name {
		k.psr = ""
	}
	return k
}

// values are those of the table's columns.
func (t dayTable) values(k dayKey) []any {
	rest := []any{k.day, k.status, k.currency}
	switch t.name {
	case dayTotal.name:
		return append([]any{k.psr}, rest...)
	case dayAgent.name:
		return append([]any{k.agent}, rest...)
	}
	return rest
}

// dayDeltas gathers what one transaction changes in the roll-ups. Only rows
// before upto are in them: the others are counted when the building gets there.
type dayDeltas struct {
	zone   *time.Location
	upto   int64 // at_ms
	totals map[dayKey]counterValue
}

func newDayDeltas(zone *time.Location, upto int64) dayDeltas {
	return dayDeltas{zone: zone, upto: upto, totals: map[dayKey]counterValue{}}
}

func (d dayDeltas) count(r *row, sign int64) {
	if r.atMS >= d.upto {
		return
	}
	key := dayKey{r.agentID, r.psr, d.day(r), string(r.status), r.currency}
	v := d.totals[key]
	d.totals[key] = counterValue{v.n + sign, v.credited + sign*r.credited}
}

// dayColumns are all that counting needs of a row, in the order of dayFields.
const dayColumns = "at_ms, agent_id, psr, status, currency, credited"

func (r *row) dayFields() []any {
	return []any{&r.atMS, &r.agentID, &r.psr, &r.status, &r.currency, &r.credited}
}

func (d dayDeltas) scan(rows *sql.Rows) error {
	var x row
	err := rows.Scan(x.dayFields()...)
	if err == nil {
		d.count(&x, +1)
	}
	return err
}

func (d dayDeltas) day(r *row) string { return purchase.DayOf(time.UnixMilli(r.atMS), d.zone) }

// of gives what changes in one table; what comes to nothing is not among it.
func (d dayDeltas) of(t dayTable) map[dayKey]counterValue {
	sums := map[dayKey]counterValue{}
	for k, x := range d.totals {
		k = t.key(k)
		v := sums[k]
		if v = (counterValue{v.n + x.n, v.credited + x.credited}); v == (counterValue{}) {
			delete(sums, k)
			continue
		}
		sums[k] = v
	}
	return sums
}

// flush adds the differences to the tables. What has no rows left goes, so that
// a point of sale that left does not stay with nothing in it.
func (d dayDeltas) flush(ctx context.Context, tx *sql.Tx) error {
	for _, t := range dayTables {
		if err := t.add(ctx, tx, d.of(t)); err != nil {
			return err
		}
	}
	return nil
}

func (t dayTable) add(ctx context.Context, tx *sql.Tx, deltas map[dayKey]counterValue) error {
	if len(deltas) == 0 {
		return nil
	}
	key := strings.Join(t.columns, ", ")
	add, err := tx.PrepareContext(ctx, "insert into "+t.name+" ("+key+", n, credited) values ("+marks(len(t.columns)+2)+
		") on conflict ("+key+") do update set n = n + excluded.n, credited = credited + excluded.credited")
	if err != nil {
		return err
	}
	defer add.Close()
	drop, err := tx.PrepareContext(ctx, "delete from "+t.name+" where ("+key+") = ("+marks(len(t.columns))+") and n = 0")
	if err != nil {
		return err
	}
	defer drop.Close()
	for k, d := range deltas {
		if _, err := add.ExecContext(ctx, append(t.values(k), d.n, d.credited)...); err != nil {
			return err
		}
		if d.n < 0 {
			if _, err := drop.ExecContext(ctx, t.values(k)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// inZone makes the roll-ups those of the replica's zone: another zone's are thrown
// away and built again.
func (r *Replica) inZone(ctx context.Context) error {
	have, err := getMeta(ctx, r.writer, metaZone)
	if err != nil || have == r.zone.Load().String() {
		return err
	}
	return r.write(ctx, func(tx *sql.Tx) error { return dropDays(ctx, tx, r.zone.Load()) })
}

// dropDays throws the roll-ups away and notes whose days the next ones are.
func dropDays(ctx context.Context, tx *sql.Tx, zone *time.Location) error {
	for _, table := range dayTables {
		if _, err := tx.ExecContext(ctx, "delete from "+table.name); err != nil {
			return err
		}
	}
	if err := setBuilt(ctx, tx, builtDays, nothingBuilt); err != nil {
		return err
	}
	return setMeta(ctx, tx, metaZone, zone.String())
}

// SetZone makes the days those of another zone and builds their roll-ups again,
// which may take a while; until then they are made from the rows.
func (r *Replica) SetZone(ctx context.Context, zone *time.Location) error {
	if zone.String() == r.zone.Load().String() {
		return nil
	}
	if err := r.changeZone(ctx, zone); err != nil {
		return err
	}
	return r.fillDays(ctx)
}

func (r *Replica) changeZone(ctx context.Context, zone *time.Location) error {
	r.filling.Lock()
	defer r.filling.Unlock()
	before, built, committing := r.zone.Load(), r.daysBuilt.Load(), false
	err := r.write(ctx, func(tx *sql.Tx) error {
		if err := dropDays(ctx, tx, zone); err != nil {
			return err
		}
		// Within the transaction, so that whoever writes next counts in this zone.
		r.daysBuilt.Store(false)
		r.zone.Store(zone)
		committing = true
		r.Purchases.beforeCommit()
		return nil
	})
	if !committing {
		return err
	}
	if err != nil {
		r.zone.Store(before)
		r.daysBuilt.Store(built)
	}
	r.Purchases.afterCommit(err == nil, nil, false)
	return err
}
