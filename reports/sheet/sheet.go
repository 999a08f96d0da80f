// Package sheet reads tables of people's own files, XLSX or CSV, and writes
// them: a copy of a file with what is wrong with its rows, and templates to
// fill in.
package sheet

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"

	"trastienda/app/importing"
)

const (
	// MaxBytes bounds a file that is read.
	MaxBytes = 64 << 20
	// MaxRows bounds the rows of a table without its heading.
	MaxRows = 100_000
	// maxColumns bounds its columns.
	maxColumns = 200
)

// Errors of reading a file.
var (
	// ErrTooLarge: more than MaxBytes or MaxRows.
	ErrTooLarge = errors.New("sheet: the file is too large")
	// ErrNotTable: no table of this program's kinds, such as an old .xls or a picture.
	ErrNotTable = errors.New("sheet: not an XLSX or CSV file")
	// ErrEmpty: no heading, or no row below it.
	ErrEmpty = errors.New("sheet: there are no rows")
	// ErrProtected: the file wants a password.
	ErrProtected = errors.New("sheet: the file is protected by a password")
)

// Table is what a file holds. Rows without any text are left out; each row
// keeps its line of the file.
type Table struct {
	SHA256 string // of the file, hexadecimal
	Head   []string
	Rows   []importing.Row
	// HeadLine is the line of the heading, from 1.
	HeadLine int

	data  []byte
	sheet string // of an XLSX file; empty for CSV
	comma rune   // of a CSV file
	wide  bool   // the CSV file was UTF-16
}

// CSV tells that the file is text.
func (t *Table) CSV() bool { return t.sheet == "" }

// Read reads a file. It takes what the content is, whatever the file is called.
func Read(data []byte) (*Table, error) {
	sum := sha256.Sum256(data)
	t := &Table{SHA256: hex.EncodeToString(sum[:]), data: data}
	var err error
	switch {
	case len(data) > MaxBytes:
		return nil, ErrTooLarge
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		err = t.readXLSX()
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		// An old .xls, or an XLSX that is protected: both come in this envelope.
		if bytes.Contains(data, utf16LE("EncryptedPackage")) {
			return nil, ErrProtected
		}
		return nil, ErrNotTable
	default:
		err = t.readCSV()
	}
	switch {
	case err != nil:
		return nil, err
	case len(t.Head) == 0 || len(t.Rows) == 0:
		return nil, ErrEmpty
	}
	return t, nil
}

// ReadFrom is Read of at most MaxBytes.
func ReadFrom(r io.Reader) (*Table, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, err
	}
	return Read(data)
}

// take adds a row of the file. The first one with two filled cells is the
// heading; titles above it are passed over.
func (t *Table) take(line int, cells []importing.Cell) error {
	last := -1
	filled := 0
	for i, c := range cells {
		if strings.TrimSpace(c.Text) != "" {
			last = i
			filled++
		}
	}
	switch {
	case filled == 0:
		return nil
	case last >= maxColumns || len(t.Rows) >= MaxRows:
		return ErrTooLarge
	case t.Head == nil && filled < 2:
		return nil
	case t.Head == nil:
		t.Head, t.HeadLine = make([]string, last+1), line
		for i := range t.Head {
			t.Head[i] = strings.Join(strings.Fields(cells[i].Text), " ")
		}
		return nil
	}
	t.Rows = append(t.Rows, importing.Row{Line: line, Cells: cells[:last+1]})
	return nil
}

// reasonColumn is where the reasons stand: in the column of an earlier copy, or
// behind the last.
func (t *Table) reasonColumn() int {
	for i, h := range t.Head {
		if importing.IsReason(h) {
			return i
		}
	}
	width := len(t.Head)
	for _, r := range t.Rows {
		width = max(width, len(r.Cells))
	}
	return width
}

func utf16LE(s string) []byte {
	var b []byte
	for _, c := range []byte(s) {
		b = append(b, c, 0)
	}
	return b
}
