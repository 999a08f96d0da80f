package board

import (
	"errors"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/app/access"
	"trastienda/ui/text"
)

func own(b *bench) *agentBody { return b.page.body.(*agentBody) }

// The board of an agent as the source shows it (S0-2 … S0-5).
func TestAgentSeesBalanceMovementsAndNotices(t *testing.T) {
	f := busyAgency()
	f.visit = time.Date(2022, 12, 12, 12, 0, 0, 0, time.UTC)
	b := newBench(t, text.ES, access.Agent, f)
	for id, want := range map[string]string{
		"board.balance": "Saldo disponible · $ 95.222,00", "board.visit": "Próxima visita · 12/12",
		"grid.movements.head.at": "Fecha y hora", "grid.movements.head.amount": "Monto", "grid.movements.head.reason": "Motivo",
		"grid.movements.r0.at": "13/12/22 11:00:00", "grid.movements.r0.amount": "$ 104,00", "grid.movements.r0.reason": "Compra acreditada",
		"grid.movements.r1.reason": "Compra pendiente", "grid.movements.r2.reason": "Compra con error",
		"board.notices.title": "Notificaciones", "board.notices.0": "Se acreditaron $ 104,00 al PSR 000050070000001 · 13/12/2022 11:00",
	} {
		if got := b.says(id); got != want {
			t.Errorf("%s says %q, want %q", id, got, want)
		}
	}
	if _, ok := b.Item("board.pending"); ok {
		t.Error("an agent sees the cards of the agency")
	}
	own(b).table.OnOpen("p2")
	if want := []Query{{Purchase: "p2"}}; !slices.EqualFunc(b.opened, want, Query.same) {
		t.Errorf("a movement leads to %+v", b.opened)
	}
}

// Only who may buy has the link to it.
func TestLinkToBuying(t *testing.T) {
	b := newBench(t, text.ES, access.Agent, busyAgency())
	if got := b.says("board.buy"); got != "Comprar saldo · Con la billetera de tu punto de venta" {
		t.Errorf("the link says %q", got)
	}
	b.press(own(b).buy, fyne.KeyReturn)
	if b.buys != 1 {
		t.Errorf("followed %d times", b.buys)
	}
	b = newBench(t, text.ES, access.Manager, busyAgency())
	if _, there := b.Item("board.buy"); there {
		t.Error("a manager has it")
	}
}

func TestUnknownVisitIsLeftOut(t *testing.T) {
	b := newBench(t, text.ES, access.Agent, busyAgency())
	if got := b.says("board.visit"); got != "" {
		t.Errorf("an unknown visit says %q", got)
	}
}

func TestNoMovements(t *testing.T) {
	b := newBench(t, text.ES, access.Agent, &fake{})
	b.Until("the table", func() bool { return !own(b).table.Busy() })
	if got := b.says("board.movements.none"); got != "No se encontraron resultados" {
		t.Errorf("an empty table says %q (S0-4)", got)
	}
}

// The eye hides the balance, with the mouse and the keyboard, and a change of
// the language leaves it hidden.
func TestEyeHidesTheBalance(t *testing.T) {
	b := newBench(t, text.ES, access.Agent, busyAgency())
	if got := b.says("board.balance.eye"); got != "Ocultar el saldo" {
		t.Errorf("the eye says %q", got)
	}
	b.press(own(b).eye, fyne.KeySpace)
	if got := b.says("board.balance"); got != "Saldo disponible · ••••••" || b.says("board.balance.eye") != "Mostrar el saldo" {
		t.Errorf("hidden it says %q", got)
	}
	b.Book.Set(text.EN)
	b.page.Rebuild()
	if got := b.says("board.balance"); got != "Available balance · ••••••" {
		t.Errorf("after the language it says %q", got)
	}
	own(b).eye.Tapped(nil)
	if got := b.says("board.balance"); got != "Available balance · ARS 95,222.00" {
		t.Errorf("shown again it says %q", got)
	}
}

// An old balance says of when it is, and one that could not be read says so.
func TestBalanceThatIsOldOrUnknown(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*fake)
		want   string
	}{
		{"old", func(f *fake) { f.balance.AsOf = noon.Add(-16 * time.Minute) }, "Saldo disponible · $ 95.222,00 · al 11:44"},
		{"of another day", func(f *fake) { f.balance.AsOf = noon.Add(-20 * time.Hour) }, "Saldo disponible · $ 95.222,00 · al 12/12/2022 16:00"},
		{"offline", func(f *fake) { f.offline = true }, "Saldo disponible · $ 95.222,00 · al 11:59"},
		{"never read", func(f *fake) { f.refused = errors.New("no answer") }, "Saldo disponible · No se pudo consultar el saldo. Presioná F5 para volver a intentar."},
		{"no agent", func(f *fake) { f.refused = ErrNoAgent }, "Saldo disponible · Tu usuario no tiene un agente asignado. Pedile a un gerente que lo revise."},
	} {
		f := busyAgency()
		c.change(f)
		b := newBench(t, text.ES, access.Agent, f)
		if got := b.says("board.balance"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	b := newBench(t, text.ES, access.Agent, busyAgency())
	b.backend.set(func(f *fake) { f.refused = errors.New("no answer") })
	b.page.Refresh()
	b.Until("the refusal", func() bool { return b.page.known.unknown != nil })
	if got := b.says("board.balance"); got != "Saldo disponible · $ 95.222,00 · al 11:59" {
		t.Errorf("after a refusal it says %q", got)
	}
}

// Before the first sync the agent is not known yet: that is no fault, and the
// balance is asked for again when the rows arrive.
func TestBalanceBeforeTheFirstSync(t *testing.T) {
	f := busyAgency()
	f.never, f.refused = true, ErrNoAgent
	b := newBench(t, text.ES, access.Agent, f)
	if got := b.says("board.balance"); got != "Saldo disponible · Consultando…" {
		t.Errorf("before the first sync it says %q", got)
	}
	f.set(func(f *fake) { f.never, f.refused = false, nil })
	b.page.Changed()
	b.Until("the balance", func() bool { return b.says("board.balance") == "Saldo disponible · $ 95.222,00" })
}

// The hub is not asked for the balance at every change of the replica.
func TestBalanceIsAskedSeldom(t *testing.T) {
	b := newBench(t, text.ES, access.Agent, busyAgency())
	for range 5 {
		b.page.load()
		b.settled()
	}
	b.page.ticked()
	b.settled()
	if b.backend.balances != 1 {
		t.Errorf("asked %d times", b.backend.balances)
	}
	b.backend.set(func(f *fake) { f.balance.AsOf = noon })
	b.page.known.balance.AsOf = noon.Add(-balanceAge)
	b.page.ticked()
	b.Until("another question", func() bool { b.backend.mu.Lock(); defer b.backend.mu.Unlock(); return b.backend.balances == 2 })
}
