package reporting

import (
	"time"

	"trastienda/app/calendar"
	"trastienda/app/purchase"
	"trastienda/ui/form"
)

// query is what is reported. Days are the first instants of calendar days in the
// agency's zone; both ends count.
type query struct {
	period   calendar.Period // where from and to come from, if it is one
	from, to time.Time
	status   purchase.Status
	agent    form.Option
	psr      string
	by       string // purchase.GroupBy…
}

// startQuery is what most reports are of.
func startQuery() query { return query{period: calendar.ThisMonth} }

// at gives the query as it is at now: the days of a period move on.
func (q query) at(now time.Time, zone *time.Location) query {
	if q.period != calendar.None {
		q.from, q.to = q.period.Days(now, zone)
	}
	return q
}

// filter turns the query into the filter of the list.
func (q query) filter() purchase.Filter {
	f := purchase.Filter{Agent: q.agent.ID, PSR: q.psr, From: q.from}
	if q.status != "" {
		f.Statuses = []purchase.Status{q.status}
	}
	if !q.to.IsZero() {
		f.To = q.to.AddDate(0, 0, 1) // not 24 h: a day may have 23 or 25
	}
	return f
}

// narrowed counts the fields of the panel that say something; the days of a
// period are told by its chip.
func (q query) narrowed() int {
	n := 0
	for _, set := range []bool{q.period == calendar.None && !(q.from.IsZero() && q.to.IsZero()), q.status != "", q.agent.ID != "", q.psr != "", q.by != ""} {
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
	{calendar.Today, "reporting.period.today"},
	{calendar.Yesterday, "reporting.period.yesterday"},
	{calendar.ThisWeek, "reporting.period.thisweek"},
	{calendar.ThisMonth, "reporting.period.thismonth"},
	{calendar.LastMonth, "reporting.period.lastmonth"},
	{calendar.MonthBack, "reporting.period.month"},
	{calendar.None, "reporting.period.all"},
}
