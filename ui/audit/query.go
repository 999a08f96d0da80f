package audit

import (
	"strings"
	"time"

	chain "trastienda/app/audit"
)

// query is everything that narrows the list. Days are the first instants of
// calendar days in the agency's zone; both ends count.
type query struct {
	text     string
	period   period // where from and to come from, if it is one
	from, to time.Time
	actor    string // id of a user, chain.Hub, or empty
	act      string
}

// at gives the query as it is at now: the days of a period move on.
func (q query) at(now time.Time, zone *time.Location) query {
	if q.period != periodNone {
		q.from, q.to = q.period.days(now, zone)
	}
	return q
}

// filter turns the query into the filter of the chain.
func (q query) filter() chain.Filter {
	f := chain.Filter{Actor: q.actor, Act: q.act, From: q.from, Text: strings.TrimSpace(q.text)}
	if !q.to.IsZero() {
		// AddDate, not 24 h: a day may have 23 or 25.
		f.To = q.to.AddDate(0, 0, 1)
	}
	return f
}

// active counts the filters of the panel that narrow the list; from and to
// count as one.
func (q query) active() int {
	n := 0
	for _, set := range []bool{!q.from.IsZero() || !q.to.IsZero(), q.actor != "", q.act != ""} {
		if set {
			n++
		}
	}
	return n
}

// period is a span of days that one press fills in.
type period int

const (
	periodNone period = iota // days chosen by hand, or none
	periodToday
	periodYesterday
	periodWeek
	periodMonthBack
	periodThisMonth
)

// periods are the chips, in their order.
var periods = []struct {
	period period
	key    string
}{
	{periodToday, "audit.period.today"},
	{periodYesterday, "audit.period.yesterday"},
	{periodWeek, "audit.period.week"},
	{periodMonthBack, "audit.period.month"},
	{periodThisMonth, "audit.period.thismonth"},
}

// days gives the first and last day of the period as seen at now in zone.
func (p period) days(now time.Time, zone *time.Location) (from, to time.Time) {
	y, m, d := now.In(zone).Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, zone)
	switch p {
	case periodYesterday:
		return today.AddDate(0, 0, -1), today.AddDate(0, 0, -1)
	case periodWeek:
		return today.AddDate(0, 0, -6), today
	case periodMonthBack:
		return today.AddDate(0, 0, -29), today
	case periodThisMonth:
		return time.Date(y, m, 1, 0, 0, 0, 0, zone), today
	}
	return today, today
}
