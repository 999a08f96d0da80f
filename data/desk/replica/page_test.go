package replica

import (
	"context"
	"database/sql"
	"errors"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trastienda/app/listing"
	"trastienda/app/purchase"
)

func TestRowsEqualAPlainQuery(t *testing.T) {
	ctx := context.Background()
	indexed, bare := openNew(t), openNew(t)
	const rows = 700
	fill(t, indexed, samples(0, rows))
	must(t, bare.ApplyChanges(ctx, Changes{Purchases: samples(0, rows), Cursor: "c"}))
	next := rows
	rapid.Check(t, func(t *rapid.T) {
		r := indexed
		if rapid.IntRange(0, 4).Draw(t, "bare") == 0 {
			r = bare
		}
		if rapid.IntRange(0, 3).Draw(t, "change") == 0 {
			if err := r.ApplyChanges(ctx, Changes{Purchases: samples(next, next+1), DeletedPurchases: []string{sample(next - rows).ID}, Cursor: "c"}); err != nil {
				t.Fatal(err)
			}
			next++
		}
		f, s := drawFilter(t), drawSort(t)
		want := plain(t, r, f, s)
		if n, err := r.Purchases.Count(ctx, f); err != nil || n != len(want) {
			t.Fatalf("count %d, %v, want %d", n, err, len(want))
		}
		for range rapid.IntRange(1, 4).Draw(t, "pages") {
			from := rapid.IntRange(0, len(want)+3).Draw(t, "from")
			n := rapid.IntRange(1, 60).Draw(t, "n")
			got, err := r.Purchases.Rows(ctx, f, s, from, n)
			if err != nil {
				t.Fatal(err)
			}
			page := want[min(from, len(want)):min(from+n, len(want))]
			if !reflect.DeepEqual(idsOf(got), append([]string{}, page...)) {
				t.Fatalf("rows from %d: got %v, want %v", from, idsOf(got), page)
			}
			if len(page) > 0 {
				if at, err := r.Purchases.Position(ctx, f, s, page[0]); err != nil || at != from {
					t.Fatalf("position %d, %v, want %d", at, err, from)
				}
			}
		}
	})
}

func TestEveryWalkUsesItsIndex(t *testing.T) {
	r := openNew(t)
	fill(t, r, samples(0, 500))
	sorts := []string{"", "at", "-at", "psr", "-psr", "amount", "-amount", "wallet_transfer", "-wallet_transfer", "transfer_id", "-transfer_id", "status", "-status", "deadline", "-deadline"}
	for _, text := range sorts {
		parts := r.Purchases.walkable(purchase.Filter{}, total(sortOf(t, text)))
		if parts == nil {
			t.Errorf("sort %q is not walked", text)
		}
		for _, w := range parts {
			sql, args := w.after(nil)
			noSort(t, r, "select n"+sql, args)
			last := sample(0)
			of := rowOf(last)
			sql, args = w.after(keyValues(&of, w.sort))
			noSort(t, r, "select "+keyColumns(w.sort)+sql, args)
		}
	}
	for _, f := range []purchase.Filter{{Statuses: []purchase.Status{"error"}}, {From: t0.Add(-time.Hour)}, {Statuses: []purchase.Status{"ok"}, To: t0}} {
		parts := r.Purchases.walkable(f, total(nil))
		if len(parts) != 1 {
			t.Errorf("filter %+v is not walked", f)
			continue
		}
		sql, args := parts[0].after([]any{t0.UnixMilli(), "x"})
		noSort(t, r, "select n"+sql, args)
	}
}

// noSort fails when SQLite would sort instead of following the index.
func noSort(t *testing.T, r *Replica, sql string, args []any) {
	t.Helper()
	rows, err := r.readers.Query("explain query plan "+sql, args...)
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var id, parent, x int
		var detail string
		must(t, rows.Scan(&id, &parent, &x, &detail))
		if strings.Contains(detail, "TEMP B-TREE") || !strings.Contains(detail, "INDEX") {
			t.Errorf("%s: %s", sql, detail)
		}
	}
}

func TestPagesAfterJumpsAcrossManyBookmarks(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	const rows = 10_600
	fill(t, r, samples(0, rows))
	want := plain(t, r, purchase.Filter{}, nil)
	for _, from := range []int{10_590, 5_345, 9_999, 10_000, 10_001, 0, 7_000, rows} {
		got, err := r.Purchases.Rows(ctx, purchase.Filter{}, nil, from, 50)
		must(t, err)
		if !reflect.DeepEqual(idsOf(got), append([]string{}, want[from:min(from+50, rows)]...)) {
			t.Errorf("wrong rows at %d", from)
		}
	}
	// Paging on from a jump follows the keys.
	for from := 7_000; from < 8_000; from += 40 {
		got, err := r.Purchases.Rows(ctx, purchase.Filter{}, nil, from, 40)
		must(t, err)
		if !reflect.DeepEqual(idsOf(got), want[from:from+40]) {
			t.Fatalf("wrong rows at %d", from)
		}
	}
	m := r.Purchases.marker(walk{sort: total(nil)}).m
	if !sort.IntsAreSorted(m.places) || len(m.places) == 0 || len(m.places) > rows/markGap {
		t.Errorf("bookmarks %v", m.places)
	}
}

