package pending

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"trastienda/ui/text"
)

func TestTheListSaysEverything(t *testing.T) {
	b := newBench(t, text.ES)
	for i, want := range []string{"CONFLICTO", "EN PAUSA", "RECHAZADO", "EN COLA", "ENVIANDO"} {
		b.Becomes(fmt.Sprintf("grid.outbox.r%d.state", i), want)
	}
	b.Becomes("grid.outbox.r0.what", "Seguimiento de una compra")
	b.Becomes("grid.outbox.r0.record", "Compra 123123132")
	b.Becomes("grid.outbox.r0.at", "13/12/22 09:00:00")
	b.Becomes("grid.outbox.r0.age", "3 h")
	b.Becomes("grid.outbox.r0.author", "Ana Gómez")
	row, _ := b.page.grid.Row(0)
	if row.Cells[7].Text != "req-77" || !row.Bar {
		t.Errorf("number %q, bar %v", row.Cells[7].Text, row.Bar)
	}
	for i, want := range []string{"", "Espera a que resuelvas el conflicto del mismo registro.", "",
		"No llegó respuesta. Se vuelve a enviar con el mismo número: si el hub ya lo tiene, no se repite.", ""} {
		row, _ := b.page.grid.Row(i)
		if got := row.Cells[6].Text; want != "" && got != want || i == 4 && got != "" || i != 4 && got == "" {
			t.Errorf("row %d: why %q", i, got)
		}
	}
	if b.page.Badge() != 5 || b.page.Notice() != "5 cambios por enviar" || b.page.Away() {
		t.Errorf("badge %d, notice %q, away %v", b.page.Badge(), b.page.Notice(), b.page.Away())
	}
	b.Becomes("outbox.chip.waiting", "● Por enviar 5")
}

// What is known of one change stands below the list, whole.
func TestFactsOfTheChosenOne(t *testing.T) {
	b := newBench(t, text.ES)
	b.choose(0)
	b.Becomes("outbox.fact.note", "Llamé al comercio: vuelve a las 16.")
	b.Becomes("outbox.fact.hold", "Ana Gómez")
	b.Becomes("outbox.fact.number", "req-77")
	b.Becomes("outbox.fact.tried", "1, el 13/12/22 11:59:00")
	b.choose(1)
	b.Becomes("outbox.fact.note", "(vacío)")
	b.Becomes("outbox.fact.hold", "Nadie")
	b.choose(2)
	b.Becomes("outbox.fact.role", "Gerente")
	b.Becomes("outbox.fact.active", "Activo")
	b.choose(3)
	b.Becomes("outbox.fact.value", "2 vistas: Mi cola, Errores")
	b.Becomes("outbox.fact.tried", "3, el último 13/12/22 11:59:00")
	b.Tap("outbox.number.button")
	if b.copied != b.page.unsent[3].ID {
		t.Errorf("copied %q", b.copied)
	}
	b.choose(0, 1)
	b.Until("no facts", func() bool { _, ok := b.Item("outbox.fact.number"); return !ok })
}

// What may be done with which change, and why not.
func TestWhatMayBeDone(t *testing.T) {
	b := newBench(t, text.ES)
	for i, want := range []struct{ send, resolve, discard, record bool }{
		{false, true, true, true},
		{false, false, true, true},
		{true, false, true, false}, // no page for users here
		{true, false, true, false},
		{false, false, false, true},
	} {
		b.choose(i)
		for id, ok := range map[string]bool{cmdSend: want.send, cmdResolve: want.resolve, cmdDiscard: want.discard, cmdRecord: want.record, cmdNumber: true} {
			if got, reason := b.Table.State(id); got != ok || !got && reason == "" {
				t.Errorf("row %d, %s: %v %q, want %v", i, id, got, reason, ok)
			}
			if item, _ := b.Item(id + ".button"); item.Disabled == ok {
				t.Errorf("row %d, the button of %s is wrong", i, id)
			}
		}
	}
}

