package replica

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"testing"
	"time"

	"trastienda/app/purchase"
)

// beside measures ours and its limit in turns, because the machine is noisy,
// and reports the medians' ratio. Above twice the goal it fails.
func beside(b *testing.B, goal float64, ours, limit func()) {
	b.Helper()
	var a, z []time.Duration
	turn := func() {
		began := time.Now()
		ours()
		between := time.Now()
		limit()
		a, z = append(a, between.Sub(began)), append(z, time.Since(between))
	}
	for b.Loop() {
		turn()
	}
	for len(a) < 9 {
		turn()
	}
	slices.Sort(a)
	slices.Sort(z)
	mine, theirs := a[len(a)/2], z[len(z)/2]
	ratio := float64(mine) / float64(theirs)
	b.ReportMetric(ratio, "ratio")
	b.ReportMetric(float64(mine.Microseconds()), "µs/ours")
	b.ReportMetric(float64(theirs.Microseconds()), "µs/limit")
	if ratio > 2*goal {
		b.Fatalf("%.3f times its limit; the goal is %.3f", ratio, goal)
	}
}

// bare is the driver alone: the same file, and what a query gives only read.
type bare struct {
	testing.TB
	db *sql.DB
}

func bareOf(b testing.TB, r *Replica) bare {
	db, err := sql.Open("sqlite", dsn(r.path, "cache_size(-21845)", "case_sensitive_like(1)", "query_only(1)"))
	must(b, err)
	b.Cleanup(func() { db.Close() })
	return bare{b, db}
}

// rows reads rows of columnList.
func (d bare) rows(want int, text string, args ...any) row {
	rows, err := d.db.Query(text, args...)
	must(d, err)
	defer rows.Close()
	var x row
	n := 0
	for rows.Next() {
		must(d, rows.Scan(x.fields()...))
		n++
	}
	must(d, rows.Err())
	if n != want {
		d.Fatalf("%d rows", n)
	}
	return x
}

// limits are what issue and design promise against the driver alone.
func limits(b *testing.B, r *Replica) {
	b.Run("page at 900k", pageBeside(r, purchase.Filter{}, 900_000))
	b.Run("page of errors at 50k", pageBeside(r, purchase.Filter{Statuses: []purchase.Status{"error"}, From: t0.Add(-400 * 24 * time.Hour)}, 50_000))
	b.Run("search a wallet number", searchBeside(r, func(i int) string { return sample(i*7919%million + 2).WalletTransfer }))
	transfer := func(i int) string { return sample(i*7919%100_000*10 + 2).TransferID }
	b.Run("search a transfer's end", searchBeside(r, func(i int) string { return transfer(i)[len(transfer(i))-7:] }))
	b.Run("search a transfer", searchBeside(r, transfer))
}

// pageBeside reads page after page from a depth on, beside the same query.
func pageBeside(r *Replica, f purchase.Filter, depth int) func(*testing.B) {
	return func(b *testing.B) {
		d := bareOf(b, r)
		w := r.Purchases.walkable(f, total(nil))[0]
		text, args := w.after(nil)
		before := d.rows(1, "select "+columnList+text+fmt.Sprintf(" limit 1 offset %d", depth-1), args...)
		after := keyValues(&before, w.sort)
		from := depth
		beside(b, 1.2, func() {
			rows, err := r.Purchases.Rows(context.Background(), f, nil, from, 100)
			if err != nil || len(rows) != 100 {
				b.Fatal(len(rows), err)
			}
			if from += 100; from == depth+20_000 {
				from = depth
			}
		}, func() {
			text, args := w.after(after)
			last := d.rows(100, "select "+columnList+text+" limit 100", args...)
			after = keyValues(&last, w.sort)
			if from == depth {
				after = keyValues(&before, w.sort)
			}
		})
	}
}

// searchBeside finds a text anew each time, its first page and its count,
// beside LIKE over all rows.
func searchBeside(r *Replica, text func(i int) string) func(*testing.B) {
	return func(b *testing.B) {
		d, i := bareOf(b, r), 0
		beside(b, 1.0/50, func() {
			i++
			f := purchase.Filter{Text: text(i)}
			rows, err := r.Purchases.Rows(context.Background(), f, nil, 0, 50)
			if err != nil || len(rows) == 0 {
				b.Fatal(len(rows), err)
			}
			if n, err := r.Purchases.Count(context.Background(), f); err != nil || n < len(rows) {
				b.Fatal(n, err)
			}
		}, func() {
			where, args := whereOf(purchase.Filter{Text: text(i)})
			rows, err := d.db.Query("select n, currency, credited from purchase not indexed"+where+total(nil).OrderBy(purchase.Columns), args...)
			must(b, err)
			defer rows.Close()
			for rows.Next() {
				var n, credited int64
				var currency string
				must(b, rows.Scan(&n, &currency, &credited))
			}
			must(b, rows.Err())
		})
	}
}
