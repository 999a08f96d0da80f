package importing

import (
	"math"
	"strconv"
	"strings"
	"time"

	"trastienda/app/money"
)

// Cell is one of a file. Text is what its program shows; Raw is how the file
// keeps it where that differs: a number or a date behind a format, with a dot
// and without grouping. Of a CSV file the two are the same.
type Cell struct{ Text, Raw string }

// Row is a row of a file; Line is its number in the file, the heading being
// line 1 as a rule.
type Row struct {
	Line  int
	Cells []Cell
}

// Reason is why a cell is not in order, a stable word that the screens have a
// text for; those of forms (agent.Reason) are among them.
type Reason string

// The reasons that only files have.
const (
	NotAmount  Reason = "not-amount"
	NotTime    Reason = "not-time"
	InFuture   Reason = "in-future"
	NotStatus  Reason = "not-status"
	TwiceHere  Reason = "twice-here"  // the same row stands above
	Differs    Reason = "differs"     // another row of the same agent says otherwise
	Damaged    Reason = "damaged"     // a number that lost digits: 1.23E+21
	ZerosGone  Reason = "zeros-gone"  // a warning: a number cannot keep its zeros
	LessThan   Reason = "less"        // credited is less than paid
	NotPending Reason = "not-pending" // only what has ended is history
)

// Fault is a cell that is not in order; Column is ours. A warning refuses
// nothing.
type Fault struct {
	Column  string
	Reason  Reason
	Warning bool
}

// Rules are what the cells of a file are read by.
type Rules struct {
	Lang string         // of amounts: es-AR, pt-BR, en
	Zone *time.Location // of dates without one
	Now  time.Time
}

// reader reads the cells of one row and collects its faults.
type reader struct {
	Rules
	row    Row
	m      Mapping
	faults []Fault
}

func (r *reader) fault(column string, reason Reason) {
	r.faults = append(r.faults, Fault{Column: column, Reason: reason})
}

func (r *reader) cell(column string) Cell {
	i, ok := r.m[column]
	if !ok || i >= len(r.row.Cells) {
		return Cell{}
	}
	return r.row.Cells[i]
}

// text is the text of a cell without blanks around it, in one line.
func (r *reader) text(column string) string {
	s := strings.TrimSpace(strings.ReplaceAll(r.cell(column).Text, "\u00a0", " "))
	if column == Notes {
		return strings.ReplaceAll(s, "\r\n", "\n")
	}
	return strings.Join(strings.Fields(s), " ")
}

// digits is an identifier. A spreadsheet that took it for a number has rounded
// away what goes beyond 15 digits; that is told and never guessed.
func (r *reader) digits(column string) string {
	c := r.cell(column)
	text := r.text(column)
	for _, s := range []string{c.Raw, text} {
		if exponent(s) {
			r.fault(column, Damaged)
			return ""
		}
	}
	// A format such as 000000000000000 shows the zeros that the number has not.
	if c.Raw != "" && c.Raw != text && plainDigits(c.Raw) && !(plainDigits(text) && len(text) >= len(c.Raw)) {
		return c.Raw // 50.070.001 or 50070001,00 for 50070001
	}
	return text
}

// exponent tells a number in scientific notation: 2,85059E+21.
func exponent(s string) bool {
	head, power, ok := strings.Cut(strings.ToUpper(s), "E+")
	if !ok || !plainDigits(power) {
		return false
	}
	return plainDigits(strings.NewReplacer(".", "", ",", "").Replace(head))
}

func plainDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// amount is minor units; false where there is none, or none that can be read.
func (r *reader) amount(column string) (int64, bool) {
	c, text := r.cell(column), r.text(column)
	if text == "" {
		return 0, false
	}
	minor, err := money.Parse(text, r.Lang)
	if c.Raw != "" && c.Raw != c.Text || err != nil {
		if n, ok := number(c.Raw); ok && (err != nil || c.Raw != c.Text) {
			minor, err = n, nil
		}
	}
	if err != nil || !money.Valid(minor) {
		r.fault(column, NotAmount)
		return 0, false
	}
	return minor, true
}

// number reads a number as a file keeps it, with at most two decimals but for
// the noise of binary fractions (104.00000000000001).
func number(raw string) (int64, bool) {
	if strings.ContainsAny(raw, "xXpP_iInN") {
		return 0, false
	}
	f, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(f, 0) || math.Abs(f) > float64(money.Limit)/100 {
		return 0, false
	}
	minor := math.Round(f * 100)
	if math.Abs(f*100-minor) > 1e-4 {
		return 0, false
	}
	return int64(minor), true
}

// layouts are how instants are written; a day stands before its month in every
// language of the program.
var layouts = []string{
	"2/1/2006 15:04:05", "2/1/2006 15:04", "2/1/06 15:04:05", "2/1/06 15:04", "2/1/2006", "2/1/06",
	"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02",
	"2-1-2006 15:04:05", "2-1-2006 15:04", "2-1-2006", "2 Jan 2006 15:04:05", "2 Jan 2006 15:04", "2 Jan 2006",
}

// instant is a moment in the past; false where there is none that can be read.
func (r *reader) instant(column string) (time.Time, bool) {
	c, text := r.cell(column), r.text(column)
	if text == "" {
		r.fault(column, "missing")
		return time.Time{}, false
	}
	at, ok := r.parseInstant(c, text)
	switch {
	case !ok || at.Year() < 2000:
		r.fault(column, NotTime)
		return time.Time{}, false
	case at.After(r.Now):
		r.fault(column, InFuture)
		return time.Time{}, false
	}
	return at.UTC(), true
}

func (r *reader) parseInstant(c Cell, text string) (time.Time, bool) {
	// A serial day of a spreadsheet: 44895.434. Its text is whatever the format
	// says, also one without the seconds.
	if serial, err := strconv.ParseFloat(c.Raw, 64); err == nil && c.Raw != c.Text && serial > 36525 && serial < 109575 {
		days, part := math.Modf(serial)
		day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days))
		seconds := int(math.Round(part * 86400))
		return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, seconds, 0, r.Zone), true
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, true
	}
	for _, layout := range layouts {
		if at, err := time.ParseInLocation(layout, text, r.Zone); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}
