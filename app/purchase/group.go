package purchase

import "time"

// What a list can be grouped by.
const (
	GroupByStatus = "status"
	GroupByAgent  = "agent"
	GroupByPSR    = "psr"
	GroupByDay    = "day" // in the agency's zone
)

// GroupFilter narrows a filter to one of its groups: a status, an agent's id, a
// PSR, or a day ("2006-01-02") in the agency's zone (nil is UTC). Anything else
// leaves it as it is.
func GroupFilter(f Filter, by, key string, zone *time.Location) Filter {
	switch by {
	case GroupByStatus:
		f.Statuses = []Status{Status(key)}
	case GroupByAgent:
		f.Agent = key
	case GroupByPSR:
		f.PSR = key
	case GroupByDay:
		from, err := DayStart(key, zone)
		if err != nil {
			return f
		}
		if f.From.Before(from) {
			f.From = from
		}
		// Nothing follows the last day that can be written.
		if to, err := DayStart(NextDay(key), zone); err == nil && (f.To.IsZero() || f.To.After(to)) {
			f.To = to
		}
	}
	return f
}
