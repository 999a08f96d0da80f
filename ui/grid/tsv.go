package grid

import (
	"strings"
	"unicode/utf8"
)

// tsv writes rows as tab-separated values.
func (g *Grid) tsv(rows []Row, withHeader bool) string {
	return g.table(rows, withHeader, func(_ Column, s string) string { return tsvValue(s) })
}

// table writes the columns shown, in the order they are shown, without those
// that are not copied. Heads of groups are no rows of it.
func (g *Grid) table(rows []Row, withHeader bool, value func(c Column, text string) string) string {
	var b strings.Builder
	var cols []int
	for _, i := range g.shown {
		if !g.cols[i].NoCopy {
			cols = append(cols, i)
		}
	}
	line := func(text func(i int) string) {
		for n, i := range cols {
			if n > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(text(i))
		}
		b.WriteByte('\n')
	}
	if withHeader {
		line(func(i int) string { return value(Column{}, g.cols[i].Title) })
	}
	for _, r := range rows {
		line(func(i int) string {
			if i >= len(r.Cells) {
				return ""
			}
			return value(g.cols[i].Column, r.Cells[i].Text)
		})
	}
	return b.String()
}

// oneCell takes from a text what would end a cell.
var oneCell = strings.NewReplacer("\t", " ", "\r\n", " ", "\n", " ", "\r", " ", "\u00a0", " ")

// tsvValue makes a text fit into one cell of a spreadsheet: no tabs or line
// ends, and nothing that would be taken for a formula.
func tsvValue(s string) string {
	s = oneCell.Replace(s)
	if s == "" {
		return s
	}
	formula := s[0] == '=' || s[0] == '@'
	if (s[0] == '+' || s[0] == '-') && len(s) > 1 {
		formula = !strings.ContainsRune("0123456789 $R.,", rune(s[1]))
	}
	if formula {
		return "'" + s
	}
	return s
}

// excelMost is how long a text inside a formula may be in Excel.
const excelMost = 255

// excelValue is tsvValue for Excel. Identifiers become a formula that is
// nothing but their text, which is the only way their zeros are kept; of other
// texts those with quotes are quoted, as Excel would join cells at a lone one.
func excelValue(c Column, s string) string {
	if s == "" {
		return s
	}
	doubled := strings.ReplaceAll(s, `"`, `""`)
	if c.Digits && utf8.RuneCountInString(s) <= excelMost {
		return `="` + oneCell.Replace(doubled) + `"`
	}
	if v := tsvValue(s); doubled == s {
		return v
	}
	return `"` + tsvValue(doubled) + `"`
}
