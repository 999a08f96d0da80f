package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	_ "modernc.org/sqlite"
)

// page is where the first screen of the program puts its rows.
const page = "grid.purchases"

// sampleFolder makes a data folder with the sample of a first run, so that
// most journeys need not wait for a large one.
func sampleFolder(t *testing.T, purchases int) string {
	t.Helper()
	dir := t.TempDir()
	if out, code := runProgram(t, "sample", "--data-dir", dir, "--purchases", strconv.Itoa(purchases)); code != 0 {
		t.Fatalf("sample: %d: %s", code, out)
	}
	return dir
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

// pick chooses the row whose cell says value and tells its purchase.
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
	return row, purchase
}

// ledger counts what really happened outside, by system, for a reference. The
// program must have ended.
func ledger(t *testing.T, dataDir, system, reference string) int {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+folderFiles{dataDir}.simulator()+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	err = db.QueryRowContext(context.Background(),
		"select count(*) from effect where system = ? and reference = ?", system, reference).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
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

// Every answer of a retry, through the question, by the keyboard.
func TestJourneyRetry(t *testing.T) {
	dir := sampleFolder(t, 17)
	w := newScreen(t, "1600x1200").open(dir, "--theme", "light")
	w.rows(17)
	w.resize(1560, 1140) // tall enough for every row and every attempt
	cases := []retryCase{
		{name: "completed", column: "wallet_transfer", value: "88119731", status: "OK", transfers: 1,
			asks:    "Se va a intentar realizar el envío de saldo virtual con el monto correspondiente al pago.",
			answers: "Se realizó correctamente el envío de saldo virtual."},
		{name: "nobalance", column: "wallet_transfer", value: "88120417", status: "ERROR",
			asks:    "Se va a intentar realizar el envío de saldo virtual con el monto correspondiente al pago.",
			answers: "El agente no tiene saldo disponible. Verifique e intente más tarde."},
		{name: "pending", column: "wallet_transfer", value: "88120210", status: "PENDIENTE",
			asks:    "Se va a intentar realizar el envío de saldo virtual con el monto correspondiente al pago.",
			answers: "La compra automatizada de saldo está pendiente. Por favor, para finalizarla reintente más tarde."},
		{name: "refused", column: "amount", value: "$\u00a010.000.000,00", status: "ERROR",
			asks:    "Se va a intentar realizar el envío de saldo virtual con el monto correspondiente al pago.",
			answers: "El monto está fuera del rango que acepta el sistema de recarga.",
			more:    "No se envió saldo.", code: "Código para citar: amount-out-of-range"},
		{name: "noticeonly", column: "transfer_id", value: "26", status: "OK", notices: 1,
			asks:    "El saldo ya se envió; sólo se avisa a Claro comercios.",
			answers: "Se realizó correctamente el envío de saldo virtual.",
			more:    "El saldo ya se había enviado; sólo se avisó a Claro comercios."},
		{name: "coelsa", column: "wallet_transfer", value: "88120377", status: "PENDIENTE",
			asks:    "Se va a intentar realizar el envío de saldo virtual con el monto correspondiente al pago.",
			answers: "La compra automatizada de saldo está pendiente. Por favor, para finalizarla reintente más tarde.",
			more:    "COELSA todavía no acreditó el pago. No se envió saldo."},
		{name: "nonotice", column: "transfer_id", value: "200", status: "PENDIENTE",
			asks:    "El saldo ya se envió; sólo se avisa a Claro comercios.",
			answers: "La compra automatizada de saldo está pendiente. Por favor, para finalizarla reintente más tarde.",
			more:    "El saldo ya se envió; falta avisar a Claro comercios."},
	}
	for i := range cases {
		c := &cases[i]
		t.Logf("retry: %s", c.name)
		c.ctrlEnter = i%2 == 1
		w.retryCase(c)
	}
	w.shot("end")
	w.close()
	for _, c := range cases {
		if n := ledger(t, dir, "recharge", c.purchase); n != c.transfers {
			t.Errorf("%s: %d transfers happened, not %d", c.name, n, c.transfers)
		}
		if n := ledger(t, dir, "merchant", c.purchase); n != c.notices+c.transfers {
			t.Errorf("%s: %d notices were taken, not %d", c.name, n, c.notices+c.transfers)
		}
	}
}

// retryCase is one row of the sample and what its retry must say and do.
type retryCase struct {
	name, column, value       string
	asks, answers, more, code string
	status                    string // of the row afterwards
	transfers, notices        int    // that really happen
	ctrlEnter                 bool   // send with Ctrl+Enter, not with Tab and Space
	purchase                  string // found on the way
}

func (w *window) retryCase(c *retryCase) {
	t := w.t
	t.Helper()
	row, id := w.pick(c.column, c.value)
	c.purchase = id
	w.key("Return")
	before := w.attempts(row)
	w.shot(c.name + "-detail")

	// Esc and Enter send nothing.
	for _, key := range []string{"Escape", "Return"} {
		w.key("ctrl+Return")
		v := w.there("purchases.retry.yes")
		if i, _ := v.find("purchases.retry.no"); !i.Focused {
			w.focus("purchases.retry.no")
		}
		if got := v.text("purchases.retry.title"); got != "Gestión de compra automática" {
			t.Errorf("%s: the question's title is %q", c.name, got)
		}
		if got := v.text("purchases.retry.text"); got != c.asks {
			t.Errorf("%s: it asks %q", c.name, got)
		}
		w.key(key)
		w.gone("purchases.retry.yes")
		v = w.now()
		if v.has("purchases.retry.working") || v.has("purchases.retry.text") {
			t.Fatalf("%s: %s sent something", c.name, key)
		}
		if got := v.attempts(); got != before {
			t.Errorf("%s: %s left %d attempts, there were %d", c.name, key, got, before)
		}
	}

	w.key("ctrl+Return")
	w.focus("purchases.retry.no")
	w.until("the agent's balance", func(v view) error {
		if got := v.text("purchases.retry.balance"); !strings.HasPrefix(got, "$") {
			return fmt.Errorf("%q", got)
		}
		return nil
	})
	w.shot(c.name + "-question")
	if c.ctrlEnter {
		w.key("ctrl+Return")
	} else {
		w.key("Tab")
		w.focus("purchases.retry.yes")
		w.key("space")
	}
	w.there("purchases.retry.ok")
	v := w.shows("purchases.retry.text", c.answers)
	if got := v.text("purchases.retry.title"); got != "Gestión de compra automática" {
		t.Errorf("%s: the answer's title is %q", c.name, got)
	}
	if got := v.text("purchases.retry.more"); c.more != "" && got != c.more {
		t.Errorf("%s: it adds %q, not %q", c.name, got, c.more)
	}
	if got := v.text("purchases.retry.code"); got != c.code {
		t.Errorf("%s: the code is %q", c.name, got)
	}
	w.focus("purchases.retry.ok")
	w.shot(c.name + "-answer")
	w.key("Return")
	w.gone("purchases.retry.ok")
	w.shows(row+".status", c.status)
	w.until("one more attempt", func(v view) error {
		if got := v.attempts(); got <= before {
			return fmt.Errorf("%d attempts, there were %d", got, before)
		}
		return nil
	})
	w.focus(page)
	w.shot(c.name + "-after")
}

// attempts counts the attempts that the detail panel shows.
func (v view) attempts() int {
	n := 0
	for i := 1; ; i++ {
		if !v.has("purchases.detail.attempt." + strconv.Itoa(i)) {
			return n
		}
		n++
	}
}

// attempts waits for the detail of a row with its attempts.
func (w *window) attempts(row string) int {
	w.t.Helper()
	return w.until("the attempts of "+row, func(v view) error {
		if at := v.text(row + ".at"); v.text("purchases.detail.at") != at {
			return fmt.Errorf("the detail is that of %q, not of %q", v.text("purchases.detail.at"), at)
		}
		if v.attempts() == 0 && !v.has("purchases.detail.noattempts") {
			return errors.New("there are none")
		}
		return nil
	}).attempts()
}
