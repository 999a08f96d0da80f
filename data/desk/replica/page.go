package replica

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// headRows is how far from the top a list that no index holds is read
// directly, before anybody scrolled into it.
const headRows = 500

// markStep is the widest gap between bookmarks; within it SQLite skips along
// a covering index, some 50 ns a row.
const markStep = 10_000

// Rows returns up to n rows of the filtered list in the order given, from the
// place from (0 is the first). Fewer mean that the list ends there.
func (v *Purchases) Rows(ctx context.Context, f purchase.Filter, s listing.Sort, from, n int) ([]purchase.Purchase, error) {
	if from < 0 || n <= 0 {
		return nil, nil
	}
	s = total(s)
	rows, err := v.rows(ctx, f, s, from, n)
	if err != nil {
		return nil, named(err)
	}
	agents := *v.r.agents.Load()
	documents := make([]purchase.Purchase, len(rows))
	for i := range rows {
		documents[i] = rows[i].document(agents)
	}
	return documents, nil
}

func (v *Purchases) rows(ctx context.Context, f purchase.Filter, s listing.Sort, from, n int) ([]row, error) {
	if parts := v.walkable(f, s); parts != nil {
		return v.walkAlong(ctx, parts, from, n)
	}
	if f.Text == "" && from+n <= headRows {
		if rows, err := v.dueHead(ctx, f, s, from, n); len(rows) == n || err != nil {
			return rows, err
		}
		where, args := whereOf(f)
		return v.query(ctx, "select "+columnList+" from purchase"+where+s.OrderBy(purchase.Columns)+
			" limit "+strconv.Itoa(n)+" offset "+strconv.Itoa(from), args)
	}
	if f.Text != "" && from+n <= headRows {
		if rows, ok, err := v.glance(ctx, f, s, from, n); ok || err != nil {
			return rows, err
		}
	}
	l, err := v.list(ctx, f, s)
	if err != nil {
		return nil, err
	}
	return v.pick(ctx, l.page(from, n))
}

// dueHead reads a page near the top of a filtered list by deadline along the
// deadlines: what has one is what such a list is opened for. Fewer rows say
// nothing.
func (v *Purchases) dueHead(ctx context.Context, f purchase.Filter, s listing.Sort, from, n int) ([]row, error) {
	parts := v.walkable(purchase.Filter{}, s)
	if s[0].Field != "deadline" || parts == nil {
		return nil, nil
	}
	w := parts[0]
	w.filter = f
	text, args := w.after(nil)
	return v.query(ctx, "select "+columnList+text+" limit "+strconv.Itoa(n)+" offset "+strconv.Itoa(from), args)
}

// walkable returns the walks of a list whose indexes are there.
func (v *Purchases) walkable(f purchase.Filter, s listing.Sort) []walk {
	parts := walks(f, s)
	for _, w := range parts {
		if !v.r.hasIndex(w.index) {
			return nil
		}
	}
	return parts
}

// walkAlong reads a page of walks that lie one behind the other.
func (v *Purchases) walkAlong(ctx context.Context, parts []walk, from, n int) ([]row, error) {
	var list []row
	for len(parts) > 1 {
		size, err := v.size(ctx, parts[0])
		if err != nil {
			return nil, err
		}
		if from < size {
			if list, err = v.walk(ctx, parts[0], from, n); err != nil || len(list) == n {
				return list, err
			}
		}
		from, n, parts = max(0, from-size), n-len(list), parts[1:]
	}
	rest, err := v.walk(ctx, parts[0], from, n)
	return append(list, rest...), err
}

// size counts the rows of a walk, once for each generation.
func (v *Purchases) size(ctx context.Context, w walk) (int, error) {
	var where listing.Where
	w.narrow(&where)
	text, args := where.SQL()
	key := cacheKey(v.Generation(), text, args)
	if t, ok := v.cached(key); ok {
		return t.Count, nil
	}
	var t Totals
	if err := v.r.readers.QueryRowContext(ctx, "select count(*) from purchase indexed by "+w.index+text, args...).Scan(&t.Count); err != nil {
		return 0, err
	}
	v.mu.Lock()
	v.totals.put(key, t)
	v.mu.Unlock()
	return t.Count, nil
}

// Position returns the place of a row in the filtered list, or ErrNotFound.
func (v *Purchases) Position(ctx context.Context, f purchase.Filter, s listing.Sort, id string) (int, error) {
	s = total(s)
	var w listing.Where
	f.Narrow(&w)
	w.And("id = ?", id)
	where, args := w.SQL()
	found, err := v.query(ctx, "select "+columnList+" from purchase"+where, args)
	if err != nil {
		return 0, err
	}
	if len(found) == 0 {
		return 0, ErrNotFound
	}
	return v.placeOf(ctx, f, s, &found[0])
}