func TestTotals(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	fill(t, r, samples(0, 1000))
	sum, err := r.Purchases.Sum(ctx, purchase.Filter{Agent: "a1"})
	must(t, err)
	want := map[string]int64{}
	var selected []string
	for _, p := range samples(0, 1000) {
		if p.Agent.ID == "a1" {
			want[p.Currency] += p.Credited
			selected = append(selected, p.ID)
		}
	}
	if !reflect.DeepEqual(sum, want) {
		t.Errorf("sum %v, want %v", sum, want)
	}
	got, err := r.Purchases.SumSelected(ctx, append(selected, selected[0], "gone"))
	must(t, err)
	if got.Count != len(selected) || !reflect.DeepEqual(got.Credited, want) {
		t.Errorf("selected %+v, want %d and %v", got, len(selected), want)
	}
	due, err := r.Purchases.Due(ctx, t0, t0.Add(71*time.Hour))
	must(t, err)
	wantDue := 0
	for _, p := range samples(0, 1000) {
		if p.Deadline != nil && !p.Deadline.Before(t0) && p.Deadline.Before(t0.Add(71*time.Hour)) {
			wantDue++
		}
	}
	if due != wantDue || due == 0 {
		t.Errorf("due %d, want %d", due, wantDue)
	}
}

func TestACountThatTakesTooLongSaysSo(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	fill(t, r, samples(0, 3_000))
	r.Purchases.budget = time.Nanosecond
	if _, err := r.Purchases.Count(ctx, purchase.Filter{Text: "5007"}); !errors.Is(err, ErrTooSlow) {
		t.Errorf("got %v, want ErrTooSlow", err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := r.Purchases.Count(ended, purchase.Filter{Text: "5007"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want Canceled", err)
	}
	if n, err := r.Purchases.Count(ctx, purchase.Filter{}); err != nil || n != 3_000 {
		t.Errorf("the counters need no time: %d, %v", n, err)
	}
}

// Bookmarks follow the rows: after any changes each still stands where it says,
// without having been made anew.
func TestBookmarksFollowChanges(t *testing.T) {
	ctx := context.Background()
	r := openNew(t)
	const rows = 1200
	fill(t, r, samples(0, rows))
	version := int64(1)
	lists := []walk{
		{sort: total(nil), index: "purchase_at"},
		{sort: total(listing.Sort{{Field: "amount"}}), index: "purchase_amount"},
		{sort: total(nil), index: "purchase_status", filter: purchase.Filter{Statuses: []purchase.Status{"ok"}}},
		{sort: total(nil), index: "purchase_at", filter: purchase.Filter{From: t0.Add(-1000 * time.Minute), To: t0.Add(-100 * time.Minute)}},
		{sort: total(listing.Sort{{Field: "transfer_id", Desc: true}}), index: "purchase_transfer"},
	}
	lists = append(lists, walks(purchase.Filter{}, total(listing.Sort{{Field: "deadline", Desc: true}}))...)
	rapid.Check(t, func(t *rapid.T) {
		for _, w := range lists {
			for from := 0; from < rows; from += 600 {
				if _, err := r.Purchases.walk(ctx, w, from, 1); err != nil {
					t.Fatal(err)
				}
			}
		}
		version++
		c := Changes{Cursor: "c"}
		for range rapid.IntRange(1, 40).Draw(t, "changes") {
			p := sample(rapid.IntRange(0, rows+500).Draw(t, "i"))
			p.Version = version
			p.Status = rapid.SampledFrom([]purchase.Status{"ok", "pending", "error"}).Draw(t, "status")
			p.Credited = rapid.Int64Range(1000, 7000).Draw(t, "credited")
			if p.Deadline = nil; rapid.Bool().Draw(t, "runs out") {
				p.Deadline = &p.At
			}
			if rapid.IntRange(0, 4).Draw(t, "delete") == 0 {
				c.DeletedPurchases = append(c.DeletedPurchases, p.ID)
			} else {
				c.Purchases = append(c.Purchases, p)
			}
		}
		if err := r.ApplyChanges(ctx, c); err != nil {
			t.Fatal(err)
		}
		for _, w := range lists {
			m := r.Purchases.marker(w).m
			if len(m.places) == 0 {
				t.Fatal("no bookmark survived the change")
			}
			want := along(t, r, w)
			for i, place := range m.places {
				text, args := w.after(m.values[i])
				next := ""
				err := r.readers.QueryRow("select id"+text+" limit 1", args...).Scan(&next)
				if err != nil && !errors.Is(err, sql.ErrNoRows) {
					t.Fatal(err)
				}
				if at := slices.Index(append(want, ""), next); at != place {
					t.Fatalf("%v: a bookmark says %d, it stands at %d", w.sort, place, at)
				}
			}
		}
	})
}
