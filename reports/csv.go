// Package reports writes the documents that people take out of the program.
package reports

import (
	"encoding/csv"
	"io"
	"regexp"
	"strings"
)

// CSV writes a table for spreadsheets line by line, so that it may be of any
// length. Spreadsheets in Spanish and Portuguese take semicolons between cells
// and read UTF-8 only behind a byte order mark; those in English take commas.
type CSV struct {
	out   *csv.Writer
	begun bool
	mark  bool
	to    io.Writer
}

// NewCSV begins a table in a language of the program ("es-AR", "pt-BR", "en").
func NewCSV(to io.Writer, lang string) *CSV {
	c := &CSV{out: csv.NewWriter(to), to: to}
	c.out.UseCRLF = true
	if !strings.HasPrefix(lang, "en") {
		c.out.Comma, c.mark = ';', true
	}
	return c
}

// Line writes a line of cells. No cell is taken for a formula.
func (c *CSV) Line(cells ...string) error {
	if !c.begun && c.mark {
		if _, err := io.WriteString(c.to, "\ufeff"); err != nil {
			return err
		}
	}
	c.begun = true
	safe := make([]string, len(cells))
	for i, cell := range cells {
		safe[i] = Harmless(cell)
	}
	return c.out.Write(safe)
}

// Flush writes what is still held back and tells whether everything could be
// written.
func (c *CSV) Flush() error {
	c.out.Flush()
	return c.out.Error()
}

// negative is an amount below zero: it runs as nothing, and has to stay a number.
var negative = regexp.MustCompile(`^-[0-9]+[.,][0-9]{2}$`)

// Harmless marks a text as one that would run as a formula, also behind blanks
// that a spreadsheet leaves out.
func Harmless(cell string) string {
	if negative.MatchString(cell) {
		return cell
	}
	if first := strings.TrimLeft(cell, " \t\r\n\u00a0"); first != "" && strings.ContainsRune("=+-@", rune(first[0])) {
		return "'" + cell
	}
	return cell
}
