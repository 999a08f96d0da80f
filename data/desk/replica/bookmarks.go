package replica

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"trastienda/app/listing"
)

// markGap is the narrowest gap between bookmarks, so that paging through a
// million rows leaves some thousands of them.
const markGap = 500

// mostMoves is how many moved rows bookmarks follow; after more they are left
// anew.
const mostMoves = 1000

// bookmarks are known places of one list: so many rows of it have keys up to
// these. They follow every change of the rows, so that a page deep in a list
// costs the same while the hub sends news.
type bookmarks struct {
	walk   walk
	gen    int64 // the generation they are true for
	places []int
	values [][]any
}

// move is a row as it was and as it is; nil for not there.
type move struct{ old, fresh *row }

// marker is one walk's use of the bookmarks. What it learns counts only if no
// change was committed while it was under way.
type marker struct {
	v     *Purchases
	m     *bookmarks
	gen   int64
	still bool
}

func (v *Purchases) marker(w walk) marker {
	where, args := whereOf(w.filter)
	key := cacheKey(0, where, args, w.sort.String(), w.part)
	v.mu.Lock()
	defer v.mu.Unlock()
	gen := v.r.gen.Load()
	m, ok := v.marks.get(key)
	if !ok {
		m = &bookmarks{walk: w, gen: gen}
		v.marks.put(key, m)
	}
	if m.gen != gen {
		m.gen, m.places, m.values = gen, nil, nil
	}
	return marker{v: v, m: m, gen: gen, still: v.applying == 0}
}

// before returns the last bookmark up to a place.
func (k marker) before(place int) (int, []any) {
	k.v.mu.Lock()
	defer k.v.mu.Unlock()
	return k.m.at(sort.SearchInts(k.m.places, place+1) - 1)
}

// beforeKey returns the last bookmark up to a key.
func (k marker) beforeKey(key []any) (int, []any) {
	k.v.mu.Lock()
	defer k.v.mu.Unlock()
	return k.m.at(sort.Search(len(k.m.values), func(i int) bool { return compare(k.m.walk.sort, k.m.values[i], key) > 0 }) - 1)
}

func (m *bookmarks) at(i int) (int, []any) {
	if i < 0 {
		return 0, nil
	}
	return m.places[i], m.values[i]
}

func (k marker) add(place int, values []any) {
	k.v.mu.Lock()
	defer k.v.mu.Unlock()
	m := k.m
	if !k.still || k.v.applying > 0 || m.gen != k.gen {
		return
	}
	i := sort.SearchInts(m.places, place)
	if i > 0 && place-m.places[i-1] < markGap || i < len(m.places) && m.places[i]-place < markGap {
		return
	}
	m.places = slices.Insert(m.places, i, place)
	m.values = slices.Insert(m.values, i, values)
}

// applying says that a change is about to be committed: what walks see from
// now on may be either side of it.
func (v *Purchases) beforeCommit() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.applying++
}

// afterCommit makes the new generation, and lets bookmarks follow the rows
// that moved. all is false when moves is not the whole story.
func (v *Purchases) afterCommit(changed bool, moves []move, all bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.applying--
	if !changed {
		return
	}
	was := v.r.gen.Load()
	if all {
		for _, m := range v.marks.m {
			if m.gen == was {
				m.follow(moves)
				m.gen = was + 1
			}
		}
	}
	v.r.gen.Store(was + 1)
}

func (m *bookmarks) follow(moves []move) {
	for _, x := range moves {
		m.shift(x.old, -1)
		m.shift(x.fresh, +1)
	}
}

// shift moves the bookmarks at and behind a row that came or went.
func (m *bookmarks) shift(r *row, by int) {
	if r == nil || !m.walk.holds(r) {
		return
	}
	key := keyValues(r, m.walk.sort)
	first := sort.Search(len(m.values), func(i int) bool { return compare(m.walk.sort, m.values[i], key) >= 0 })
	for i := first; i < len(m.places); i++ {
		m.places[i] += by
	}
}

// holds tells whether a row is in the walk; a walked list narrows by status
// and date only (walkIndex).
func (w walk) holds(r *row) bool {
	f, at := w.filter, time.UnixMilli(r.atMS)
	return (w.part == everything || (w.part == dated) == r.deadlineMS.Valid) && (len(f.Statuses) == 0 || slices.Contains(f.Statuses, r.status)) &&
		(f.From.IsZero() || !at.Before(f.From)) && (f.To.IsZero() || at.Before(f.To))
}

// compare orders key values as SQLite does: numbers, and texts by their bytes.
func compare(s listing.Sort, a, b []any) int {
	for i, k := range s {
		c := 0
		switch x := a[i].(type) {
		case int64:
			c = cmp.Compare(x, b[i].(int64))
		case string:
			c = cmp.Compare(x, b[i].(string))
		}
		if k.Desc {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}
