package form

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Why a typed day is not understood.
var (
	errDateFormat = errors.New("form: not a date")
	errNoSuchDay  = errors.New("form: no such day")
)

var (
	dateParts  = regexp.MustCompile(`^(\d{1,2})(?:/(\d{1,2})(?:/(\d{2}|\d{4}))?|\.(\d{1,2})(?:\.(\d{2}|\d{4}))?|-(\d{1,2})(?:-(\d{2}|\d{4}))?)$`)
	dateISO    = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})$`)
	dateDigits = regexp.MustCompile(`^(\d{2})(\d{2})(\d{2}|\d{4})$`)
	dateSteps  = regexp.MustCompile(`^[+-]\d{1,4}$`)
)

// parseDay reads a day the way people type it: 13/12/2022, 13/12/22, 13/12
// (this year), with dots or dashes for the strokes but not both, 131222,
// 13122022, 2022-12-13, today in any of the languages,
// and -7 or +3 counted in days from today. The day comes at 00:00 in the zone
// of today.
func parseDay(s string, today time.Time) (time.Time, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	year, month, day := today.Date()
	switch s {
	case "hoy", "hoje", "today":
		return midnight(year, int(month), day, today)
	case "ayer", "ontem", "yesterday":
		return midnight(year, int(month), day-1, today)
	}
	if dateSteps.MatchString(s) {
		steps, err := strconv.Atoi(s)
		if err != nil {
			return time.Time{}, errDateFormat
		}
		return midnight(year, int(month), day+steps, today)
	}
	if m := dateISO.FindStringSubmatch(s); m != nil {
		return civil(number(m[1]), number(m[2]), number(m[3]), today)
	}
	m := dateParts.FindStringSubmatch(s)
	if m == nil {
		m = dateDigits.FindStringSubmatch(s)
	}
	if m == nil {
		// The way English writes it when the field is left.
		if t, err := time.ParseInLocation("2 Jan 2006", s, today.Location()); err == nil {
			return t, nil
		}
		return time.Time{}, errDateFormat
	}
	var parts []string // day, month and, if it was typed, the year
	for _, part := range m[1:] {
		if part != "" {
			parts = append(parts, part)
		}
	}
	y := year
	if len(parts) == 3 {
		if y = number(parts[2]); len(parts[2]) == 2 {
			y += 2000
		}
	}
	return civil(y, number(parts[1]), number(parts[0]), today)
}

// number reads digits a pattern has already matched.
func number(digits string) int {
	n := 0
	for _, r := range digits {
		n = n*10 + int(r-'0')
	}
	return n
}

// civil refuses 31/02, which time.Date would make 3 March.
func civil(year, month, day int, today time.Time) (time.Time, error) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, today.Location())
	if t.Year() != year || int(t.Month()) != month || t.Day() != day {
		return time.Time{}, errNoSuchDay
	}
	return t, nil
}

func midnight(year, month, day int, today time.Time) (time.Time, error) {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, today.Location()), nil
}
