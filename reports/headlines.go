package reports

import (
	"strconv"
	"strings"
	"time"
)

// english tells which of the two notations a language has.
func (d *Document) english() bool { return strings.HasPrefix(d.Lang, "en") }

// zone is the agency's; UTC when nobody said.
func (d *Document) zone() *time.Location {
	if d.Zone == nil {
		return time.UTC
	}
	return d.Zone
}

// stamp writes an instant with its second, as the lists show it (S0-30).
func (d *Document) stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(d.zone()).Format("02/01/06 15:04:05")
}

// made says who made the document and when, with the zone.
func (d *Document) made() string {
	t := d.Made.In(d.zone())
	layout := "02/01/2006 15:04"
	if d.english() {
		layout = "2006-01-02 15:04"
	}
	return d.Words.T("reports.made", "by", d.By, "at", t.Format(layout), "zone", zoneName(t))
}

// zoneName names a zone by its distance from UTC, which every reader knows, and
// by its place.
func zoneName(t time.Time) string {
	return "UTC" + t.Format("-07:00") + " " + t.Location().String()
}

// headlines are the lines above the table: whose it is, the period, the filters.
func (d *Document) headlines() []string {
	lines := []string{}
	if d.Period != "" {
		lines = append(lines, d.Period)
	}
	if len(d.Filters) > 0 {
		lines = append(lines, d.Words.T("reports.filters", "filters", strings.Join(d.Filters, " · ")))
	}
	if !d.AsOf.IsZero() {
		lines = append(lines, d.Words.T("reports.asof", "at", d.stamp(d.AsOf)))
	}
	if d.Sample {
		lines = append(lines, d.Words.T("reports.sample"))
	}
	return lines
}

// plain writes minor units without groups, as a file for programs has them.
func (d *Document) plain(minor int64) string {
	sign, u := "", uint64(minor)
	if minor < 0 {
		sign, u = "-", -uint64(minor)
	}
	point := ","
	if d.english() {
		point = "."
	}
	cents := strconv.FormatUint(u%100, 10)
	if len(cents) == 1 {
		cents = "0" + cents
	}
	return sign + strconv.FormatUint(u/100, 10) + point + cents
}

// block is a line below the table: what it sums up, and the sums.
type block struct {
	title string
	sum   Sum
}

// blocks are the lines of some sums, one for each currency.
func blocks(title string, list []Sum) []block {
	var all []block
	for _, s := range list {
		all = append(all, block{title: title, sum: s})
	}
	return all
}

// amountColumns are the places of the columns that are added up.
func (d *Document) amountColumns() []int {
	var at []int
	for i, c := range d.Columns {
		if c.Type == Amount {
			at = append(at, i)
		}
	}
	return at
}
