package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A manager looks for a note among the acts, sees what it was before and after,
// and takes what is filtered home as a file; an operator is not offered the page.
func TestJourneyAudit(t *testing.T) {
	site := newSite(t, "sqlite")
	r := call(t, "PUT", site.hub.url+"/v1/purchases/"+anyPurchase(site)+"/mark", site.auth("Idempotency-Key", "k1", "If-Match", `"0"`),
		map[string]any{"note": "Llamé a Claro", "hold": true}, nil)
	if r.StatusCode != 200 {
		t.Fatalf("mark: %d %s", r.StatusCode, bodyOf(r))
	}
	x := newScreen(t, "1366x768")
	documents := filepath.Join(x.home, "Documentos")
	if err := os.Mkdir(documents, 0o700); err != nil {
		t.Fatal(err)
	}
	w := x.open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.signIn("manager@demo.test", testPassword)
	w.click("nav.audit")
	w.shows("audit.title", "Auditoría")
	const list = "grid.audit"
	w.shows(list, "4") // the sample, two sign-ins and the note
	w.shows(list+".r0.act", "Ingreso")
	w.shows(list+".r0.actor", "Gerencia Demo")
	w.shot("acts")
	w.key("ctrl+f")
	w.focus("audit.search")
	w.write("LLAME claro")
	w.shows(list, "1")
	w.key("Return", "Return")
	w.shows("audit.detail.title", "Seguimiento de una compra")
	w.shows("audit.after.note", "Llamé a Claro")
	w.shows("audit.before.note", "–")
	w.shot("detail")
	w.click("audit.export.button")
	w.focus("audit.export.name")
	w.write("nota")
	w.shot("export")
	w.key("Return")
	w.shows("audit.export.path", filepath.Join(documents, "nota.csv"))
	w.shot("exported")
	w.key("Escape")
	text, err := os.ReadFile(filepath.Join(documents, "nota.csv"))
	if err != nil || strings.Count(string(text), "\r\n") != 2 || !strings.Contains(string(text), ";Operación Demo;test;Seguimiento de una compra;") {
		t.Errorf("the file: %v, %q", err, text)
	}
	w.close()

	w = x.open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.signIn("operator@demo.test", testPassword)
	w.there("nav.purchases")
	if w.now().has("nav.audit") {
		t.Error("an operator is offered the audit")
	}
	w.close()
	if out, code := runProgram(t, "hub", "audit", "verify", "--database", site.dsn); code != 0 {
		t.Errorf("verify: %d %s", code, out)
	}
}

// anyPurchase is the id of one of the sample's purchases.
func anyPurchase(s *site) string {
	var list struct{ Items []struct{ ID string } }
	call(s.t, "GET", s.hub.url+"/v1/purchases?limit=1", s.auth(), nil, &list)
	return list.Items[0].ID
}
