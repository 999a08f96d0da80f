package agents

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/ui/form"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

func (b *bench) save() {
	b.T.Helper()
	if !b.Table.Run(cmdSave) {
		_, why := b.Table.State(cmdSave)
		b.T.Fatalf("not to be saved: %s", why)
	}
	b.settled()
}

func (b *bench) did(want ...string) {
	b.T.Helper()
	if got := strings.Join(b.backend.acts(), "\n"); got != strings.Join(want, "\n") {
		b.T.Errorf("asked\n%s\nnot\n%s", got, strings.Join(want, "\n"))
	}
}

func TestEditingAnAgent(t *testing.T) {
	b := newBench(t, text.ES, access.Operator, sample())
	f := b.edit("a1", tabContact)
	b.save()
	b.did()
	if got := b.Says("agents.form.line"); got != "No hay cambios para guardar." {
		t.Errorf("line %q", got)
	}
	b.Type("agents.form.contact.phone", " 261 999-0000 ")
	if got := b.Says("agents.tab.contact"); got != "● Contacto •" {
		t.Errorf("the tab says %q", got)
	}
	b.save()
	b.did(`edit a1 "GISELA BOSCH" phone "261 999-0000" visit "2026-12-12" points 2 active=true from 3`)
	if got := b.Says("agents.form.line"); !strings.Contains(got, "Guardado en esta computadora") {
		t.Errorf("line %q", got)
	}
	b.Until("the sign", func() bool { return b.Says("agents.form.unsent") != "" })
	b.Tap("agents.form.unsent.see")
	if len(b.unsent) != 1 || b.unsent[0] != "a1" {
		t.Errorf("led to %q", b.unsent)
	}
	if f.dirty() {
		t.Error("something is left to save")
	}
	f.close()
	if got := b.page.source.All()[0].Cells[2]; got.Text != "EN COLA" || !got.Dashed {
		t.Errorf("the row says %+v", got)
	}
}

// What is wrong gets the keyboard, on whatever tab it is.
func TestSavingGoesToTheFirstError(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	b.edit("a1", tabContact)
	b.Type("agents.form.contact.email", "gisela")
	b.page.form.show(tabAddress)
	b.save()
	b.did()
	if got := b.Says("agents.form.contact.email.note"); !strings.Contains(got, "correo completo") {
		t.Errorf("note %q", got)
	}
	if f, ok := b.Window().Canvas().Focused().(*form.TextField); !ok || f.ProbeID() != "agents.form.contact.email" {
		t.Errorf("the keyboard is on %v", b.Window().Canvas().Focused())
	}
	b.Type("agents.form.contact.email", "gisela@kiosco.example")
	b.page.form.show(tabMain)
	b.Tap("agents.points.add")
	b.Type("agents.points.2.psr", "290384911000001")
	uitest.Find[*form.DateField](b.Bench, "agents.form.next_visit").SetText("pronto")
	b.save()
	if got := b.Says("agents.points.2.psr.note"); got != "Este PSR está dos veces." {
		t.Errorf("PSR %q", got)
	}
	b.Tap("agents.points.2.remove")
	b.save()
	b.did()
	if got := b.Says("agents.form.next_visit.note"); !strings.Contains(got, "No se entiende la fecha") {
		t.Errorf("visit %q", got)
	}
	uitest.Find[*form.DateField](b.Bench, "agents.form.next_visit").SetText("")
	uitest.Find[*form.Select](b.Bench, "agents.form.active").TypedRune('i')
	b.save()
	b.did(`edit a1 "GISELA BOSCH" phone "261 216-2482" visit "" points 2 active=false from 3`)
}

func TestANewAgent(t *testing.T) {
	b := newBench(t, text.ES, access.Operator, sample())
	if !b.Table.Run(cmdNew) {
		t.Fatal("no new agent")
	}
	b.save()
	b.did()
	if got := b.Says("agents.form.code.note"); got != "Completá este campo." {
		t.Errorf("code %q", got)
	}
	b.Type("agents.form.code", "0200")
	b.Type("agents.form.name", "Nuevo Kiosco")
	b.save()
	b.did(`create 0200 "Nuevo Kiosco"`)
	b.Until("the form is that of the new one", func() bool { return b.Says("agents.form.title") == "Agente · Nuevo Kiosco" })
	b.page.form.show(tabContact)
	b.Type("agents.form.contact.phone", "1")
	b.save()
	b.did(`edit new "Nuevo Kiosco" phone "1" visit "" points 0 active=true from 0`)
}

// Limpiar empties the tab that is seen, and that alone, and can be undone.
func TestClearing(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	f := b.edit("a1", tabContact)
	b.Table.Run(cmdClear)
	if b.Says("agents.form.contact.phone") != "" || f.now.Contact != (agent.Contact{}) || f.now.Name != "GISELA BOSCH" || f.now.Address.Locality != "Mendoza" {
		t.Errorf("cleared: %+v", f.now)
	}
	f.show(tabAddress)
	b.Type("agents.form.address.street", "Belgrano")
	f.show(tabContact)
	b.toasts[0]()
	if f.now.Address.Street != "Belgrano" {
		t.Error("what was typed on another tab is undone too")
	}
	f.now.Address.Street = "San Martín"
	if b.Says("agents.form.contact.phone") != "261 216-2482" || f.dirty() {
		t.Errorf("undone: %+v", f.now)
	}
	f.show(tabMain)
	b.Table.Run(cmdClear)
	if len(f.now.PointsOfSale) != 0 || b.Says("agents.points.none") == "" || f.now.Contact.Phone == "" {
		t.Errorf("cleared: %+v", f.now)
	}
	b.toasts[1]()
	if b.Says("agents.points.1.name") != "Almacén Centro" || f.dirty() {
		t.Errorf("undone: %+v", f.now)
	}
	b.did()
}

