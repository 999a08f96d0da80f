package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// page is where the page of purchases puts its rows.
const page = "grid.purchases"

// sampleFolder makes a data folder with the sample of a first run, so that
// most journeys need not wait for a large one.
func sampleFolder(t testing.TB, purchases int) string {
	t.Helper()
	dir := t.TempDir()
	if out, code := runProgram(t, "sample", "--data-dir", dir, "--purchases", strconv.Itoa(purchases)); code != 0 {
		t.Fatalf("sample: %d: %s", code, out)
	}
	return dir
}

// purchases opens the page of purchases: the program begins with the board.
func (w *window) purchases() {
	w.t.Helper()
	w.there("board.title")
	w.click("nav.purchases")
	w.there("purchases.title")
}

// rows waits until the list has n rows and those on the screen are loaded.
func (w *window) rows(n int) view {
	w.t.Helper()
	return w.until(fmt.Sprint(n, " rows"), func(v view) error {
		if got := v.text(page); got != strconv.Itoa(n) {
			return fmt.Errorf("%q rows", got)
		}
		if i, ok := v.find(page + ".r0"); n > 0 && (!ok || i.Disabled) {
			return fmt.Errorf("the first row is not loaded")
		}
		return nil
	})
}

// column gives the texts of a column, top to bottom.
func (v view) column(id string) []string {
	var all []string
	for i := 0; ; i++ {
		cell, ok := v.find(fmt.Sprintf("%s.r%d.%s", page, i, id))
		if !ok {
			return all
		}
		all = append(all, cell.Text)
	}
}

// row finds the row on the screen whose cell says value.
func (v view) row(column, value string) (row string, purchase string, ok bool) {
	for i, text := range v.column(column) {
		if text == value {
			row = fmt.Sprintf("%s.r%d", page, i)
			return row, v.text(row), true
		}
	}
	return "", "", false
}

// pick chooses the row whose cell says value, one that may be retried, and
// tells its purchase.
func (w *window) pick(column, value string) (row, purchase string) {
	w.t.Helper()
	w.until("the row "+value, func(v view) error {
		var ok bool
		if row, purchase, ok = v.row(column, value); !ok {
			return fmt.Errorf("there is %v", v.column(column))
		}
		return nil
	})
	w.click(row + ".psr")
	w.there(row + ".chosen")
	// The program reads what was chosen before it lets it be retried.
	w.until("a row that may be retried", func(v view) error {
		if i, ok := v.find("purchases.retry.button"); !ok || i.Disabled {
			return fmt.Errorf("the button: there %v, disabled %v", ok, i.Disabled)
		}
		return nil
	})
	return row, purchase
}

// A person without a mouse chooses a language and tries the program on made-up
// data.
func TestJourneyFirstRun(t *testing.T) {
	w := newScreen(t, "1366x768").open(t.TempDir(), "--theme", "light")
	w.focus("welcome.sample")
	w.shot("welcome")
	w.tabTo("shift+Tab", "welcome.shell.lang.pt-BR")
	w.key("space")
	w.shows("welcome.sample", "Experimentar com dados de exemplo")
	w.shot("portuguese")
	w.tabTo("shift+Tab", "welcome.shell.lang.es-AR")
	w.key("Return")
	w.shows("welcome.sample", "Probar con datos de ejemplo")
	w.tabTo("Tab", "welcome.sample")
	w.key("Return")
	w.there("board.title")
	for _, chart := range []string{"days", "credited", "top"} {
		w.until("numbers in the chart "+chart, func(v view) error {
			if _, err := strconv.Atoi(v.text("chart." + chart)); err != nil {
				return fmt.Errorf("it says %q", v.text("chart."+chart))
			}
			return nil
		})
	}
	if w.now().focused() == "" {
		t.Error("the keyboard leads nowhere on the board")
	}
	w.shot("board")
	w.key("ctrl+2")
	v := w.rows(samplePurchases)
	for id, want := range map[string]string{
		"ribbon.sample": "DATOS DE EJEMPLO", "ribbon.simulated": "SIMULADOR", "nav.agency": "Agencia Demo",
		"purchases.title": "Gestión de compra automática de saldo virtual",
	} {
		if got := v.text(id); got != want {
			t.Errorf("%s says %q, not %q", id, got, want)
		}
	}
	if first := v.column("transfer_id")[0]; first != "WB221212.1047.B23373" {
		t.Errorf("the first row is %s", first)
	}
	w.contains("status.connection", "En línea")
	if got := w.now().focused(); got == "" {
		t.Error("the keyboard leads nowhere")
	}
	w.tabTo("Tab", page)
	w.key("Down", "Down", "Down")
	w.shows("status.selection", "1 de 5.000 filas seleccionada · Suma: $\u00a010.000.000,00")
	w.key("Return")
	w.there("purchases.detail.title")
	w.shot("detail")
	w.tabTo("Tab", "purchases.detail.close")
	w.key("space")
	w.gone("purchases.detail.title")
	w.shot("rows")
	w.close()
}

func TestJourneyFindAndSort(t *testing.T) {
	w := newScreen(t, "1366x768").open(sampleFolder(t, 500), "--theme", "light")
	w.purchases()
	w.rows(500)
	w.key("ctrl+f")
	w.focus("purchases.search")
	w.write("123123132")
	v := w.rows(5)
	for _, number := range v.column("wallet_transfer") {
		if number != "123123132" {
			t.Errorf("%s was found", number)
		}
	}
	w.shot("found")
	for _, mark := range []string{"↑", "↓"} {
		w.click(page + ".head.amount")
		w.shows(page+".head.amount", "Monto "+mark)
	}
	want := "$ 10.000.000,00 | $ 40.000,00 | $ 50,00 | $ 50,00 | $ 24,00"
	w.until("descending amounts", func(v view) error {
		if got := plain(strings.Join(v.column("amount"), " | ")); got != want {
			return fmt.Errorf("%s", got)
		}
		return nil
	})
	w.click(page + ".r0.psr")
	w.shows("status.selection", "1 de 5 filas seleccionada · Suma: $\u00a010.000.000,00")
	w.key("shift+Down", "shift+Down")
	w.shows("status.selection", "3 de 5 filas seleccionadas · Suma: $\u00a010.040.050,00")
	w.shot("selected")
	w.key("ctrl+f")
	w.focus("purchases.search")
	w.key("Escape")
	w.shows("purchases.search", "")
	v = w.rows(500)
	if got := v.text(page + ".head.amount"); got != "Monto ↓" {
		t.Errorf("the order was lost with the search: %q", got)
	}
	w.shot("cleared")
	w.close()
}

// plain writes the blanks of amounts as ordinary ones.
func plain(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }
