package audit

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	chain "trastienda/app/audit"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

func TestDetailShowsBeforeAndAfterFieldByField(t *testing.T) {
	b := newBench(t, text.ES, &fake{links: sampleLinks(4)})
	b.Resize(1366-248, 1600) // all of the panel
	b.page.grid.Select("4")
	b.page.open("4")
	for id, want := range map[string]string{
		"audit.detail.title": "Seguimiento de una compra", "audit.detail.actor": "Gómez, María", "audit.detail.device": "CAJA-3",
		"audit.detail.number": "4", "audit.detail.record": "Compra (seguimiento) 910001000000001 · $ 104,00", "audit.detail.id": "018f3a52-7c1e-7b3a-9f00-000000000001", "audit.detail.hash": strings.Repeat("0001", 16), "audit.detail.previous": strings.Repeat("0000", 16),
		"audit.before.note": "–", "audit.after.note": "Llamé a Claro, espero respuesta", "audit.after.note_at": "13/12/2022 11:59",
		"audit.after.holder.name": "Gómez, María", "audit.before.version": "0", "audit.after.version": "1",
		"audit.before.purchase_id": "p", "audit.after.purchase_id": "p",
	} {
		if got := b.Says(id); got != want {
			t.Errorf("%s says %q, want %q", id, got, want)
		}
	}
	if !b.Reads("Nota · cambió") || b.Reads("Id de la compra · cambió") {
		t.Errorf("what changed is not told apart: %q", b.Words())
	}
	b.Tap("audit.detail.hash.copy")
	if b.copied != strings.Repeat("0001", 16) {
		t.Errorf("copied %q", b.copied)
	}
	b.Tap("audit.detail.copy")
	if !strings.Contains(b.copied, "Nota: – → Llamé a Claro, espero respuesta") || !strings.Contains(b.copied, "N.° en la cadena: 4") {
		t.Errorf("copied %q", b.copied)
	}
	// The detail follows what is chosen.
	b.page.grid.Select("6")
	if got := b.Says("audit.before.legs.transfer") + " " + b.Says("audit.before.status") + " " + b.Says("audit.after.asked"); got != "no se sabe PENDIENTE sí" {
		t.Errorf("the retry says %q", got)
	}
	b.page.grid.Select("8")
	if b.Says("audit.detail.nothing") == "" || b.Says("audit.detail.device") != "–" || b.Says("audit.detail.title") != "limits.raised" {
		t.Errorf("an unknown act: %q", b.Words())
	}
}

func TestFields(t *testing.T) {
	b, err := text.NewBook(text.ES)
	if err != nil {
		t.Fatal(err)
	}
	b.SetZone(uitest.BuenosAires)
	for _, c := range []struct{ before, after, want string }{
		{`null`, `null`, "[]"},
		{`{"a":1,"z":null}`, `{"a":1,"z":null}`, "[{a 1 1}]"},
		{`{"b":"x","a":{"k":true}}`, `{"b":"y","a":{"k":true}}`, "[{b x y} {a.k sí sí}]"},
		{`null`, `{"managers":["Zoe","Ana"],"n":1234567,"f":1.5}`, "[{managers  Zoe, Ana} {n  1.234.567} {f  1.5}]"},
		{`{"holder":null}`, `{"holder":{"id":"u"}}`, "[{holder.id  u}]"},
		{`{"status":"pending","note":"pending"}`, `{"status":"ok","note":"pending"}`, "[{status PENDIENTE OK} {note pending pending}]"},
		{`{"cause":"refused:terminal-blocked"}`, `{"cause":""}`, "[{cause refused:terminal-blocked }]"},
		{`{"gone":1,"b":2}`, `{"b":3,"a":[],"deep":[{"x":"y"},["z",null]]}`, "[{b 2 3} {deep  y, z} {gone 1 } {a  }]"},
		{`"made unreadable {"`, `null`, "[{ made unreadable { }]"},
		{`{"held_at":"yesterday"}`, `{"held_at":"2022-12-13T15:00:00Z"}`, "[{held_at yesterday 13/12/2022 12:00}]"},
	} {
		got := fmt.Sprint(fieldsOf(b, chain.Entry{Before: json.RawMessage(c.before), After: json.RawMessage(c.after)}))
		if got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.before, c.after, got, c.want)
		}
	}
	if fieldWords(b, "legs.payment") != "Pago" || fieldWords(b, "made_up") != "made_up" {
		t.Error("names of fields are not told")
	}
}
