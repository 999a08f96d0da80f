package replica

import (
	"context"
	"strconv"
	"strings"

	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// How a text is searched for. Its words of three characters and more are looked
// up in the index of trigrams, and the few rows in question are then compared
// with every word (like), so that what is found is exactly what comparing every
// row would find. The index cannot help when
//
//   - every word has one or two characters, or
//   - more than mostHits rows are in question, so that fetching them one by one
//     would cost more than passing over all of them, or
//   - it is still being filled.
//
// Then such words are to be found nearly everywhere: the first screen comes from
// the first glanceRows rows of the list (glance), and the rest, and the count,
// from one pass over all rows for each generation, within the time budget.
const (
	mostHits   = 20_000
	glanceRows = 5000
)

// source is the part of a query from its "from" to its "where".
type source struct {
	text string
	args []any
}

// source finds the cheapest way to exactly the rows that a filter leaves.
func (v *Purchases) source(ctx context.Context, f purchase.Filter) (source, error) {
	where, args := whereOf(f)
	if strings.TrimSpace(f.Text) == "" {
		return source{" from purchase" + where, args}, nil
	}
	hits, few, err := v.hits(ctx, f.Text)
	if err != nil {
		return source{}, err
	}
	if few {
		return source{" from (select value as hit from json_each($" + strconv.Itoa(len(args)+1) + ")) cross join purchase on n = hit" + where, append(args, hits)}, nil
	}
	textOnly := f
	textOnly.Text = ""
	if textOnly.Empty() {
		// Looking into every row by way of an index costs several times the scan.
		return source{" from purchase not indexed" + where, args}, nil
	}
	return source{" from purchase" + where, args}, nil
}

// hit is what the index says of a text: the numbers of the rows that may hold
// every word, as JSON, if they are few enough to be of help.
type hit struct {
	numbers string
	few     bool
}

// hits asks the index, once for each generation.
func (v *Purchases) hits(ctx context.Context, text string) (numbers string, few bool, err error) {
	if !v.r.textBuilt.Load() {
		return "", false, nil
	}
	key := cacheKey(v.Generation(), text)
	v.mu.Lock()
	h, ok := v.found.get(key)
	v.mu.Unlock()
	if !ok {
		if h, err = v.lookUp(ctx, text); err != nil {
			return "", false, err
		}
		v.mu.Lock()
		v.found.put(key, h)
		v.mu.Unlock()
	}
	return h.numbers, h.few, nil
}

func (v *Purchases) lookUp(ctx context.Context, text string) (hit, error) {
	match, err := v.match(ctx, purchase.SearchWords(text))
	if err != nil || match == "" {
		return hit{}, err
	}
	var n int
	var numbers string
	err = v.r.readers.QueryRowContext(ctx, `select count(*), json_group_array(hit) from
		(select rowid as hit from purchase_text where purchase_text match ? limit ?)`, match, v.mostHits+1).Scan(&n, &numbers)
	if n > v.mostHits {
		return hit{}, err
	}
	return hit{numbers, true}, err
}

// glance answers a page near the top of a search that the index cannot help
// with, when enough of the list's first rows hold the words.
func (v *Purchases) glance(ctx context.Context, f purchase.Filter, s listing.Sort, from, n int) ([]row, bool, error) {
	whole := f
	whole.Text = ""
	parts := v.walkable(whole, s)
	if len(parts) != 1 {
		return nil, false, nil
	}
	if _, few, err := v.hits(ctx, f.Text); few || err != nil {
		return nil, false, err
	}
	var where listing.Where
	whole.Narrow(&where)
	text, _ := where.SQL()
	first := "select n as hit from purchase indexed by " + parts[0].index + text + s.OrderBy(purchase.Columns) + " limit " + strconv.Itoa(v.glanceRows)
	// The same conditions once more do no harm, and keep the arguments' numbers.
	f.Narrow(&where)
	text, args := where.SQL()
	rows, err := v.query(ctx, "select "+columnList+" from ("+first+") cross join purchase on n = hit"+text+s.OrderBy(purchase.Columns)+
		" limit "+strconv.Itoa(n)+" offset "+strconv.Itoa(from), args)
	return rows, len(rows) == n, err
}
