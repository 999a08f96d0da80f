package board

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"trastienda/app/access"
	"trastienda/app/purchase"
	"trastienda/ui/form"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

func agency(b *bench) *agencyBody { return b.page.body.(*agencyBody) }

func day(s string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, s, uitest.BuenosAires)
	if err != nil {
		panic(err)
	}
	return t
}

// same compares times as instants.
func (q Query) same(o Query) bool {
	return q.Status == o.Status && q.Due == o.Due && q.PSR == o.PSR && q.Purchase == o.Purchase && q.Unsettled == o.Unsettled && q.NoBank == o.NoBank && q.Changes == o.Changes && q.From.Equal(o.From) && q.To.Equal(o.To)
}

func TestCardsTellAndLead(t *testing.T) {
	b := newBench(t, text.ES, access.Operator, busyAgency())
	today := Query{From: day("2022-12-13"), To: day("2022-12-13")}
	for _, c := range []struct {
		id, says string
		link     *link
		leads    Query
	}{
		{"board.pending", "Compras pendientes · 12 · $ 123.456,00 · La más antigua: hace 3 d 3 h", agency(b).pending, Query{Status: purchase.StatusPending}},
		{"board.errors", "Compras con error · 3 · $ 10.000.000,00 + BRL 50,00", agency(b).failed, Query{Status: purchase.StatusError}},
		{"board.due", "Vencen antes de 12 h · 2", agency(b).due, Query{Due: true}},
		{"board.today", "Compras de hoy · 26 · Acreditado: $ 1.500.000,00 + BRL 50,00", agency(b).today, today},
	} {
		if got := strings.ReplaceAll(b.says(c.id), "R$ ", "BRL "); got != c.says {
			t.Errorf("%s says %q, want %q", c.id, got, c.says)
		}
		for name, way := range map[string]func(){
			"a click": func() { test.Tap(c.link) }, "Enter": func() { b.press(c.link, fyne.KeyReturn) }, "Space": func() { b.press(c.link, fyne.KeySpace) },
		} {
			b.opened = nil
			way()
			if len(b.opened) != 1 || !b.opened[0].same(c.leads) {
				t.Errorf("%s: %s leads to %+v, want %+v", c.id, name, b.opened, c.leads)
			}
		}
	}
}

// The charts tell the numbers of the Backend, no more and no less.
func TestChartsTellTheNumbersOfTheBackend(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, busyAgency()).tall()
	for _, days := range periods {
		agency(b).choose(days)
		b.settled()
		if bars := agency(b).count.Chart().Data().Bars; len(bars) != days || bars[days-1].ID != "2022-12-13" {
			t.Fatalf("%d days: %d bars, the last %v", days, len(bars), bars[len(bars)-1])
		}
		for i, bar := range agency(b).count.Chart().Data().Bars {
			want := make([]int64, 3)
			var credited int64
			for _, d := range b.backend.days {
				if d.Day != bar.ID {
					continue
				}
				at := slices.Index([]purchase.Status{purchase.StatusOK, purchase.StatusPending, purchase.StatusError}, d.Status)
				want[at] += int64(d.N)
				if d.Status == purchase.StatusOK && d.Currency == "ARS" {
					credited += d.Credited
				}
			}
			if !slices.Equal(bar.Values, want) {
				t.Errorf("%s counts %v, want %v", bar.ID, bar.Values, want)
			}
			if got := agency(b).credited.Chart().Data().Bars[i].Values[0]; got != credited {
				t.Errorf("%s: credited %d, want %d", bar.ID, got, credited)
			}
		}
	}
	if got := b.says("chart.days.2022-12-13"); got != "OK: 21 · PENDIENTE: 3 · ERROR: 2" {
		t.Errorf("today's bar tells %q", got)
	}
	if got := b.says("chart.top.290384911000001"); got != "Acreditado: $ 3.703.701,00" {
		t.Errorf("the first point of sale tells %q", got)
	}
	if _, ok := b.Item("chart.top.X1"); !ok || len(agency(b).top.Chart().Data().Bars) != 5 {
		t.Error("the points of sale are not those of the agency's currency")
	}
	if got := b.backend.ranges; !slices.Contains(got, [2]string{"2022-11-30", "2022-12-13"}) || !slices.Contains(got, [2]string{"2022-11-14", "2022-12-13"}) {
		t.Errorf("asked for %v", got)
	}
}

