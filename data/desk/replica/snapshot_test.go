package replica

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// groupKey is a purchase's group.
func groupKey(by string, p *purchase.Purchase) string {
	switch by {
	case purchase.GroupByStatus:
		return string(p.Status)
	case purchase.GroupByAgent:
		return p.Agent.Name
	case purchase.GroupByPSR:
		return p.PSR
	case purchase.GroupByDay:
		return purchase.DayOf(p.At, time.UTC)
	}
	return ""
}

// A snapshot gives the rows of the list, each once, and every group in one piece.
func TestSnapshotGivesTheListGroupByGroup(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	fill(t, r, samples(0, 300))
	rapid.Check(t, func(t *rapid.T) {
		f, order := drawFilter(t), drawSort(t)
		by := rapid.SampledFrom([]string{"", purchase.GroupByStatus, purchase.GroupByAgent, purchase.GroupByPSR, purchase.GroupByDay}).Draw(t, "by")
		want := plain(t, r, f, order)
		var got []string
		var groups []string
		err := r.Purchases.Snapshot(ctx, func(s *Snapshot) error {
			n, err := s.Count(ctx, f)
			if err != nil || n != len(want) {
				t.Fatalf("counted %d, %v; the list has %d", n, err, len(want))
			}
			return s.Each(ctx, f, by, order, func(p *purchase.Purchase) error {
				got = append(got, p.ID)
				if key := groupKey(by, p); len(groups) == 0 || groups[len(groups)-1] != key {
					groups = append(groups, key)
				}
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		if by == "" && !slices.Equal(got, want) {
			t.Fatalf("the order is %v, that of the list %v", got, want)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%d rows, the list has %d", len(got), len(want))
		}
		slices.Sort(groups)
		if len(slices.Compact(slices.Clone(groups))) != len(groups) {
			t.Fatalf("a group comes twice: %v", groups)
		}
	})
}

// What comes while a document is written is not in it.
func TestSnapshotStaysAsItWas(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	fill(t, r, samples(0, 50))
	stop := errors.New("enough")
	err := r.Purchases.Snapshot(ctx, func(s *Snapshot) error {
		fill(t, r, samples(0, 80))
		n, err := s.Count(ctx, purchase.Filter{})
		if err != nil || n != 50 {
			t.Errorf("%d rows, %v", n, err)
		}
		return s.Each(ctx, purchase.Filter{}, "", listing.Sort{}, func(*purchase.Purchase) error { return stop })
	})
	if !errors.Is(err, stop) {
		t.Errorf("the error of whoever takes the rows became %v", err)
	}
	picked := []string{sample(3).ID, "gone", sample(1).ID, sample(3).ID}
	var got []string
	must(t, r.Purchases.Snapshot(ctx, func(s *Snapshot) error {
		return s.Picked(ctx, picked, func(p *purchase.Purchase) error { got = append(got, p.ID); return nil })
	}))
	if !slices.Equal(got, []string{sample(3).ID, sample(1).ID}) {
		t.Errorf("picked %v", got)
	}
}
