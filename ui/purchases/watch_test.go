package purchases

import (
	"strings"
	"testing"

	"trastienda/app/purchase"
	"trastienda/ui/text"
)

// What was so at the start is no news; what comes later is told once, by its
// nearest limit.
func TestWatch(t *testing.T) {
	var alerts, notes []string
	b := newBench(t, text.ES)
	b.page.alert = func(words, action string, _ func()) { alerts = append(alerts, words+" ["+action+"]") }
	b.page.notify = func(s string) { notes = append(notes, s) }
	w := watch{page: b.page}
	step := func(c Counts, wantAlerts, wantNotes string) {
		t.Helper()
		alerts, notes = nil, nil
		w.see(c)
		if a, n := strings.Join(alerts, " | "), strings.Join(notes, " | "); a != wantAlerts || n != wantNotes {
			t.Errorf("%+v: alerts %q, notes %q", c, a, n)
		}
	}
	step(Counts{Error: 43, Over48: 9, Over60: 4, Over72: 2}, "", "")
	step(Counts{Error: 43, Over48: 9, Over60: 4, Over72: 2}, "", "")
	step(Counts{Error: 44, Over48: 9, Over60: 4, Over72: 2}, "", "1 compra quedó con error.")
	step(Counts{Error: 46, Over48: 9, Over60: 4, Over72: 2}, "", "2 compras quedaron con error.")
	step(Counts{Error: 40, Over48: 10, Over60: 4, Over72: 2}, "A 1 compra pendiente le quedan menos de 24 horas. [Ver]", "A 1 compra pendiente le quedan menos de 24 horas.")
	step(Counts{Error: 40, Over48: 10, Over60: 6, Over72: 2}, "A 2 compras pendientes les quedan menos de 12 horas. [Ver]", "A 2 compras pendientes les quedan menos de 12 horas.")
	step(Counts{Error: 40, Over48: 11, Over60: 7, Over72: 3}, "Venció el plazo de 1 compra sin completarse. [Ver]", "Venció el plazo de 1 compra sin completarse.")
	step(Counts{}, "", "")
}

// The button of the alert shows what is undecided, the nearest deadline first.
func TestAlertShowsWhatRunsOut(t *testing.T) {
	b := newBench(t, text.ES)
	b.page.setQuery(query{text: "141"})
	b.page.showDue()
	if p := b.page; p.query.status != purchase.StatusPending || p.query.text != "" || p.order.String() != "deadline" {
		t.Errorf("query %+v, order %s", p.query, p.order)
	}
	b.Until("the rows", func() bool { return b.page.state.count == 2 })
}