func TestBarsLead(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, busyAgency())
	whole := day("2022-12-13")
	b.press(agency(b).count.Chart(), fyne.KeyReturn, fyne.KeyUp, fyne.KeyUp, fyne.KeyReturn)
	b.press(agency(b).credited.Chart(), fyne.KeyLeft, fyne.KeyReturn)
	b.press(agency(b).top.Chart(), fyne.KeyReturn)
	want := []Query{
		{From: whole, To: whole},
		{From: whole, To: whole, Status: purchase.StatusPending},
		{From: day("2022-12-12"), To: day("2022-12-12"), Status: purchase.StatusOK},
		{PSR: "290384911000001", Status: purchase.StatusOK, From: day("2022-11-30"), To: whole},
	}
	if !slices.EqualFunc(b.opened, want, Query.same) {
		t.Errorf("they lead to %+v, want %+v", b.opened, want)
	}
}

func TestAttentionAndNoticesLeadToTheirPurchase(t *testing.T) {
	b := newBench(t, text.ES, access.Operator, busyAgency()).tall()
	for id, want := range map[string]string{
		"board.attention.0": "Venció el plazo sin completarse · $ 50,00 · PSR 000050070000001 · GISELA BOSCH · hace 3 d 3 h",
		"board.attention.1": "El agente no tenía saldo · $ 10.000.000,00 · PSR 000050070000001 · GISELA BOSCH · hace 2 d 2 h",
		"board.attention.2": "El envío fue rechazado · $ 104,00 · PSR 000050070000001 · GISELA BOSCH · hace 1 d 16 h",
		"board.attention.3": "Pendiente hace más de 24 h · $ 24,00 · PSR 000050070000001 · GISELA BOSCH · hace 1 d 6 h",
		"board.attention.4": "", "board.attention.rest": "Y 10 compras más.", "board.attention.none": "",
		"board.notices.0": "Se acreditaron $ 104,00 al PSR 000050070000001 · 13/12/2022 11:00",
		"board.notices.1": "Venció la compra de $ 50,00 del PSR 000050070000001 · 13/12/2022 09:00",
		"board.notices.2": "Quedó con error la compra de $ 10.000.000,00 del PSR 000050070000001 · 11/12/2022 10:00",
	} {
		if got := b.says(id); got != want {
			t.Errorf("%s says %q, want %q", id, got, want)
		}
	}
	test.Tap(agency(b).attention.rows[2])
	b.press(agency(b).notices.rows[1], fyne.KeyReturn)
	if want := []Query{{Purchase: "p3"}, {Purchase: "p1"}}; !slices.EqualFunc(b.opened, want, Query.same) {
		t.Errorf("they lead to %+v, want %+v", b.opened, want)
	}
	b.backend.set(func(f *fake) { f.attention, f.counts.Attention = nil, 0 })
	b.page.Refresh()
	b.settled()
	if got := b.says("board.attention.none"); got != "Nada requiere tu atención." || b.says("board.attention.rest") != "" {
		t.Errorf("an empty list says %q and %q", got, b.says("board.attention.rest"))
	}
}

// Before the first sync the copy is not all there is: no number is claimed.
func TestNothingIsClaimedBeforeTheFirstSync(t *testing.T) {
	f := busyAgency()
	f.never, f.attention = true, nil
	b := newBench(t, text.ES, access.Manager, f).tall()
	for id, want := range map[string]string{"board.pending": "Compras pendientes · –", "board.errors": "Compras con error · –",
		"board.due": "Vencen antes de 12 h · –", "board.today": "Compras de hoy · –", "board.attention.none": "–"} {
		if got := b.says(id); got != want {
			t.Errorf("%s says %q, want %q", id, got, want)
		}
	}
	b.backend.set(func(f *fake) { f.never = false })
	b.page.Refresh()
	b.settled()
	if got := b.says("board.due"); got != "Vencen antes de 12 h · 2" {
		t.Errorf("after it: %q", got)
	}
}

