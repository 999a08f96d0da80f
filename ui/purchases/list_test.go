package purchases

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"trastienda/app/listing"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/ui/command"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// filtered waits until the list was asked for a filter that fits.
func (b *bench) filtered(what string, fits func(purchase.Filter) bool) {
	b.T.Helper()
	b.Until("filter "+what, func() bool { return fits(b.backend.lastFilter()) && !b.page.grid.Busy() })
}

func TestChipsCountAndFilter(t *testing.T) {
	b := newBench(t, text.ES)
	for id, want := range map[string]string{
		"purchases.chip.all": "● Todas 6", "purchases.chip.pending": "Pendientes 2",
		"purchases.chip.error": "Con error 1", "purchases.chip.due": "Vencen antes de 12 h: 1"} {
		b.Until(id, func() bool { return b.Shown(id) == want })
	}
	chips := b.page.chips.states
	test.Tap(chips[chipPending])
	b.filtered("pending", func(f purchase.Filter) bool {
		return slices.Equal(f.Statuses, []purchase.Status{purchase.StatusPending})
	})
	b.Until("two rows", func() bool { return b.page.state.count == 2 })
	if !chips[chipPending].On() || chips[chipAll].On() || b.page.filters.status.Selected() != "pending" {
		t.Error("chips and panel do not show the state")
	}
	test.Tap(chips[chipError])
	b.filtered("error", func(f purchase.Filter) bool { return slices.Equal(f.Statuses, []purchase.Status{purchase.StatusError}) })
	test.Tap(chips[chipDue])
	b.filtered("due", func(f purchase.Filter) bool {
		return len(f.Statuses) == 0 && f.DueAfter.Equal(noon) && f.DueBefore.Equal(noon.Add(12*time.Hour))
	})
	test.Tap(chips[chipDue])
	b.filtered("all again", purchase.Filter.Empty)
}

func TestPanelBuildsTheFilter(t *testing.T) {
	b := newBench(t, text.ES)
	b.page.filters.show(true)
	f := b.page.filters
	f.from.SetText("01/12/2022")
	f.to.SetText("hoy")
	f.psr.SetText(" 000050070000001 ")
	f.wallet.SetText("123123132")
	f.ref.SetText("21")
	f.min.SetText("1.234,50")
	f.max.SetText("40.000")
	b.filtered("of the fields", func(q purchase.Filter) bool {
		return q.From.Equal(time.Date(2022, 12, 1, 3, 0, 0, 0, time.UTC)) && q.To.Equal(time.Date(2022, 12, 14, 3, 0, 0, 0, time.UTC)) &&
			q.PSR == "000050070000001" && q.WalletTransfer == "123123132" && q.TransferID == "21" &&
			q.AmountMin != nil && *q.AmountMin == 123450 && q.AmountMax != nil && *q.AmountMax == 4000000
	})
	f.cause.TypedRune('A') // "Agente sin saldo"
	f.status.TypedRune('P')
	b.filtered("of the drop-downs", func(q purchase.Filter) bool {
		return q.Cause == purchase.CauseNoBalance && slices.Equal(q.Statuses, []purchase.Status{purchase.StatusPending})
	})
	if got := b.Shown("purchases.filters.button"); got != "● Filtros (7)" {
		t.Errorf("the switch says %q", got)
	}
	test.Tap(f.clear)
	b.filtered("nothing", purchase.Filter.Empty)
	if f.psr.Text != "" || f.from.Text != "" || f.min.Text != "" || f.cause.Selected() != "" || b.Shown("purchases.filters.button") != "● Filtros" {
		t.Error("the panel still shows filters")
	}
}

func TestPanelRefusesContradictions(t *testing.T) {
	b := newBench(t, text.ES)
	b.page.filters.show(true)
	f := b.page.filters
	f.from.SetText("10/12/2022")
	f.to.SetText("09/12/2022")
	if got := f.to.Note(); !got.Error || got.Text != "El día «Desde» es posterior a «Hasta»." {
		t.Errorf("the days say %+v", got)
	}
	f.to.SetText("10/12/2022")
	f.min.SetText("100")
	f.max.SetText("99,99")
	if got := f.max.Note(); !got.Error || got.Text != "El monto «desde» es mayor que «hasta»." {
		t.Errorf("the amounts say %+v", got)
	}
	if q := b.page.query.panel; q.max != nil {
		t.Errorf("a contradiction was taken: %+v", q)
	}
}

