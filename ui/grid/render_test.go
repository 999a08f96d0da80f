package grid

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/app/listing"
	"trastienda/ui/look"
)

// given is a source of given rows.
type given struct{ rows []Row }

func (s given) Count(context.Context) (int, error) { return len(s.rows), nil }

func (s given) Rows(_ context.Context, from, n int) ([]Row, error) {
	return s.rows[min(from, len(s.rows)):min(from+n, len(s.rows))], nil
}

// purchases are the six rows of the design's picture.
func purchases() given {
	row := func(id, at, psr, transfer, amount, recharge, status string, bar bool) Row {
		pill := map[string]Cell{
			"OK":        {Kind: Pill, Text: "OK", Tone: look.ToneSuccess, Icon: "check_circle"},
			"ERROR":     {Kind: Pill, Text: "ERROR", Tone: look.ToneError, Icon: "error"},
			"PENDIENTE": {Kind: Pill, Text: "PENDIENTE", Tone: look.ToneWarning, Icon: "schedule"},
		}[status]
		action := Cell{Kind: Action}
		if status != "OK" {
			action = Cell{Kind: Action, Text: "Reintentar", Icon: "refresh"}
		}
		r := Row{ID: id, Bar: bar, Cells: []Cell{
			{Text: at}, {Text: psr}, {Text: transfer}, {Text: amount, Kind: Money}, {Text: recharge}, pill, action,
		}}
		if status == "PENDIENTE" {
			r.Fill = look.ColorPendingRow
		}
		return r
	}
	return given{[]Row{
		row("a", "13/12/22 10:24:52", "290384911000001", "141", "$ 104,00", "WB221212.1047.B23373", "OK", false),
		row("b", "27/06/22 14:29:32", "000050070000001", "123123132", "$ 40.000,00", "21", "OK", false),
		row("c", "27/06/22 14:29:21", "000050070000001", "123123132", "$ 24,00", "21", "OK", false),
		row("d", "27/06/22 14:29:09", "000050070000001", "123123132", "$ 10.000.000,00", "21", "ERROR", true),
		row("e", "27/06/22 14:28:38", "000050070000001", "123123132", "$ 50,00", "200", "PENDIENTE", false),
		row("f", "27/06/22 14:28:31", "000050070000001", "123123132", "$ 50,00", "26", "PENDIENTE", false),
	}}
}

func purchaseColumns() []Column {
	return []Column{
		{ID: "at", Title: "Fecha y hora", Width: 130, Sortable: true},
		{ID: "psr", Title: "PSR", Width: 140, Sortable: true},
		{ID: "wallet", Title: "N° Transferencia Claro Pay", Width: 170},
		{ID: "amount", Title: "Monto", Width: 130, Align: Right, Sortable: true},
		{ID: "recharge", Title: "ID Transferencia recarga", Width: 180},
		{ID: "status", Title: "Estado transf recarga", Width: 150},
		{ID: "do", Title: "Acciones", Width: 120, NoCopy: true},
	}
}

func pictureStage(t testing.TB, size fyne.Size) *stage {
	s := newStage(t)
	s.w.Resize(size)
	s.SetColumns(purchaseColumns())
	s.SetSort(listing.Sort{{Field: "at", Desc: true}})
	s.open(purchases())
	s.Select("d", "e")
	return s
}
