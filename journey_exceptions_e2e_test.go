package main

import (
	"fmt"
	"net/http"
	"testing"

	"trastienda/app/purchase"
)

// noticeRow waits for the row of a PSR in the page of unresolved notices.
func (w *window) noticeRow(psr string) (row string) {
	w.t.Helper()
	w.until("the notice for "+psr, func(v view) error {
		for i := 0; ; i++ {
			row = fmt.Sprintf("grid.exceptions.r%d", i)
			cell, ok := v.find(row + ".psr")
			if !ok {
				return fmt.Errorf("not among %d", i)
			}
			if cell.Text == psr {
				return nil
			}
		}
	})
	return row
}

// An operator proposes whose a payment is, a manager approves it on another
// computer, and its balance goes out once.
func TestJourneyExceptions(t *testing.T) {
	const lost, shop = "900990000000017", "910004000000001"
	site := newSite(t, "sqlite")
	x := newScreen(t, "1366x768")
	w := x.open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.focus("signin.email")
	w.signIn("operator@demo.test", testPassword)
	w.there("board.title")
	w.click("nav.exceptions")
	w.shows("exceptions.title", "Avisos sin resolver")
	w.shows("grid.exceptions", "4")
	row := w.noticeRow(lost)
	w.shows(row+".kind", "PSR desconocido")
	w.click(row + ".kind")
	w.key("Return")
	w.shows("exceptions.told.psr.differs", "Ningún punto de venta lo tiene.")
	w.contains("exceptions.known.suggestion", "El dinero fue a la cuenta de Distribuidora Demo")
	w.shot("detail")
	w.click("exceptions.assign.button")
	w.shows("exceptions.ask.amount", "$\u00a012.500,00")
	w.focus("exceptions.ask.no")
	w.click("exceptions.ask.point")
	w.focus("exceptions.ask.point.search")
	w.write(shop)
	w.there("exceptions.ask.point." + shop)
	w.shot("choose")
	w.key("Return")
	w.contains("exceptions.ask.point", shop)
	w.fill("exceptions.ask.reason", "lo confirmo el agente")
	w.shot("question")
	w.click("exceptions.ask.yes")
	w.shows("exceptions.ask.text", "Quedó propuesto. No salió saldo: falta que otra persona lo apruebe.")
	w.key("Return")
	w.shows("exceptions.detail.state", "POR APROBAR")
	w.until("nothing to approve by oneself", func(v view) error {
		if i, ok := v.find("exceptions.approve.button"); !ok || !i.Disabled {
			return fmt.Errorf("%+v", i)
		}
		return nil
	})
	w.shot("proposed")
	w.close()
	var list struct{ Items []struct{ ID string } }
	call(t, "GET", site.hub.url+"/v1/exceptions", site.auth(), nil, &list)
	if r := call(t, "POST", site.hub.url+"/v1/exceptions/"+list.Items[0].ID+"/approve", site.auth("Idempotency-Key", "k", "If-Match", `"2"`), nil, nil); r.StatusCode != http.StatusForbidden {
		t.Errorf("an operator approves: %d", r.StatusCode)
	}

	w = x.open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "dark")
	w.focus("signin.email")
	w.signIn("manager@demo.test", testPassword)
	w.there("board.title")
	w.click("nav.exceptions")
	row = w.noticeRow(lost)
	w.contains(row+".proposal", "Asignar a "+shop)
	w.click(row + ".kind")
	w.click("exceptions.approve.button")
	w.contains("exceptions.proposal.psr", shop)
	w.focus("exceptions.ask.no")
	w.shot("approve")
	w.click("exceptions.ask.yes")
	w.contains("exceptions.ask.text", "Se abrió la compra; el hub envía el saldo.")
	w.shot("approved")
	w.click("exceptions.ask.purchase")
	w.there("purchases.detail.title")
	w.shot("purchase")
	w.click("nav.exceptions")
	w.shows("grid.exceptions", "3")
	w.close()

	var all struct{ Items []purchase.Purchase }
	call(t, "GET", site.hub.url+"/v1/purchases?psr="+shop, site.auth(), nil, &all)
	if len(all.Items) != 1 || all.Items[0].Paid != 1250000 {
		t.Fatalf("opened %+v", all.Items)
	}
	done := site.reaches(all.Items[0].ID, purchase.StatusOK, "")
	if err := exactlyOne(site.ledger("recharge", done.ID), done.Credited); err != nil {
		t.Error(err)
	}
}