func TestSearchWaitsForTheTypingToPause(t *testing.T) {
	b := newBench(t, text.ES)
	asked := func() int { b.backend.mu.Lock(); defer b.backend.mu.Unlock(); return len(b.backend.filters) }
	before := asked()
	b.Window().Canvas().Focus(b.page.toolbar.search)
	for _, r := range "b23373" {
		b.page.toolbar.search.TypedRune(r)
	}
	b.filtered("of the search", func(f purchase.Filter) bool { return f.Text == "b23373" })
	b.Until("one row", func() bool { return b.page.state.count == 1 })
	for _, f := range b.backend.filters[before:] {
		if f.Text != "b23373" {
			t.Errorf("asked for %q while typing", f.Text)
		}
	}
	b.page.toolbar.search.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	b.filtered("nothing", purchase.Filter.Empty)
	if b.page.toolbar.search.Text != "" {
		t.Error("Esc left the text in the box")
	}
}

func TestFilteredEmpty(t *testing.T) {
	b := newBench(t, text.ES)
	b.page.toolbar.search.SetText("nothing like it")
	if got := b.Shown("purchases.empty"); got != "No se encontraron resultados" {
		t.Errorf("it says %q", got)
	}
	b.Seen("es-AR-nothing-found")
	b.Tap("purchases.empty.clear")
	b.Until("all rows", func() bool { return b.page.state.count == 6 })
	if b.page.toolbar.search.Text != "" {
		t.Error("the search text stayed")
	}
}

func TestEmptyWithoutData(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.rows = nil })
	synced := 0
	if err := b.Table.Add(command.Command{ID: cmdSync, Title: func() string { return "Ahora" }, Run: func() { synced++ }}); err != nil {
		t.Fatal(err)
	}
	b.page.state.update()
	if b.Tap("purchases.empty.sync"); synced != 1 {
		t.Errorf("synchronised %d times", synced)
	}
	if got := b.Shown("purchases.empty"); got != "Todavía no hay compras automatizadas." {
		t.Errorf("it says %q", got)
	}
	if got := b.Shown("purchases.empty.more"); got != "Cuando un agente compre saldo aparecerá acá." {
		t.Errorf("and %q", got)
	}
}

func TestErrorKeepsOldRowsAndGivesACode(t *testing.T) {
	b := newBench(t, text.ES)
	b.backend.set(func(f *fake) {
		f.failing = &problem.Problem{Status: 500, Code: "replica-broken", RequestID: "r-1", Detail: "No se pudo leer la copia local."}
	})
	b.page.Refresh()
	if got := b.Shown("purchases.error"); got != "No se pudo leer la copia local. Esto no cambia ninguna compra ni envía saldo." {
		t.Errorf("it says %q", got)
	}
	if got := b.Shown("purchases.error.code"); got != "Código replica-broken · r-1" {
		t.Errorf("the code is %q", got)
	}
	if _, ok := b.page.grid.RowByID("p1"); !ok {
		t.Error("the old rows are gone")
	}
	b.Seen("es-AR-error")
	b.Tap("purchases.error.copy")
	if b.copied != "replica-broken · r-1" {
		t.Errorf("copied %q", b.copied)
	}
	b.backend.set(func(f *fake) { f.failing = nil })
	b.Tap("purchases.error.again")
	b.Until("the error to go", func() bool { return !b.page.state.banner.Visible() })
}

func TestFirstReadThatFails(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.failing = errors.New("disk") })
	if got := b.Shown("purchases.error"); !strings.HasPrefix(got, "No se pudo leer la lista de compras.") {
		t.Errorf("it says %q", got)
	}
	if b.page.Reading() {
		t.Error("the first window would wait for rows that do not come")
	}
}

func TestThePageReadsUntilItsFirstRowsAreThere(t *testing.T) {
	for name, rows := range map[string][]purchase.Purchase{"rows": sourceRows(), "none": nil} {
		b := newBench(t, text.ES, func(f *fake) { f.rows = rows })
		b.page.apply()
		if !b.page.Reading() {
			t.Errorf("%s: another list was asked for and nothing is read", name)
		}
		b.Until("the rows", func() bool { return !b.page.Reading() })
		if n, known := b.page.grid.Count(); !known || n != len(rows) {
			t.Errorf("%s: %d rows, known %v", name, n, known)
		}
	}
}

