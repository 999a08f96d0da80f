package main

import (
	"fmt"
	"net/http"
	"testing"
)

// An operator proposes to close a purchase that cannot go on, a manager finds the
// proposal and approves it; nothing is sent for it any more.
func TestJourneyClosing(t *testing.T) {
	site := newSite(t, "sqlite")
	x := newScreen(t, "1366x768")
	w := x.open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.focus("signin.email")
	w.signIn("operator@demo.test", testPassword)
	w.purchases()
	w.rows(6)
	_, id := w.pick("status", "ERROR")
	w.key("Return")
	w.there("purchases.detail.title")
	w.command("cerrar a mano", "closing.propose")
	w.focus("closing.no")
	w.click("closing.choice")
	w.click("closing.choice.refunded")
	w.contains("closing.meaning", "el programa no lo devuelve")
	w.fill("closing.why", "se devolvio por transferencia")
	w.shot("propose")
	w.click("closing.yes")
	w.contains("closing.text", "Quedó propuesto. La compra sigue igual")
	w.key("Return")
	w.shows("closing.pill", "CIERRE POR APROBAR")
	w.until("nothing to decide by oneself", func(v view) error {
		if i, ok := v.find("closing.approve.button"); !ok || !i.Disabled {
			return fmt.Errorf("%+v", i)
		}
		return nil
	})
	w.shot("proposed")
	w.close()

	w = x.open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "dark")
	w.focus("signin.email")
	w.signIn("manager@demo.test", testPassword)
	w.purchases()
	w.click("closing.chip")
	w.rows(1)
	_, found := w.pick("status", "ERROR")
	if found != id {
		t.Fatalf("found %s, proposed was %s", found, id)
	}
	w.key("Return")
	w.shows("closing.reason", "se devolvio por transferencia")
	w.shot("found")
	w.click("closing.approve.button")
	w.focus("closing.no")
	w.contains("closing.meaning", "No se puede deshacer.")
	w.click("closing.yes")
	w.contains("closing.text", "La compra quedó cerrada como devuelta.")
	w.key("Return")
	w.shows("closing.pill", "DEVUELTA")
	w.shows("purchases.detail.status", "ERROR")
	w.shot("closed")
	w.close()
	if _, r := site.retry(id); r.StatusCode != http.StatusConflict {
		t.Errorf("a closed purchase is retried: %d", r.StatusCode)
	}
	if sent := site.ledger("recharge", id); len(sent) != 0 {
		t.Errorf("sent %+v", sent)
	}
}
