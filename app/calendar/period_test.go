package calendar

import (
	"testing"
	"time"
)

func TestDays(t *testing.T) {
	zone, err := time.LoadLocation("America/Argentina/Buenos_Aires")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		now      string // UTC
		period   Period
		from, to string
	}{
		{"2022-12-13T15:00:00Z", Today, "2022-12-13", "2022-12-13"},
		{"2022-12-14T01:30:00Z", Today, "2022-12-13", "2022-12-13"}, // still the 13th there
		{"2022-12-13T15:00:00Z", Yesterday, "2022-12-12", "2022-12-12"},
		{"2023-01-01T15:00:00Z", Yesterday, "2022-12-31", "2022-12-31"},
		{"2022-12-13T15:00:00Z", Week, "2022-12-07", "2022-12-13"},
		{"2022-12-13T15:00:00Z", MonthBack, "2022-11-14", "2022-12-13"},
		{"2022-12-13T15:00:00Z", ThisWeek, "2022-12-12", "2022-12-13"}, // a Tuesday
		{"2022-12-12T15:00:00Z", ThisWeek, "2022-12-12", "2022-12-12"},
		{"2022-12-11T15:00:00Z", ThisWeek, "2022-12-05", "2022-12-11"}, // a Sunday
		{"2022-12-13T15:00:00Z", ThisMonth, "2022-12-01", "2022-12-13"},
		{"2022-12-13T15:00:00Z", LastMonth, "2022-11-01", "2022-11-30"},
		{"2024-03-31T15:00:00Z", LastMonth, "2024-02-01", "2024-02-29"},
		{"2023-01-31T15:00:00Z", LastMonth, "2022-12-01", "2022-12-31"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		from, to := c.period.Days(now, zone)
		if got := from.Format(time.DateOnly) + " " + to.Format(time.DateOnly); got != c.from+" "+c.to {
			t.Errorf("%s at %s: %s, want %s %s", c.period, c.now, got, c.from, c.to)
		}
		if from.Location() != zone || from.Hour() != 0 || to.Hour() != 0 {
			t.Errorf("%s at %s: %v to %v are no first instants", c.period, c.now, from, to)
		}
	}
}
