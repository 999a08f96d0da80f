package purchases

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"trastienda/app/access"
	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// ask opens the question for several rows.
func (b *bench) ask(ids ...string) {
	b.T.Helper()
	b.page.grid.Select(ids...)
	b.Until("the selection", func() bool { return b.page.chosen == len(ids) })
	if !b.Table.Run(cmdRetry) {
		_, reason := b.Table.State(cmdRetry)
		b.T.Fatalf("the retry is not enabled: %s", reason)
	}
	b.Until("the dialog", func() bool { return dialog.Open(b.Window().Canvas()) })
}

// cell is a cell of the list of results.
func (b *bench) cell(row int, column string) string {
	b.T.Helper()
	return b.Shown(fmt.Sprintf("grid.bulk.r%d.%s", row, column))
}

// finish presses "Sí" and waits for the list of results.
func (b *bench) finish() {
	b.T.Helper()
	b.Tap("purchases.bulk.yes")
	b.Until("the result", func() bool {
		return b.page.outcome != nil && b.page.outcome.dialog != nil && !b.page.outcome.grid.Busy()
	})
}

// gone waits until no dialog is open.
func (b *bench) gone() {
	b.T.Helper()
	b.Until("no dialog", func() bool { return !dialog.Open(b.Window().Canvas()) })
}

func TestSeveralRowsAreAskedForBeforeAnythingIsSent(t *testing.T) {
	b := newBench(t, text.ES)
	b.ask("p1", "p4", "p5", "p6")
	for id, want := range map[string]string{
		"purchases.bulk":          "Reintento de varias compras",
		"purchases.bulk.text":     "Se va a intentar realizar el envío de saldo virtual de estas compras, de a una y empezando por la más vieja.",
		"purchases.bulk.amount":   "3 compras · $\u00a010.000.100,00",
		"purchases.bulk.note":     "De 1 compra no se sabe si un envío anterior se completó: primero se consulta al sistema de recarga, y nunca se envía dos veces.",
		"purchases.bulk.not":      "1 ya está OK",
		"purchases.bulk.agent.a1": "3 compras · $\u00a010.000.100,00\nentran 2 de 3 con $\u00a02.300,00; faltan $\u00a09.997.800,00",
	} {
		b.Until(id, func() bool { return b.Shown(id) == want })
	}
	if b.Window().Canvas().Focused() != uitest.Find[*form.Button](b.Bench, "purchases.bulk.no") {
		t.Error("the first focus is not on No")
	}
	b.press(fyne.KeyReturn) // on No
	b.gone()
	b.ask("p5", "p6")
	b.Window().Canvas().Focus(uitest.Find[*form.Button](b.Bench, "purchases.bulk.yes"))
	b.press(fyne.KeyReturn)
	b.press(fyne.KeyEscape)
	b.gone()
	if b.backend.sent() != 0 || b.page.Busy() || b.page.bulking != nil {
		t.Errorf("%d sent, busy %v", b.backend.sent(), b.page.Busy())
	}
}

func TestBalanceThatCannotBeHadHoldsNothingBack(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.balance = errors.New("no answer") })
	b.ask("p5", "p6")
	b.Until("the balance", func() bool {
		return strings.HasSuffix(b.Shown("purchases.bulk.agent.a1"), "\nno se pudo consultar el saldo; se puede reintentar igual")
	})
	b.finish()
	if b.backend.sent() != 2 {
		t.Errorf("%d sent", b.backend.sent())
	}
}

// Where no balance can go out now, none is announced.
func TestNoSendIsAnnouncedWhereNoneWillBe(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) {
		f.rows[4].Legs.Transfer = purchase.Done
		f.rows[5].Legs.Payment = purchase.Waiting
	})
	b.ask("p5", "p6")
	if got := b.Shown("purchases.bulk.text"); !strings.HasPrefix(got, "Ninguna de estas compras envía saldo ahora:") {
		t.Errorf("it says %q", got)
	}
	for id, want := range map[string]string{"notice": "1 compra · $\u00a050,00", "payment": "1 compra · $\u00a050,00"} {
		if got := b.Shown("purchases.bulk." + id); got != want {
			t.Errorf("%s is %q", id, got)
		}
	}
	for _, id := range []string{"purchases.bulk.agent.a1", "purchases.bulk.send", "purchases.bulk.note"} {
		if item, there := b.Item(id); there {
			t.Errorf("%s says %q", id, item.Text)
		}
	}
}

func TestNothingToRetryAmongTheChosen(t *testing.T) {
	b := newBench(t, text.ES)
	b.ask("p1", "p2")
	if got := b.Shown("purchases.bulk.text") + " " + b.Shown("purchases.bulk.more"); got != "No hay nada para reintentar entre las compras elegidas. 2 ya están OK" {
		t.Errorf("it says %q", got)
	}
	b.Tap("purchases.bulk.ok")
	b.gone()
}

