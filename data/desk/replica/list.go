package replica

import (
	"context"
	"database/sql"

	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// list is a filtered and sorted list that no index holds: the row numbers of
// all its rows, 8 bytes each, read once per generation. Pages are then exact
// and cheap at any depth.
type list struct {
	busy chan struct{} // one goroutine reads, the others wait for it
	done bool
	ns   []int64
	// totals are of all its rows.
	totals Totals
}

func (l *list) page(from, n int) []int64 {
	if from >= len(l.ns) {
		return nil
	}
	return l.ns[from:min(from+n, len(l.ns))]
}

// list returns the list of this generation, reading it if nobody did. A reader
// that gives up leaves it to the next one.
func (v *Purchases) list(ctx context.Context, f purchase.Filter, s listing.Sort) (*list, error) {
	where, args := whereOf(f)
	generation := v.Generation()
	key := cacheKey(generation, where, args, s.String())
	v.mu.Lock()
	l, ok := v.lists.get(key)
	if !ok {
		l = &list{busy: make(chan struct{}, 1)}
		v.lists.put(key, l)
	}
	v.mu.Unlock()
	select {
	case l.busy <- struct{}{}:
		defer func() { <-l.busy }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if l.done {
		return l, nil
	}
	ns, totals, err := v.numbers(ctx, f, s)
	if err != nil {
		return nil, err
	}
	l.ns, l.totals, l.done = ns, totals, true
	v.mu.Lock()
	v.totals.put(cacheKey(generation, where, args), totals)
	v.mu.Unlock()
	return l, nil
}

func (v *Purchases) numbers(ctx context.Context, f purchase.Filter, s listing.Sort) ([]int64, Totals, error) {
	var totals Totals
	from, err := v.source(ctx, f)
	if err != nil {
		return nil, totals, err
	}
	var ns []int64
	err = v.each(ctx, "select n, currency, credited"+from.text+s.OrderBy(purchase.Columns), from.args, func(rows *sql.Rows) error {
		var n, credited int64
		var currency string
		if err := rows.Scan(&n, &currency, &credited); err != nil {
			return err
		}
		ns = append(ns, n)
		totals.add(currency, 1, credited)
		return nil
	})
	return ns, totals, err
}

// pick reads rows by number, in their order.
func (v *Purchases) pick(ctx context.Context, ns []int64) ([]row, error) {
	byN := make(map[int64]row, len(ns))
	for rest := ns; len(rest) > 0; {
		count := min(len(rest), idsPerQuery)
		args := make([]any, count)
		for i, n := range rest[:count] {
			args[i] = n
		}
		rest = rest[count:]
		found, err := v.query(ctx, "select "+columnList+" from purchase where n in ("+marks(count)+")", args)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			byN[r.n] = r
		}
	}
	list := make([]row, 0, len(ns))
	for _, n := range ns {
		if r, ok := byN[n]; ok {
			list = append(list, r)
		}
	}
	return list, nil
}
