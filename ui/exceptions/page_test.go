package exceptions

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/app/access"
	"trastienda/app/exception"
	"trastienda/app/listing"
	"trastienda/app/problem"
	"trastienda/ui/text"
)

func (b *bench) ids() []string {
	var ids []string
	for i := 0; ; i++ {
		row, ok := b.page.grid.Row(i)
		if !ok {
			return ids
		}
		ids = append(ids, row.ID)
	}
}

func TestTheListInWords(t *testing.T) {
	b := newBench(t, text.ES, access.Manager)
	if got := b.ids(); !slices.Equal(got, []string{"e1", "e2", "e3", "e4", "e5", "e6"}) {
		t.Fatalf("rows %q", got)
	}
	for id, want := range map[string]string{
		"e1": "22/11/26 09:00:00 PSR desconocido 900990000000017 $\u00a012.500,00 ref-e1 SIN PROPUESTA ",
		"e2": "21/11/26 10:00:00 PSR desconocido 900990000000025 $\u00a04.800,00 ref-e2 POR APROBAR Asignar a 290384911000001 · por O. Pérez",
		"e3": "21/11/26 06:00:00 El monto no coincide 000050070000001 $\u00a0154,00 ref-e3 POR APROBAR Cerrar · por M. Gómez",
		"e4": "21/11/26 05:00:00 La cuenta no coincide 000050070000001 $\u00a09.900,00 ref-e4 RECHAZADA ",
		"e5": "20/11/26 20:00:00 Saldo transferido dos veces 290384911000001  p9 SIN PROPUESTA ",
	} {
		row, _ := b.page.grid.RowByID(id)
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, c.Text)
		}
		if got := strings.Join(cells, " "); got != want {
			t.Errorf("%s reads %q, want %q", id, got, want)
		}
	}
	if b.page.Badge() != 6 || b.Badges == 0 || b.Selection != "6 avisos" {
		t.Errorf("badge %d, told %d times, status bar %q", b.page.Badge(), b.Badges, b.Selection)
	}
	b.page.grid.SetSort(listing.Sort{{Field: colAmount}})
	b.page.grid.OnSort(b.page.grid.Sort())
	b.Until("by amount", func() bool {
		return !b.page.grid.Busy() && slices.Equal(b.ids(), []string{"e5", "e3", "e2", "e6", "e4", "e1"})
	})
}

func TestTheDetailSaysWhatDiffers(t *testing.T) {
	b := newBench(t, text.ES, access.Manager)
	for _, c := range []struct{ exception, id, want string }{
		{"e1", "exceptions.told.psr.differs", "Ningún punto de venta lo tiene."},
		{"e1", "exceptions.known.suggestion", "El dinero fue a la cuenta de Agente de muestra."},
		{"e2", "exceptions.proposal.psr", "290384911000001 · Kiosco Demo"},
		{"e2", "exceptions.detail.waits", "La decide un gerente que no sea quien la propuso."},
		{"e3", "exceptions.told.amount.differs", "No coincide: nosotros tenemos $\u00a0104,00."},
		{"e3", "exceptions.detail.waits", "Es tu propuesta: la tiene que aprobar otra persona."},
		{"e4", "exceptions.told.cbu.differs", "No coincide: nosotros tenemos 0000 3009 •••• •••• ••11 22."},
		{"e4", "exceptions.detail.rejected", "O. Pérez la rechazó, 10:00: «Falta preguntarle a la billetera.»"},
		{"e5", "exceptions.alarm.code", "transferred-twice"},
	} {
		b.choose(c.exception)
		b.page.open(c.exception)
		b.Until(c.exception+" "+c.id+" = "+c.want, func() bool { item, ok := b.Item(c.id); return ok && item.Text == c.want })
	}
	// Another chosen row is the one that is shown; Esc closes the panel first.
	b.choose("e1")
	b.Until("e1", func() bool { return b.page.detail.id == "e1" })
	if !b.page.Key(&fyne.KeyEvent{Name: fyne.KeyEscape}) || b.page.detail.id != "" || b.page.chosen.ID != "e1" {
		t.Error("Esc did not close the panel alone")
	}
	b.choose("e5")
	b.Table.Run(cmdPurchase)
	if !slices.Equal(b.opened, []string{"p9"}) {
		t.Errorf("opened %q", b.opened)
	}
}