func TestBulkOfflineIsRefusedWithTheReason(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.offline = true })
	b.ask("p5", "p6")
	if got := b.Shown("purchases.bulk.text"); got != "Sin conexión con el hub: el reintento necesita conexión y no se hizo." {
		t.Errorf("it says %q", got)
	}
	b.Tap("purchases.bulk.ok")
	b.gone()
	if b.backend.sent() != 0 {
		t.Error("something was sent")
	}
}

// manyRows are n pending purchases, the first the newest.
func manyRows(n int) func(*fake) {
	return func(f *fake) {
		f.rows = nil
		for i := range n {
			p := sourceRows()[5]
			p.ID, p.At = fmt.Sprintf("m%05d", i), noon.Add(-time.Duration(i)*time.Minute)
			f.rows = append(f.rows, p)
		}
	}
}

func TestHowManyARoleMayRetryAtOnce(t *testing.T) {
	b := newBench(t, text.ES, manyRows(60))
	few := "Hasta 20 compras a la vez; un gerente puede reintentar más."
	for _, c := range []struct {
		role   access.Role
		chosen int
		ok     bool
	}{
		{access.Operator, 20, true}, {access.Operator, 21, false}, {access.Agent, 21, false}, {access.Manager, 21, true}, {access.Manager, 60, true},
	} {
		b.page.role = c.role
		var ids []string
		for _, p := range b.backend.rows[:c.chosen] {
			ids = append(ids, p.ID)
		}
		b.page.grid.Select(ids...)
		b.Until("the selection", func() bool { return b.page.chosen == c.chosen })
		ok, reason := b.Table.State(cmdRetry)
		if ok != c.ok || !ok && (reason != few || b.page.toolbar.retry.Reason() != few) {
			t.Errorf("%s with %d: %v %q", c.role, c.chosen, ok, reason)
		}
	}
	b.page.role, b.page.chosen = access.Manager, purchase.BulkMost+1
	if ok, reason := b.Table.State(cmdRetry); ok || reason != "Hasta 10.000 compras a la vez: elegí menos." {
		t.Errorf("more than anybody may: %v %q", ok, reason)
	}
}

// barTask stands in for work in the status bar.
type barTask struct {
	title  string
	cancel func()
	done   int
	over   bool
}

func (t *barTask) Set(done, _ int) { t.done = done }
func (t *barTask) Done()           { t.over = true }

// A long run goes on in the status bar: single purchases can be retried
// meanwhile, another run cannot begin, and its end is told with its list.
func TestABulkRetryGoesOnInTheStatusBar(t *testing.T) {
	turns, task := make(chan struct{}), &barTask{}
	b := newBench(t, text.ES, func(f *fake) { f.bulk.turns = turns })
	var alert, note string
	see := func() {}
	b.page.task = func(title func() string, cancel func()) Task {
		task.title, task.cancel = title(), cancel
		return task
	}
	b.page.alert = func(words, action string, do func()) { alert, see = words+" ["+action+"]", do }
	b.page.notify = func(words string) { note = words }
	b.ask("p4", "p5", "p6")
	b.Tap("purchases.bulk.yes")
	turns <- struct{}{}
	b.Until("the first", func() bool { return b.Shown("purchases.bulk.working") == "Reintentando 2 de 3…" })
	b.Tap("purchases.bulk.hide")
	b.gone()
	if task.title != "Reintentando compras" || task.done != 1 || !b.page.Busy() {
		t.Errorf("the status bar has %+v, busy %v", task, b.page.Busy())
	}
	if ok, reason := b.Table.State(cmdRetry); ok || reason != "Hay un reintento de varias compras en curso." {
		t.Errorf("another run: %v %q", ok, reason)
	}
	b.page.grid.Select("p5")
	b.Until("one row", func() bool { return b.page.chosen == 1 && b.page.selected.ID == "p5" })
	if ok, reason := b.Table.State(cmdRetry); !ok {
		t.Errorf("one purchase cannot be retried: %s", reason)
	}
	task.cancel()
	turns <- struct{}{}
	b.Until("the end", func() bool { return alert != "" })
	const want = "El reintento de 3 compras quedó a medias: 2 enviadas, 1 no se envió."
	if alert != want+" [Ver]" || note != want || !task.over || b.page.Busy() {
		t.Errorf("it says %q and %q, busy %v, the bar is empty: %v", alert, note, b.page.Busy(), task.over)
	}
	see()
	b.Until("the list", func() bool { return b.page.outcome != nil && b.page.outcome.dialog != nil })
}

