// Package calendar holds what screens and reports call spans of days.
package calendar

import "time"

// Period is a span of calendar days that has a name. Its word is stable: it is
// kept with what a user chose.
type Period string

// The periods. Week and MonthBack are the last 7 and 30 days, today included.
const (
	None      Period = "" // days chosen one by one, or none
	Today     Period = "today"
	Yesterday Period = "yesterday"
	Week      Period = "week"
	MonthBack Period = "month-back"
	ThisWeek  Period = "this-week" // from Monday on
	ThisMonth Period = "this-month"
	LastMonth Period = "last-month"
)

// Days gives the first instants of the first and of the last day of a period, as
// seen at now in a zone. Both days count.
func (p Period) Days(now time.Time, zone *time.Location) (from, to time.Time) {
	y, m, d := now.In(zone).Date()
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, zone) }
	today := day(y, m, d)
	switch p {
	case Yesterday:
		return day(y, m, d-1), day(y, m, d-1)
	case Week:
		return day(y, m, d-6), today
	case MonthBack:
		return day(y, m, d-29), today
	case ThisWeek:
		return day(y, m, d-(int(today.Weekday())+6)%7), today
	case ThisMonth:
		return day(y, m, 1), today
	case LastMonth:
		return day(y, m-1, 1), day(y, m, 0)
	}
	return today, today
}
