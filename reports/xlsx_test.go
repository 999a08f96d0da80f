package reports

import (
	"bytes"
	"encoding/csv"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"trastienda/app/purchase"
)

// sheet opens a workbook and returns its cells as they are kept, and a way to read
// a cell's formula.
func sheet(t *testing.T, path string) (*excelize.File, string, [][]string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	name := f.GetSheetList()[0]
	rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return f, name, rows
}

// lineOf finds the line whose first cell is a text.
func lineOf(t *testing.T, rows [][]string, first string) int {
	t.Helper()
	for i, r := range rows {
		if len(r) > 0 && r[0] == first {
			return i
		}
	}
	t.Fatalf("no line begins with %q", first)
	return 0
}

func TestXLSXHasTypedCellsAndFormulas(t *testing.T) {
	rows := purchases(50)
	rows[0].Agent.Name = "=1+1 \x00 *?~\"" + strings.Repeat("y", 4000)
	d := document(t, Purchases{FromDay: "2026-11-01", Query: PurchaseQuery{By: purchase.GroupByAgent}}, head(t, "es-AR"), rows)
	path := saved(t, "purchases.xlsx", file(t, d, XLSX)[0])
	f, name, cells := sheet(t, path)
	at := lineOf(t, cells, "Agente")
	if got := strings.Join(cells[at], "|"); !strings.HasPrefix(got, "Agente|Fecha y hora|PSR|Agente|N° Transferencia Claro Pay|Monto pagado|") {
		t.Errorf("the head is %q", got)
	}
	// The newest purchase was made at 14:47:05 UTC, 11:47:05 in Buenos Aires.
	first := lineOf(t, cells, "Agente A-001 · Kiosco Ñandú") + 1
	if v, _ := f.GetCellValue(name, cellName(2, first)); v != "28/11/2026 10:56:05" {
		t.Errorf("the first date reads %q", v)
	}
	if v, _ := f.GetCellType(name, cellName(3, first)); v != excelize.CellTypeInlineString {
		t.Errorf("the PSR is of type %v", v)
	}
	if v, _ := f.GetCellValue(name, cellName(3, first)); v != "000012345600003" {
		t.Errorf("the PSR reads %q", v)
	}
	if v := cells[first-1][5]; v != "10004.11" {
		t.Errorf("the amount is kept as %q", v)
	}
	panes, err := f.GetPanes(name)
	if err != nil || !panes.Freeze || panes.YSplit != at+1 {
		t.Errorf("frozen: %+v, %v; the head is line %d", panes, err, at+1)
	}
	total := lineOf(t, cells, "Total general") + 1
	for column, want := range map[int]string{2: "COUNTIFS(", 6: "SUMIFS("} {
		if v, _ := f.GetCellFormula(name, cellName(column, total)); !strings.HasPrefix(v, want) {
			t.Errorf("column %d of the total has the formula %q", column, v)
		}
	}
	props, err := f.GetDocProps()
	if err != nil || props.Created != "2026-11-28T15:04:05Z" || props.Creator != "Gómez, Marta" {
		t.Errorf("the properties are %+v, %v", props, err)
	}
}

func TestXLSXOfEqualInputIsEqual(t *testing.T) {
	make := func() []byte { return file(t, document(t, Purchases{}, head(t, "en"), purchases(300)), XLSX)[0] }
	one := make()
	for range 5 {
		if !bytes.Equal(one, make()) {
			t.Fatal("two workbooks of the same rows differ")
		}
	}
}

// What LibreOffice works out anew from the formulas is what we wrote as their
// values, and what the other formats say.
func TestSumsAreTheSameEverywhere(t *testing.T) {
	rows := purchases(200)
	rows[7].Currency, rows[7].Agent.Name = "USD", "Uno * ? ~ \"dos\""
	for _, by := range []string{"", purchase.GroupByAgent, purchase.GroupByPSR, purchase.GroupByStatus, purchase.GroupByDay} {
		q := Purchases{Query: PurchaseQuery{By: by}}
		path := saved(t, "sums-"+by+".xlsx", file(t, document(t, q, head(t, "es-AR"), rows), XLSX)[0])
		again := t.TempDir()
		tool(t, "soffice", "-env:UserInstallation=file://"+t.TempDir(), "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", again, path)
		_, _, ours := sheet(t, path)
		_, _, theirs := sheet(t, filepath.Join(again, filepath.Base(path)))
		table := readCSV(t, file(t, document(t, q, head(t, "es-AR"), rows), CSVs)[0])
		from := lineOf(t, ours, "Totales")
		sums, n := table[lineOf(t, table, "Totales")+1:], 0
		for i := from + 1; i < len(ours) && len(ours[i]) > 3; i++ {
			have, calc := amounts(ours[i]), amounts(theirs[i])
			if strings.Join(have, " ") != strings.Join(calc, " ") {
				t.Errorf("%s: wrote %q, LibreOffice works out %q", by, have, calc)
			}
			comma := strings.Split(strings.ReplaceAll(strings.Join(sums[n], "\n"), ",", "."), "\n")
			if strings.Join(trimmed(comma), " ") != strings.Join(have, " ") {
				t.Errorf("%s: the workbook says %q, the CSV %q", by, have, comma)
			}
			n++
		}
		if n < 4 {
			t.Errorf("%s: only %d sums", by, n)
		}
	}
}

// amounts are the cells of a line that are not empty.
func amounts(line []string) []string {
	var all []string
	for _, c := range line {
		if c != "" {
			all = append(all, c)
		}
	}
	return trimmed(all)
}

// trimmed writes decimals as a workbook keeps them: without zeros at the end.
func trimmed(line []string) []string {
	all := make([]string, len(line))
	for i, c := range line {
		if strings.Contains(c, ".") && i > 2 {
			c = strings.TrimRight(strings.TrimRight(c, "0"), ".")
		}
		all[i] = c
	}
	return all
}

func readCSV(t *testing.T, data []byte) [][]string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	r.Comma, r.FieldsPerRecord = ';', -1
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
