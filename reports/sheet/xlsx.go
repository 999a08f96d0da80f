package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"trastienda/app/importing"
)

// unzipped bounds what a small file may unfold to.
const unzipped = 1 << 30

func (t *Table) open() (*excelize.File, error) {
	f, err := excelize.OpenReader(bytes.NewReader(t.data), excelize.Options{UnzipSizeLimit: unzipped})
	switch {
	case errors.Is(err, excelize.ErrWorkbookPassword), errors.Is(err, excelize.ErrWorkbookFileFormat):
		return nil, ErrNotTable
	case err != nil:
		return nil, errors.Join(ErrNotTable, err)
	}
	return f, nil
}

// readXLSX reads the first sheet that is not hidden. Every row is asked for
// twice: as it is shown and as it is kept, which tells dates and numbers from
// texts without knowing each cell's type.
func (t *Table) readXLSX() error {
	f, err := t.open()
	if err != nil {
		return err
	}
	defer f.Close()
	for _, name := range f.GetSheetList() {
		if seen, err := f.GetSheetVisible(name); err == nil && seen {
			t.sheet = name
			break
		}
	}
	if t.sheet == "" {
		return ErrEmpty
	}
	shown, err := f.Rows(t.sheet)
	if err != nil {
		return errors.Join(ErrNotTable, err)
	}
	defer shown.Close()
	kept, err := f.Rows(t.sheet)
	if err != nil {
		return errors.Join(ErrNotTable, err)
	}
	defer kept.Close()
	for line := 1; shown.Next() && kept.Next(); line++ {
		texts, err := shown.Columns()
		if err != nil {
			return errors.Join(ErrNotTable, err)
		}
		raws, err := kept.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return errors.Join(ErrNotTable, err)
		}
		cells := make([]importing.Cell, len(texts))
		for i, text := range texts {
			cells[i].Text = text
			if i < len(raws) {
				cells[i].Raw = raws[i]
			}
		}
		if err := t.take(line, cells); err != nil {
			return err
		}
	}
	return errors.Join(shown.Error(), kept.Error())
}

// The colours of what is wrong, of the light look's palette.
const (
	badFill  = "FCE5E3"
	badFont  = "B3261E"
	headFill = "EDF0F4"
)

// Reason says what is wrong with a row: its words, and the columns of the file,
// from 0, that are marked.
type Reason struct {
	Line    int
	Words   string
	Columns []int
}

// WriteCopy writes a copy of the file with the reasons beside its rows under
// the heading head; of XLSX the bad cells are coloured. All else stays as it is.
func (t *Table) WriteCopy(w io.Writer, head string, reasons []Reason) error {
	if t.CSV() {
		return t.writeCSV(w, head, reasons)
	}
	f, err := t.open()
	if err != nil {
		return err
	}
	defer f.Close()
	column := t.reasonColumn()
	m := marker{f: f, sheet: t.sheet, styles: map[int]int{}}
	m.put(column, t.HeadLine, head, false)
	for _, row := range t.Rows {
		if column < len(row.Cells) && row.Cells[column].Text != "" {
			m.put(column, row.Line, "", false) // of an earlier copy
		}
	}
	for _, r := range reasons {
		m.put(column, r.Line, r.Words, true)
		for _, c := range r.Columns {
			m.mark(c, r.Line)
		}
	}
	if m.err == nil {
		name, _ := excelize.ColumnNumberToName(column + 1)
		m.err = f.SetColWidth(t.sheet, name, name, 60)
	}
	if m.err != nil {
		return fmt.Errorf("sheet: mark rows: %w", m.err)
	}
	return f.Write(w)
}

// marker writes into a sheet and keeps the first error.
type marker struct {
	f      *excelize.File
	sheet  string
	styles map[int]int // marked style of each style
	err    error
}

func (m *marker) at(column, line int) string {
	name, err := excelize.CoordinatesToCellName(column+1, line)
	m.err = errors.Join(m.err, err)
	return name
}

func (m *marker) put(column, line int, text string, bad bool) {
	if cell := m.at(column, line); m.err == nil {
		m.err = m.f.SetCellStr(m.sheet, cell, text)
	}
	if bad {
		m.mark(column, line)
	}
}

// mark colours a cell and leaves its format alone: an identifier stays text.
func (m *marker) mark(column, line int) {
	cell := m.at(column, line)
	if m.err != nil {
		return
	}
	have, err := m.f.GetCellStyle(m.sheet, cell)
	if err != nil {
		m.err = err
		return
	}
	marked, known := m.styles[have]
	if !known {
		style, err := m.f.GetStyle(have)
		if err != nil {
			m.err = err
			return
		}
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{badFill}}
		if style.Font == nil {
			style.Font = &excelize.Font{}
		}
		style.Font.Color, style.Font.ColorTheme = badFont, nil
		if marked, m.err = m.f.NewStyle(style); m.err != nil {
			return
		}
		m.styles[have] = marked
	}
	m.err = m.f.SetCellStyle(m.sheet, cell, cell, marked)
}

// Head is a heading of a template.
type Head struct {
	Title  string
	Digits bool // an identifier: the column is text, so that its zeros stay
	Needed bool // in bold
}

// WriteTemplate writes an empty table with headings, to be filled in.
func WriteTemplate(w io.Writer, title string, heads []Head) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName(f.GetSheetName(0), title); err != nil {
		return fmt.Errorf("sheet: template: %w", err)
	}
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49}) // @
	for i, h := range heads {
		name, failed := excelize.ColumnNumberToName(i + 1)
		if err = errors.Join(err, failed); err != nil {
			break
		}
		head, failed := f.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: h.Needed},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{headFill}}})
		if err = errors.Join(err, failed); err != nil {
			break
		}
		if h.Digits {
			err = f.SetColStyle(title, name, text)
		}
		err = errors.Join(err, f.SetColWidth(title, name, name, float64(max(14, len(h.Title)+4))),
			f.SetCellStr(title, name+"1", h.Title), f.SetCellStyle(title, name+"1", name+"1", head))
	}
	err = errors.Join(err, f.SetPanes(title, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	if err != nil {
		return fmt.Errorf("sheet: template: %w", err)
	}
	return f.Write(w)
}
