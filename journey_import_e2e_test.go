package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"trastienda/reports/sheet"
)

const importedAgents = "Código;Nombre;CUIT;PSR;Local;Teléfono;CBU/CVU;Alias;Titular\n" +
	"Z01;Kiosco del Puerto;30-99000001-4;000777000000001;Puerto;11 5555-0001;0009844700009078153229;demo.puerto;Kiosco del Puerto\n" +
	"Z01;;;000777000000002;Puerto anexo;;;;\n" +
	"Z02;Almacén Norte;30-99000001-2;000777000000003;Norte;11 5555-0002;;;\n" + // CUIT
	"Z03;Librería Sur;;000777000000004;Sur;;0009844700009078153220;;Librería Sur\n" + // CBU
	";Sin código;;000777000000005;Este;;;;\n" +
	"Z05;Locutorio Oeste;;000777000000006;Oeste;;;;\n"

// A manager imports a file with three bad rows: they are marked with their
// reasons and given back in a copy, the others come in, bank data waits for
// somebody else, and the same file again adds nothing.
func TestJourneyImport(t *testing.T) {
	site := newSite(t, "sqlite")
	home, folder := t.TempDir(), t.TempDir()
	file := filepath.Join(folder, "agentes.csv")
	if err := os.WriteFile(file, []byte(importedAgents), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newScreen(t, "1366x768")
	w := s.open(home, "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.signIn("manager@demo.test", testPassword)
	w.purchases()
	w.key("ctrl+i")
	w.there("importing.path")
	w.shows("importing.kind", "Compras pasadas")
	w.click("importing.kind")
	w.click("importing.kind.agents")
	w.fill("importing.path", file)
	w.shot("import-file")
	w.click("importing.read")
	w.contains("importing.sum", "6 filas leídas · 3 con error")
	w.shows("grid.importing", "6")
	w.click("importing.onlybad")
	w.shows("grid.importing", "3")
	w.contains("grid.importing.r0.why", "CUIT: El dígito verificador")
	w.contains("grid.importing.r1.why", "CBU/CVU: El dígito verificador de la cuenta")
	w.contains("grid.importing.r2.why", "Código: falta")
	w.shot("import-preview")

	w.click("importing.columns")
	w.there("importing.columns.code")
	w.shot("import-columns")
	w.click("importing.take")
	w.contains("importing.sum", "3 con error")
	w.shows("importing.do", "Importar 2 agentes")
	w.click("importing.do")
	w.shows("importing.added", "2 agentes agregados")
	w.shot("import-end")
	w.click("importing.end.bad")
	w.contains("importing.saved.path", "agentes-con-errores.csv")
	path := w.now().text("importing.saved.path")
	w.shot("import-saved")
	w.click("importing.saved.close")
	w.click("importing.end.close")
	given, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copied, err := sheet.Read(given)
	if err != nil {
		t.Fatal(err)
	}
	reasons := 0
	for _, row := range copied.Rows {
		if last := row.Cells[len(row.Cells)-1].Text; len(row.Cells) == len(copied.Head) && strings.Contains(last, ": ") {
			reasons++
		}
	}
	if reasons != 3 || copied.Head[len(copied.Head)-1] != "Motivo del rechazo" {
		t.Errorf("%d rows have a reason in %q", reasons, given)
	}

	// Again: it is told, and nothing is added.
	w.key("ctrl+i")
	w.there("importing.path")
	w.click("importing.kind")
	w.click("importing.kind.agents")
	w.fill("importing.path", file)
	w.click("importing.read")
	w.contains("importing.earlier", "agregó 2")
	w.shot("import-again")
	w.click("importing.do")
	w.shows("importing.added", "0 agentes agregados")
	w.click("importing.end.close")
	var list struct {
		Items []struct {
			Code         string `json:"code"`
			PointsOfSale []struct {
				PSR string `json:"psr"`
			} `json:"points_of_sale"`
			Bank struct {
				State string `json:"state"`
			} `json:"bank"`
		} `json:"items"`
	}
	call(t, "GET", site.hub.url+"/v1/agents?sort=-code&limit=2", site.auth(), nil, &list)
	if len(list.Items) != 2 || list.Items[0].Code != "Z05" || list.Items[1].Code != "Z01" || len(list.Items[1].PointsOfSale) != 2 || list.Items[1].Bank.State != "pending" {
		t.Errorf("the hub has %+v", list.Items)
	}

	// Past purchases: they are in the list as soon as they are in.
	past := filepath.Join(folder, "compras.csv")
	if err := os.WriteFile(past, []byte("Fecha y hora;PSR;N° Transferencia Claro Pay;Monto;ID Transferencia recarga;Estado transf recarga\n"+
		"13/12/22 10:24:52;000777000000001;141;$ 104,00;WB221212.1047.B23373;OK\n27/06/22 14:29:09;000777000000006;123123132;$ 10.000.000,00;21;ERROR\n"+
		"27/06/22 14:28:38;000777000000001;123123132;$ 50,00;200;PENDIENTE\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.key("ctrl+i")
	w.there("importing.path")
	w.fill("importing.path", past)
	w.click("importing.read")
	w.contains("importing.sum", "3 filas leídas · 1 con error")
	w.shot("import-purchases")
	w.click("importing.do")
	w.shows("importing.added", "2 compras agregadas")
	w.click("importing.end.close")
	w.rows(8)
	w.shows("nav.purchases", "Compras automatizadas 3") // an imported error is history
	w.shot("imported-purchases")
	closeOfAMonth(w, s.home)
	w.close()

	// The command line writes the same document.
	token, out := filepath.Join(folder, "token"), filepath.Join(folder, "june.csv")
	if err := os.WriteFile(token, []byte(site.signIn("operator@demo.test")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	monthly := func(month string) (string, int) {
		return runProgram(t, "report", "month", "--month", month, "--hub", site.hub.url, "--token-file", token, "--lang", "es-AR", "-o", out)
	}
	if said, code := monthly("2022-06"); code != exitOK || !strings.Contains(said, "1 compra: ") {
		t.Errorf("exit %d: %s", code, said)
	}
	if text, err := os.ReadFile(out); err != nil || !strings.Contains(string(text), "\r\nTotal general;1;ARS;0,00;0,00") {
		t.Errorf("the close of June: %v, %s", err, text)
	}
	if said, code := monthly("2022-07"); code != exitFailed || !strings.Contains(said, "2022-07 is not closed; nothing was written") {
		t.Errorf("a month that is open: exit %d: %s", code, said)
	}
	if said, code := monthly("2022-7"); code != exitUsage {
		t.Errorf("no month: exit %d: %s", code, said)
	}
}

// closeOfAMonth closes the first month, that of the oldest purchase, and takes its
// document out.
func closeOfAMonth(w *window, folder string) {
	w.t.Helper()
	w.click("nav.reporting")
	w.click("reporting.months.button")
	w.shows("reporting.months.next", "Se puede cerrar 06/2022.")
	w.click("reporting.months.ask")
	w.shot("month-question")
	w.click("reporting.months.do")
	w.shows("reporting.months.choose", "06/2022")
	w.shows("reporting.months.next", "Se puede cerrar 07/2022.")
	w.click("reporting.months.pdf")
	text, err := exec.Command("pdftotext", "-layout", writtenFile(w, folder, "pdf"), "-").Output()
	if err != nil {
		w.t.Fatal(err)
	}
	if text := string(text); !strings.Contains(text, "Cierre de 06/2022") || !strings.Contains(text, "Total general · 1 compra") || !strings.Contains(text, "Sólo cuenta lo que está OK.") {
		w.t.Errorf("the close of June says %s", text)
	}
	w.shot("month")
}
