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

// Every answer of a retry, through the question, by the keyboard.
func TestJourneyRetry(t *testing.T) {
	dir := sampleFolder(t, 17)
	w := newScreen(t, "1600x1200").open(dir, "--theme", "light")
	w.purchases()
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
	if n := operations(t, dir); n != len(cases) {
		t.Errorf("the hub was asked for %d retries, %d were confirmed", n, len(cases))
	}
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

// ledger counts what really happened outside, by system, for a reference. The
// program must have ended.
func ledger(t *testing.T, dataDir, system, reference string) int {
	t.Helper()
	return count(t, folderFiles{dataDir}.simulator(), "select count(*) from effect where system = ? and reference = ?", system, reference)
}

// operations counts the acts the embedded hub was asked for.
func operations(t *testing.T, dataDir string) int {
	t.Helper()
	return count(t, folderFiles{dataDir}.hub(), "select count(*) from operation where act = 'purchase.retry'")
}

func count(t testing.TB, file, query string, args ...any) int {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.QueryRowContext(context.Background(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