// placeOf returns the place of a row that is in the list.
func (v *Purchases) placeOf(ctx context.Context, f purchase.Filter, s listing.Sort, r *row) (int, error) {
	parts := v.walkable(f, s)
	if parts == nil {
		l, err := v.list(ctx, f, s)
		if err != nil {
			return 0, named(err)
		}
		if at := slices.Index(l.ns, r.n); at >= 0 {
			return at, nil
		}
		return 0, ErrNotFound
	}
	ahead := 0
	for !parts[0].holds(r) {
		size, err := v.size(ctx, parts[0])
		if err != nil {
			return 0, named(err)
		}
		if ahead, parts = ahead+size, parts[1:]; len(parts) == 0 {
			return 0, ErrNotFound
		}
	}
	at, err := v.place(ctx, parts[0], keyValues(r, parts[0].sort))
	return ahead + at, err
}

// place counts the rows before a key, from the nearest bookmark on. Each part
// of the count is one range of the index: a comparison of whole keys would be
// made for every row.
func (v *Purchases) place(ctx context.Context, w walk, key []any) (int, error) {
	at, values := v.marker(w).beforeKey(key)
	if values != nil && compare(w.sort, values, key) == 0 {
		return at - 1, nil
	}
	for i, k := range w.sort {
		var where listing.Where
		w.narrow(&where)
		if values != nil {
			where.After(w.sort, purchase.Columns, values)
		}
		for j := range i {
			where.And(purchase.Columns[w.sort[j].Field].Name+" = ?", key[j])
		}
		where.After(reversed(listing.Sort{k}), purchase.Columns, key[i:i+1])
		text, args := where.SQL()
		var n int
		if err := v.r.readers.QueryRowContext(ctx, "select count(*) from purchase indexed by "+w.index+text, args...).Scan(&n); err != nil {
			return 0, named(err)
		}
		at += n
	}
	return at, nil
}

func reversed(s listing.Sort) listing.Sort {
	r := slices.Clone(s)
	for i := range r {
		r[i].Desc = !r[i].Desc
	}
	return r
}

// narrow adds the walk's conditions.
func (w walk) narrow(where *listing.Where) {
	w.filter.Narrow(where)
	if w.part != everything {
		where.And(string(w.part))
	}
}

// order is the walk's order. It has no row without a value, or only such rows,
// so that the index gives it as it is.
func (w walk) order() string {
	return strings.ReplaceAll(w.sort.OrderBy(purchase.Columns), " nulls last", "")
}

// after builds the part of a query that goes on after the row with these key
// values, or from the start for nil.
func (w walk) after(values []any) (string, []any) {
	var where listing.Where
	w.narrow(&where)
	if values != nil {
		where.After(w.sort, purchase.Columns, values)
	}
	text, args := where.SQL()
	return " from purchase indexed by " + w.index + text + w.order(), args
}

// walk goes to a place from the nearest bookmark before it, leaving bookmarks
// on the way, and reads the page there by key.
func (v *Purchases) walk(ctx context.Context, w walk, from, n int) ([]row, error) {
	marks := v.marker(w)
	at, values := marks.before(from)
	// A short way is skipped along in the same query: the index alone is read,
	// and a query of its own costs more.
	for from-at > markGap {
		step := min(from-at, markStep)
		next, err := v.skip(ctx, w, values, step)
		if err != nil || next == nil {
			return nil, err
		}
		at, values = at+step, next
		marks.add(at, values)
	}
	text, args := w.after(values)
	rows, err := v.query(ctx, "select "+columnList+text+" limit "+strconv.Itoa(n)+" offset "+strconv.Itoa(from-at), args)
	if err == nil && len(rows) == n {
		marks.add(from+n, keyValues(&rows[n-1], w.sort))
	}
	return rows, err
}

// skip returns the key values of the row that stands step rows further, read
// from the index alone; nil when the list ends before it.
func (v *Purchases) skip(ctx context.Context, w walk, values []any, step int) ([]any, error) {
	text, args := w.after(values)
	next := make([]any, len(w.sort))
	into := make([]any, len(w.sort))
	for i := range next {
		into[i] = &next[i]
	}
	err := v.r.readers.QueryRowContext(ctx, "select "+keyColumns(w.sort)+text+" limit 1 offset "+strconv.Itoa(step-1), args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return next, err
}
