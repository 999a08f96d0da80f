package reports

import (
	"context"
	"fmt"
	"io"
	"slices"
)

// Open begins the file of a volume, 1 … of.
type Open func(volume, of int) (io.Writer, error)

// writer is one format. Its methods are called in the order of the document.
type writer interface {
	// group begins a group.
	group(title string) error
	row(r *Row) error
	// subtotal ends a group.
	subtotal(title string, s []Sum) error
	// end writes the sums of everything, the summary and the notes.
	end(s sums, notes []string) error
}

// Sum is how many rows of a currency there are, and the sums of the Amount
// columns in minor units, by the place of the column.
type Sum struct {
	Currency string
	Rows     int
	Amounts  []int64
}

// sums are those of a whole document: of everything, and of every tally.
type sums struct {
	total   []Sum
	tallies [][]Sum // in the order of Document.Tallies
}

// Write writes a document. Progress (may be nil) hears how many rows are done, at
// most every 500 of them. An error, or the end of ctx, leaves the files half
// written: whoever opened them throws them away.
func Write(ctx context.Context, d *Document, f Format, open Open, progress func(done, of int)) error {
	w, err := newWriter(d, f, open)
	if err != nil {
		return err
	}
	run := run{d: d, w: w, progress: progress, total: adder{columns: d.Columns}, tallies: make([]adder, len(d.Tallies))}
	for i := range run.tallies {
		run.tallies[i].columns = d.Columns
	}
	return run.write(ctx)
}

func newWriter(d *Document, f Format, open Open) (writer, error) {
	switch f {
	case PDF:
		return newPDF(d, open)
	case XLSX:
		return newXLSX(d, open)
	case CSVs:
		return newTable(d, open)
	}
	return nil, fmt.Errorf("reports: no format %q", f)
}

// run hands the rows of a document to its writer and adds them up on the way, so
// that every format has the same sums.
type run struct {
	d        *Document
	w        writer
	progress func(done, of int)
	done     int
	grouped  bool
	title    string // of the group
	group    adder
	total    adder
	tallies  []adder
}

// progressStep is how many rows pass between two words of progress.
const progressStep = 500

func (r *run) write(ctx context.Context) error {
	err := r.d.Rows(ctx, func(row *Row) error {
		if r.done%progressStep == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			r.tell()
		}
		return r.row(row)
	})
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = r.endGroup()
	}
	if err != nil {
		return err
	}
	all := sums{total: r.total.list}
	for i := range r.tallies {
		all.tallies = append(all.tallies, r.tallies[i].list)
	}
	var notes []string
	if r.d.Notes != nil {
		notes = r.d.Notes()
	}
	if err := r.w.end(all, notes); err != nil {
		return err
	}
	r.tell()
	return nil
}

func (r *run) tell() {
	if r.progress != nil {
		r.progress(r.done, max(r.d.Count, r.done))
	}
}

func (r *run) row(row *Row) error {
	if row.Group != "" && (!r.grouped || row.Group != r.title) {
		if err := r.endGroup(); err != nil {
			return err
		}
		r.grouped, r.title, r.group = true, row.Group, adder{columns: r.d.Columns}
		if err := r.w.group(row.Group); err != nil {
			return err
		}
	}
	r.group.add(row)
	r.total.add(row)
	if i := slices.Index(r.d.Tallies, row.Tally); i >= 0 {
		r.tallies[i].add(row)
	}
	r.done++
	return r.w.row(row)
}

func (r *run) endGroup() error {
	if !r.grouped {
		return nil
	}
	r.grouped = false
	return r.w.subtotal(r.title, r.group.list)
}

// adder adds rows up by currency, in the order the currencies come.
type adder struct {
	columns []Column
	list    []Sum
}

func (a *adder) add(row *Row) {
	i := slices.IndexFunc(a.list, func(s Sum) bool { return s.Currency == row.Currency })
	if i < 0 {
		i = len(a.list)
		a.list = append(a.list, Sum{Currency: row.Currency, Amounts: make([]int64, len(a.columns))})
	}
	s := &a.list[i]
	s.Rows++
	for c := range a.columns {
		if a.columns[c].Type == Amount {
			s.Amounts[c] += row.Cells[c].Amount
		}
	}
}
