package replica

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// seekHead is how many rows at the top of a list are looked at before all rows
// with the prefix are.
const seekHead = 500

// seekIndex names the index that holds a field's values.
var seekIndex = map[string]string{
	"psr": "purchase_psr", "wallet_transfer": "purchase_wallet", "transfer_id": "purchase_transfer", "amount": "purchase_amount", "status": "purchase_status",
}

// Seek returns the place of the first row, in the list's order, whose text in a
// field begins with a prefix; found is false when there is none or the prefix is
// empty. Fields are psr, wallet_transfer, transfer_id, status and amount (the
// digits of its minor units). Latin letters are found in either case when the
// prefix is all in one.
func (v *Purchases) Seek(ctx context.Context, f purchase.Filter, s listing.Sort, field, prefix string) (index int, found bool, err error) {
	if seekIndex[field] == "" {
		return 0, false, fmt.Errorf("replica: field %q has no text to seek", field)
	}
	spans := spansOf(field, prefix)
	if len(spans) == 0 {
		return 0, false, nil
	}
	s = total(s)
	r, err := v.first(ctx, f, s, field, spans)
	if err != nil || r == nil {
		return 0, false, named(err)
	}
	at, err := v.placeOf(ctx, f, s, r)
	if errors.Is(err, ErrNotFound) { // it has just gone
		return 0, false, nil
	}
	return at, err == nil, err
}

// first returns the first row of a list that is in one of the spans; nil when
// none is.
func (v *Purchases) first(ctx context.Context, f purchase.Filter, s listing.Sort, field string, spans []span) (*row, error) {
	if s[0].Field == field && v.walkable(f, s) != nil {
		// The spans lie one behind the other in this order.
		if s[0].Desc {
			slices.Reverse(spans)
		}
		for _, x := range spans {
			if r, err := v.firstIn(ctx, f, s, field, x); r != nil || err != nil {
				return r, err
			}
		}
		return nil, nil
	}
	head, err := v.rows(ctx, f, s, 0, seekHead)
	if err != nil {
		return nil, err
	}
	for i := range head {
		if value := keyValues(&head[i], listing.Sort{{Field: field}}); slices.ContainsFunc(spans, func(x span) bool { return x.holds(value) }) {
			return &head[i], nil
		}
	}
	var best *row
	for _, x := range spans {
		r, err := v.firstIn(ctx, f, s, field, x)
		if err != nil {
			return nil, err
		}
		if r != nil && (best == nil || isBefore(r, best, s)) {
			best = r
		}
	}
	return best, nil
}

// firstIn returns the first row of a list in one span. It goes by the field's
// own index, so that a prefix nobody has is known at once, unless the list is
// a search, whose rows are few or have to be compared anyway.
func (v *Purchases) firstIn(ctx context.Context, f purchase.Filter, s listing.Sort, field string, x span) (*row, error) {
	from := source{text: " from purchase"}
	if strings.TrimSpace(f.Text) != "" {
		var err error
		if from, err = v.source(ctx, f); err != nil {
			return nil, err
		}
		from.text += " and "
	} else {
		if v.r.hasIndex(seekIndex[field]) {
			from.text += " indexed by " + seekIndex[field]
		}
		where, args := whereOf(f)
		from.text, from.args = from.text+cmp.Or(where, " where true")+" and ", args
	}
	name, next := purchase.Columns[field].Name, len(from.args)+1
	from.text += fmt.Sprintf("%s >= $%d and %s < $%d", name, next, name, next+1)
	rows, err := v.query(ctx, "select "+columnList+from.text+s.OrderBy(purchase.Columns)+" limit 1", append(from.args, x.low, x.high))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// isBefore tells which of two rows comes first in a total order.
func isBefore(a, b *row, s listing.Sort) bool {
	for i, k := range s {
		if k.Field == "deadline" && a.deadlineMS.Valid != b.deadlineMS.Valid {
			return a.deadlineMS.Valid
		}
		if c := compare(s[i:i+1], keyValues(a, s[i:i+1]), keyValues(b, s[i:i+1])); c != 0 {
			return c < 0
		}
	}
	return false
}

// span is the values from low up to, but without, high.
type span struct{ low, high any }

func (x span) holds(value []any) bool {
	one := listing.Sort{{}}
	return compare(one, []any{x.low}, value) <= 0 && compare(one, value, []any{x.high}) < 0
}

// spansOf returns where the values with a prefix lie, ascending and apart.
func spansOf(field, prefix string) []span {
	if prefix == "" {
		return nil
	}
	if purchase.Columns[field].Number {
		return numberSpans(prefix)
	}
	var spans []span
	for _, p := range []string{prefix, latin(prefix, 'a', 'z', 'A'-'a'), latin(prefix, 'A', 'Z', 'a'-'A')} {
		spans = append(spans, span{p, behind(p)})
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.low.(string), b.low.(string)) })
	return slices.Compact(spans)
}

// latin moves the letters from … to by a step. Only these, because then every
// form of a prefix has its length, and no span lies within another.
func latin(text string, from, to, step rune) string {
	return strings.Map(func(c rune) rune {
		if c >= from && c <= to {
			return c + step
		}
		return c
	}, text)
}

// behind is the least text that is greater than every one with the prefix, by
// bytes, as SQLite compares.
func behind(prefix string) string {
	b := []byte(prefix)
	for len(b) > 0 && b[len(b)-1] == 0xff {
		b = b[:len(b)-1]
	}
	if len(b) > 0 {
		b[len(b)-1]++
	}
	return string(b)
}

// numberSpans returns where the numbers lie whose digits begin with prefix.
func numberSpans(prefix string) []span {
	n, err := strconv.ParseInt(prefix, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != prefix || n < 0 {
		return nil
	}
	if n == 0 {
		return []span{{int64(0), int64(1)}}
	}
	var spans []span
	for low, width := n, int64(1); ; low, width = low*10, width*10 {
		if low > math.MaxInt64-width {
			if low < math.MaxInt64 {
				spans = append(spans, span{low, int64(math.MaxInt64)})
			}
			return spans
		}
		spans = append(spans, span{low, low + width})
		if low > math.MaxInt64/10 {
			return spans
		}
	}
}
