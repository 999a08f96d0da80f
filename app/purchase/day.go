package purchase

import (
	"fmt"
	"sort"
	"time"
)

const dayLayout = "2006-01-02"

// DayOf is the day of an instant in the agency's zone, as "2006-01-02". A nil
// zone is UTC.
func DayOf(t time.Time, zone *time.Location) string {
	return t.In(known(zone)).Format(dayLayout)
}

// DayStart is the first instant of a day ("2006-01-02") in the agency's zone.
// It is not always 00:00: in some zones that hour is skipped once a year.
func DayStart(day string, zone *time.Location) (time.Time, error) {
	d, err := time.Parse(dayLayout, day)
	if err != nil {
		return time.Time{}, fmt.Errorf("purchase: %q is no day", day)
	}
	zone = known(zone)
	// time.Date promises nothing about a midnight that is skipped, so the border
	// is looked for. Three days are enough: a zone has skipped a whole one.
	const seconds = 3 * 24 * 3600
	first := time.Date(d.Year(), d.Month(), d.Day()-2, 12, 0, 0, 0, zone)
	at := sort.Search(seconds, func(i int) bool {
		return DayOf(first.Add(time.Duration(i)*time.Second), zone) >= day
	})
	return first.Add(time.Duration(at) * time.Second).UTC(), nil
}

// NextDay is the day after a day; a text that is no day stays as it is.
func NextDay(day string) string {
	d, err := time.Parse(dayLayout, day)
	if err != nil {
		return day
	}
	return d.AddDate(0, 0, 1).Format(dayLayout)
}

// DayBorder tells whether t parts the days: every instant before it belongs to
// an earlier day than the one returned, every other one to that day or later.
func DayBorder(t time.Time, zone *time.Location) (day string, ok bool) {
	zone = known(zone)
	day = DayOf(t, zone)
	start, err := DayStart(day, zone)
	if err != nil || !start.Equal(t) {
		return day, false
	}
	// A clock set back just after midnight shows the day before once more.
	from, to := t.In(zone).ZoneBounds()
	return day, (to.IsZero() || DayOf(to, zone) >= day) && (from.IsZero() || DayOf(from.Add(-time.Second), zone) < day)
}

func known(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}
