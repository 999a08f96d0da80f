package replica

import (
	"context"
	"fmt"
	"sync"
	"time"

	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// Purchases is the view that lists work on. Its methods may be called from any
// goroutine and end early when their context does.
type Purchases struct {
	r                    *Replica
	budget               time.Duration
	mostHits, glanceRows int // see search.go

	mu       sync.Mutex
	applying int // changes that are being committed
	marks    recent[*bookmarks]
	lists    recent[*list]
	totals   recent[Totals]
	found    recent[hit]
	sampled  *rarity
}

func newPurchases(r *Replica, budget time.Duration) *Purchases {
	return &Purchases{
		r: r, budget: budget, mostHits: mostHits, glanceRows: glanceRows,
		marks: recent[*bookmarks]{max: 8}, lists: recent[*list]{max: 4}, totals: recent[Totals]{max: 32}, found: recent[hit]{max: 2},
	}
}

// Generation changes with every change of the rows (see Replica.Generation).
func (v *Purchases) Generation() int64 { return v.r.Generation() }

// Count returns how many rows the filter leaves. ErrTooSlow when counting took
// longer than the budget.
func (v *Purchases) Count(ctx context.Context, f purchase.Filter) (int, error) {
	t, err := v.Totals(ctx, f)
	return t.Count, err
}

// Sum returns what the filter's rows credited, in minor units by currency.
func (v *Purchases) Sum(ctx context.Context, f purchase.Filter) (map[string]int64, error) {
	t, err := v.Totals(ctx, f)
	return t.Credited, err
}

// Totals returns count and sums in one. Without a filter, or by status alone,
// they come from the counters; by days of the agency's zone, statuses and one
// point of sale or agent from the roll-ups and, for the parts of days at its
// ends, from those rows.
func (v *Purchases) Totals(ctx context.Context, f purchase.Filter) (Totals, error) {
	byStatus := f
	byStatus.Statuses = nil
	if byStatus.Empty() {
		return v.counted(ctx, f.Statuses)
	}
	if t, ok, err := v.rolled(ctx, f); ok || err != nil {
		return t, named(err)
	}
	generation := v.Generation()
	where, args := whereOf(f)
	key := cacheKey(generation, where, args)
	if t, ok := v.cached(key); ok {
		return t, nil
	}
	var t Totals
	err := v.inBudget(ctx, func(ctx context.Context) (err error) {
		t, err = v.measure(ctx, f, where, args)
		return err
	})
	if err != nil {
		return Totals{}, err
	}
	v.mu.Lock()
	v.totals.put(key, t)
	v.mu.Unlock()
	return t, nil
}

// inBudget runs a question that may have to look at every row, and says
// ErrTooSlow when it did not end in time.
func (v *Purchases) inBudget(ctx context.Context, ask func(ctx context.Context) error) error {
	bounded, cancel := context.WithTimeout(ctx, v.budget)
	defer cancel()
	err := ask(bounded)
	if err != nil && ctx.Err() == nil && bounded.Err() != nil {
		return ErrTooSlow
	}
	return named(err)
}

// measure counts and sums. A search has to look into every row, so the list
// that the window will ask for next is made on the way.
func (v *Purchases) measure(ctx context.Context, f purchase.Filter, where string, args []any) (Totals, error) {
	if f.Text == "" {
		return v.sum(ctx, where, args)
	}
	l, err := v.list(ctx, f, total(nil))
	if err != nil {
		return Totals{}, err
	}
	return l.totals, nil
}

func (v *Purchases) cached(key string) (Totals, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.totals.get(key)
}

func (v *Purchases) counted(ctx context.Context, statuses []purchase.Status) (Totals, error) {
	c, err := v.Counters(ctx)
	if err != nil || len(statuses) == 0 {
		return c.All, err
	}
	var t Totals
	seen := map[purchase.Status]bool{}
	for _, s := range statuses {
		if seen[s] {
			continue
		}
		seen[s] = true
		t.Count += c.Status[s].Count
		for currency, credited := range c.Status[s].Credited {
			t.add(currency, 0, credited)
		}
	}
	return t, nil
}

func (v *Purchases) sum(ctx context.Context, where string, args []any) (Totals, error) {
	return v.addUp(ctx, "select currency, count(*), sum(credited) from purchase"+where+" group by currency", args)
}

// Due counts the undecided rows whose deadline comes in [after, before).
func (v *Purchases) Due(ctx context.Context, after, before time.Time) (int, error) {
	where, args := whereOf(purchase.Filter{DueAfter: after, DueBefore: before})
	var n int
	err := v.r.readers.QueryRowContext(ctx, "select count(*) from purchase"+where, args...).Scan(&n)
	return n, named(err)
}

// idsPerQuery bounds one IN list.
const idsPerQuery = 500

// ByIDs returns the rows with these ids, in their order; ids that are gone are
// left out.
func (v *Purchases) ByIDs(ctx context.Context, ids []string) ([]purchase.Purchase, error) {
	found := make(map[string]purchase.Purchase, len(ids))
	agents := *v.r.agents.Load()
	for rest := ids; len(rest) > 0; {
		n := min(len(rest), idsPerQuery)
		args := make([]any, n)
		for i, id := range rest[:n] {
			args[i] = id
		}
		rest = rest[n:]
		rows, err := v.query(ctx, "select "+columnList+" from purchase where id in ("+marks(n)+")", args)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			found[rows[i].id] = rows[i].document(agents)
		}
	}
	list := make([]purchase.Purchase, 0, len(found))
	for _, id := range ids {
		if p, ok := found[id]; ok {
			list = append(list, p)
			delete(found, id)
		}
	}
	return list, nil
}

