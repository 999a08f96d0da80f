package purchase

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestDayStart(t *testing.T) {
	for _, c := range []struct{ zone, day, want string }{
		{"UTC", "2026-11-22", "2026-11-22T00:00:00Z"},
		{"America/Argentina/Buenos_Aires", "2026-11-22", "2026-11-22T03:00:00Z"},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"}, // 00:00 was skipped: the day began at 01:00
		{"America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z"},  // the same
		{"America/Santiago", "2026-04-05", "2026-04-05T04:00:00Z"},  // the hour before it came twice
		{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"},      // a day that never was
		{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"},
	} {
		got, err := DayStart(c.day, zone(t, c.zone))
		if err != nil || got.Format(time.RFC3339) != c.want {
			t.Errorf("%s in %s: %v, %v, want %s", c.day, c.zone, got, err, c.want)
		}
	}
	for _, bad := range []string{"", "2026-02-30", "22/11/2026", "2026-1-2"} {
		if _, err := DayStart(bad, nil); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

// A border parts the days: that is what the roll-ups rely on.
func TestDayBorderPartsTheDays(t *testing.T) {
	zones := []*time.Location{time.UTC}
	for _, name := range []string{"America/Argentina/Buenos_Aires", "America/Sao_Paulo", "America/Santiago", "America/St_Johns", "Pacific/Apia", "America/Asuncion"} {
		zones = append(zones, zone(t, name))
	}
	rapid.Check(t, func(t *rapid.T) {
		z := rapid.SampledFrom(zones).Draw(t, "zone")
		near := time.Unix(rapid.Int64Range(1_000_000_000, 2_000_000_000).Draw(t, "near"), 0)
		start, err := DayStart(DayOf(near, z), z)
		if err != nil {
			t.Fatal(err)
		}
		day, ok := DayBorder(start, z)
		if _, other := DayBorder(start.Add(time.Minute), z); other {
			t.Fatalf("%v is no border", start.Add(time.Minute))
		}
		if !ok {
			// Only a clock set back over midnight leaves a day without a border.
			if z.String() != "America/St_Johns" {
				t.Fatalf("%v parts no days", start)
			}
			return
		}
		other := start.Add(time.Duration(rapid.Int64Range(-200*3600, 200*3600).Draw(t, "seconds")) * time.Second)
		if before := DayOf(other, z) < day; before != other.Before(start) {
			t.Fatalf("%v is on %s, the border of %s is %v", other, DayOf(other, z), day, start)
		}
	})
}

func TestGroupFilter(t *testing.T) {
	z := zone(t, "America/Argentina/Buenos_Aires")
	from, to := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	f := Filter{From: from, To: to, Statuses: []Status{"ok", "error"}}
	if g := GroupFilter(f, GroupByStatus, "ok", z); len(g.Statuses) != 1 || g.Statuses[0] != StatusOK || !g.From.Equal(from) {
		t.Errorf("status: %+v", g)
	}
	if g := GroupFilter(f, GroupByAgent, "a1", z); g.Agent != "a1" || g.PSR != "" {
		t.Errorf("agent: %+v", g)
	}
	if g := GroupFilter(f, GroupByPSR, "0005", z); g.PSR != "0005" {
		t.Errorf("PSR: %+v", g)
	}
	for day, want := range map[string][2]time.Time{
		"2026-11-22": {from, time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)},
		"2026-11-23": {time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC), time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)},
		"2026-11-24": {time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC), to},
		"no day":     {from, to},
	} {
		if g := GroupFilter(f, GroupByDay, day, z); !g.From.Equal(want[0]) || !g.To.Equal(want[1]) || len(g.Statuses) != 2 {
			t.Errorf("%s: %+v", day, g)
		}
	}
	if g := GroupFilter(Filter{}, GroupByDay, "9999-12-31", nil); g.From.IsZero() || !g.To.IsZero() {
		t.Errorf("the last day: %+v", g)
	}
}
