package grid

import (
	"strings"
	"testing"
)

func TestCopyForExcel(t *testing.T) {
	s := newStage(t)
	s.SetColumns([]Column{
		{ID: "code", Title: "PSR", Width: 100, Digits: true}, {ID: "text", Title: "Nota", Width: 100},
		{ID: "sum", Title: "Monto", Width: 100}, {ID: "do", Title: "Acciones", Width: 100, NoCopy: true},
	})
	row := func(id string, cells ...string) Row {
		r := Row{ID: id}
		for _, c := range cells {
			r.Cells = append(r.Cells, Cell{Text: c})
		}
		return r
	}
	long := strings.Repeat("1", 256)
	s.open(given{[]Row{
		row("a", "000123", "uno\tdos", "$\u00a01,00", "x"),
		row("b", `0"1`+"\n2", "=1+1", "-$ 2,00"),
		row("c", "", `dice "no"`, ""),
		row("d", long, `="0"`, ""),
	}})
	s.SelectAll()
	s.CopyForExcel()
	want := "PSR\tNota\tMonto\n" +
		`="000123"` + "\tuno dos\t$ 1,00\n" +
		`="0""1 2"` + "\t'=1+1\t-$ 2,00\n" +
		"\t" + `"dice ""no"""` + "\t\n" +
		long + "\t" + `"'=""0"""` + "\t\n"
	if len(s.copied) != 1 || s.copied[0] != want {
		t.Errorf("copied\n%s\nwant\n%s", strings.Join(s.copied, "|"), want)
	}
	s.MoveColumn("sum", 0)
	s.HideColumn("text")
	s.Select("a")
	s.CopyForExcel()
	if got := s.copied[1]; got != "Monto\tPSR\n$ 1,00\t=\"000123\"\n" {
		t.Errorf("as shown: %q", got)
	}
}

func TestCopyForExcelReadsRowsThatWereNotLoaded(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 5000})
	s.Select("r4990")
	s.CopyForExcel()
	s.q.until(t, func() bool { return len(s.copied) == 1 })
	if want := "Nombre\tMonto\nr4990\t$ 4990,00\n"; s.copied[0] != want {
		t.Errorf("copied %q", s.copied[0])
	}
}
