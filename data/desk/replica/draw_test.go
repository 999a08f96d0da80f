package replica

import (
	"time"

	"pgregory.net/rapid"

	"trastienda/app/listing"
	"trastienda/app/purchase"
)

func drawFilter(t *rapid.T) purchase.Filter {
	var f purchase.Filter
	maybe := func(name string, chance int) bool { return rapid.IntRange(0, chance).Draw(t, name+"?") == 0 }
	if maybe("statuses", 2) {
		f.Statuses = rapid.SliceOfNDistinct(rapid.SampledFrom([]purchase.Status{"ok", "pending", "error"}), 1, 3, rapid.ID).Draw(t, "statuses")
	}
	if maybe("from", 3) {
		f.From = t0.Add(-time.Duration(rapid.IntRange(0, 900).Draw(t, "from")) * time.Minute)
	}
	if maybe("to", 3) {
		f.To = t0.Add(-time.Duration(rapid.IntRange(0, 900).Draw(t, "to")) * time.Minute)
	}
	if maybe("finer than a millisecond", 4) && !f.From.IsZero() {
		f.From, f.To = f.From.Add(time.Microsecond), f.From.Add(300*time.Minute+time.Microsecond)
	}
	if maybe("psr", 8) {
		f.PSR = sample(rapid.IntRange(0, 50).Draw(t, "psr")).PSR
	}
	if maybe("agent", 8) {
		f.Agent = "a1"
	}
	if maybe("amount", 6) {
		least := rapid.Int64Range(1000, 5000).Draw(t, "min")
		f.AmountMin = &least
	}
	if maybe("text", 5) {
		f.Text = rapid.SampledFrom([]string{"5007", "wb2212", "10.40", "B0001", "zzz"}).Draw(t, "text")
	}
	if maybe("due", 8) {
		f.DueAfter, f.DueBefore = t0, t0.Add(70*time.Hour)
	}
	return f
}

func drawSort(t *rapid.T) listing.Sort {
	var s listing.Sort
	for _, field := range rapid.SliceOfNDistinct(rapid.SampledFrom(purchase.CopySortFields), 0, 2, rapid.ID).Draw(t, "sort") {
		s = append(s, listing.Key{Field: field, Desc: rapid.Bool().Draw(t, "desc")})
	}
	return s
}

// plain is the list as SQL gives it without any of our shortcuts.
func plain(t rapid.TB, r *Replica, f purchase.Filter, s listing.Sort) []string {
	return along(t, r, walk{filter: f, sort: total(s)})
}

// along is a walk as SQL gives it without the walk's index.
func along(t rapid.TB, r *Replica, w walk) []string {
	var where listing.Where
	w.narrow(&where)
	text, args := where.SQL()
	rows, err := r.readers.Query("select id from purchase not indexed"+text+w.sort.OrderBy(purchase.Columns), args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	ids := []string{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids
}

func idsOf(list []purchase.Purchase) []string {
	ids := make([]string, len(list))
	for i, p := range list {
		ids[i] = p.ID
	}
	return ids
}
