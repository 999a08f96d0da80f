package desk

import (
	"context"
	"time"

	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/data/desk/replica"
)

// View is the replica's list of purchases of whoever is signed in; see
// replica.Purchases for each method. Without anybody every answer is
// ErrSignedOut.
type View struct{ d *Desk }

// viewed runs one question on the copy of whoever is signed in.
func viewed[T any](v View, ask func(p *replica.Purchases) (T, error)) (T, error) {
	w, done, err := v.d.use()
	if err != nil {
		var none T
		return none, err
	}
	defer done()
	return ask(w.replica.Purchases)
}

// Generation changes whenever a row does.
func (v View) Generation() int64 {
	g, _ := viewed(v, func(p *replica.Purchases) (int64, error) { return p.Generation(), nil })
	return g
}

// Count returns how many rows the filter leaves.
func (v View) Count(ctx context.Context, f purchase.Filter) (int, error) {
	return viewed(v, func(p *replica.Purchases) (int, error) { return p.Count(ctx, f) })
}

// Sum returns what the filter's rows credited, in minor units by currency.
func (v View) Sum(ctx context.Context, f purchase.Filter) (map[string]int64, error) {
	return viewed(v, func(p *replica.Purchases) (map[string]int64, error) { return p.Sum(ctx, f) })
}

// Totals returns count and sums in one.
func (v View) Totals(ctx context.Context, f purchase.Filter) (replica.Totals, error) {
	return viewed(v, func(p *replica.Purchases) (replica.Totals, error) { return p.Totals(ctx, f) })
}

// Counters are the numbers on the chips.
func (v View) Counters(ctx context.Context) (replica.Counters, error) {
	return viewed(v, func(p *replica.Purchases) (replica.Counters, error) { return p.Counters(ctx) })
}

// Due counts the undecided rows whose deadline comes in [after, before).
func (v View) Due(ctx context.Context, after, before time.Time) (int, error) {
	return viewed(v, func(p *replica.Purchases) (int, error) { return p.Due(ctx, after, before) })
}

// Rows returns up to n rows from the place from.
func (v View) Rows(ctx context.Context, f purchase.Filter, s listing.Sort, from, n int) ([]purchase.Purchase, error) {
	return viewed(v, func(p *replica.Purchases) ([]purchase.Purchase, error) { return p.Rows(ctx, f, s, from, n) })
}

// ByIDs returns the rows with these ids, in their order.
func (v View) ByIDs(ctx context.Context, ids []string) ([]purchase.Purchase, error) {
	return viewed(v, func(p *replica.Purchases) ([]purchase.Purchase, error) { return p.ByIDs(ctx, ids) })
}

// Position returns the place of a row in the list.
func (v View) Position(ctx context.Context, f purchase.Filter, s listing.Sort, id string) (int, error) {
	return viewed(v, func(p *replica.Purchases) (int, error) { return p.Position(ctx, f, s, id) })
}

// SumSelected counts and sums the rows with these ids.
func (v View) SumSelected(ctx context.Context, ids []string) (replica.Totals, error) {
	return viewed(v, func(p *replica.Purchases) (replica.Totals, error) { return p.SumSelected(ctx, ids) })
}

// Groups parts the filtered rows by status, agent, PSR or day
// (purchase.GroupByStatus …).
func (v View) Groups(ctx context.Context, f purchase.Filter, by string) ([]replica.GroupTotal, error) {
	return viewed(v, func(p *replica.Purchases) ([]replica.GroupTotal, error) { return p.Groups(ctx, f, by) })
}

// Seek returns the place of the first row whose text in a field begins with
// prefix.
func (v View) Seek(ctx context.Context, f purchase.Filter, s listing.Sort, field, prefix string) (index int, found bool, err error) {
	index, err = viewed(v, func(p *replica.Purchases) (at int, err error) {
		at, found, err = p.Seek(ctx, f, s, field, prefix)
		return at, err
	})
	return index, found, err
}

// Days returns the totals of the days from … to ("2006-01-02", both included).
func (v View) Days(ctx context.Context, from, to string) ([]replica.DayTotal, error) {
	return viewed(v, func(p *replica.Purchases) ([]replica.DayTotal, error) { return p.Days(ctx, from, to) })
}

// TopPSR returns the points of sale with the greatest credited sums of the days
// from … to; only rows with StatusOK count.
func (v View) TopPSR(ctx context.Context, from, to string, most int) ([]replica.PSRTotal, error) {
	return viewed(v, func(p *replica.Purchases) ([]replica.PSRTotal, error) { return p.TopPSR(ctx, from, to, most) })
}

// Oldest returns the oldest row of a status; nil when there is none.
func (v View) Oldest(ctx context.Context, s purchase.Status) (*purchase.Purchase, error) {
	return viewed(v, func(p *replica.Purchases) (*purchase.Purchase, error) { return p.Oldest(ctx, s) })
}

// DueCounts counts the undecided rows by what is left of their time at now.
func (v View) DueCounts(ctx context.Context, now time.Time) (replica.DueCounts, error) {
	return viewed(v, func(p *replica.Purchases) (replica.DueCounts, error) { return p.DueCounts(ctx, now) })
}