func TestSendNow(t *testing.T) {
	b := newBench(t, text.ES)
	b.choose(2)
	b.Tap("outbox.send.button")
	b.Until("sent", func() bool { b.backend.mu.Lock(); defer b.backend.mu.Unlock(); return len(b.backend.sent) == 1 })
	b.page.grid.Select()
	b.Until("none chosen", func() bool { return len(b.page.chosen()) == 0 })
	b.Tap("outbox.send.button") // all that can go
	b.Until("all", func() bool { b.backend.mu.Lock(); defer b.backend.mu.Unlock(); return len(b.backend.sent) == 3 })
	sent := slices.Clone(b.backend.sent)
	slices.Sort(sent[1:])
	if u := b.page.unsent; !slices.Equal(sent, []string{u[2].ID, u[2].ID, u[3].ID}) {
		t.Errorf("sent %v", b.backend.sent)
	}
}

func TestDiscardAsksFirst(t *testing.T) {
	b := newBench(t, text.ES)
	b.choose(3)
	b.Tap("outbox.discard.button")
	b.Becomes("outbox.discard.text", "Se va a descartar: Preferencia, Vistas de compras.")
	b.Becomes("outbox.discard.effect", "No se sabe si el hub ya lo tiene: si es así, descartarlo acá no lo deshace, y se va a ver al sincronizar. No se mueve dinero.")
	b.Tap("outbox.discard.no")
	if len(b.backend.unsent) != 5 {
		t.Fatal("it is gone though nobody said so")
	}
	b.choose(2)
	b.Tap("outbox.discard.button")
	b.Becomes("outbox.discard.effect", "No llegó al hub: nadie más lo vio. No se mueve dinero.")
	b.Tap("outbox.discard.yes")
	b.Until("gone", func() bool { return b.page.Badge() == 4 })
	b.Tap("outbox.chip.discarded")
	b.Becomes("grid.outbox.r0.state", "DESCARTADO")
	b.Becomes("grid.outbox.r0.record", "Beto Pérez")
	b.Becomes("outbox.note", "Lo que descartaste en los últimos 30 días. No se envía.")
	b.page.Hidden()
	if b.page.looking {
		t.Error("the next time it begins with what was discarded")
	}
}

// It is being sent at that very moment: the person is told, nothing is lost.
func TestAnActThatFails(t *testing.T) {
	for err, want := range map[error]string{
		ErrOnItsWay:        "Se está enviando en este momento.",
		errors.New("disk"): "No se pudo escribir en esta computadora. El cambio sigue guardado como estaba y no se movió dinero. Fijate si queda lugar en el disco y probá de nuevo.",
		ErrSignedOut:       "La sesión terminó. Ingresá de nuevo y se envía.",
	} {
		b := newBench(t, text.ES, func(f *fake) { f.refusing = err })
		b.choose(3)
		b.Tap("outbox.discard.button")
		b.Tap("outbox.discard.yes")
		b.Becomes("outbox.tell.text", want)
		if len(b.backend.unsent) != 5 {
			t.Error("something is gone")
		}
	}
}

func TestOpenTheRecord(t *testing.T) {
	b := newBench(t, text.ES)
	b.choose(1)
	b.Tap("outbox.record.button")
	b.page.grid.OnOpen(b.page.unsent[4].ID)
	if fmt.Sprint(b.opened) != "[mark p1 mark p2]" {
		t.Errorf("opened %v", b.opened)
	}
	if !b.Table.Run(cmdOpen) || b.opened[2] != PageID {
		t.Errorf("the command opens %v", b.opened)
	}
}

// Empty, the page has no place; the list says so.
func TestNothingToSend(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.unsent = nil })
	if !b.page.Away() || b.page.Notice() != "" || b.page.Badge() != 0 {
		t.Errorf("away %v, %q", b.page.Away(), b.page.Notice())
	}
	b.Becomes("outbox.empty", "No hay nada acá.")
	b.backend.set(func(f *fake) { f.unsent = samples()[:1] })
	before := b.Badges
	b.page.Changed()
	b.Until("it is there", func() bool { return !b.page.Away() && b.Badges > before })
	if b.page.Notice() != "1 cambio por enviar" {
		t.Errorf("%q", b.page.Notice())
	}
}

