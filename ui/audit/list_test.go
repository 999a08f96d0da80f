package audit

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	chain "trastienda/app/audit"
	"trastienda/app/calendar"
	"trastienda/app/listing"
	"trastienda/app/problem"
	"trastienda/ui/text"
)

// row gives the texts of a row of the list.
func (b *bench) row(i int) string {
	r, ok := b.page.grid.Row(i)
	if !ok {
		return ""
	}
	var words []string
	for _, c := range r.Cells {
		words = append(words, c.Text)
	}
	return strings.Join(words, " | ")
}

// lastCount is the filter that was counted last.
func (b *bench) lastCount() chain.Filter {
	b.backend.mu.Lock()
	defer b.backend.mu.Unlock()
	return b.backend.counts[len(b.backend.counts)-1]
}

// counted waits until the list has n links.
func (b *bench) counted(n int) {
	b.T.Helper()
	b.Until("the links", func() bool { return b.page.state.Count() == n && !b.page.state.Busy() && !b.page.grid.Busy() })
}

// choose searches in a list of choices and takes the first that is found, by the
// keyboard.
func (b *bench) choose(from fyne.Focusable, typed, id string) {
	b.T.Helper()
	c := b.Window().Canvas()
	c.Focus(from)
	for _, r := range typed {
		c.Focused().TypedRune(r)
	}
	b.Until("the choice "+id, func() bool { return b.Says(id) != "" })
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
}

func TestTheListTellsEveryLink(t *testing.T) {
	b := newBench(t, text.ES, &fake{links: sampleLinks(4)})
	for i, want := range []string{
		"13/12/22 12:00:00 | El hub |  | limits.raised | limit 018f3a52-7c1e-7b3a-9f00-000000000003 | 8",
		"13/12/22 11:00:00 | Paz, Lucía | NOTEBOOK-LP | Reintento pedido | Compra 018f3a52-7c1e-7b3a-9f00-000000000002 | 6",
		"13/12/22 10:00:00 | Gómez, María | CAJA-3 | Seguimiento de una compra | Compra (seguimiento) 910001000000001 · $ 104,00 | 4",
		"13/12/22 09:00:00 | Gómez, María | CAJA-3 | Ingreso | Usuario 018f3a52-7c1e-7b3a-9f00-000000000000 | 2",
	} {
		if got := b.row(i); got != want {
			t.Errorf("row %d: %s\nwant %s", i, got, want)
		}
	}
	if b.Selection != "4 actos" {
		t.Errorf("the status bar says %q", b.Selection)
	}
	b.page.grid.Select("4", "6")
	if b.Selection != "2 de 4 actos elegidos" {
		t.Errorf("the status bar says %q", b.Selection)
	}
}

func TestPeriodPersonActAndTextNarrow(t *testing.T) {
	b := newBench(t, text.ES, &fake{links: sampleLinks(60)})
	today := time.Date(2022, 12, 13, 3, 0, 0, 0, time.UTC)
	test.Tap(b.page.chips.periods[calendar.Today])
	b.counted(13)
	if f := b.lastCount(); !f.From.Equal(today) || !f.To.Equal(today.AddDate(0, 0, 1)) {
		t.Errorf("today: %+v", f)
	}
	if got := b.Says("audit.filters.button"); got != "Filtros (1)" || !b.page.chips.periods[calendar.Today].On() {
		t.Errorf("the chips say %q", got)
	}
	test.Tap(b.page.chips.periods[calendar.Today])
	b.counted(60)
	b.page.filters.show(true)
	b.choose(b.page.filters.actor, "paz", "audit.filters.actor.u2")
	b.counted(15)
	b.choose(b.page.filters.act, "reint", "audit.filters.act."+chain.ActRetry)
	b.counted(15)
	b.page.filters.from.SetText("13/12/2022")
	b.counted(3)
	if o, _, err := b.page.filters.findActors(t.Context(), "HUB"); err != nil || len(o) != 1 || o[0].ID != chain.Hub || o[0].Text != "El hub" {
		t.Errorf("the hub among the people: %v, %v", o, err)
	}
	if f := b.lastCount(); f.Actor != "u2" || f.Act != chain.ActRetry || !f.From.Equal(today) || !f.To.IsZero() {
		t.Errorf("panel: %+v", f)
	}
	b.page.filters.to.SetText("12/12/2022")
	if note := b.page.filters.to.Note(); !note.Error || note.Text != "El día «Desde» es posterior a «Hasta»." {
		t.Errorf("the days say %+v", note)
	}
	b.Tap("audit.filters.clear")
	b.counted(60)
	b.page.toolbar.search.SetText("LLAME claro")
	b.counted(15)
	b.page.toolbar.search.SetText("nada de esto")
	b.counted(0)
	if b.Says("audit.empty") != "No se encontraron resultados" {
		t.Errorf("nothing found: %q", b.Words())
	}
	b.Tap("audit.empty.clear")
	b.counted(60)
	if b.page.toolbar.search.Text != "" {
		t.Error("the search text stayed")
	}
}

