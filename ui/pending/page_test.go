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
		b.says(fmt.Sprintf("grid.outbox.r%d.state", i), want)
	}
	b.says("grid.outbox.r0.what", "Seguimiento de una compra")
	b.says("grid.outbox.r0.record", "Compra 123123132")
	b.says("grid.outbox.r0.at", "13/12/22 09:00:00")
	b.says("grid.outbox.r0.age", "3 h")
	b.says("grid.outbox.r0.author", "Ana Gómez")
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
	b.says("outbox.chip.waiting", "● Por enviar 5")
}

// What is known of one change stands below the list, whole.
func TestFactsOfTheChosenOne(t *testing.T) {
	b := newBench(t, text.ES)
	b.choose(0)
	b.says("outbox.fact.note", "Llamé al comercio: vuelve a las 16.")
	b.says("outbox.fact.hold", "Ana Gómez")
	b.says("outbox.fact.number", "req-77")
	b.says("outbox.fact.tried", "1, el 13/12/22 11:59:00")
	b.choose(1)
	b.says("outbox.fact.note", "(vacío)")
	b.says("outbox.fact.hold", "Nadie")
	b.choose(2)
	b.says("outbox.fact.role", "Gerente")
	b.says("outbox.fact.active", "Activo")
	b.choose(3)
	b.says("outbox.fact.value", "2 vistas: Mi cola, Errores")
	b.says("outbox.fact.tried", "3, el último 13/12/22 11:59:00")
	b.press("outbox.number.button")
	if b.copied != b.page.unsent[3].ID {
		t.Errorf("copied %q", b.copied)
	}
	b.choose(0, 1)
	b.until("no facts", func() bool { _, ok := b.item("outbox.fact.number"); return !ok })
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
			if got, reason := b.table.State(id); got != ok || !got && reason == "" {
				t.Errorf("row %d, %s: %v %q, want %v", i, id, got, reason, ok)
			}
			if item, _ := b.item(id + ".button"); item.Disabled == ok {
				t.Errorf("row %d, the button of %s is wrong", i, id)
			}
		}
	}
}

func TestSendNow(t *testing.T) {
	b := newBench(t, text.ES)
	b.choose(2)
	b.press("outbox.send.button")
	b.until("sent", func() bool { b.backend.mu.Lock(); defer b.backend.mu.Unlock(); return len(b.backend.sent) == 1 })
	b.page.grid.Select()
	b.until("none chosen", func() bool { return len(b.page.chosen()) == 0 })
	b.press("outbox.send.button") // all that can go
	b.until("all", func() bool { b.backend.mu.Lock(); defer b.backend.mu.Unlock(); return len(b.backend.sent) == 3 })
	sent := slices.Clone(b.backend.sent)
	slices.Sort(sent[1:])
	if u := b.page.unsent; !slices.Equal(sent, []string{u[2].ID, u[2].ID, u[3].ID}) {
		t.Errorf("sent %v", b.backend.sent)
	}
}

func TestDiscardAsksFirst(t *testing.T) {
	b := newBench(t, text.ES)
	b.choose(3)
	b.press("outbox.discard.button")
	b.says("outbox.discard.text", "Se va a descartar: Preferencia, Vistas de compras.")
	b.says("outbox.discard.effect", "No se sabe si el hub ya lo tiene: si es así, descartarlo acá no lo deshace, y se va a ver al sincronizar. No se mueve dinero.")
	b.press("outbox.discard.no")
	if len(b.backend.unsent) != 5 {
		t.Fatal("it is gone though nobody said so")
	}
	b.choose(2)
	b.press("outbox.discard.button")
	b.says("outbox.discard.effect", "No llegó al hub: nadie más lo vio. No se mueve dinero.")
	b.press("outbox.discard.yes")
	b.until("gone", func() bool { return b.page.Badge() == 4 })
	b.press("outbox.chip.discarded")
	b.says("grid.outbox.r0.state", "DESCARTADO")
	b.says("grid.outbox.r0.record", "Beto Pérez")
	b.says("outbox.note", "Lo que descartaste en los últimos 30 días. No se envía.")
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
		b.press("outbox.discard.button")
		b.press("outbox.discard.yes")
		b.says("outbox.tell.text", want)
		if len(b.backend.unsent) != 5 {
			t.Error("something is gone")
		}
	}
}

