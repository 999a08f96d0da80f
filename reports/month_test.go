package reports

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"trastienda/app/month"
	"trastienda/app/purchase"
)

// closeOf is a close with a purchase of each kind: OK, pending, one that became OK
// later and one that is OK no more.
func closeOf() (month.Close, MonthSource) {
	zone := time.FixedZone("America/Argentina/Buenos_Aires", -3*3600)
	at := func(m time.Month, d int) time.Time { return time.Date(2026, m, d, 10, 0, 0, 0, zone) }
	rows := []month.Row{
		{N: 1, Kind: month.Own, At: at(10, 2), PSR: "000050070000001", Agent: purchase.AgentRef{Code: "A001", Name: "Norte"}, Currency: "ARS", Paid: 100_00, Credited: 104_00, Status: purchase.StatusOK, WalletTransfer: "141", TransferID: "=WB1"},
		{N: 2, Kind: month.Own, At: at(10, 3), PSR: "000050070000002", Currency: "ARS", Paid: 50_00, Credited: 52_00, Status: purchase.StatusPending},
		{N: 3, Kind: month.Adjustment, At: at(9, 30), PSR: "000050070000003", Currency: "ARS", Paid: 10_00, Credited: 10_40, Before: purchase.StatusPending, Status: purchase.StatusOK},
		{N: 4, Kind: month.Adjustment, At: at(9, 1), PSR: "000050070000004", Currency: "ARS", Paid: 1_00, Credited: 1_04, Before: purchase.StatusOK, Status: purchase.StatusError},
	}
	c := month.Close{Month: "2026-10", From: at(10, 1).Add(-10 * time.Hour), To: at(11, 1).Add(-10 * time.Hour), At: at(11, 2), By: "Ana", Rows: len(rows),
		Totals: []month.Total{{Kind: month.Own, Status: purchase.StatusPending, Currency: "ARS", Count: 1, Credited: 52_00}}}
	return c, func(_ context.Context, give func(month.Row) error) error {
		for _, r := range rows {
			if err := give(r); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestMonthlyClose(t *testing.T) {
	c, rows := closeOf()
	for lang, want := range map[string][]string{
		"es-AR": {"Compras del mes;02/10/26 10:00:00;000050070000001;A001 · Norte;141;'=WB1;;OK;ARS;104,00;100,00;104,00", "Ajustes de meses anteriores;01/09/26 10:00:00;000050070000004;;;;OK;ERROR;ARS;1,04;-1,00;-1,04",
			"Total general;4;ARS;109,00;113,36", "Compras del mes;2;ARS;100,00;104,00", "PENDIENTE;1;ARS;0,00;0,00", "Período: del 01/10/2026 al 31/10/2026", "Quedó pendiente al cierre: 1 compra por $\u00a052,00 acreditables."},
		"pt-BR": {"Total geral;4;ARS;109,00;113,36"},
		"en":    {"4,ARS,109.00,113.36"},
	} {
		d := Month(Head{Words: words(t, lang), Lang: lang, Agency: "Agencia", Made: c.At, Zone: c.At.Location(), By: "Ana"}, c, rows)
		var out bytes.Buffer
		if err := Write(t.Context(), d, CSVs, func(int, int) (io.Writer, error) { return &out, nil }, nil); err != nil {
			t.Fatal(err)
		}
		for _, line := range want {
			if !strings.Contains(out.String(), line) {
				t.Errorf("%s: no %q in\n%s", lang, line, out.String())
			}
		}
		for _, f := range []Format{PDF, XLSX} {
			out.Reset()
			if err := Write(t.Context(), d, f, func(int, int) (io.Writer, error) { return &out, nil }, nil); err != nil || out.Len() == 0 {
				t.Errorf("%s as %s: %v", lang, f, err)
			}
		}
	}
	if got := MonthName("2026-10", "es-AR") + " " + MonthName("2026-10", "en"); got != "10/2026 2026-10" {
		t.Errorf("the month is called %s", got)
	}
}