func TestNewestFirstAndThirdPressGoesBackToIt(t *testing.T) {
	b := newBench(t, text.ES)
	if got := b.page.source.order; got.String() != "-at" {
		t.Errorf("the first order is %s", got)
	}
	steps := []struct {
		pressed listing.Sort
		want    string
	}{
		{listing.Sort{{Field: "amount"}}, "amount,-at"},
		{listing.Sort{{Field: "amount", Desc: true}}, "-amount,-at"},
		{listing.Sort{{Field: "amount"}}, "-at"},
	}
	for _, s := range steps {
		b.page.grid.SetSort(s.pressed)
		b.page.grid.OnSort(s.pressed)
		if got := b.page.source.order.String(); got != s.want {
			t.Errorf("after %s the order is %s, want %s", s.pressed, got, s.want)
		}
	}
	if got := b.page.grid.Sort().String(); got != "-at" {
		t.Errorf("the heading shows %s", got)
	}
}

func TestSelectionIsSummedPerCurrency(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.rows[1].Currency = "BRL" })
	b.Until("number of rows", func() bool { return b.Selection == "6 compras" })
	b.page.grid.Select("p4", "p5")
	b.Until("sum", func() bool { return b.Selection == "2 de 6 filas seleccionadas · Suma: $\u00a010.000.050,00" })
	b.page.grid.Select("p1", "p2")
	b.Until("two sums", func() bool {
		return b.Selection == "2 de 6 filas seleccionadas · Suma: $\u00a0104,00 + R$\u00a040.000,00"
	})
	b.page.grid.Select()
	b.Until("nothing chosen", func() bool { return b.Selection == "6 compras" })
}

func TestCopyOfRowsAndValues(t *testing.T) {
	b := newBench(t, text.ES)
	b.choose("p1")
	b.Table.Run(cmdCopyHeader)
	want := "Fecha y hora\tPSR\tN° Transferencia Claro Pay\tMonto\tID Transferencia recarga\tEstado transf recarga\tVence en\n" +
		"13/12/22 10:24:52\t290384911000001\t141\t$ 104,00\tWB221212.1047.B23373\tOK"
	if got := strings.TrimSpace(strings.ReplaceAll(b.copied, "\r", "")); got != want {
		t.Errorf("copied %q", got)
	}
	for id, want := range map[string]string{cmdCopyPSR: "290384911000001", cmdCopyWallet: "141", cmdCopyTransfer: "WB221212.1047.B23373"} {
		if b.Table.Run(id); b.copied != want {
			t.Errorf("%s copied %q", id, b.copied)
		}
	}
}

func TestSubtract(t *testing.T) {
	got := subtract([]Sum{{"ARS", 100}, {"BRL", 7}}, []Sum{{"ARS", 40}})
	if !slices.Equal(got, []Sum{{"ARS", 60}, {"BRL", 7}}) {
		t.Errorf("it is %v", got)
	}
}

// The context menu goes by the row under the pointer, also when that was not
// chosen a moment before.
func TestContextMenu(t *testing.T) {
	b := newBench(t, text.ES)
	for id, want := range map[string]string{"p5": "Reintentar", "p1": "Reintentar (La compra está OK: no hay nada para reintentar.)"} {
		b.page.grid.Select(id)
		b.page.grid.OnContext(id, fyne.NewPos(200, 200))
		b.Until("the menu", func() bool { return b.Window().Canvas().Overlays().Top() != nil })
		var texts []string
		uitest.Walk(b.Window().Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
			if t, ok := o.(*canvas.Text); ok {
				texts = append(texts, t.Text)
			}
		})
		for _, each := range []string{want, "Ver detalle", "Copiar fila", "Copiar PSR", "Copiar N° Transferencia Claro Pay"} {
			if !slices.Contains(texts, each) {
				t.Errorf("%s: no %q in %q", id, each, texts)
			}
		}
		b.Window().Canvas().Overlays().Remove(b.Window().Canvas().Overlays().Top())
	}
}