// SumSelected counts and sums the rows with these ids, each once.
func (v *Purchases) SumSelected(ctx context.Context, ids []string) (Totals, error) {
	var t Totals
	seen := make(map[string]bool, len(ids))
	var args []any
	flush := func() error {
		if len(args) == 0 {
			return nil
		}
		part, err := v.sum(ctx, " where id in ("+marks(len(args))+")", args)
		for currency, credited := range part.Credited {
			t.add(currency, 0, credited)
		}
		t.Count += part.Count
		args = args[:0]
		return named(err)
	}
	for _, id := range ids {
		if seen[id] {
			continue
		}
		seen[id] = true
		if args = append(args, id); len(args) == idsPerQuery {
			if err := flush(); err != nil {
				return Totals{}, err
			}
		}
	}
	return t, flush()
}

func (v *Purchases) query(ctx context.Context, text string, args []any) ([]row, error) {
	rows, err := v.r.readers.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, named(err)
	}
	defer rows.Close()
	var list []row
	for rows.Next() {
		var r row
		if err := rows.Scan(r.fields()...); err != nil {
			return nil, named(err)
		}
		list = append(list, r)
	}
	return list, named(rows.Err())
}

func whereOf(f purchase.Filter) (string, []any) {
	var w listing.Where
	f.Narrow(&w)
	return w.SQL()
}

// cacheKey tells what an answer depends on.
func cacheKey(generation int64, parts ...any) string {
	return fmt.Sprintf("%d %#v", generation, parts)
}

// recent keeps the values used last.
type recent[V any] struct {
	max  int
	keys []string
	m    map[string]V
}

func (c *recent[V]) get(key string) (V, bool) {
	value, ok := c.m[key]
	if ok {
		c.touch(key)
	}
	return value, ok
}

func (c *recent[V]) put(key string, value V) {
	if c.m == nil {
		c.m = map[string]V{}
	}
	c.m[key] = value
	c.touch(key)
	for len(c.keys) > c.max {
		delete(c.m, c.keys[0])
		c.keys = c.keys[1:]
	}
}

func (c *recent[V]) touch(key string) {
	for i, k := range c.keys {
		if k == key {
			c.keys = append(c.keys[:i], c.keys[i+1:]...)
			break
		}
	}
	c.keys = append(c.keys, key)
}
