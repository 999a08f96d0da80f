package replica

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"trastienda/app/listing"
	"trastienda/app/purchase"
)

const million = 1_000_000

// BenchmarkMillion measures what a window does on a copy of a million rows; the
// file is made once.
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
	loaded := time.Now()
	must(b, r.BuildIndexes(ctx, func(int, int) {}))
	indexed := time.Now()
	must(b, r.BuildRest(ctx))
	b.Logf("loaded in %v, indexed in %v, filled in %v", loaded.Sub(began), indexed.Sub(loaded), time.Since(indexed))
	b.Run("limit", func(b *testing.B) { limits(b, r) })
	b.Run("page", func(b *testing.B) { pages(b, r) })
	b.Run("count", func(b *testing.B) { counts(b, r) })
	b.Run("board", func(b *testing.B) { boards(b, r) })
	b.Run("place", func(b *testing.B) { places(b, r) })
	b.Run("change", func(b *testing.B) { changes(b, r) })
}

func pages(b *testing.B, r *Replica) {
	ctx, news := context.Background(), 0
	page := func(f purchase.Filter, s listing.Sort, at func(i int) int, fresh bool) func(*testing.B) {
		return func(b *testing.B) {
			for i := range b.N {
				if fresh { // as while the hub sends news
					b.StopTimer()
					p := sample(news)
					news++
					p.ID, p.At = fmt.Sprint("new", news), t0.Add(time.Duration(news)*time.Second)
					must(b, r.ApplyPurchase(ctx, p))
					b.StartTimer()
				}
				rows, err := r.Purchases.Rows(ctx, f, s, at(i), 50)
				if err != nil || len(rows) != 50 {
					b.Fatal(len(rows), err)
				}
			}
		}
	}
	top := func(int) int { return 0 }
	deep := func(i int) int { return 900_000 + i*37%50_000 }
	due := listing.Sort{{Field: "deadline"}}
	b.Run("first jump to 900k", func(b *testing.B) {
		for i := range b.N {
			r.gen.Add(1) // no bookmark is left
			if rows, err := r.Purchases.Rows(ctx, purchase.Filter{}, nil, deep(i), 50); err != nil || len(rows) != 50 {
				b.Fatal(len(rows), err)
			}
		}
	})
	b.Run("at 900k, bookmarks there", page(purchase.Filter{}, nil, deep, false))
	b.Run("at 900k, after a change", page(purchase.Filter{}, nil, deep, true))
	b.Run("at 900k by deadline, after a change", page(purchase.Filter{}, due, deep, true))
	b.Run("first", page(purchase.Filter{}, nil, top, true))
	b.Run("first of errors", page(purchase.Filter{Statuses: []purchase.Status{"error"}}, nil, top, true))
	b.Run("first of a search", page(purchase.Filter{Text: "b0001"}, nil, top, true))
	b.Run("first of a common search", page(purchase.Filter{Text: "27"}, nil, top, true))
	b.Run("first of an amount", page(purchase.Filter{AmountMin: ptr(6000)}, nil, top, true))
	b.Run("first of the undecided by deadline", page(purchase.Filter{Statuses: []purchase.Status{"pending"}}, due, top, true))
}

