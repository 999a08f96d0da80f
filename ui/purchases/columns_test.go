package purchases

import (
	"slices"
	"testing"
	"time"

	"trastienda/app/purchase"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// S0-28 … S0-37: seven columns in order, and the six rows of the source.
func TestSourceRows(t *testing.T) {
	b, err := text.NewBook(text.ES)
	if err != nil {
		t.Fatal(err)
	}
	b.SetZone(uitest.BuenosAires)
	titles := []string{"Fecha y hora", "PSR", "N° Transferencia Claro Pay", "Monto", "ID Transferencia recarga", "Estado transf recarga", "Acciones"}
	sortable := []bool{false, true, true, true, true, true, false}
	cols := slices.DeleteFunc(listColumns(b), func(c grid.Column) bool { return c.ID == colDeadline || c.ID == colMark }) // ours
	if len(cols) != 7 {
		t.Fatalf("%d columns", len(cols))
	}
	for i, c := range cols {
		if c.Title != titles[i] || c.Sortable != sortable[i] {
			t.Errorf("column %d is %q, sortable %v", i, c.Title, c.Sortable)
		}
	}
	want := [][]string{
		{"13/12/22 10:24:52", "290384911000001", "141", "$\u00a0104,00", "WB221212.1047.B23373", "OK", ""},
		{"27/06/22 14:29:32", "000050070000001", "123123132", "$\u00a040.000,00", "21", "OK", ""},
		{"27/06/22 14:29:21", "000050070000001", "123123132", "$\u00a024,00", "21", "OK", ""},
		{"27/06/22 14:29:09", "000050070000001", "123123132", "$\u00a010.000.000,00", "21", "ERROR", "Reintentar"},
		{"27/06/22 14:28:38", "000050070000001", "123123132", "$\u00a050,00", "200", "PENDIENTE", "Reintentar"},
		{"27/06/22 14:28:31", "000050070000001", "123123132", "$\u00a050,00", "26", "PENDIENTE", "Reintentar"},
	}
	for i, p := range sourceRows() {
		row := formatRow(b, p, Mark{}, purchase.Closing{}, noon)
		left := slices.Index(columnIDs, colDeadline)
		for j, cell := range slices.Delete(slices.Clone(row.Cells), left, left+2) {
			if cell.Text != want[i][j] {
				t.Errorf("row %d column %d is %q, want %q", i, j, cell.Text, want[i][j])
			}
		}
		if (row.Fill == look.ColorPendingRow) != (p.Status == purchase.StatusPending) || row.Bar != (p.Status == purchase.StatusError) {
			t.Errorf("row %d: fill %q, bar %v", i, row.Fill, row.Bar)
		}
		if status := row.Cells[5]; status.Icon == "" || status.Kind != grid.Pill {
			t.Errorf("row %d: the state has no icon", i)
		}
	}
}

// What is left of the 72 hours, as a pill from twelve hours on.
func TestRemainingTime(t *testing.T) {
	b, err := text.NewBook(text.ES)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		left time.Duration
		text string
		kind grid.Kind
		tone look.Tone
	}{
		{72 * time.Hour, "3 d", grid.Plain, 0},
		{12*time.Hour + time.Minute, "12 h 1 min", grid.Plain, 0},
		{12 * time.Hour, "12 h", grid.Pill, look.ToneWarning},
		{time.Second, "1 s", grid.Pill, look.ToneWarning},
		{0, "Vencida", grid.Pill, look.ToneNeutral},
		{-time.Hour, "Vencida", grid.Pill, look.ToneNeutral},
	} {
		deadline := noon.Add(c.left)
		got := deadlineCell(b, purchase.Purchase{Deadline: &deadline, Status: purchase.StatusPending}, purchase.Closing{}, noon)
		if got.Text != c.text || got.Kind != c.kind || got.Tone != c.tone {
			t.Errorf("%s left: %+v", c.left, got)
		}
	}
	if got := deadlineCell(b, purchase.Purchase{}, purchase.Closing{}, noon); got.Text != "" {
		t.Errorf("nothing runs out: %+v", got)
	}
}

func TestStatesInEveryLanguage(t *testing.T) {
	want := map[text.Lang][3]string{
		text.ES: {"OK", "PENDIENTE", "ERROR"}, text.PT: {"OK", "PENDENTE", "ERRO"}, text.EN: {"OK", "PENDING", "ERROR"}}
	for lang, words := range want {
		b, err := text.NewBook(lang)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range []purchase.Status{purchase.StatusOK, purchase.StatusPending, purchase.StatusError} {
			if got := b.T(statusKeys[s]); got != words[i] {
				t.Errorf("%s %s is %q", lang, s, got)
			}
		}
	}
}
