package desk_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"
	_ "time/tzdata"

	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/data/desk"
	"trastienda/data/desk/replica"
)

// The view answers for whoever is signed in, in the days of their agency.
func TestTheViewAnswersInTheAgencysDays(t *testing.T) {
	b, ctx := newBench(t), context.Background()
	late := stuck("p2")
	late.At = time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC) // 23:00 of the 21st in Buenos Aires
	late.Status, late.Cause, late.Credited = purchase.StatusOK, "", 208
	deadline := t0.Add(time.Hour)
	soon := stuck("p3")
	soon.At, soon.Deadline = t0.Add(-71*time.Hour), &deadline
	b.hub.Put(late)
	b.hub.Put(soon)
	v := b.desk.Purchases()
	if _, err := v.Days(ctx, "2026-11-01", "2026-11-30"); !errors.Is(err, desk.ErrSignedOut) {
		t.Errorf("nobody is signed in: %v", err)
	}
	b.signIn()
	b.waitFor("all rows", func() bool { n, err := v.Count(ctx, purchase.Filter{}); return err == nil && n == 3 })

	days, err := v.Days(ctx, "2026-11-20", "2026-11-22")
	want := []replica.DayTotal{
		{Day: "2026-11-21", Status: purchase.StatusOK, Currency: "ARS", N: 1, Credited: 208},
		{Day: "2026-11-22", Status: purchase.StatusPending, Currency: "ARS", N: 1, Credited: 104},
	}
	if err != nil || !reflect.DeepEqual(days, want) {
		t.Errorf("days %+v, %v", days, err)
	}
	if top, err := v.TopPSR(ctx, "2026-11-20", "2026-11-22", 5); err != nil || len(top) != 1 || top[0].Credited != 208 || top[0].N != 1 {
		t.Errorf("top %+v, %v", top, err)
	}
	if p, err := v.Oldest(ctx, purchase.StatusPending); err != nil || p == nil || p.ID != "p3" {
		t.Errorf("oldest %+v, %v", p, err)
	}
	if due, err := v.DueCounts(ctx, t0); err != nil || due != (replica.DueCounts{Over48: 1, Over60: 1}) {
		t.Errorf("due %+v, %v", due, err)
	}
	if groups, err := v.Groups(ctx, purchase.Filter{}, purchase.GroupByDay); err != nil || len(groups) != 3 || groups[0].Key != "2026-11-22" {
		t.Errorf("groups %+v, %v", groups, err)
	}
	rows, err := v.Rows(ctx, purchase.Filter{}, listing.Sort{{Field: "deadline"}}, 0, 1)
	if err != nil || len(rows) != 1 || rows[0].ID != "p3" {
		t.Errorf("what runs out first: %+v, %v", rows, err)
	}
	if at, found, err := v.Seek(ctx, purchase.Filter{}, listing.Sort{{Field: "status", Desc: true}}, "status", "ok"); err != nil || !found || at != 2 {
		t.Errorf("sought: %d, %v, %v", at, found, err)
	}
}
