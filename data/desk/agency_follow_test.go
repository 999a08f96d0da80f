package desk_test

import (
	"testing"
	"time"

	"trastienda/app/agency"
	"trastienda/app/purchase"
	"trastienda/data/desk/remote"
	desksync "trastienda/data/desk/sync"
)

// What a manager changes of the agency elsewhere reaches an open desktop by the
// feed: the name, and the zone, whose days are counted anew without a new sign-in.
func TestTheAgencyIsFollowed(t *testing.T) {
	b := newBench(t)
	told := make(chan remote.Agency, 9)
	b.desk.Close()
	b.onAgency = func(a remote.Agency) { told <- a }
	b.open(b.server.URL)
	b.signIn()
	b.waitFor("the copy", func() bool { return b.desk.State().Phase == desksync.Following })
	in, _ := b.desk.Session()
	days := func() map[string]int {
		found := map[string]int{}
		totals, err := b.desk.Purchases().Days(t.Context(), "2026-11-20", "2026-11-25")
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range totals {
			found[d.Day] += d.N
		}
		return found
	}
	p := stuck("late")
	p.At = time.Date(2026, 11, 22, 2, 30, 0, 0, time.UTC) // still the 21st in Buenos Aires
	p.Status, p.Cause = purchase.StatusError, purchase.CauseNoBalance
	b.hub.Put(p)
	b.waitFor("the row", func() bool { return days()["2026-11-21"] == 1 })

	named := agency.Profile{ID: in.Agency.ID, Name: "Nueva", Currency: in.Agency.Currency, TimeZone: in.Agency.TimeZone}
	b.hub.PutAgency(named)
	if got := <-told; got.Name != "Nueva" || got.TimeZone != in.Agency.TimeZone {
		t.Errorf("told %+v", got)
	}
	moved := named
	moved.TimeZone = "UTC"
	b.hub.PutAgency(moved)
	if got := <-told; got.TimeZone != "UTC" {
		t.Errorf("told %+v", got)
	}
	if got := days(); got["2026-11-22"] == 0 || got["2026-11-21"] != 0 {
		t.Errorf("days in the new zone: %v", got)
	}
	if now, _ := b.desk.Session(); now.Agency != (remote.Agency{ID: in.Agency.ID, Name: "Nueva", Currency: in.Agency.Currency, TimeZone: "UTC"}) {
		t.Errorf("the session has %+v", now.Agency)
	}
	// The next start begins with it, and a copy that is behind does not undo it.
	b.desk.Close()
	b.open(b.server.URL)
	if s, err := b.desk.Last(); err != nil || s.Agency.TimeZone != "UTC" || s.Agency.Name != "Nueva" {
		t.Errorf("the next start: %+v, %v", s.Agency, err)
	}
	if len(told) != 0 {
		t.Errorf("told again: %+v", <-told)
	}
}
