package purchases

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/text"
)

// other is somebody else of the agency.
var other = purchase.Holder{ID: "u2", Name: "Otra persona de muestra"}

// panel opens the detail of a purchase and waits for its follow-up.
func (b *bench) panel(id string) {
	b.T.Helper()
	b.Resize(1100, 1400) // nothing of the panel is scrolled away
	b.choose(id)
	b.page.open(id)
	b.Shown("marks.holder")
}

func TestTakingAndLettingGo(t *testing.T) {
	b := newBench(t, text.ES)
	b.panel("p5")
	b.Becomes("marks.holder", "Nadie la tiene.")
	b.Tap("marks.hold.button")
	b.Becomes("marks.holder", "La tiene Operador de muestra desde 12:00.")
	b.Becomes("marks.release.button", "Soltar")
	b.Tap("marks.release.button")
	b.Becomes("marks.holder", "Nadie la tiene.")

	// Another way to the same: the menu, for the chosen row.
	b.page.detail.hide()
	if !b.Table.Run(cmdTake) {
		t.Fatal("the command is not there")
	}
	b.Becomes("marks.holder", "La tiene Operador de muestra desde 12:00.")
	if m := b.backend.marks["p5"]; m.Version != 3 {
		t.Errorf("the hub was asked %d times", m.Version)
	}
}

func TestNoteIsWrittenForEverybody(t *testing.T) {
	b := newBench(t, text.ES)
	b.panel("p5")
	b.Tap("marks.edit.button")
	b.Until("the dialog", func() bool { return dialog.Open(b.Window().Canvas()) })
	field, ok := b.Window().Canvas().Focused().(*form.TextField)
	if !ok {
		t.Fatalf("%T has the keyboard", b.Window().Canvas().Focused())
	}
	field.SetText("  Llamé al comercio:\nvuelve a las 16  ")
	b.Tap("marks.save")
	b.Becomes("marks.note", "Llamé al comercio:\nvuelve a las 16")
	b.Becomes("marks.by", "Operador de muestra, 12:00")
	if dialog.Open(b.Window().Canvas()) {
		t.Error("the dialog stays open")
	}
	if m := b.backend.marks["p5"]; m.Holder != nil {
		t.Error("writing a note took the purchase")
	}
}

// While one act is under way there is no second.
func TestOneMarkAtATime(t *testing.T) {
	b := newBench(t, text.ES)
	b.panel("p5")
	b.page.marking = true
	b.page.detail.render()
	for _, id := range []string{"marks.hold.button", "marks.edit.button"} {
		if i, ok := b.Item(id); !ok || !i.Disabled {
			t.Errorf("%s: there %v, disabled %v", id, ok, i.Disabled)
		}
	}
	if ok, reason := b.page.mayTake(); ok || reason != "Se está guardando." {
		t.Errorf("the command: %v %q", ok, reason)
	}
}

// What another person keeps can be taken over and written on; and a refusal says
// what happened.
func TestHeldBySomebodyElse(t *testing.T) {
	held := purchase.Mark{PurchaseID: "p5"}.Set("", true, other, noon)
	b := newBench(t, text.ES, func(f *fake) { f.marks = map[string]purchase.Mark{"p5": held} })
	b.panel("p5")
	b.Becomes("marks.holder", "La tiene Otra persona de muestra desde 12:00.")
	if i, _ := b.Item("marks.edit.button"); i.Disabled {
		t.Error("no note can be written on it")
	}
	b.backend.set(func(f *fake) { f.marking = ErrNotStored })
	b.Tap("marks.hold.button")
	b.Becomes("purchases.tell.text", "No se pudo guardar en esta computadora. No se movió dinero. Fijate si queda lugar en el disco y probá de nuevo.")
	b.esc()
	b.backend.set(func(f *fake) { f.marking = nil })
	b.Tap("marks.hold.button")
	b.Becomes("marks.holder", "La tiene Operador de muestra desde 12:00.")
}

// F2 writes on the chosen row, from wherever the keyboard is on the page.
func TestNoteByKey(t *testing.T) {
	held := purchase.Mark{PurchaseID: "p6"}.Set("", true, other, noon)
	b := newBench(t, text.ES, func(f *fake) { f.marks = map[string]purchase.Mark{"p6": held} })
	b.choose("p5")
	if !b.Table.Key(fyne.KeyF2) {
		t.Fatal("F2 means nothing")
	}
	b.Until("the dialog", func() bool { _, ok := b.Item("marks.field"); return ok })
	b.esc()
	b.choose("p6")
	b.Table.Key(fyne.KeyF2)
	b.Until("the dialog for what somebody else has", func() bool { _, ok := b.Item("marks.field"); return ok })
}

// The list has a column of it, for who wants to see it there.
func TestMarksInTheList(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) {
		f.marks = map[string]purchase.Mark{
			"p5": purchase.Mark{PurchaseID: "p5"}.Set("hablado", true, other, noon),
			"p6": purchase.Mark{PurchaseID: "p6"}.Set("Vuelve a las 16", false, other, noon),
		}
	})
	const at = "grid.purchases.r4.mark"
	if _, ok := b.Item(at); ok {
		t.Error("the column is there before anybody asked for it")
	}
	b.page.grid.ShowColumn(colMark)
	b.Becomes(at, "Otra persona de muestra")
	b.Becomes("grid.purchases.r5.mark", "Vuelve a las 16")
	b.Becomes("grid.purchases.r0.mark", "")
}

// Offline a mark is made as always, and says that it waits.
func TestMarksOffline(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.offline = true })
	b.panel("p5")
	b.Tap("marks.hold.button")
	b.Becomes("marks.holder", "La tiene Operador de muestra desde 12:00.")
	b.Becomes("marks.unsent", "Por enviar: los demás todavía no lo ven.")
	// The hub has it.
	b.backend.set(func(f *fake) { f.unsent = nil })
	b.page.Changed()
	b.Until("no sign", func() bool { _, ok := b.Item("marks.unsent"); return !ok })
}

// What the hub refused, or somebody else was faster with, leads to where a
// person decides.
func TestMarksThatWaitForAPerson(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) {
		f.marks = map[string]purchase.Mark{"p5": purchase.Mark{PurchaseID: "p5"}.Set("de otra", false, other, noon)}
		f.unsent = map[string]Unsent{"p5": UnsentConflict, "p6": UnsentRefused}
	})
	var asked []string
	b.page.unsent = func(id string) { asked = append(asked, id) }
	b.panel("p5")
	b.Becomes("marks.note", "de otra")
	b.Becomes("marks.unsent.button", "Resolver…")
	if i, _ := b.Item("marks.hold.button"); !i.Disabled {
		t.Error("one can go on as if there were no conflict")
	}
	b.Tap("marks.unsent.button")
	b.panel("p6")
	b.Becomes("marks.unsent.button", "Ver qué pasó…")
	b.Tap("marks.unsent.button")
	if fmt.Sprint(asked) != "[p5 p6]" {
		t.Errorf("asked for %v", asked)
	}
	b.page.detail.hide()
	b.page.grid.ShowColumn(colMark)
	b.Becomes("grid.purchases.r4.mark", "En conflicto")
	b.Becomes("grid.purchases.r5.mark", "Rechazado")
}
