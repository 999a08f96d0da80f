package reports

import (
	"context"
	"errors"
	"time"
)

// Type says what the cells of a column hold.
type Type int

// The types. An identifier is text whose zeros count: a spreadsheet must not
// take it for a number. An amount is minor units of the row's currency.
const (
	Text Type = iota
	Identifier
	Instant
	Amount
)

// Column is a column of a document's table. Width is its share of the page. The
// amounts of every Amount column are added up.
type Column struct {
	Title string
	Type  Type
	Width float64
}

// Cell is a value: Text of a Text or an Identifier, At of an Instant (zero for
// none), Amount of an Amount.
type Cell struct {
	Text   string
	At     time.Time
	Amount int64
}

// Row is a line of the table. Rows of one group come one behind the other;
// a document whose rows have no group has no subtotals. Tally names the row of
// the summary that this one counts in, which is that of Document.TallyColumn.
type Row struct {
	Group, Currency, Tally string
	Cells                  []Cell
	// Marked rows are those that wait for something.
	Marked bool
}

// Words are the texts of a document in its language.
type Words interface {
	T(key string, args ...any) string
	N(key string, n int, args ...any) string
}

// Document is what can be written as PDF, XLSX and CSV, with the same rows and
// the same sums. Clock, user and copy are given, so that equal documents are
// equal files byte by byte.
type Document struct {
	Words Words
	Lang  string // "es-AR", "pt-BR" or "en"
	Title string
	// Agency and its logo (PNG; empty for none) head every page.
	Agency string
	Logo   []byte
	Period string
	// Filters are what narrows the rows, in words.
	Filters []string
	// GroupTitle heads the column of the groups where groups are a column.
	GroupTitle string
	Columns    []Column
	// CurrencyColumn and TallyColumn are the columns that hold Row.Currency and
	// Row.Tally: the spreadsheet's formulas look there.
	CurrencyColumn, TallyColumn int
	// Tallies are the rows of the summary, in their order.
	Tallies []string
	Made    time.Time
	Zone    *time.Location
	By      string // who made it
	// AsOf is when the rows were last known to be those of the hub; zero when they
	// are of the moment of its making.
	AsOf   time.Time
	Sample bool // made-up data: every page says so
	// None says that there are no rows; empty for the words of purchases.
	None string
	// Count is how many rows Rows gives.
	Count int
	// Rows gives every row once, in order, and ends with the first error of give.
	Rows func(ctx context.Context, give func(*Row) error) error
	// Notes are told below the sums; they are asked for after the last row.
	Notes func() []string
}

// Format is a kind of file.
type Format string

// The formats.
const (
	PDF  Format = "pdf"
	XLSX Format = "xlsx"
	CSVs Format = "csv"
)

// Formats lists the formats in the order they are offered.
func Formats() []Format { return []Format{PDF, XLSX, CSVs} }

// VolumeRows is how many rows one PDF holds: a PDF is made in memory, so longer
// documents are written in numbered volumes one after the other.
const VolumeRows = 50_000

// SheetRows is how many rows a worksheet holds besides head and sums.
const SheetRows = 1_000_000

// ErrTooLong tells that the rows do not fit into one worksheet.
var ErrTooLong = errors.New("reports: more rows than a worksheet holds")

// Volumes is how many files a document makes in a format.
func (d *Document) Volumes(f Format) int {
	if f != PDF || d.Count <= VolumeRows {
		return 1
	}
	return (d.Count + VolumeRows - 1) / VolumeRows
}

// none says that there are no rows.
func (d *Document) none() string {
	if d.None != "" {
		return d.None
	}
	return d.Words.T("reports.none")
}

// summed tells whether there is something to add up. A document without amounts
// is a list, and has no sums.
func (d *Document) summed() bool { return len(d.amountColumns()) > 0 }
