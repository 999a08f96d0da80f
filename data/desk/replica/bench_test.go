package replica

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"trastienda/app/purchase"
)

const million = 1_000_000

// BenchmarkMillion measures what a window does on a copy of a million rows.
func BenchmarkMillion(b *testing.B) {
	r, ctx := openAt(b, filepath.Join(b.TempDir(), "r.db")), context.Background()
	began := time.Now()
	for from := 0; from < million; from += 10_000 {
		if from == 0 {
			must(b, r.StartSnapshot(ctx, "agent"))
		}
		must(b, r.ApplySnapshot(ctx, Batch{Purchases: samples(from, from+10_000), Entity: "purchase", ChangesAfter: "c", Epoch: "e"}))
	}
	must(b, r.FinishSnapshot(ctx))
	loaded := time.Since(began)
	must(b, r.BuildIndexes(ctx, func(int, int) {}))
	b.Logf("loaded in %v, indexed in %v", loaded, time.Since(began)-loaded)

	news := 0
	page := func(f purchase.Filter, at func(i int) int, fresh bool) func(*testing.B) {
		return func(b *testing.B) {
			for i := range b.N {
				if fresh { // as while the hub sends news
					b.StopTimer()
					p := sample(0)
					news++
					p.ID, p.At = fmt.Sprint("new", news), t0.Add(time.Duration(news)*time.Second)
					must(b, r.ApplyPurchase(ctx, p))
					b.StartTimer()
				}
				rows, err := r.Purchases.Rows(ctx, f, nil, at(i), 50)
				if err != nil || len(rows) != 50 {
					b.Fatal(len(rows), err)
				}
			}
		}
	}
	deep := func(i int) int { return 900_000 + i*37%50_000 }
	b.Run("first jump to 900k", func(b *testing.B) {
		for i := range b.N {
			r.gen.Add(1) // no bookmark is left
			if rows, err := r.Purchases.Rows(ctx, purchase.Filter{}, nil, deep(i), 50); err != nil || len(rows) != 50 {
				b.Fatal(len(rows), err)
			}
		}
	})
	b.Run("page at 900k, bookmarks there", page(purchase.Filter{}, deep, false))
	b.Run("page at 900k, after a change", page(purchase.Filter{}, deep, true))
	b.Run("first page", page(purchase.Filter{}, func(int) int { return 0 }, true))
	b.Run("first page of errors", page(purchase.Filter{Statuses: []purchase.Status{"error"}}, func(int) int { return 0 }, true))
	b.Run("first page of a search", page(purchase.Filter{Text: "b0001"}, func(int) int { return 0 }, true))
	b.Run("first page of an amount", page(purchase.Filter{AmountMin: ptr(6000)}, func(int) int { return 0 }, true))
	count := func(f purchase.Filter) func(*testing.B) {
		return func(b *testing.B) {
			for range b.N {
				r.gen.Add(1)
				if _, err := r.Purchases.Count(ctx, f); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("count all", count(purchase.Filter{}))
	b.Run("count errors", count(purchase.Filter{Statuses: []purchase.Status{"error"}}))
	b.Run("count a search", count(purchase.Filter{Text: "b0001"}))
	b.Run("count 90 days of errors", count(purchase.Filter{Statuses: []purchase.Status{"error"}, From: t0.Add(-90 * 24 * time.Hour)}))
	b.Run("due in 12 h", func(b *testing.B) {
		for range b.N {
			if _, err := r.Purchases.Due(ctx, t0, t0.Add(12*time.Hour)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("one change", func(b *testing.B) {
		for i := range b.N {
			p := sample(i)
			p.Version = int64(i) + 2
			must(b, r.ApplyPurchase(ctx, p))
		}
	})
	b.Run("position of the last row", func(b *testing.B) {
		for range b.N {
			if _, err := r.Purchases.Position(ctx, purchase.Filter{}, nil, sample(million-1).ID); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func ptr(n int64) *int64 { return &n }
