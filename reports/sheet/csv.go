package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"trastienda/app/importing"
)

// content is the text of a CSV file in UTF-8: with or without a mark of its
// order, UTF-16 as spreadsheets save "Unicode text", else Windows-1252.
func (t *Table) content() ([]byte, error) {
	switch {
	case bytes.HasPrefix(t.data, []byte("\xff\xfe")), bytes.HasPrefix(t.data, []byte("\xfe\xff")):
		t.wide = true
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(t.data)
		if err != nil {
			return nil, ErrNotTable
		}
		return text, nil
	case utf8.Valid(t.data):
		return bytes.TrimPrefix(t.data, []byte("\ufeff")), nil
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(t.data)
	if err != nil {
		return nil, ErrNotTable
	}
	return text, nil
}

func (t *Table) readCSV() error {
	text, err := t.content()
	if err != nil || bytes.ContainsRune(text, 0) {
		return errors.Join(ErrNotTable, err)
	}
	if t.comma = separator(text); t.comma == 0 {
		return ErrNotTable
	}
	r := t.reader(text)
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errors.Join(ErrNotTable, err)
		}
		if t.Head == nil && len(record) == 1 && strings.HasPrefix(record[0], "sep=") {
			continue
		}
		cells := make([]importing.Cell, len(record))
		for i, field := range record {
			field = unquoted(field)
			cells[i] = importing.Cell{Text: field, Raw: field}
		}
		line, _ := r.FieldPos(0)
		if err := t.take(line, cells); err != nil {
			return err
		}
	}
}

func (t *Table) reader(text []byte) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = t.comma, true, -1, true
	return r
}

// unquoted takes away what keeps a spreadsheet from reading digits as a number:
// ="000050070000001" or a leading apostrophe.
func unquoted(s string) string {
	if inner, ok := strings.CutPrefix(s, `="`); ok && strings.HasSuffix(inner, `"`) {
		return strings.TrimSuffix(inner, `"`)
	}
	return strings.TrimPrefix(s, "'")
}

// separator is the mark that stands most often, outside quotes, in the first
// lines; 0 when there is none.
func separator(text []byte) rune {
	counts := map[rune]int{}
	quoted, lines := false, 0
	for _, c := range string(text[:min(len(text), 16<<10)]) {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\n' && !quoted:
			lines++
		case !quoted && (c == ';' || c == ',' || c == '\t'):
			counts[c]++
		}
		if lines == 5 {
			break
		}
	}
	best := rune(0)
	for _, c := range []rune{';', '\t', ','} { // a decimal comma must not outweigh
		if counts[c] > 0 && (best == 0 || counts[c] > 2*counts[best]) {
			best = c
		}
	}
	return best
}

// writeCSV writes the records again with the reasons behind them, in the file's
// own separator, as UTF-8 with the mark that spreadsheets know it by.
func (t *Table) writeCSV(w io.Writer, head string, reasons []Reason) error {
	text, err := t.content()
	if err != nil {
		return err
	}
	words := map[int]string{t.HeadLine: head}
	for _, r := range reasons {
		words[r.Line] = r.Words
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = t.comma, true
	column := t.reasonColumn()
	for r := t.reader(text); ; {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		line, _ := r.FieldPos(0)
		cells := append([]string{}, record...)
		if word := words[line]; word != "" || column < len(cells) {
			for len(cells) <= column {
				cells = append(cells, "")
			}
			cells[column] = word
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