// Notices that wait for a person come first and lead to their page; whoever may
// not see them is not told.
func TestUnsettledNoticesNeedAttention(t *testing.T) {
	f := busyAgency()
	f.unsettled = Unsettled{N: 3, Oldest: noon.Add(-26 * time.Hour)}
	b := newBench(t, text.ES, access.Operator, f).tall()
	if got := b.says("board.attention.0"); got != "3 avisos sin resolver · El más antiguo: hace 1 d 2 h" {
		t.Errorf("it says %q", got)
	}
	if got := b.says("board.attention.4"); !strings.HasPrefix(got, "Pendiente hace más de 24 h") || b.says("board.attention.rest") != "Y 10 compras más." {
		t.Errorf("below stand %q and %q", got, b.says("board.attention.rest"))
	}
	test.Tap(agency(b).attention.rows[0])
	if want := []Query{{Unsettled: true}}; !slices.EqualFunc(b.opened, want, Query.same) {
		t.Errorf("it leads to %+v", b.opened)
	}
	b.backend.set(func(f *fake) {
		f.unsettled, f.attention, f.counts.Attention = Unsettled{N: 1, Oldest: noon.Add(-time.Minute)}, nil, 0
	})
	b.page.Refresh()
	b.settled()
	if got := b.says("board.attention.0"); got != "1 aviso sin resolver · El más antiguo: hace 1 min" || b.says("board.attention.none") != "" {
		t.Errorf("alone it says %q and %q", got, b.says("board.attention.none"))
	}
	b.backend.set(func(f *fake) { f.unsettled = Unsettled{} })
	b.page.Refresh()
	b.settled()
	if got := b.says("board.attention.none"); got != "Nada requiere tu atención." {
		t.Errorf("without any it says %q", got)
	}
}

// What of agents needs somebody stands below the purchases, and leads to the
// page of agents.
func TestAttentionLeadsToAgents(t *testing.T) {
	f := busyAgency()
	f.agents = AgentWork{NoBank: 3, ToDecide: 1}
	b := newBench(t, text.ES, access.Manager, f).tall()
	for id, want := range map[string]string{
		"board.attention.4": "3 agentes sin CBU · Sus puntos de venta no pueden comprar saldo.",
		"board.attention.5": "1 cambio por aprobar · Datos bancarios o tasas que propuso otra persona.", "board.attention.rest": "Y 10 compras más.",
	} {
		if got := b.says(id); got != want {
			t.Errorf("%s says %q, want %q", id, got, want)
		}
	}
	test.Tap(agency(b).attention.rows[4])
	test.Tap(agency(b).attention.rows[5])
	if want := []Query{{NoBank: true}, {Changes: true}}; !slices.EqualFunc(b.opened, want, Query.same) {
		t.Errorf("led to %+v", b.opened)
	}
}

func TestTableTwinIsCopied(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, busyAgency()).tall()
	agency(b).credited.ShowTable(true)
	if got := b.says("chart.credited.table.14.1"); got != "$ 1.500.000,00" {
		t.Errorf("today in the table is %q", got)
	}
	button(b, "chart.credited.copy").TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	lines := strings.Split(b.copied, "\n")
	if len(lines) != 16 || lines[0] != "Día\tAcreditado" || lines[14] != "13/12/2022\t1.500.000,00" {
		t.Errorf("copied %q", b.copied)
	}
}

func button(b *bench, id string) *form.Button {
	b.T.Helper()
	return uitest.Find[*form.Button](b.Bench, id)
}

// Everything can be reached with the keyboard, and what has it is in sight.
func TestKeyboardReachesEverything(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, busyAgency())
	b.Resize(968, 500)
	seen := map[fyne.Focusable]bool{}
	first := fyne.Focusable(nil)
	for range 40 {
		b.Window().Canvas().(interface{ FocusNext() }).FocusNext()
		f := b.Window().Canvas().Focused()
		if f == first && first != nil {
			break
		}
		if first == nil {
			first = f
		}
		seen[f] = true
		o := f.(fyne.CanvasObject)
		top := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
		under := fyne.CurrentApp().Driver().AbsolutePositionForObject(b.page.scroll).Y
		if top < under-1 || top+o.Size().Height > 500+1 {
			t.Errorf("%T has the keyboard and stands from %.0f to %.0f, the page from %.0f to 500", f, top, top+o.Size().Height, under)
		}
	}
	a := agency(b)
	for name, f := range map[string]fyne.Focusable{"pending": a.pending, "today": a.today, "period": a.periods[1], "days": a.count.Chart(),
		"credited": a.credited.Chart(), "top": a.top.Chart(), "attention": a.attention.rows[3], "notices": a.notices.rows[2]} {
		if !seen[f] {
			t.Errorf("Tab never reaches %s", name)
		}
	}
	b.press(a.pending, fyne.KeyPageDown)
	if b.page.scroll.Offset.Y == 0 {
		t.Error("PgDn does not scroll")
	}
	b.press(a.pending, fyne.KeyHome)
	if b.page.scroll.Offset.Y != 0 {
		t.Error("Home does not go back")
	}
}
