package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A manager takes the filtered list out as PDF and as a workbook by the keys, and
// the command line fetches the same rows from the hub with a token; the audit of
// the hub knows what the window took out.
func TestJourneyReport(t *testing.T) {
	site := newSite(t, "sqlite")
	x := newScreen(t, "1366x768")
	documents := filepath.Join(x.home, "Documentos")
	if err := os.Mkdir(documents, 0o700); err != nil {
		t.Fatal(err)
	}
	w := x.open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.signIn("manager@demo.test", testPassword)
	w.click("nav.purchases")
	w.there("grid.purchases.r0.psr")
	w.click("grid.purchases.r0.psr")
	w.key("ctrl+p")
	w.there("toast.export")
	w.shot("report-pdf")
	text, err := exec.Command("pdftotext", "-layout", writtenFile(w, documents, "pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	if text := string(text); !strings.Contains(text, "Compras elegidas a mano") || !strings.Contains(text, "Total general · 1 compra") {
		t.Errorf("the PDF of the chosen row says %s", text)
	}
	w.key("Escape", "ctrl+e")
	writtenFile(w, documents, "xlsx")
	w.contains("toast.export", ".xlsx") // the window is done with it
	w.shot("report-xlsx")
	reportOfAPeriod(w, documents)
	w.close()

	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte(site.signIn("operator@demo.test")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "all.csv")
	if said, code := runProgram(t, "report", "purchases", "--hub", site.hub.url, "--token-file", token, "--lang", "es-AR", "-o", out); code != exitOK {
		t.Fatalf("exit %d: %s", code, said)
	}
	if text, err := os.ReadFile(out); err != nil || !strings.Contains(string(text), "\r\nTotal general;6;ARS;") {
		t.Errorf("the rows of the hub: %v, %s", err, text)
	}
	if err := os.WriteFile(token, []byte("made-up\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, code := runProgram(t, "report", "purchases", "--hub", site.hub.url, "--token-file", token, "--lang", "es-AR", "-o", out); code != exitFailed || !strings.Contains(said, "does not take the token") {
		t.Errorf("a wrong token: exit %d: %s", code, said)
	}
}

// reportOfAPeriod makes the report of all dates on the page of the reports: what it
// shows is what the file holds, and the file is among those made lately.
func reportOfAPeriod(w *window, documents string) {
	w.t.Helper()
	if err := os.Remove(writtenFile(w, documents, "pdf")); err != nil {
		w.t.Fatal(err)
	}
	w.click("nav.reporting")
	w.click("reporting.period.all")
	w.contains("reporting.sum", "6 compras · OK: 3")
	w.key("ctrl+p")
	text, err := exec.Command("pdftotext", "-layout", writtenFile(w, documents, "pdf"), "-").Output()
	if err != nil {
		w.t.Fatal(err)
	}
	if text := string(text); !strings.Contains(text, "Período: todas las fechas") || !strings.Contains(text, "Total general · 6 compras") {
		w.t.Errorf("the PDF of all dates says %s", text)
	}
	w.click("reporting.made.button")
	w.contains("reporting.made.0.about", "6 filas")
	w.contains("reporting.made.2.about", "Ya no está en la carpeta")
	w.shot("report-page")
}

// writtenFile waits for the one document of a kind in a folder.
func writtenFile(w *window, dir, ending string) string {
	w.t.Helper()
	path := ""
	w.until("the "+ending, func(view) error {
		list, err := filepath.Glob(filepath.Join(dir, "*."+ending))
		if err == nil && len(list) != 1 {
			err = errors.New("there is none")
		}
		if err == nil {
			path = list[0]
		}
		return err
	})
	return path
}
