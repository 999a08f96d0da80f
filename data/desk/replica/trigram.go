package replica

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode/utf8"
)

// stepsPerRow is how many steps along a trigram's rows in the index cost as much
// as fetching and comparing one row.
const stepsPerRow = 12

// rarity is how many rows of a sample hold a trigram.
type rarity struct {
	rows  int64 // as many as there were when the sample was taken, about
	taken int
	seen  map[string]int
}

// sampleRows is how many rows a sample looks into.
const sampleRows = 1000

// match builds the index query for rows that may hold every word; empty when no
// word has three characters. Which trigrams it names only decides how fast the
// rows are found.
func (v *Purchases) match(ctx context.Context, words []string) (string, error) {
	var all []string
	for _, w := range words {
		// SQLite's texts end at a NUL.
		if utf8.ValidString(w) && !strings.ContainsRune(w, 0) {
			all = append(all, trigrams(w)...)
		}
	}
	if len(all) == 0 {
		return "", nil
	}
	known, err := v.rarity(ctx)
	if err != nil {
		return "", err
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(cmp.Compare(known.seen[a], known.seen[b]), cmp.Compare(a, b)) })
	all = slices.Compact(all)
	var b strings.Builder
	left := float64(known.rows)
	for i, t := range all {
		has := (float64(known.seen[t]) + 0.5) / float64(known.taken+1)
		if i > 0 && has*float64(known.rows) > left*stepsPerRow {
			break // the rows it would spare cost less than walking along it
		}
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(`"` + strings.ReplaceAll(t, `"`, `""`) + `"`)
		left *= has
	}
	return b.String(), nil
}

// trigrams are the runs of three characters in a word.
func trigrams(word string) []string {
	runes := []rune(word)
	var list []string
	for i := 0; i+3 <= len(runes); i++ {
		list = append(list, string(runes[i:i+3]))
	}
	return list
}

// rarity returns the sample, taking a new one when the copy has doubled.
func (v *Purchases) rarity(ctx context.Context) (*rarity, error) {
	var first, last int64
	if err := v.r.readers.QueryRowContext(ctx, `select coalesce((select min(n) from purchase), 0), coalesce((select max(n) from purchase), 0)`).Scan(&first, &last); err != nil {
		return nil, err
	}
	v.mu.Lock()
	have := v.sampled
	v.mu.Unlock()
	if have != nil && last-first < 2*have.rows {
		return have, nil
	}
	fresh := &rarity{rows: last - first + 1, seen: map[string]int{}}
	// Not every so-manyth row: numbers given in turn repeat at some step.
	pick := rand.New(rand.NewPCG(1, 1))
	var ns []any
	for range min(sampleRows, fresh.rows) {
		ns = append(ns, first+pick.Int64N(fresh.rows))
	}
	rows, err := v.r.readers.QueryContext(ctx, "select search from purchase where n in ("+marks(len(ns))+")", ns...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		fresh.taken++
		once := map[string]bool{}
		for _, t := range trigrams(text) {
			if !once[t] {
				once[t] = true
				fresh.seen[t]++
			}
		}
	}
	v.mu.Lock()
	v.sampled = fresh
	v.mu.Unlock()
	return fresh, rows.Err()
}
