package replica

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"trastienda/app/purchase"
)

// DayTotal is what one day had of a status and currency. Credited is in minor
// units, whatever the status: only that of StatusOK has reached anybody.
type DayTotal struct {
	Day      string // 2006-01-02 in the agency's zone
	Status   purchase.Status
	Currency string
	N        int
	Credited int64
}

// Days returns the totals of the days from … to ("2006-01-02", both included),
// by day, status and currency. Days without rows are not in it.
func (v *Purchases) Days(ctx context.Context, from, to string) ([]DayTotal, error) {
	around, err := v.around(from, to)
	if err != nil {
		return nil, err
	}
	if !v.r.daysBuilt.Load() {
		return v.scanDays(ctx, around, from, to)
	}
	list := []DayTotal{}
	err = v.each(ctx, `select day, status, currency, n, credited from day_sum
		where day >= ? and day <= ? order by day, status, currency`, []any{from, to}, func(rows *sql.Rows) error {
		var d DayTotal
		err := rows.Scan(&d.Day, &d.Status, &d.Currency, &d.N, &d.Credited)
		list = append(list, d)
		return err
	})
	return list, named(err)
}

func (v *Purchases) scanDays(ctx context.Context, around purchase.Filter, from, to string) ([]DayTotal, error) {
	found, err := v.scan(ctx, around, from, to)
	if err != nil {
		return nil, named(err)
	}
	list := []DayTotal{}
	for key, x := range found.of(daySum) {
		list = append(list, DayTotal{key.day, purchase.Status(key.status), key.currency, int(x.n), x.credited})
	}
	slices.SortFunc(list, func(a, b DayTotal) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Status, b.Status), cmp.Compare(a.Currency, b.Currency))
	})
	return list, nil
}

// PSRTotal is what a point of sale was credited in one currency. N and Credited
// are of rows with StatusOK only: the others were not credited (yet).
type PSRTotal struct {
	PSR, Currency string
	N             int
	Credited      int64
}

// TopPSR returns the points of sale with the greatest credited sums of the days
// from … to (both included), greatest first, at most so many. Only rows with
// StatusOK count. Sums of different currencies are never added, but stand in
// one order.
func (v *Purchases) TopPSR(ctx context.Context, from, to string, most int) ([]PSRTotal, error) {
	around, err := v.around(from, to)
	if err != nil || most <= 0 {
		return []PSRTotal{}, err
	}
	if !v.r.daysBuilt.Load() {
		return v.scanTop(ctx, around, from, to, most)
	}
	// The points of sale are skipped along one by one: their days lie together,
	// and a year of all of them is much more than a month.
	list := []PSRTotal{}
	err = v.each(ctx, `with recursive shop (code) as (
			select min(psr) from day_total
			union all select (select min(psr) from day_total where psr > code) from shop where code is not null
		)
		select psr, currency, sum(n), sum(credited) from shop cross join day_total on psr = code
		where day >= ? and day <= ? and status = ? group by psr, currency
		order by 4 desc, 1, 2 limit ?`, []any{from, to, string(purchase.StatusOK), most}, func(rows *sql.Rows) error {
		var p PSRTotal
		err := rows.Scan(&p.PSR, &p.Currency, &p.N, &p.Credited)
		list = append(list, p)
		return err
	})
	return list, named(err)
}

func (v *Purchases) scanTop(ctx context.Context, around purchase.Filter, from, to string, most int) ([]PSRTotal, error) {
	around.Statuses = []purchase.Status{purchase.StatusOK}
	found, err := v.scan(ctx, around, from, to)
	if err != nil {
		return nil, named(err)
	}
	type key struct{ psr, currency string }
	sums := map[key]counterValue{}
	for k, x := range found.of(dayTotal) {
		have := sums[key{k.psr, k.currency}]
		sums[key{k.psr, k.currency}] = counterValue{have.n + x.n, have.credited + x.credited}
	}
	list := []PSRTotal{}
	for k, x := range sums {
		list = append(list, PSRTotal{k.psr, k.currency, int(x.n), x.credited})
	}
	slices.SortFunc(list, func(a, b PSRTotal) int {
		return cmp.Or(cmp.Compare(b.Credited, a.Credited), cmp.Compare(a.PSR, b.PSR), cmp.Compare(a.Currency, b.Currency))
	})
	return list[:min(most, len(list))], nil
}

// around is a filter that leaves at least the rows of these days.
func (v *Purchases) around(from, to string) (purchase.Filter, error) {
	first, err := purchase.DayStart(from, v.r.zone.Load())
	if err != nil {
		return purchase.Filter{}, err
	}
	last, err := purchase.DayStart(to, v.r.zone.Load())
	const day = 24 * time.Hour
	return purchase.Filter{From: first.Add(-day), To: last.Add(3 * day)}, err
}

// scan makes the roll-up of some days from the rows, until the table is built.
func (v *Purchases) scan(ctx context.Context, around purchase.Filter, from, to string) (dayDeltas, error) {
	where, args := whereOf(around)
	found := newDayDeltas(v.r.zone.Load(), wholeBuilt)
	err := v.each(ctx, "select "+dayColumns+" from purchase"+where, args, found.scan)
	for k := range found.totals {
		if k.day < from || k.day > to {
			delete(found.totals, k)
		}
	}
	return found, err
}

// Oldest returns the oldest row of a status; nil when there is none.
func (v *Purchases) Oldest(ctx context.Context, s purchase.Status) (*purchase.Purchase, error) {
	found, err := v.query(ctx, "select "+columnList+" from purchase where status = ? order by at_ms, id limit 1", []any{string(s)})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	p := found[0].document(*v.r.agents.Load())
	return &p, nil
}

// DueCounts are the undecided rows that have been waiting for so many hours of
// their 72. A row that is over is in all three.
type DueCounts struct {
	Over48 int // less than 24 h are left
	Over60 int // less than 12 h are left
	Over72 int // the deadline has passed
}

// DueCounts counts the undecided rows by what is left of their time at now.
// Rows without a deadline, decided ones that is, are in none.
func (v *Purchases) DueCounts(ctx context.Context, now time.Time) (DueCounts, error) {
	var d DueCounts
	at := now.UnixMilli()
	left := func(hours time.Duration) int64 { return now.Add(hours * time.Hour).UnixMilli() }
	err := v.r.readers.QueryRowContext(ctx, `select count(*), count(*) filter (where deadline_ms < ?), count(*) filter (where deadline_ms <= ?)
		from purchase where deadline_ms < ?`, left(12), at, left(24)).Scan(&d.Over48, &d.Over60, &d.Over72)
	return d, named(err)
}
