package replica

import (
	"context"
	"database/sql"
	"time"

	"trastienda/app/purchase"
)

// dayKey is a row of day_total; with an empty psr one of day_sum too.
type dayKey struct{ psr, day, status, currency string }

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
	key := dayKey{r.psr, d.day(r), string(r.status), r.currency}
	v := d.totals[key]
	v.n += sign
	v.credited += sign * r.credited
	d.totals[key] = v
}

func (d dayDeltas) day(r *row) string { return purchase.DayOf(time.UnixMilli(r.atMS), d.zone) }

// flush adds the differences to the tables. What has no rows left goes, so that
// a point of sale that left does not stay with nothing in it.
func (d dayDeltas) flush(ctx context.Context, tx *sql.Tx) error {
	if len(d.totals) == 0 {
		return nil
	}
	sums := map[dayKey]counterValue{}
	for key, x := range d.totals {
		if x == (counterValue{}) {
			delete(d.totals, key)
			continue
		}
		key.psr = ""
		v := sums[key]
		sums[key] = counterValue{v.n + x.n, v.credited + x.credited}
	}
	if err := addDays(ctx, tx, d.totals, "day_total", "psr, day, status, currency", func(k dayKey) []any {
		return []any{k.psr, k.day, k.status, k.currency}
	}); err != nil {
		return err
	}
	return addDays(ctx, tx, sums, "day_sum", "day, status, currency", func(k dayKey) []any {
		return []any{k.day, k.status, k.currency}
	})
}

func addDays(ctx context.Context, tx *sql.Tx, deltas map[dayKey]counterValue, table, key string, values func(dayKey) []any) error {
	add, err := tx.PrepareContext(ctx, "insert into "+table+" ("+key+", n, credited) values ("+marks(len(values(dayKey{}))+2)+
		") on conflict ("+key+") do update set n = n + excluded.n, credited = credited + excluded.credited")
	if err != nil {
		return err
	}
	defer add.Close()
	drop, err := tx.PrepareContext(ctx, "delete from "+table+" where ("+key+") = ("+marks(len(values(dayKey{})))+") and n = 0")
	if err != nil {
		return err
	}
	defer drop.Close()
	for k, d := range deltas {
		if _, err := add.ExecContext(ctx, append(values(k), d.n, d.credited)...); err != nil {
			return err
		}
		if d.n < 0 {
			if _, err := drop.ExecContext(ctx, values(k)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// inZone makes the roll-ups those of this zone: another zone's are thrown away
// and built again.
func (r *Replica) inZone(ctx context.Context) error {
	have, err := getMeta(ctx, r.writer, metaZone)
	if err != nil || have == r.zone.String() {
		return err
	}
	return r.write(ctx, func(tx *sql.Tx) error {
		for _, table := range []string{"day_total", "day_sum"} {
			if _, err := tx.ExecContext(ctx, "delete from "+table); err != nil {
				return err
			}
		}
		if err := setBuilt(ctx, tx, builtDays, nothingBuilt); err != nil {
			return err
		}
		return setMeta(ctx, tx, metaZone, r.zone.String())
	})
}