func TestOpenTheRecord(t *testing.T) {
	b := newBench(t, text.ES)
	b.choose(1)
	b.press("outbox.record.button")
	b.page.grid.OnOpen(b.page.unsent[4].ID)
	if fmt.Sprint(b.opened) != "[mark p1 mark p2]" {
		t.Errorf("opened %v", b.opened)
	}
	if !b.table.Run(cmdOpen) || b.opened[2] != PageID {
		t.Errorf("the command opens %v", b.opened)
	}
}

// Empty, the page has no place; the list says so.
func TestNothingToSend(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.unsent = nil })
	if !b.page.Away() || b.page.Notice() != "" || b.page.Badge() != 0 {
		t.Errorf("away %v, %q", b.page.Away(), b.page.Notice())
	}
	b.says("outbox.empty", "No hay nada acá.")
	b.backend.set(func(f *fake) { f.unsent = samples()[:1] })
	before := b.badges
	b.page.Changed()
	b.until("it is there", func() bool { return !b.page.Away() && b.badges > before })
	if b.page.Notice() != "1 cambio por enviar" {
		t.Errorf("%q", b.page.Notice())
	}
}

// A list that cannot be read keeps what was shown, and says so.
func TestAListThatCannotBeRead(t *testing.T) {
	b := newBench(t, text.ES)
	b.backend.set(func(f *fake) { f.failing = errors.New("disk") })
	b.page.Refresh()
	b.says("outbox.note", "No se pudo leer la lista en esta computadora. Los cambios siguen guardados y no se movió dinero. Probá de nuevo con F5.")
	if b.page.Badge() != 5 {
		t.Errorf("%d are left", b.page.Badge())
	}
}

// Another page leads to a record's change, also before it was read.
func TestShowARecord(t *testing.T) {
	b := newBench(t, text.ES)
	b.page.ShowRecord("u2")
	b.says("outbox.fact.name", "Beto Pérez")
	b.backend.set(func(f *fake) {
		f.unsent = append(f.unsent, Change{ID: "new", Kind: KindMark, Record: "p9", State: Waiting, At: noon})
	})
	b.backend.set(func(f *fake) {
		first := Change{ID: "older", Kind: KindMark, Record: "p1", State: Refused, At: noon}
		f.unsent, f.conflict = append([]Change{first}, f.unsent...), Conflict{Change: samples()[0]}
	})
	b.page.Changed()
	b.until("it is read", func() bool { return b.page.Badge() == 7 })
	b.page.ShowRecord("p1") // what is in conflict comes first, and is asked about
	b.says("outbox.clash.lead", "Seguimiento de una compra, Compra 123123132: otra persona lo cambió antes de que llegara lo tuyo. Elegí con qué queda.")
	b.press("outbox.clash.later")
	b.page.ShowRecord("p9")
	b.page.Changed()
	b.says("outbox.fact.number", "new")
}

// What waits under another address of the hub is told, also when nothing waits
// here.
func TestChangesUnderAnotherAddress(t *testing.T) {
	b := newBench(t, text.ES)
	b.backend.set(func(f *fake) {
		f.unsent, f.elsewhere = nil, []Elsewhere{{"https://vieja.test", 1}, {"https://otra.test", 2}}
	})
	b.page.Changed()
	b.until("it is told", func() bool { return b.page.Badge() == 0 && !b.page.Away() })
	if n := b.page.Notice(); n != "cambios sin enviar en otra dirección" {
		t.Errorf("notice %q", n)
	}
	b.says("outbox.note", "Quedaron 3 cambios tuyos sin enviar de cuando entrabas con la dirección https://vieja.test, https://otra.test. "+
		"Están guardados en esta computadora, no movieron dinero y desde acá no se envían: entrá con esa dirección para enviarlos.")
	b.backend.set(func(f *fake) { f.elsewhere = nil })
	b.page.Changed()
	b.until("it is over", b.page.Away)
	if n := b.page.Notice(); n != "" {
		t.Errorf("notice %q", n)
	}
}