func TestTheOrderTurns(t *testing.T) {
	b := newBench(t, text.ES, &fake{links: sampleLinks(8)})
	b.page.sorted(listing.Sort{{Field: "seq"}})
	b.settled()
	if got := b.row(0); !strings.HasSuffix(got, " | 2") {
		t.Errorf("oldest first: %s", got)
	}
	b.page.sorted(nil)
	b.settled()
	if got := b.row(0); !strings.HasSuffix(got, " | 16") || b.page.grid.Sort().String() != "-seq" {
		t.Errorf("newest first: %s", got)
	}
}

// Pages go on from the nearest known cursor, whatever part of the list is looked
// at, and links that are written meanwhile move nothing until F5.
func TestPagesAreStable(t *testing.T) {
	f := &fake{links: sampleLinks(1000)}
	b := newBench(t, text.ES, f)
	rows, err := b.page.source.Rows(t.Context(), 700, 100)
	if err != nil || len(rows) != 100 || rows[0].ID != "600" {
		t.Fatalf("row 700 is %+v, %v", rows[0], err)
	}
	f.set(func(f *fake) {
		newer := sampleLinks(1001)[1000]
		newer.Seq, newer.At = 2002, noon
		f.links = append(f.links, newer)
	})
	if rows, err = b.page.source.Rows(t.Context(), 800, 100); err != nil || rows[0].ID != "400" {
		t.Fatalf("row 800 is %+v, %v", rows[0], err)
	}
	f.mu.Lock()
	last := f.asks[len(f.asks)-1]
	f.mu.Unlock()
	if last.Cursor != "800" || last.Skip != 0 || last.Filter.Through != 2000 {
		t.Errorf("asked with %+v", last)
	}
	b.page.Refresh()
	b.counted(1001)
	if got := b.row(0); !strings.HasSuffix(got, " | 2.002") && !strings.HasSuffix(got, " | 2002") {
		t.Errorf("after F5 the newest is %s", got)
	}
}

func TestOfflineIsToldAndF5ReadsAgain(t *testing.T) {
	b := newBench(t, text.ES, &fake{links: sampleLinks(3), failing: ErrOffline})
	if got := b.Says("audit.empty") + " " + b.Says("audit.empty.more"); !strings.HasPrefix(got, "Sin conexión con el hub.") || !strings.HasSuffix(got, "apretá F5.") {
		t.Errorf("offline: %q", got)
	}
	if ok, reason := b.page.mayExport(); ok || reason != "Sin conexión con el hub." {
		t.Errorf("export: %v %q", ok, reason)
	}
	b.backend.set(func(f *fake) { f.failing = nil })
	b.Tap("audit.empty.again")
	b.counted(3)
	if b.Says("audit.empty") != "" {
		t.Error("it still says that there is no connection")
	}
	// Once read, the links stay while the hub is away.
	b.backend.set(func(f *fake) { f.failing = ErrOffline })
	b.page.Refresh()
	b.Until("the banner", func() bool { return b.Says("audit.error") != "" })
	if got := b.Says("audit.error"); !strings.HasSuffix(got, "Lo que se ve es lo que se leyó antes.") || b.row(0) == "" {
		t.Errorf("offline with links: %q, first %q", got, b.row(0))
	}
	b.backend.set(func(f *fake) { f.failing = nil })
	b.page.Refresh()
	b.Until("the end of the banner", func() bool { return b.Says("audit.error") == "" })
}

func TestRefusalsAreToldInTheHubsWords(t *testing.T) {
	refusal := problem.New(problem.Forbidden, "es-AR", "r-1")
	b := newBench(t, text.ES, &fake{failing: refusal})
	if got := b.Says("audit.empty.more"); !strings.HasPrefix(got, refusal.Detail) || !strings.HasSuffix(got, "Código forbidden · r-1") {
		t.Errorf("refused: %q", got)
	}
	b = newBench(t, text.ES, &fake{failing: errors.New("strange")})
	if got := b.Says("audit.empty.more"); !strings.HasPrefix(got, "Sólo se leía") {
		t.Errorf("anything else: %q", got)
	}
}