func counts(b *testing.B, r *Replica) {
	count := func(f purchase.Filter) func(*testing.B) {
		return func(b *testing.B) {
			for range b.N {
				r.gen.Add(1)
				if _, err := r.Purchases.Count(context.Background(), f); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	month := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	b.Run("all", count(purchase.Filter{}))
	b.Run("errors", count(purchase.Filter{Statuses: []purchase.Status{"error"}}))
	b.Run("whole days", count(purchase.Filter{From: month.AddDate(-1, 0, 0), To: month}))
	b.Run("whole days of a PSR", count(purchase.Filter{From: month.AddDate(-1, 0, 0), To: month, PSR: sample(0).PSR}))
	b.Run("a search", count(purchase.Filter{Text: "b0001"}))
	b.Run("a common search", count(purchase.Filter{Text: "27"}))
	b.Run("90 days of errors to the minute", count(purchase.Filter{Statuses: []purchase.Status{"error"}, From: t0.Add(-90 * 24 * time.Hour)}))
	b.Run("an agent", count(purchase.Filter{Agent: sample(0).Agent.ID}))
	b.Run("an agent's 90 days to the minute", count(purchase.Filter{Agent: sample(0).Agent.ID, From: t0.Add(-90 * 24 * time.Hour)}))
}

func boards(b *testing.B, r *Replica) {
	ctx := context.Background()
	for name, ask := range map[string]func() error{
		"due in 12 h":   func() error { _, err := r.Purchases.Due(ctx, t0, t0.Add(12*time.Hour)); return err },
		"clocks":        func() error { _, err := r.Purchases.DueCounts(ctx, t0); return err },
		"30 days":       func() error { _, err := r.Purchases.Days(ctx, "2026-10-23", "2026-11-22"); return err },
		"top of a year": func() error { _, err := r.Purchases.TopPSR(ctx, "2025-11-22", "2026-11-22", 10); return err },
		"oldest":        func() error { _, err := r.Purchases.Oldest(ctx, purchase.StatusPending); return err },
		"groups by day": func() error {
			_, err := r.Purchases.Groups(ctx, purchase.Filter{}, purchase.GroupByDay)
			return err
		},
		"groups by agent": func() error {
			_, err := r.Purchases.Groups(ctx, purchase.Filter{}, purchase.GroupByAgent)
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				must(b, ask())
			}
		})
	}
}

func places(b *testing.B, r *Replica) {
	ctx := context.Background()
	b.Run("of the last row", func(b *testing.B) {
		for range b.N {
			if _, err := r.Purchases.Position(ctx, purchase.Filter{}, nil, sample(million-1).ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, x := range map[string]struct{ sort, field, prefix string }{
		"of a prefix in its own order":   {"wallet_transfer", "wallet_transfer", "12309"},
		"of a prefix in another order":   {"-at", "transfer_id", "WB221227.0"},
		"of a prefix that is nowhere":    {"-at", "transfer_id", "XB"},
		"of an amount's first digits":    {"-amount", "amount", "40"},
		"of a prefix far down by amount": {"amount", "wallet_transfer", "123099999"},
	} {
		b.Run(name, func(b *testing.B) {
			s, err := listing.ParseSort(x.sort, purchase.CopySortFields...)
			must(b, err)
			for range b.N {
				if _, _, err := r.Purchases.Seek(ctx, purchase.Filter{}, s, x.field, x.prefix); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func changes(b *testing.B, r *Replica) {
	ctx := context.Background()
	b.Run("one", func(b *testing.B) {
		for i := range b.N {
			p := sample(i)
			p.Version, p.Credited = int64(i)+2, p.Credited+1
			must(b, r.ApplyPurchase(ctx, p))
		}
	})
	// Pulling what is there already, against the same rows through the upsert
	// whose condition refuses them.
	b.Run("unchanged again", func(b *testing.B) {
		const from, rows = 700_000, 10_000
		list := samples(from, from+rows)
		gen := int64(0)
		beside(b, 1.5, func() {
			must(b, r.StartSnapshot(ctx, "agent"))
			must(b, r.ApplySnapshot(ctx, Batch{Purchases: list, Entity: "purchase", Epoch: "e"}))
		}, func() {
			must(b, r.write(ctx, func(tx *sql.Tx) error {
				p, err := progress(ctx, tx)
				gen = p.gen
				must(b, err)
				stmt, err := tx.Prepare(upsertSQL(rowsPerInsert))
				must(b, err)
				defer stmt.Close()
				for part := range slices.Chunk(list, rowsPerInsert) {
					var args []any
					for _, p := range part {
						x := rowOf(p)
						x.gen = gen
						args = x.values(args)
					}
					if _, err := stmt.Exec(args...); err != nil {
						return err
					}
				}
				return nil
			}))
		})
		b.ReportMetric(float64(rows), "rows/op")
	})
}

func ptr(n int64) *int64 { return &n }