// "All but two" is read from the replica, at most as many as allowed.
func TestAllOfTheFilterExceptSome(t *testing.T) {
	b := newBench(t, text.ES, manyRows(700))
	b.page.role = access.Manager
	b.page.grid.SelectAll()
	b.Until("all", func() bool { return b.page.chosen == 700 && b.page.grid.Selected().All })
	chosen := b.page.grid.Selected()
	chosen.Except = []string{"m00003", "m00699"}
	found, err := pick(b.page.ctx, b.backend, chosen, b.page.source.current(), purchase.BulkMost)
	if err != nil || len(found.list) != 698 || slices.ContainsFunc(found.list, func(p purchase.Purchase) bool { return slices.Contains(chosen.Except, p.ID) }) {
		t.Errorf("%d found, %v", len(found.list), err)
	}
	if _, err := pick(b.page.ctx, b.backend, chosen, b.page.source.current(), 697); !errors.Is(err, ErrBulkTooMany) {
		t.Errorf("too many: %v", err)
	}
	if !b.Table.Run(cmdRetry) {
		t.Fatal("not enabled")
	}
	b.Until("the question", func() bool { return dialog.Open(b.Window().Canvas()) })
	if got := b.Shown("purchases.bulk.amount"); !strings.HasPrefix(got, "700 compras · ") {
		t.Errorf("it asks for %q", got)
	}
}

func TestProgressAndCancel(t *testing.T) {
	turns := make(chan struct{})
	b := newBench(t, text.ES, func(f *fake) { f.bulk.turns = turns })
	b.ask("p4", "p5", "p6")
	yes := uitest.Find[*form.Button](b.Bench, "purchases.bulk.yes")
	test.Tap(yes)
	if b.Window().Canvas().Focused() != uitest.Find[*form.Button](b.Bench, "purchases.bulk.cancel") {
		t.Error("Cancel has not the focus")
	}
	test.Tap(yes)
	b.Window().Canvas().Focus(uitest.Find[*form.Button](b.Bench, "purchases.bulk.cancel"))
	b.Until("the first", func() bool { return b.Shown("purchases.bulk.working") == "Reintentando 1 de 3…" && b.page.Busy() })
	if ok, reason := b.Table.State(cmdRetry); ok || reason != "Hay un reintento en curso." {
		t.Errorf("another retry: %v %q", ok, reason)
	}
	turns <- struct{}{}
	b.Until("the second", func() bool {
		return b.Shown("purchases.bulk.working") == "Reintentando 2 de 3…" && b.Shown("purchases.bulk.sofar") == "Completado hasta ahora: $\u00a050,00" &&
			b.Shown("purchases.bulk.told") == "1 enviada"
	})
	b.press(fyne.KeyReturn) // Enter does not cancel
	if b.backend.bulkStopped() {
		t.Fatal("Enter cancelled")
	}
	b.press(fyne.KeyEscape)
	if !b.backend.bulkStopped() || b.Shown("purchases.bulk.more") != "Se termina la que está en curso y no se envían las demás." {
		t.Fatalf("not cancelled: %q", b.Shown("purchases.bulk.more"))
	}
	if !uitest.Find[*form.Button](b.Bench, "purchases.bulk.cancel").Disabled() {
		t.Error("Cancel can be pressed again")
	}
	turns <- struct{}{}
	b.Until("the result", func() bool {
		return b.page.outcome != nil && b.page.outcome.dialog != nil && !b.page.outcome.grid.Busy()
	})
	if got := b.Shown("purchases.bulk.result.sum"); got != "El reintento de 3 compras quedó a medias: 2 enviadas, 1 no se envió." {
		t.Errorf("it says %q", got)
	}
	if got := b.cell(2, "state") + ": " + b.cell(2, "why"); got != "NO SE ENVIÓ: Se canceló antes de su turno." {
		t.Errorf("the third row says %q", got)
	}
	if b.backend.sent() != 2 || b.page.Busy() {
		t.Errorf("%d sent, busy %v", b.backend.sent(), b.page.Busy())
	}
}

func TestARunThatCouldNotBeginSaysSo(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{ErrNotStored, "No se pudo guardar el reintento en este equipo, por eso no se hizo. Revisá el espacio en disco."},
		{ErrBulkRunning, "Hay un reintento en curso."},
		{ErrSignedOut, "La sesión terminó: el reintento no se hizo. Volvé a entrar."},
	} {
		b := newBench(t, text.ES, func(f *fake) { f.bulk.starting = c.err })
		b.ask("p5", "p6")
		b.Tap("purchases.bulk.yes")
		b.Until(c.want, func() bool { return b.Shown("purchases.bulk.text") == c.want })
		b.Tap("purchases.bulk.ok")
		b.gone()
		if b.page.bulking != nil || b.page.Busy() {
			t.Errorf("%v: the page is still at it", c.err)
		}
	}
}