// Written by hand: who may do what with which row, and the reason when not.
func TestWhoMayDoWhat(t *testing.T) {
	const (
		onlyClose = "Sólo se asigna un aviso de un PSR desconocido: con los demás el saldo podría salir dos veces o sin pago."
		manager   = "Sólo un gerente puede decidirlo."
		second    = "La tiene que aprobar otra persona."
		nothing   = "Nadie propuso nada todavía."
		others    = "Ya hay una propuesta de O. Pérez: la decide un gerente, o la retira quien la hizo."
		notMine   = "La propuesta es de O. Pérez."
	)
	for _, c := range []struct {
		role access.Role
		id   string
		want [5]string // assign, close, approve, reject, withdraw; "" is allowed
	}{
		{access.Operator, "e1", [5]string{"", "", nothing, nothing, nothing}},
		{access.Operator, "e2", [5]string{others, others, manager, manager, notMine}},
		{access.Operator, "e3", [5]string{onlyClose, "", second, second, ""}},
		{access.Operator, "e4", [5]string{onlyClose, "", nothing, nothing, nothing}},
		{access.Manager, "e1", [5]string{"", "", nothing, nothing, nothing}},
		{access.Manager, "e2", [5]string{others, others, "", "", notMine}},
		{access.Manager, "e3", [5]string{onlyClose, "", second, second, ""}},
		{access.Manager, "e5", [5]string{onlyClose, "", nothing, nothing, nothing}},
	} {
		b := newBench(t, text.ES, c.role)
		b.choose(c.id)
		for i, cmd := range []string{cmdAssign, cmdClose, cmdApprove, cmdReject, cmdWithdraw} {
			ok, reason := b.Table.State(cmd)
			if ok != (c.want[i] == "") || !ok && reason != c.want[i] {
				t.Errorf("%s, %s, %s: %v %q, want %q", c.role, c.id, cmd, ok, reason, c.want[i])
			}
			if button := b.page.toolbar.buttons[i]; button.Disabled() == ok {
				t.Errorf("%s, %s: the button of %s is not as its command", c.role, c.id, cmd)
			}
		}
	}
	if _, err := New(Params{Backend: &fake{}, Book: &text.Book{}, Shell: &bench{}, Role: access.Agent}); err == nil {
		t.Error("an agent has the page")
	}
}

func TestOfflineEmptyAndUnreadable(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, func(f *fake) { f.offline, f.uncopied = true, true })
	if b.Shown("exceptions.empty") != "Sin conexión con el hub" {
		t.Errorf("offline from the start: %q", b.Words())
	}
	b.Seen("offline")
	b.backend.set(func(f *fake) { f.offline = false })
	b.Until("the list by itself", func() bool { return len(b.page.list) == 6 && !b.page.grid.Busy() })
	b.backend.set(func(f *fake) { f.offline = true })
	if got := b.Shown("exceptions.offline"); !strings.HasPrefix(got, "Sin conexión") || len(b.page.list) != 6 {
		t.Errorf("offline with rows: %q", got)
	}
	b.choose("e1")
	b.Seen("offline-rows")
	if ok, reason := b.Table.State(cmdClose); ok || reason != "Necesita conexión con el hub." {
		t.Errorf("offline: %v %q", ok, reason)
	}

	b = newBench(t, text.ES, access.Manager, func(f *fake) { f.list = nil })
	if b.Shown("exceptions.empty") != "No hay avisos sin resolver." || b.page.Badge() != 0 {
		t.Errorf("empty: %q", b.Words())
	}

	b.Seen("empty")

	refused := problem.New(problem.Internal, "es-AR", "r-7")
	b = newBench(t, text.ES, access.Manager)
	b.backend.set(func(f *fake) { f.failing = refused })
	b.page.Refresh()
	if got := b.Shown("exceptions.error"); got != "No se pudieron leer los avisos. Sólo se leyó: no se movió dinero. Lo que se ve puede ser anterior." {
		t.Errorf("unreadable: %q", got)
	}
	if got := b.Shown("exceptions.error.code"); got != "Código internal · r-7" || len(b.page.list) != 6 {
		t.Errorf("unreadable: %q, %d rows", got, len(b.page.list))
	}
	b.Seen("unreadable")
	b.backend.set(func(f *fake) { f.failing = nil })
	b.page.Refresh()
	b.Until("no error", func() bool { _, there := b.Item("exceptions.error"); return !there })

	b = newBench(t, text.ES, access.Manager)
	b.backend.set(func(f *fake) { f.finding = errors.New("broken") })
	b.choose("e1")
	b.page.open("e1")
	if got := b.Shown("exceptions.detail.error"); !strings.Contains(got, "no se movió dinero") {
		t.Errorf("the detail: %q", got)
	}
}