// An answer to an older question changes nothing.
func TestStaleCountsAreDropped(t *testing.T) {
	b := newBench(t, text.ES, &fake{links: sampleLinks(8)})
	b.page.setQuery(query{act: chain.ActRetry})
	b.page.setQuery(query{})
	b.counted(8)
	for range 20 { // whatever still comes
		select {
		case f := <-b.Queue:
			f()
		case <-time.After(5 * time.Millisecond):
		}
	}
	if b.page.state.Count() != 8 || b.page.source.total() != 8 {
		t.Errorf("%d links, the source has %d", b.page.state.Count(), b.page.source.total())
	}
}

func TestRowsAreCopied(t *testing.T) {
	b := newBench(t, text.ES, &fake{links: sampleLinks(4)})
	b.page.grid.Select("6")
	if !b.Table.Run(cmdCopyHeader) {
		t.Fatal("copying is not enabled")
	}
	want := "Fecha y hora\tQuién\tEquipo\tQué\tRegistro\n13/12/22 11:00:00\tPaz, Lucía\tNOTEBOOK-LP\tReintento pedido\tCompra 018f3a52-7c1e-7b3a-9f00-000000000002\n"
	if b.copied != want {
		t.Errorf("copied %q", b.copied)
	}
	if !b.Table.Run(cmdCopyHash) || b.copied != b.backend.links[2].Hash {
		t.Errorf("the hash copied is %q", b.copied)
	}
	if !b.Table.Run(cmdCopyRecord) || b.copied != b.backend.links[2].EntityID {
		t.Errorf("the id copied is %q", b.copied)
	}
}

func TestColumnsAreRemembered(t *testing.T) {
	f := &fake{links: sampleLinks(4)}
	b := newBench(t, text.ES, f)
	b.page.grid.HideColumn(colDevice)
	b.Until("the setting", func() bool { v, _ := f.Setting(t.Context(), settingColumns); return v != "" })
	again := newBench(t, text.ES, f)
	again.Until("the columns", func() bool {
		return fmt.Sprint(again.page.grid.View()) == fmt.Sprint(b.page.grid.View())
	})
}

// After a switch to English while running no Spanish is left, and what was
// searched, chosen and opened is still there.
func TestLanguageSwitchKeepsEverythingButTheWords(t *testing.T) {
	b := newBench(t, text.ES, &fake{links: sampleLinks(40)})
	b.page.query.actor = chain.Hub
	b.page.setQuery(b.page.query)
	b.counted(10)
	b.page.filters.show(true)
	b.page.grid.Select("72")
	b.page.open("72")
	b.Book.Set(text.EN)
	b.page.Rebuild()
	b.settled()
	if b.page.detail.link.Seq != 72 || b.page.grid.Selection()[0] != "72" || !b.page.filters.Open() || b.page.state.Count() != 10 {
		t.Errorf("detail %d, chosen %v, filters %v, %d links", b.page.detail.link.Seq, b.page.grid.Selection(), b.page.filters.Open(), b.page.state.Count())
	}
	for id, want := range map[string]string{"audit.title": "Audit log", "audit.filters.actor": "The hub", "audit.filters.button": "● Filters (1)",
		"audit.detail.actor": "The hub", "audit.export.button": "Export"} {
		if got := b.Says(id); got != want {
			t.Errorf("%s says %q, want %q", id, got, want)
		}
	}
}

func TestEscClosesTheDetailThenEmptiesTheSearch(t *testing.T) {
	b := newBench(t, text.ES, &fake{links: sampleLinks(4)})
	b.page.toolbar.search.SetText("caja")
	b.counted(2)
	b.page.grid.Select("4")
	b.page.open("4")
	esc := &fyne.KeyEvent{Name: fyne.KeyEscape}
	if !b.page.Key(esc) || b.page.detail.root.Visible() || b.page.query.text == "" {
		t.Error("the first Esc does not close the detail alone")
	}
	if !b.page.Key(esc) {
		t.Error("the second Esc is not taken")
	}
	b.counted(4)
	if b.page.Key(esc) {
		t.Error("a third Esc is taken")
	}
}
