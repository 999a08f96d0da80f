package reports

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// workbook writes a document as XLSX row by row: what it has written waits in a
// temporary file, not in memory. Rows stand in one unbroken table, so that they
// can be sorted and filtered; the sums below it are formulas over that table.
type workbook struct {
	d      *Document
	out    io.Writer
	file   *excelize.File
	sheet  string
	stream *excelize.StreamWriter
	styles styles
	first  int // line of the first row
	line   int // line to be written next
	shift  int // 1 when the groups are the first column
	groups []block
	cells  []any
}

// styles are the looks of cells.
type styles struct{ title, head, text, stamp, amount, sumText, sumAmount, sumCount int }

func newXLSX(d *Document, open Open) (writer, error) {
	if d.Count > SheetRows {
		return nil, ErrTooLong
	}
	out, err := open(1, 1)
	if err != nil {
		return nil, err
	}
	w := &workbook{d: d, out: out, file: excelize.NewFile(), sheet: sheetName(d.Title), line: 1}
	// Otherwise the library keeps the whole file in memory before it gives it away.
	w.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(out) })
	if d.GroupTitle != "" {
		w.shift = 1
	}
	if err := w.begin(); err != nil {
		return nil, errors.Join(err, w.file.Close())
	}
	return w, nil
}

// sheetName is a title as a worksheet can be called.
func sheetName(title string) string {
	name := []rune(strings.Trim(strings.NewReplacer(":", " ", `\`, " ", "/", " ", "?", " ", "*", " ", "[", " ", "]", " ").Replace(title), "' "))
	return string(name[:min(len(name), 31)])
}

func (w *workbook) begin() error {
	made := w.d.Made.UTC().Format(time.RFC3339)
	err := errors.Join(
		w.file.SetSheetName("Sheet1", w.sheet),
		w.file.SetDocProps(&excelize.DocProperties{Title: w.d.Title, Creator: w.d.By, LastModifiedBy: w.d.By, Created: made, Modified: made, Language: w.d.Lang}),
		w.makeStyles())
	if err != nil {
		return err
	}
	if w.stream, err = w.file.NewStreamWriter(w.sheet); err != nil {
		return err
	}
	heads := append([]string{w.d.Agency}, append(w.d.headlines(), w.d.made())...)
	headLine := len(heads) + 3 // the title before them, an empty line behind
	err = w.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: headLine, TopLeftCell: cellName(1, headLine+1), ActivePane: "bottomLeft"})
	if w.shift > 0 {
		err = errors.Join(err, w.stream.SetColWidth(1, 1, 28))
	}
	for i, c := range w.d.Columns {
		// A page's share in millimetres against the width of a digit.
		err = errors.Join(err, w.stream.SetColWidth(i+1+w.shift, i+1+w.shift, max(9, c.Width*0.62)))
	}
	err = errors.Join(err, w.put(excelize.Cell{StyleID: w.styles.title, Value: w.d.Title}))
	for _, h := range heads {
		err = errors.Join(err, w.put(excelize.Cell{StyleID: w.styles.text, Value: h}))
	}
	w.line++
	w.cells = w.cells[:0]
	if w.shift > 0 {
		w.cells = append(w.cells, excelize.Cell{StyleID: w.styles.head, Value: w.d.GroupTitle})
	}
	for _, c := range w.d.Columns {
		w.cells = append(w.cells, excelize.Cell{StyleID: w.styles.head, Value: c.Title})
	}
	err = errors.Join(err, w.put(w.cells...))
	w.first = w.line
	return err
}

// makeStyles makes the looks. 49 is the format of text, which keeps zeros.
func (w *workbook) makeStyles() error {
	stamp, amount := "dd/mm/yyyy hh:mm:ss", "#,##0.00"
	if w.d.english() {
		stamp = "yyyy-mm-dd hh:mm:ss"
	}
	bold := &excelize.Font{Bold: true}
	fill := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E9ECF0"}}
	over := []excelize.Border{{Type: "top", Style: 1, Color: "4F5B6B"}}
	for _, s := range []struct {
		into *int
		look excelize.Style
	}{
		{&w.styles.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 15}}},
		{&w.styles.head, excelize.Style{Font: bold, Fill: fill, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}}},
		{&w.styles.text, excelize.Style{NumFmt: 49}},
		{&w.styles.stamp, excelize.Style{CustomNumFmt: &stamp, Alignment: &excelize.Alignment{Horizontal: "left"}}},
		{&w.styles.amount, excelize.Style{CustomNumFmt: &amount}},
		{&w.styles.sumText, excelize.Style{Font: bold, Border: over, NumFmt: 49}},
		{&w.styles.sumAmount, excelize.Style{Font: bold, Border: over, CustomNumFmt: &amount}},
		{&w.styles.sumCount, excelize.Style{Font: bold, Border: over, NumFmt: 3}},
	} {
		id, err := w.file.NewStyle(&s.look)
		if err != nil {
			return err
		}
		*s.into = id
	}
	return nil
}

// put writes a line.
func (w *workbook) put(cells ...any) error {
	err := w.stream.SetRow(cellName(1, w.line), cells)
	w.line++
	return err
}

func (w *workbook) group(string) error { return nil }

func (w *workbook) row(r *Row) error {
	if w.line-w.first >= SheetRows {
		return ErrTooLong
	}
	w.cells = w.cells[:0]
	if w.shift > 0 {
		w.cells = append(w.cells, excelize.Cell{StyleID: w.styles.text, Value: sheetText(r.Group)})
	}
	for i, c := range w.d.Columns {
		w.cells = append(w.cells, w.cell(c, &r.Cells[i]))
	}
	return w.put(w.cells...)
}

func (w *workbook) cell(column Column, c *Cell) any {
	switch column.Type {
	case Instant:
		if c.At.IsZero() {
			return nil
		}
		// A worksheet knows no zones: the day and hour of the agency's are written.
		return excelize.Cell{StyleID: w.styles.stamp, Value: serial(c.At.In(w.d.zone()))}
	case Amount:
		return excelize.Cell{StyleID: w.styles.amount, Value: float64(c.Amount) / 100}
	}
	return excelize.Cell{StyleID: w.styles.text, Value: sheetText(c.Text)}
}

// serial is a wall clock's time as worksheets count it: days since 1899-12-30.
func serial(t time.Time) float64 {
	wall := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	return float64(wall.Unix()+25569*86400) / 86400
}

// cellLimit is how many characters a cell holds.
const cellLimit = 32767

// sheetText is a text as a cell can hold it: XML has no control characters.
func sheetText(s string) string {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	if len(clean) > cellLimit {
		if runes := []rune(clean); len(runes) > cellLimit {
			return string(runes[:cellLimit])
		}
	}
	return clean
}

func (w *workbook) subtotal(title string, s []Sum) error {
	w.groups = append(w.groups, blocks(title, s)...)
	return nil
}

func (w *workbook) end(s sums, notes []string) error {
	last := w.line - 1
	var err error
	if last >= w.first {
		err = w.file.AutoFilter(w.sheet, cellName(1, w.first-1)+":"+cellName(len(w.d.Columns)+w.shift, last), nil)
	} else {
		err = w.put(excelize.Cell{StyleID: w.styles.text, Value: w.d.none()})
	}
	if w.d.summed() {
		w.line++
		err = errors.Join(err, w.sums(s, last))
	}
	w.line++
	for _, note := range notes {
		err = errors.Join(err, w.put(excelize.Cell{StyleID: w.styles.text, Value: sheetText(note)}))
	}
	if err = errors.Join(err, w.stream.Flush()); err == nil {
		err = w.file.Write(w.out)
	}
	return errors.Join(err, w.file.Close())
}

// sums writes the sums of the groups, of the summary and of everything over the
// rows down to last.
func (w *workbook) sums(s sums, last int) error {
	err := w.sumHead()
	for _, b := range w.groups {
		err = errors.Join(err, w.sumLine(b, last, 1))
	}
	for i, tally := range w.d.Tallies {
		for _, b := range blocks(tally, s.tallies[i]) {
			err = errors.Join(err, w.sumLine(b, last, w.d.TallyColumn+1+w.shift))
		}
	}
	for _, b := range blocks(w.d.Words.T("reports.total"), s.total) {
		err = errors.Join(err, w.sumLine(b, last, 0))
	}
	return err
}

// The lines of the sums have their name, number of rows and currency first, and
// the amounts in the columns of the table.
func (w *workbook) sumHead() error {
	line := make([]any, len(w.d.Columns)+w.shift)
	for i, key := range []string{"reports.sums", "reports.rows", "reports.currency"} {
		line[i] = excelize.Cell{StyleID: w.styles.head, Value: w.d.Words.T(key)}
	}
	for _, i := range w.d.amountColumns() {
		line[i+w.shift] = excelize.Cell{StyleID: w.styles.head, Value: w.d.Columns[i].Title}
	}
	return w.put(line...)
}

// sumLine writes sums as formulas with their values. The rows are those of the
// currency whose cell in a column (1 is the first; 0 for all) is the title.
func (w *workbook) sumLine(b block, last, column int) error {
	span := func(c int) string {
		name, _ := excelize.ColumnNumberToName(c) // a column of a table has a name
		return fmt.Sprintf("$%s$%d:$%s$%d", name, w.first, name, last)
	}
	where := span(w.d.CurrencyColumn+1+w.shift) + "," + criterion(b.sum.Currency)
	if column > 0 {
		where += "," + span(column) + "," + criterion(b.title)
	}
	line := make([]any, len(w.d.Columns)+w.shift)
	line[0] = excelize.Cell{StyleID: w.styles.sumText, Value: sheetText(b.title)}
	line[1] = excelize.Cell{StyleID: w.styles.sumCount, Formula: "COUNTIFS(" + where + ")", Value: b.sum.Rows}
	line[2] = excelize.Cell{StyleID: w.styles.sumText, Value: b.sum.Currency}
	for _, i := range w.d.amountColumns() {
		line[i+w.shift] = excelize.Cell{StyleID: w.styles.sumAmount, Formula: "SUMIFS(" + span(i+1+w.shift) + "," + where + ")", Value: float64(b.sum.Amounts[i]) / 100}
	}
	return w.put(line...)
}

// criterion is the condition that a cell is a text, as a formula has it: * ? and ~
// mean themselves.
func criterion(s string) string {
	return `"=` + strings.NewReplacer("~", "~~", "*", "~*", "?", "~?", `"`, `""`).Replace(sheetText(s)) + `"`
}

func cellName(column, line int) string {
	name, _ := excelize.CoordinatesToCellName(column, line) // both are positive
	return name
}
