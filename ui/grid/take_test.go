package grid

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

// taken reads everything, cells by | and rows by line.
func taken(t *testing.T, x Taken) string {
	t.Helper()
	var lines []string
	if err := x.Each(context.Background(), func(cells []string) error {
		lines = append(lines, strings.Join(cells, "|"))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// What is taken out is what is shown: its columns, their order, what is chosen.
func TestTakeIsWhatIsShown(t *testing.T) {
	s := newStage(t)
	s.SetColumns([]Column{{ID: "code", Title: "PSR", Width: 100, Digits: true}, {ID: "text", Title: "Nota", Width: 100},
		{ID: "sum", Title: "Monto", Width: 100}, {ID: "do", Title: "Acciones", Width: 100, NoCopy: true}})
	row := func(id string, cells ...string) Row {
		r := Row{ID: id}
		for _, c := range cells {
			r.Cells = append(r.Cells, Cell{Text: c})
		}
		return r
	}
	if x := s.Take(); x.Count > 0 || taken(t, x) != "" {
		t.Errorf("before there is a list: %+v", x)
	}
	s.open(given{[]Row{row("a", "000123", "uno", "1,00", "x"), row("b", "0001", "dos", "2,00", "x"), row("c", "0002", "tres")}})
	x := s.Take()
	titles := func(x Taken) (list []string) {
		for _, c := range x.Columns {
			list = append(list, c.Title)
		}
		return list
	}
	if got := taken(t, x); got != "000123|uno|1,00\n0001|dos|2,00\n0002|tres|" || x.Count != 3 || !slices.Equal(titles(x), []string{"PSR", "Nota", "Monto"}) || !x.Columns[0].Digits {
		t.Errorf("all: %q, %+v", got, x)
	}
	s.MoveColumn("sum", 0)
	s.HideColumn("text")
	s.Select("b")
	x = s.Take()
	if got := taken(t, x); got != "2,00|0001" || x.Count != 1 || !slices.Equal(titles(x), []string{"Monto", "PSR"}) {
		t.Errorf("the chosen one: %q, %+v", got, x)
	}
	s.SelectAll()
	s.settle()
	if x = s.Take(); x.Count != 3 || taken(t, x) != "1,00|000123\n2,00|0001\n|0002" {
		t.Errorf("all chosen: %d, %q", x.Count, taken(t, x))
	}
	full := errors.New("full")
	if err := x.Each(context.Background(), func([]string) error { return full }); !errors.Is(err, full) {
		t.Errorf("the disk is full: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := x.Each(ctx, func([]string) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("after its end: %v", err)
	}
}

func TestTakeReadsEveryPage(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 1234})
	x := s.Take()
	if n := strings.Count(taken(t, x), "\n") + 1; n != 1234 || x.Count != 1234 {
		t.Errorf("%d rows of %d", n, x.Count)
	}
}
