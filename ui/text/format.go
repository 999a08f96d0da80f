package text

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"trastienda/app/money"
)

// Money writes minor units of an ISO 4217 currency: "$ 40.000,00" in es-AR,
// "R$ 112,97" in pt-BR, "ARS 40,000.00" in en.
func (b *Book) Money(minor int64, currency string) string {
	return money.Format(minor, currency, string(b.Lang()))
}

// Number writes n grouped: 1.234 or 1,234.
func (b *Book) Number(n int) string { return money.Integer(int64(n), string(b.Lang())) }

// Percent writes a rate in hundredths of a percent: 400 is "4 %" in es-AR and
// "4%" elsewhere; up to two decimals, no trailing zeros.
func (b *Book) Percent(bp money.BasisPoints) string {
	digits := money.Digits(int64(bp), string(b.Lang()))
	digits = strings.TrimRight(strings.TrimRight(digits, "0"), ".,")
	if b.Lang() == ES {
		return digits + "\u00a0%"
	}
	return digits + "%"
}

// SetZone sets the zone times are shown in.
func (b *Book) SetZone(zone *time.Location) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.zone = zone
}

// Zone returns the zone times are shown in.
func (b *Book) Zone() *time.Location {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.zone
}

// Stamp writes a time for a column of the grid, the same in every language so
// that the columns keep their width: 13/12/22 10:24:52 (S0). A zero time is
// not known and gives "".
func (b *Book) Stamp(t time.Time) string { return b.layout(t, "02/01/06 15:04:05") }

// Moment writes day and minute: 13/12/2022 10:24, in English 13 Dec 2022 10:24.
func (b *Book) Moment(t time.Time) string {
	return b.layout(t, b.dayLayout()+" 15:04")
}

// Day writes a day: 13/12/2022, in English 13 Dec 2022.
func (b *Book) Day(t time.Time) string { return b.layout(t, b.dayLayout()) }

// DayMonth writes a day of this year: 12/12 (S0-2), in English 12 Dec.
func (b *Book) DayMonth(t time.Time) string {
	if b.Lang() == EN {
		return b.layout(t, "2 Jan")
	}
	return b.layout(t, "02/01")
}

// Clock writes the time of day: 10:24.
func (b *Book) Clock(t time.Time) string { return b.layout(t, "15:04") }

// dayLayout: in English the month is a word, because 05/06 is read in two ways.
func (b *Book) dayLayout() string {
	if b.Lang() == EN {
		return "2 Jan 2006"
	}
	return "02/01/2006"
}

func (b *Book) layout(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.In(b.Zone()).Format(layout)
}

// Span writes a duration with its two largest units: "2 d 3 h", "3 h 12 min",
// "12 min", "45 s". The unit symbols are the same in the three languages. A
// negative duration is written as zero: clocks of two computers differ.
func (b *Book) Span(d time.Duration) string {
	d = max(d, 0)
	days, hours := int(d/(24*time.Hour)), int(d/time.Hour)%24
	minutes, seconds := int(d/time.Minute)%60, int(d/time.Second)%60
	switch {
	case days > 0 && hours > 0:
		return fmt.Sprintf("%s d %d h", b.Number(days), hours)
	case days > 0:
		return b.Number(days) + " d"
	case hours > 0 && minutes > 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	case hours > 0:
		return strconv.Itoa(hours) + " h"
	case minutes > 0:
		return strconv.Itoa(minutes) + " min"
	}
	return strconv.Itoa(seconds) + " s"
}
