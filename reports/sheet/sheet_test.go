package sheet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"trastienda/app/importing"
)

// book makes an XLSX file of cells.
func book(t *testing.T, cells map[string]any, more func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for at, value := range cells {
		if err := f.SetCellValue("Sheet1", at, value); err != nil {
			t.Fatal(err)
		}
	}
	if more != nil {
		more(f)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(t *testing.T, data []byte) *Table {
	t.Helper()
	table, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func texts(r importing.Row) string {
	var list []string
	for _, c := range r.Cells {
		list = append(list, c.Text)
	}
	return fmt.Sprintf("%d:%s", r.Line, strings.Join(list, "|"))
}

func TestXLSX(t *testing.T) {
	data := book(t, map[string]any{
		"A1": "Agentes de la zona sur", // a title
		"A3": "Código", "B3": "PSR", "C3": "Fecha  y\nhora", "D3": "Monto",
		"A4": "A1", "B4": "000050070000001", "C4": time.Date(2022, 12, 13, 10, 24, 52, 0, time.UTC), "D4": 104.5,
		"A6": "A2", "B6": 50070000002, "D6": 2850590940090418135201.0,
	}, func(f *excelize.File) {
		format := "000000000000000"
		zeros, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStyle("Sheet1", "B6", "B6", zeros); err != nil {
			t.Fatal(err)
		}
	})
	table := read(t, data)
	if table.CSV() || table.HeadLine != 3 || !slices.Equal(table.Head, []string{"Código", "PSR", "Fecha y hora", "Monto"}) || len(table.Rows) != 2 || len(table.SHA256) != 64 {
		t.Fatalf("%+v", table)
	}
	first, second := table.Rows[0], table.Rows[1]
	if first.Line != 4 || first.Cells[1].Text != "000050070000001" || !strings.HasPrefix(first.Cells[2].Raw, "44908.4339") || first.Cells[3].Raw != "104.5" {
		t.Errorf("%+v", first)
	}
	if second.Line != 6 || second.Cells[1] != (importing.Cell{Text: "000050070000002", Raw: "50070000002"}) || !strings.Contains(second.Cells[3].Text, "E+21") {
		t.Errorf("%+v", second)
	}
}

func TestHiddenSheetsArePassedOver(t *testing.T) {
	data := book(t, map[string]any{"A1": "x", "B1": "y", "A2": "1"}, func(f *excelize.File) {
		if _, err := f.NewSheet("Datos"); err != nil {
			t.Fatal(err)
		}
		f.SetActiveSheet(1)
		if err := errors.Join(f.SetSheetVisible("Sheet1", false), f.SetCellStr("Datos", "A1", "Código"), f.SetCellStr("Datos", "B1", "Nombre"), f.SetCellStr("Datos", "A2", "A1")); err != nil {
			t.Fatal(err)
		}
	})
	if got := read(t, data); got.Head[0] != "Código" {
		t.Errorf("%v", got.Head)
	}
}

func TestCSV(t *testing.T) {
	wide := []byte("\xff\xfe")
	for _, u := range utf16.Encode([]rune("Código\tNombre\r\nA1\tÑandú\r\n")) {
		wide = binary.LittleEndian.AppendUint16(wide, u)
	}
	for name, c := range map[string]struct {
		data string
		head []string
		rows []string
	}{
		"semicolons":    {"Código;Monto\r\nA1;1.234,56\r\n", []string{"Código", "Monto"}, []string{"2:A1|1.234,56"}},
		"commas":        {"Code,Amount\nA1,\"1,234.56\"\n", []string{"Code", "Amount"}, []string{"2:A1|1,234.56"}},
		"decimal comma": {"Código;Monto\nA1;1,5\nA2;2,5\nA3;3,5\n", []string{"Código", "Monto"}, []string{"2:A1|1,5", "3:A2|2,5", "4:A3|3,5"}},
		"tabs":          {"Código\tNombre\nA1\tUno\n", []string{"Código", "Nombre"}, []string{"2:A1|Uno"}},
		"mark":          {"\ufeffCódigo;Nombre\nA1;Uno\n", []string{"Código", "Nombre"}, []string{"2:A1|Uno"}},
		"Latin-1":       {"C\xf3digo;Nombre\nA1;\xd1and\xfa\n", []string{"Código", "Nombre"}, []string{"2:A1|Ñandú"}},
		"UTF-16":        {string(wide), []string{"Código", "Nombre"}, []string{"2:A1|Ñandú"}},
		"sep":           {"sep=;\nCódigo;Nombre\nA1;Uno\n", []string{"Código", "Nombre"}, []string{"3:A1|Uno"}},
		"lines":         {"Código;Notas\nA1;\"dos\nlíneas\"\nA2;una\n", []string{"Código", "Notas"}, []string{"2:A1|dos\nlíneas", "4:A2|una"}},
		"kept zeros":    {"Código;PSR\n=\"001\";'002\n", []string{"Código", "PSR"}, []string{"2:001|002"}},
		"ragged":        {"Código;Nombre\n;;\nA1\nA2;Dos;más\n", []string{"Código", "Nombre"}, []string{"3:A1", "4:A2|Dos|más"}},
		"stray quotes":  {"Código;Nombre\nA1;Bar \"El 9\"\n", []string{"Código", "Nombre"}, []string{"2:A1|Bar \"El 9\""}},
	} {
		table := read(t, []byte(c.data))
		var rows []string
		for _, r := range table.Rows {
			rows = append(rows, texts(r))
		}
		if !slices.Equal(table.Head, c.head) || !slices.Equal(rows, c.rows) || !table.CSV() {
			t.Errorf("%s: %q %q", name, table.Head, rows)
		}
	}
}

func TestNotTables(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want error
	}{
		"nothing": {"", ErrNotTable}, "words": {"hola", ErrNotTable}, "NUL": {"a;b\x00;c", ErrNotTable}, "zip": {"PK\x03\x04rubbish", ErrNotTable},
		"old": {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xx", ErrNotTable}, "head": {"a;b\n", ErrEmpty}, "blank": {";;\n;;\n", ErrEmpty},
		"protected": {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + string(utf16LE("EncryptedPackage")), ErrProtected},
		"rows":      {"a;b\n" + strings.Repeat("1;2\n", MaxRows+1), ErrTooLarge}, "columns": {strings.Repeat("a;", maxColumns+1) + "a\n", ErrTooLarge},
	} {
		if _, err := Read([]byte(c.data)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// The copy has the reasons beside their rows and all else as it was; read again,
// corrected or not, it is the same table, and a later copy uses the same column.
func TestCopies(t *testing.T) {
	xlsx := book(t, map[string]any{"A1": "Código", "B1": "PSR", "A2": "A1", "B2": "0001", "A3": "A2", "B3": "x", "A4": "A3", "B4": "0003"}, nil)
	csv := []byte("Código;PSR\nA1;0001\nA2;x\nA3;0003\n")
	for name, data := range map[string][]byte{"xlsx": xlsx, "csv": csv} {
		table := read(t, data)
		var out bytes.Buffer
		if err := table.WriteCopy(&out, "Motivo del rechazo", []Reason{{Line: 3, Words: "PSR: no es un PSR", Columns: []int{1}}}); err != nil {
			t.Fatal(err)
		}
		again := read(t, out.Bytes())
		if got := texts(again.Rows[1]); got != "3:A2|x|PSR: no es un PSR" || !slices.Equal(again.Head, []string{"Código", "PSR", "Motivo del rechazo"}) {
			t.Errorf("%s: %q %q", name, got, again.Head)
		}
		if got := texts(again.Rows[0]); got != "2:A1|0001" {
			t.Errorf("%s: %q", name, got)
		}
		out.Reset()
		if err := again.WriteCopy(&out, "Motivo del rechazo", []Reason{{Line: 4, Words: "otro"}}); err != nil {
			t.Fatal(err)
		}
		third := read(t, out.Bytes())
		if len(third.Head) != 3 || texts(third.Rows[2]) != "4:A3|0003|otro" || strings.Contains(texts(third.Rows[1]), "PSR") {
			t.Errorf("%s: %q %q %q", name, third.Head, texts(third.Rows[1]), texts(third.Rows[2]))
		}
	}
	table := read(t, xlsx)
	var out bytes.Buffer
	if err := table.WriteCopy(&out, "Motivo del rechazo", []Reason{{Line: 3, Words: "mal", Columns: []int{1}}}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for at, want := range map[string]string{"B3": badFill, "C3": badFill, "A3": "", "B2": ""} {
		id, err := f.GetCellStyle("Sheet1", at)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(style.Fill.Color, ""); got != want {
			t.Errorf("%s is filled with %q, want %q", at, got, want)
		}
	}
}

func TestTemplateIsReadBack(t *testing.T) {
	var out bytes.Buffer
	if err := WriteTemplate(&out, "Agentes", []Head{{"Código", true, true}, {"Nombre", false, true}}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for at, value := range map[string]string{"A2": "0001", "B2": "Demo"} {
		if err := f.SetCellStr("Agentes", at, value); err != nil {
			t.Fatal(err)
		}
	}
	out.Reset()
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	table := read(t, out.Bytes())
	if !slices.Equal(table.Head, []string{"Código", "Nombre"}) || texts(table.Rows[0]) != "2:0001|Demo" {
		t.Errorf("%q %q", table.Head, texts(table.Rows[0]))
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"a;b\n1;2\n", "\ufeffa,b\n\"1\",2", "PK\x03\x04", "\xff\xfea\x00;\x00", "sep=;\na;b\n1;2", "a\tb\n\"\n", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := Read(data)
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := table.WriteCopy(&out, "Motivo del rechazo", []Reason{{Line: table.Rows[0].Line, Words: "x", Columns: []int{0}}}); err != nil && table.CSV() {
			t.Fatal(err)
		}
	})
}
