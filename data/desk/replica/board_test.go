package replica

import (
	"context"
	"reflect"
	"testing"
	"time"

	"trastienda/app/purchase"
)

func TestADayThatIsNone(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	if _, err := r.Purchases.Days(ctx, "yesterday", "2026-11-30"); err == nil {
		t.Error("accepted")
	}
	if _, err := r.Purchases.TopPSR(ctx, "2026-11-30", "2026-11-31", 3); err == nil {
		t.Error("accepted")
	}
	if days, err := r.Purchases.Days(ctx, "2026-11-30", "2026-11-01"); err != nil || len(days) != 0 {
		t.Errorf("no days: %v, %v", days, err)
	}
}

func TestOldestAndDueCounts(t *testing.T) {
	r, ctx := openNew(t), context.Background()
	if p, err := r.Purchases.Oldest(ctx, purchase.StatusPending); p != nil || err != nil {
		t.Errorf("nothing is there: %v, %v", p, err)
	}
	fill(t, r, samples(0, 900))
	var want purchase.Purchase
	for _, p := range samples(0, 900) {
		if p.Status == purchase.StatusPending && (want.ID == "" || p.At.Before(want.At) || p.At.Equal(want.At) && p.ID < want.ID) {
			want = p
		}
	}
	p, err := r.Purchases.Oldest(ctx, purchase.StatusPending)
	must(t, err)
	if p == nil || !reflect.DeepEqual(*p, want) {
		t.Errorf("oldest %+v, want %+v", p, want)
	}
	due := openNew(t)
	list := samples(0, 50)[:10]
	for i, left := range []time.Duration{-time.Hour, 0, time.Millisecond, 12 * time.Hour, 12*time.Hour - time.Millisecond, 24 * time.Hour, 24*time.Hour - time.Millisecond, 60 * time.Hour} {
		at := t0.Add(left)
		list[i].Deadline = &at
	}
	list[8].Deadline, list[9].Deadline = nil, nil
	must(t, due.ApplyChanges(ctx, Changes{Purchases: list, Cursor: "c"}))
	if got, err := due.Purchases.DueCounts(ctx, t0); err != nil || got != (DueCounts{Over48: 6, Over60: 4, Over72: 2}) {
		t.Errorf("due %+v, %v", got, err)
	}
}
