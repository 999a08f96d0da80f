package replica

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trastienda/app/purchase"
)

// The groups of a list are its rows: each group's filter gives as many, with
// the same sum, and together they are the whole list.
func TestGroupsAreTheRowsOfTheirFilters(t *testing.T) {
	zone, err := time.LoadLocation("America/Sao_Paulo")
	must(t, err)
	near := time.Date(2018, 11, 4, 3, 0, 0, 0, time.UTC)
	r, ctx := openIn(t, filepath.Join(t.TempDir(), "r.db"), zone), context.Background()
	list := samples(0, 400)
	for i := range list {
		list[i].At = near.Add(time.Duration(i-200) * 20 * time.Minute)
	}
	fill(t, r, list)
	rapid.Check(t, func(t *rapid.T) {
		if rapid.IntRange(0, 4).Draw(t, "not built") == 0 {
			r.daysBuilt.Store(false)
			r.textBuilt.Store(false)
			defer r.daysBuilt.Store(true)
			defer r.textBuilt.Store(true)
		}
		f := drawFilter(t)
		if !f.From.IsZero() {
			f.From = near.Add(f.From.Sub(t0) + 400*time.Minute)
		}
		if !f.To.IsZero() {
			f.To = near.Add(f.To.Sub(t0) + 800*time.Minute)
		}
		f.DueAfter, f.DueBefore = time.Time{}, time.Time{}
		if rapid.IntRange(0, 2).Draw(t, "whole days") == 0 {
			f = purchase.GroupFilter(purchase.Filter{Statuses: f.Statuses, PSR: f.PSR}, purchase.GroupByDay, "2018-11-04", zone)
		}
		by := rapid.SampledFrom([]string{purchase.GroupByStatus, purchase.GroupByAgent, purchase.GroupByPSR, purchase.GroupByDay}).Draw(t, "by")
		groups, err := r.Purchases.Groups(ctx, f, by)
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for i, g := range groups {
			of := purchase.GroupFilter(f, by, g.Key, zone)
			where, args := whereOf(of)
			want, err := r.Purchases.sum(ctx, where, args)
			if err != nil {
				t.Fatal(err)
			}
			if g.N != want.Count || g.N == 0 || !reflect.DeepEqual(g.Credited, want.Credited) {
				t.Fatalf("%s %q: %+v, its rows %+v", by, g.Key, g, want)
			}
			if i > 0 && (by == purchase.GroupByDay) != (groups[i-1].Key > g.Key) {
				t.Fatalf("%s: %q comes after %q", by, g.Key, groups[i-1].Key)
			}
			rows += g.N
		}
		if want := len(plain(t, r, f, nil)); rows != want {
			t.Fatalf("%s: the groups have %d rows, the list %d", by, rows, want)
		}
	})
	groups, err := r.Purchases.Groups(ctx, purchase.Filter{}, purchase.GroupByAgent)
	must(t, err)
	if len(groups) != 5 || groups[1].Key != "a1" || groups[1].Title != "Agente 1" {
		t.Errorf("agents %+v", groups)
	}
	if _, err := r.Purchases.Groups(ctx, purchase.Filter{}, "colour"); err == nil {
		t.Error("grouped by colour")
	}
	r.Purchases.budget = time.Nanosecond
	if _, err := r.Purchases.Groups(ctx, purchase.Filter{Agent: "a1"}, purchase.GroupByDay); !errors.Is(err, ErrTooSlow) {
		t.Errorf("got %v, want ErrTooSlow", err)
	}
}
