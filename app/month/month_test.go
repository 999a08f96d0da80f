package month

import (
	"errors"
	"testing"
	"time"

	"trastienda/app/purchase"
)

func TestMonths(t *testing.T) {
	zone, err := time.LoadLocation("America/Argentina/Buenos_Aires")
	if err != nil {
		t.Fatal(err)
	}
	from, to, err := Bounds("2026-12", zone)
	if err != nil || from.UTC().Format(time.RFC3339) != "2026-12-01T03:00:00Z" || to.UTC().Format(time.RFC3339) != "2027-01-01T03:00:00Z" {
		t.Errorf("December is %v to %v, %v", from, to, err)
	}
	if got := Of(time.Date(2026, 12, 1, 2, 59, 59, 0, time.UTC), zone); got != "2026-11" {
		t.Errorf("the last second of November is in %s", got)
	}
	for _, m := range []string{"", "2026-13", "2026-1", "26-01", "2026-01-01", "enero"} {
		if _, err := Next(m); !errors.Is(err, ErrMonth) {
			t.Errorf("after %q: %v", m, err)
		}
		if _, _, err := Bounds(m, zone); !errors.Is(err, ErrMonth) {
			t.Errorf("bounds of %q: %v", m, err)
		}
	}
}

// Only what is OK counts, once.
func TestWhatARowCounts(t *testing.T) {
	const ok, pending, failed = purchase.StatusOK, purchase.StatusPending, purchase.StatusError
	for _, c := range []struct {
		before, now purchase.Status
		want        int64
	}{{"", ok, 1}, {"", pending, 0}, {"", failed, 0}, {pending, ok, 1}, {failed, ok, 1}, {pending, failed, 0}, {ok, failed, -1}, {ok, pending, -1}, {ok, ok, 0}} {
		if got := (Row{Before: c.before, Status: c.now}).Counts(); got != c.want {
			t.Errorf("%q to %q counts %d, want %d", c.before, c.now, got, c.want)
		}
	}
}

// Months follow each other without a gap, also when the agency moves to another
// zone.
func TestDue(t *testing.T) {
	zone, err := time.LoadLocation("America/Argentina/Buenos_Aires")
	if err != nil {
		t.Fatal(err)
	}
	if m, _, _, err := Due(nil, time.Time{}, zone); m != "" || err != nil {
		t.Errorf("without purchases: %q, %v", m, err)
	}
	m, from, to, err := Due(nil, time.Date(2026, 11, 1, 2, 0, 0, 0, time.UTC), zone)
	if err != nil || m != "2026-10" || from.UTC().Hour() != 3 {
		t.Errorf("the first: %s from %v, %v", m, from, err)
	}
	m, next, _, err := Due(&Close{Month: m, To: to}, time.Time{}, time.UTC)
	if err != nil || m != "2026-11" || !next.Equal(to) {
		t.Errorf("after a move: %s from %v, want %v, %v", m, next, to, err)
	}
	if _, _, _, err := Due(&Close{Month: "x"}, time.Time{}, zone); !errors.Is(err, ErrMonth) {
		t.Errorf("after no month: %v", err)
	}
}