// A list that cannot be read keeps what was shown, and says so.
func TestAListThatCannotBeRead(t *testing.T) {
	b := newBench(t, text.ES)
	b.backend.set(func(f *fake) { f.failing = errors.New("disk") })
	b.page.Refresh()
	b.Becomes("outbox.note", "No se pudo leer la lista en esta computadora. Los cambios siguen guardados y no se movió dinero. Probá de nuevo con F5.")
	if b.page.Badge() != 5 {
		t.Errorf("%d are left", b.page.Badge())
	}
}

// Another page leads to a record's change, also before it was read.
func TestShowARecord(t *testing.T) {
	b := newBench(t, text.ES)
	b.page.ShowRecord("u2")
	b.Becomes("outbox.fact.name", "Beto Pérez")
	b.backend.set(func(f *fake) {
		f.unsent = append(f.unsent, Change{ID: "new", Kind: KindMark, Record: "p9", State: Waiting, At: noon})
	})
	b.backend.set(func(f *fake) {
		first := Change{ID: "older", Kind: KindMark, Record: "p1", State: Refused, At: noon}
		f.unsent, f.conflict = append([]Change{first}, f.unsent...), Conflict{Change: samples()[0]}
	})
	b.page.Changed()
	b.Until("it is read", func() bool { return b.page.Badge() == 7 })
	b.page.ShowRecord("p1") // what is in conflict comes first, and is asked about
	b.Becomes("outbox.clash.lead", "Seguimiento de una compra, Compra 123123132: otra persona lo cambió antes de que llegara lo tuyo. Elegí con qué queda.")
	b.Tap("outbox.clash.later")
	b.page.ShowRecord("p9")
	b.page.Changed()
	b.Becomes("outbox.fact.number", "new")
}

// What waits under another address of the hub is told, also when nothing waits
// here.
func TestChangesUnderAnotherAddress(t *testing.T) {
	b := newBench(t, text.ES)
	b.backend.set(func(f *fake) {
		f.unsent, f.elsewhere = nil, []Elsewhere{{"https://vieja.test", 1}, {"https://otra.test", 2}}
	})
	b.page.Changed()
	b.Until("it is told", func() bool { return b.page.Badge() == 0 && !b.page.Away() })
	if n := b.page.Notice(); n != "cambios sin enviar en otra dirección" {
		t.Errorf("notice %q", n)
	}
	b.Becomes("outbox.note", "Quedaron 3 cambios tuyos sin enviar de cuando entrabas con la dirección https://vieja.test, https://otra.test. "+
		"Están guardados en esta computadora, no movieron dinero y desde acá no se envían: entrá con esa dirección para enviarlos.")
	b.backend.set(func(f *fake) { f.elsewhere = nil })
	b.page.Changed()
	b.Until("it is over", b.page.Away)
	if n := b.page.Notice(); n != "" {
		t.Errorf("notice %q", n)
	}
}

// What waits of agents is named as their form names it.
func TestChangesOfAgents(t *testing.T) {
	unsent := []Change{
		{ID: "1", Kind: KindAgentNew, Record: "a1", Label: "Kiosco Nuevo", At: noon, State: Waiting, Says: []Value{{"code", "A099"}, {"contact.phone", "261"}, {"points_of_sale", "123 Kiosco"}, {"active", "true"}}},
		{ID: "2", Kind: KindAgent, Record: "a2", Label: "Sur", At: noon, State: Waiting},
		{ID: "3", Kind: KindBank, Record: "a2", Label: "Sur", At: noon, State: Waiting, Says: []Value{{"cbu", "0009 8447 •••• •••• ••32 29"}, {"holder", "Sur SA"}}},
	}
	b := newBench(t, text.ES, func(f *fake) { f.unsent = unsent })
	for c, want := range map[int]string{0: "Alta de agente", 1: "Datos de un agente", 2: "Propuesta de datos bancarios"} {
		if got := b.page.what(unsent[c]); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
	for field, want := range map[string]string{"code": "Código", "contact.phone": "Teléfono", "points_of_sale": "Puntos de venta", "cbu": "CBU", "holder": "Titular informado"} {
		if got := b.page.field(field); got != want {
			t.Errorf("%s is %q, not %q", field, got, want)
		}
	}
}
