package main

import (
	"fmt"
	"net/http"
	"testing"
)

// Somebody works without the hub: what they do is kept, sent when the hub is
// back, and what another person changed meanwhile is decided by them.
func TestJourneyOfflineAndConflict(t *testing.T) {
	site := newSite(t, "sqlite")
	x := newScreen(t, "1366x1200")
	w := x.open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.resize(1340, 1120) // the whole detail is in sight
	w.focus("signin.email")
	w.signIn("operator@demo.test", testPassword)
	w.purchases()
	w.rows(6)
	if v := w.contains("status.connection", "En línea"); v.has("nav.outbox") || v.has("status.notice") {
		t.Error("there is something to send already")
	}

	site.hub.kill()
	w.contains("status.connection", "Sin conexión")
	_, id := w.pick("status", "ERROR")
	w.key("Return")
	w.there("marks.edit.button")
	w.key("F2")
	w.focus("marks.field")
	w.key("ctrl+a") // the sample has a note there
	w.write("Llamo a las 16")
	w.click("marks.save")
	w.shows("marks.note", "Llamo a las 16")
	w.shows("marks.unsent", "Por enviar: los demás todavía no lo ven.")
	w.shows("status.notice", "1 cambio por enviar")
	w.shows("nav.outbox", "Cambios por enviar 1")
	w.shot("note without the hub")
	w.click("status.notice")
	w.shows("outbox.title", "Cambios por enviar")
	w.shows("grid.outbox.r0.state", "EN COLA")
	w.click("grid.outbox.r0")
	w.shows("outbox.fact.note", "Llamo a las 16")
	w.contains("outbox.fact.failure", "Sin conexión")
	w.shot("changes to send")

	var before siteMark
	site.elsewhere(func() {
		before = site.mark(id)
		site.note(id, "Ya lo llamó el gerente", before.Version)
	})
	site.startHub()
	w.shows("grid.outbox.r0.state", "CONFLICTO")
	w.click("outbox.resolve.button")
	w.shows("outbox.clash.note.mine", "● Llamo a las 16")
	w.shows("outbox.clash.note.theirs", "○ Ya lo llamó el gerente")
	w.shot("conflict")
	w.click("outbox.clash.settle")
	w.gone("outbox.clash.settle")
	w.gone("status.notice")
	w.shot("sent")
	if m := site.mark(id); m.Note != "Llamo a las 16" || m.Version != before.Version+2 {
		t.Errorf("the hub has %+v", m)
	}
	w.click("nav.purchases")
	w.gone("nav.outbox")
	w.close()
}

// Of two notes written without the hub one is given up, which the audit keeps. The
// other is sent by hand, in vain, and by itself when the hub is back.
func TestJourneyDiscardAndSendNow(t *testing.T) {
	site := newSite(t, "sqlite")
	w := newScreen(t, "1366x1200").open(t.TempDir(), "--hub", site.hub.url, "--lang", "es-AR", "--theme", "light")
	w.resize(1340, 1120)
	w.focus("signin.email")
	w.signIn("operator@demo.test", testPassword)
	w.purchases()
	w.rows(6)
	w.contains("status.connection", "En línea")
	site.hub.kill()
	w.contains("status.connection", "Sin conexión")
	var ids [2]string
	for i, row := range []string{"r0", "r1"} {
		w.click(page + "." + row + ".psr")
		w.there(page + "." + row + ".chosen")
		ids[i] = w.now().text(page + "." + row)
		w.key("F2")
		w.focus("marks.field")
		w.key("ctrl+a")
		w.write(fmt.Sprint("Nota ", i))
		w.click("marks.save")
		w.shows("marks.note", fmt.Sprint("Nota ", i))
		w.key("Escape")
	}
	w.shows("status.notice", "2 cambios por enviar")
	w.click("status.notice")
	w.shows("grid.outbox", "2")
	w.click("grid.outbox.r0")
	w.click("outbox.discard.button")
	w.there("outbox.discard.yes")
	w.shot("discard")
	w.click("outbox.discard.yes")
	w.gone("outbox.discard.yes")
	w.contains("outbox.chip.discarded", "1")
	w.click("outbox.chip.discarded")
	w.shows("grid.outbox", "1")
	w.click("outbox.chip.waiting")
	w.shows("grid.outbox", "2") // the other note, and the word to the audit
	w.click("outbox.send.button")
	w.click("grid.outbox.r0")
	w.contains("outbox.fact.failure", "Sin conexión")
	w.shows("grid.outbox.r0.state", "EN COLA")
	site.startHub()
	w.gone("status.notice")
	w.close()
	if first, second := site.mark(ids[0]), site.mark(ids[1]); first.Note == "Nota 0" || second.Note != "Nota 1" {
		t.Errorf("the hub has %+v and %+v", first, second)
	}
	var list struct {
		Items []struct {
			Act    string         `json:"act"`
			Before map[string]any `json:"before"`
		} `json:"items"`
	}
	headers := map[string]string{"Authorization": "Bearer " + site.signIn("manager@demo.test")}
	call(t, http.MethodGet, site.hub.url+"/v1/audit?act=outbox.discard", headers, nil, &list)
	if len(list.Items) != 1 || list.Items[0].Before["record"] != ids[0] {
		t.Errorf("the audit has %+v", list.Items)
	}
}

// elsewhere runs the hub at another address, where the desktop does not find
// it, and stops it again.
func (s *site) elsewhere(do func()) {
	s.t.Helper()
	address := s.address
	s.address = freeAddress(s.t)
	s.startHub()
	do()
	s.hub.kill()
	s.address = address
}

// siteMark is what the hub answers about a mark.
type siteMark struct {
	Note    string `json:"note"`
	Version int64  `json:"version"`
}

// mark asks the hub for a purchase's mark.
func (s *site) mark(id string) siteMark {
	s.t.Helper()
	var m siteMark
	if r := call(s.t, http.MethodGet, s.hub.url+"/v1/purchases/"+id+"/mark", s.auth(), nil, &m); r.StatusCode != http.StatusOK {
		s.t.Fatalf("mark: %d %s", r.StatusCode, bodyOf(r))
	}
	return m
}

// note writes a note as the manager, from a version of the mark.
func (s *site) note(id, note string, version int64) {
	s.t.Helper()
	body := map[string]any{"note": note, "hold": false}
	headers := map[string]string{"Authorization": "Bearer " + s.signIn("manager@demo.test"), "Idempotency-Key": fmt.Sprint("note-", id), "If-Match": fmt.Sprintf("%q", fmt.Sprint(version))}
	if r := call(s.t, http.MethodPut, s.hub.url+"/v1/purchases/"+id+"/mark", headers, body, nil); r.StatusCode != http.StatusOK {
		s.t.Fatalf("note: %d %s", r.StatusCode, bodyOf(r))
	}
}