// Leaving with changes asks; Esc is the same as Cerrar.
func TestLeaving(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	esc := func() { b.page.Key(&fyne.KeyEvent{Name: fyne.KeyEscape}) }
	b.edit("a1", tabContact)
	esc()
	if b.page.form != nil {
		t.Fatal("nothing was typed, and it asks")
	}
	b.edit("a1", tabContact)
	if b.page.Unsaved() {
		t.Error("nothing was typed, and something is not saved")
	}
	b.Type("agents.form.contact.phone", "1")
	if !b.page.Unsaved() {
		t.Error("the window would close without a question")
	}
	esc()
	if got := b.Says("agents.discard.title"); got != "¿Descartar los cambios?" {
		t.Fatalf("asks %q", got)
	}
	b.Tap("agents.discard.stay")
	if b.Says("agents.form.contact.phone") != "1" {
		t.Error("what was typed is gone")
	}
	b.Table.Run(cmdClose)
	b.Tap("agents.discard.do")
	if b.page.form != nil || b.Says("agents.title") == "" {
		t.Error("the form stays")
	}
	b.did()
}

func TestWalkingTheTabs(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	f := b.edit("a1", tabMain)
	for _, want := range []tab{tabContact, tabAddress, tabBank, tabMain} {
		b.Table.Run(cmdNext)
		if f.at != want {
			t.Errorf("on %s, not %s", f.at, want)
		}
	}
	b.Table.Run(cmdPrevious)
	if f.at != tabBank {
		t.Errorf("back on %s", f.at)
	}
}

// What somebody else changed meanwhile comes in where nothing was typed, and
// nothing typed is lost.
func TestSomebodyElseChangesTheAgent(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	f := b.edit("a1", tabContact)
	b.Type("agents.form.contact.phone", "1")
	b.backend.set(func(x *fake) { x.agents[0].Name, x.agents[0].Version = "GISELA B.", 4 })
	b.page.Changed()
	b.Until("the new name", func() bool { return b.Says("agents.form.title") == "Agente · GISELA B." })
	if f.version != 4 || b.Says("agents.form.contact.phone") != "1" {
		t.Errorf("version %d, phone %q", f.version, b.Says("agents.form.contact.phone"))
	}
	// The same part: the version stays, so that the hub tells of the conflict.
	b.backend.set(func(x *fake) { x.agents[0].Contact.Phone, x.agents[0].Version = "2", 5 })
	b.page.Changed()
	b.Until("the reading", func() bool { return b.page.known["a1"].Version == 5 })
	b.save()
	b.did(`edit a1 "GISELA B." phone "1" visit "2026-12-12" points 2 active=true from 4`)
}

// A form that cannot be written down says so and keeps what was typed.
func TestNotStored(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	f := b.edit("a1", tabContact)
	b.Type("agents.form.contact.phone", "1")
	b.backend.set(func(x *fake) { x.failing = ErrNotStored })
	b.save()
	if got := b.Says("agents.form.line"); !strings.Contains(got, "no se envió nada") || !f.dirty() {
		t.Errorf("line %q", got)
	}
}

// An agent's user is led to the own form, of which bank data alone can be
// written.
func TestTheAgentsOwnForm(t *testing.T) {
	f := sample()
	f.agents, f.bank = f.agents[:1], nil
	f.agents[0].Bank.Change = ""
	b := newBench(t, text.ES, access.Agent, f)
	if b.Says("agents.tab.bank") != "● Datos Bancarios" || uitest.Find[*form.TextField](b.Bench, "agents.bank.new.cbu").Disabled() {
		t.Errorf("%q", b.Words())
	}
	b.page.form.show(tabMain)
	if !uitest.Find[*form.TextField](b.Bench, "agents.form.name").Disabled() || b.Says("agents.form.readonly") == "" {
		t.Error("the name may be written")
	}
	if ok, why := b.Table.State(cmdNew); ok || why == "" {
		t.Error("a new agent")
	}
	if got := uitest.Find[*form.Button](b.Bench, "agents.rate.button").Reason(); got != "Solo un gerente puede cambiar la tasa." {
		t.Errorf("rate: %q", got)
	}
	b.page.form.show(tabBank)
	b.Type("agents.bank.new.cbu", account.CBU)
	b.Type("agents.bank.new.holder", "Gisela")
	b.save()
	b.did(`propose a1 0009844700009078153229  "Gisela"  from 3`)
	b.page.form.close()
	b.page.Refresh()
	b.settled()
	if b.page.form != nil {
		t.Error("the form comes back by itself")
	}
}

func TestMerging(t *testing.T) {
	base := agent.Edit{Code: "1", Name: "a", Contact: agent.Contact{Phone: "1"}}
	mine, theirs := base, base
	mine.Name, theirs.Code = "b", "2"
	if got, ok := merge(base, mine, theirs); !ok || got.Name != "b" || got.Code != "2" {
		t.Errorf("%+v, %v", got, ok)
	}
	theirs.Name = "c"
	if _, ok := merge(base, mine, theirs); ok {
		t.Error("both changed the name")
	}
	theirs.Name = "b"
	if _, ok := merge(base, mine, theirs); !ok {
		t.Error("both wrote the same name")
	}
}

// The window is not to be closed while something is being written down.
func TestBusy(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	b.edit("a1", tabContact)
	b.Type("agents.form.contact.phone", "1")
	b.Table.Run(cmdSave)
	if !b.page.Busy() {
		t.Error("a closing window would not ask")
	}
	b.Table.Run(cmdSave) // a second press does nothing
	b.settled()
	if got := b.backend.acts(); len(got) != 1 {
		t.Errorf("saved %d times", len(got))
	}
}
