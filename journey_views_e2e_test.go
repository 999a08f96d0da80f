package main

import (
	"strings"
	"testing"
)

// headings gives the ids of the columns from left to right.
func (v view) headings() string {
	var ids []string
	for _, i := range v {
		if id, ok := strings.CutPrefix(i.ID, page+".head."); ok {
			ids = append(ids, id)
		}
	}
	return strings.Join(ids, " ")
}

// Somebody makes the list their own, gives it a name, and finds it so at the
// next start; the original list is one choice away.
func TestJourneyViews(t *testing.T) {
	dir := sampleFolder(t, 60)
	x := newScreen(t, "1366x768")
	w := x.open(dir, "--lang", "es-AR", "--theme", "light")
	w.purchases()
	w.rows(60)
	const original = "at psr wallet_transfer amount transfer_id status deadline actions"
	if got := w.now().headings(); got != original {
		t.Fatalf("columns: %s", got)
	}
	w.click("purchases.chip.pending")
	w.rows(9)
	w.click(page + ".head.deadline")
	w.shows(page+".head.deadline", "Vence en ↑")
	w.command("columnas", "purchases.columns")
	w.click("columns.show.wallet_transfer")
	w.click("columns.up.psr")
	w.shot("columns")
	w.key("Escape")
	w.gone("columns.close")
	const mine = "psr at amount transfer_id status deadline actions"
	if got := w.now().headings(); got != mine {
		t.Errorf("columns: %s", got)
	}
	w.command("guardar vista", "purchases.view.save")
	w.focus("purchases.view.name")
	w.write("Mi cola")
	w.key("Return")
	w.shows("purchases.view.button", "● Vista: Mi cola")
	w.shot("view")
	w.close()

	w = x.open(dir, "--lang", "es-AR", "--theme", "light")
	w.rows(9)
	v := w.shows("purchases.view.button", "● Vista: Mi cola")
	if got := v.headings(); got != mine {
		t.Errorf("columns at the next start: %s", got)
	}
	w.click("purchases.view.button")
	w.key("Down", "Return") // the first is the original
	v = w.rows(60)
	if got := v.headings(); got != original {
		t.Errorf("columns of the original: %s", got)
	}

	w.click("purchases.group.button")
	w.key("Down", "Down", "Return")
	w.shows(page+".r0.group", "▸ ERROR · 5 compras")
	w.shot("groups")
	w.click(page + ".r0")
	w.key("Right")
	w.there(page + ".r1.psr")
	w.shot("group open")
	w.close()
}

// command finds a command in the palette and runs it.
func (w *window) command(name, id string) {
	w.t.Helper()
	w.key("ctrl+k")
	w.focus("palette.search")
	w.write(name)
	w.focus("palette." + id)
	w.key("Return")
}
