package audit

import (
	"strings"
	"time"

	chain "trastienda/app/audit"
	"trastienda/app/calendar"
)

// query is everything that narrows the list. Days are the first instants of
// calendar days in the agency's zone; both ends count.
type query struct {
	text     string
	period   calendar.Period // where from and to come from, if it is one
	from, to time.Time
	actor    string // id of a user, chain.Hub, or empty
	act      string
}

// at gives the query as it is at now: the days of a period move on.
func (q query) at(now time.Time, zone *time.Location) query {
	if q.period != calendar.None {
		q.from, q.to = q.period.Days(now, zone)
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

// periods are the chips, in their order.
var periods = []struct {
	period calendar.Period
	key    string
}{
	{calendar.Today, "audit.period.today"},
	{calendar.Yesterday, "audit.period.yesterday"},
	{calendar.Week, "audit.period.week"},
	{calendar.MonthBack, "audit.period.month"},
	{calendar.ThisMonth, "audit.period.thismonth"},
}
