package reports

import (
	"errors"
	"strconv"
)

// table writes a document as CSV: one table with a head and nothing above it, so
// that programs can read it, and behind an empty line the sums and notes.
type table struct {
	d       *Document
	csv     *CSV
	grouped bool // the rows have groups, which are then the first column
	begun   bool
	groups  []block
	title   string
	line    []string
}

func newTable(d *Document, open Open) (writer, error) {
	out, err := open(1, 1)
	if err != nil {
		return nil, err
	}
	return &table{d: d, csv: NewCSV(out, d.Lang), grouped: d.GroupTitle != ""}, nil
}

func (t *table) head() error {
	if t.begun {
		return nil
	}
	t.begun = true
	t.begin(t.d.GroupTitle)
	for _, c := range t.d.Columns {
		t.line = append(t.line, c.Title)
	}
	return t.csv.Line(t.line...)
}

// begin begins a line, with the group where there are groups.
func (t *table) begin(group string) {
	t.line = t.line[:0]
	if t.grouped {
		t.line = append(t.line, group)
	}
}

func (t *table) group(title string) error {
	t.title = title
	return nil
}

func (t *table) row(r *Row) error {
	if err := t.head(); err != nil {
		return err
	}
	t.begin(r.Group)
	for i, c := range t.d.Columns {
		switch c.Type {
		case Instant:
			t.line = append(t.line, t.d.stamp(r.Cells[i].At))
		case Amount:
			t.line = append(t.line, t.d.plain(r.Cells[i].Amount))
		default:
			t.line = append(t.line, r.Cells[i].Text)
		}
	}
	return t.csv.Line(t.line...)
}

func (t *table) subtotal(title string, s []Sum) error {
	t.groups = append(t.groups, blocks(title, s)...)
	return nil
}

func (t *table) end(s sums, notes []string) error {
	err := errors.Join(t.head(), t.csv.Line(""))
	if t.d.summed() {
		err = errors.Join(err, t.sums(s))
	}
	if len(s.total) == 0 {
		err = errors.Join(err, t.csv.Line(t.d.none()))
	}
	for _, note := range append(append(t.d.headlines(), notes...), t.d.made()) {
		err = errors.Join(err, t.csv.Line(note))
	}
	return errors.Join(err, t.csv.Flush())
}

// sums writes the sums of the groups, of the summary and of everything.
func (t *table) sums(s sums) error {
	err := t.sumHead()
	for _, b := range t.groups {
		err = errors.Join(err, t.sumLine(b))
	}
	for i, tally := range t.d.Tallies {
		for _, b := range blocks(tally, s.tallies[i]) {
			err = errors.Join(err, t.sumLine(b))
		}
	}
	for _, b := range blocks(t.d.Words.T("reports.total"), s.total) {
		err = errors.Join(err, t.sumLine(b))
	}
	return err
}

func (t *table) sumHead() error {
	line := []string{t.d.Words.T("reports.sums"), t.d.Words.T("reports.rows"), t.d.Words.T("reports.currency")}
	for _, i := range t.d.amountColumns() {
		line = append(line, t.d.Columns[i].Title)
	}
	return t.csv.Line(line...)
}

func (t *table) sumLine(b block) error {
	line := []string{b.title, strconv.Itoa(b.sum.Rows), b.sum.Currency}
	for _, i := range t.d.amountColumns() {
		line = append(line, t.d.plain(b.sum.Amounts[i]))
	}
	return t.csv.Line(line...)
}