// What changes in the copy is on the page without being asked for, in the list and
// in the detail, and the number in the navigation with it; the hub is asked only
// about what changed.
func TestTheCopyIsFollowed(t *testing.T) {
	b := newBench(t, text.ES, access.Manager)
	b.choose("e1")
	b.page.open("e1")
	b.Until("the detail", func() bool { return b.backend.asked() == 1 && b.page.detail.data.ID == "e1" })
	b.page.Changed()
	b.Until("the same list", func() bool { return !b.page.soon && !b.page.waiting && !b.page.grid.Busy() })
	if n := b.backend.asked(); n != 1 {
		t.Errorf("a change of something else: the hub was asked %d times", n)
	}
	b.backend.set(func(f *fake) {
		f.list = append([]exception.Exception(nil), f.list[:5]...)
		f.list[0] = proposed(f.list[0], other, "O. Pérez", exception.Close)
	})
	b.page.Changed()
	b.Until("the news", func() bool { return b.page.Badge() == 5 && b.page.detail.data.Version == 2 })
	if got := strings.Join(b.Words(), " "); !strings.Contains(got, "O. Pérez") {
		t.Errorf("the page shows %q", got)
	}
	// Without a connection the copy is shown all the same.
	b.backend.set(func(f *fake) { f.offline, f.list = true, f.list[1:] })
	b.page.Changed()
	b.Until("the list offline", func() bool { return b.page.Badge() == 4 })
	if got := b.Shown("exceptions.offline"); !strings.HasPrefix(got, "Sin conexión") {
		t.Errorf("offline: %q", got)
	}
}

// Where nobody could decide, the detail says how somebody can.
func TestNobodyCanDecide(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, func(f *fake) { f.list[0].Alone = true })
	b.choose("e1")
	b.page.open("e1")
	if got := b.Shown("exceptions.alone.command"); got != b.backend.SecondManager() {
		t.Errorf("the command is %q", got)
	}
	b.Tap("exceptions.alone.copy")
	if b.copied != b.backend.SecondManager() {
		t.Errorf("copied is %q", b.copied)
	}
	b.Seen("alone")
	b.page.open("e2")
	b.Until("another detail", func() bool { return b.page.detail.data.ID == "e2" })
	if _, ok := b.Item("exceptions.alone"); ok {
		t.Error("it is said where somebody can")
	}
}

func TestALanguageSwitchKeepsWhatWasChosen(t *testing.T) {
	b := newBench(t, text.ES, access.Manager)
	b.choose("e3")
	b.page.open("e3")
	b.Until("the detail", func() bool { return b.page.detail.data.Known != nil })
	b.Book.Set(text.EN)
	b.page.Rebuild()
	b.Until("the rows", func() bool { return !b.page.grid.Busy() && b.page.chosen.ID == "e3" && b.page.detail.data.Known != nil })
	if got := b.Shown("exceptions.told.amount.differs"); got != "It differs: we have ARS\u00a0104.00." {
		t.Errorf("in English: %q", got)
	}
	if b.Shown("exceptions.title") != "Unresolved notices" || b.page.NavTitle() != "Unresolved notices" {
		t.Error("the title stayed")
	}
}
