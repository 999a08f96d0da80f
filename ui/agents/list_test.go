package agents

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/listing"
	"trastienda/ui/form"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// shownIDs are the agents of the list, in its order.
func (b *bench) shownIDs() string {
	b.T.Helper()
	b.settled()
	var ids []string
	for _, r := range b.page.source.All() {
		ids = append(ids, r.ID)
	}
	return strings.Join(ids, " ")
}

func TestWhoIsInTheList(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	if b.Selection != "4 agentes" {
		t.Errorf("status bar %q", b.Selection)
	}
	for _, c := range []struct {
		what string
		do   func()
		want string
	}{
		{"all, by code", func() {}, "a1 a2 a3 a4"},
		{"without CBU", func() { b.Tap("agents.chip.missing") }, "a2 a4"},
		{"of them, those that work", func() {
			b.page.filters.show(true)
			uitest.Find[*form.Select](b.Bench, "agents.filters.active").TypedRune('a')
		}, "a2"},
		{"none filtered", func() { b.Tap("agents.filters.clear") }, "a1 a2 a3 a4"},
		{"of a town, whatever its accents", func() { b.page.setQuery(query{locality: "cordoba"}) }, "a2 a4"},
		{"nobody", func() { b.Type("agents.search", "nadie") }, ""},
		{"all again", func() { b.Tap("agents.empty.clear") }, "a1 a2 a3 a4"},
		{"by PSR and name", func() { b.Type("agents.search", "290384911000002 bosch") }, "a1"},
		{"by CUIT with dashes", func() { b.Type("agents.search", "27-10345678-4") }, "a1"},
		{"Esc", func() { b.page.Key(&fyne.KeyEvent{Name: fyne.KeyEscape}) }, "a1 a2 a3 a4"},
		{"by bank data", func() { b.page.sortedBy(listing.Sort{{Field: colBank, Desc: true}}) }, "a1 a3 a2 a4"},
		{"by points of sale", func() { b.page.sortedBy(listing.Sort{{Field: colPoints, Desc: true}}) }, "a1 a2 a3 a4"},
		{"by rate", func() { b.page.sortedBy(listing.Sort{{Field: colBonus}}) }, "a4 a1 a3 a2"},
		{"without an order", func() { b.page.sortedBy(nil) }, "a1 a2 a3 a4"},
	} {
		c.do()
		if got := b.shownIDs(); got != c.want {
			t.Errorf("%s: %q, not %q", c.what, got, c.want)
		}
	}
}

func TestARowSaysWhatIsKnown(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	b.Until("every balance", func() bool { return len(b.page.balances.known) == 4 })
	row := b.page.source.All()[0]
	var words []string
	for _, cell := range row.Cells {
		words = append(words, strings.ReplaceAll(cell.Text, "\u00a0", " "))
	}
	want := "0101 | GISELA BOSCH | ACTIVO | Cargado · cambio por aprobar | $ 2.300,00 al 11:55 | 27-10345678-4 | 261 216-2482 | Mendoza | Kiosco Demo +1 | 4 % | 12/12/2026"
	if got := strings.Join(words, " | "); got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
	if got := b.page.source.All()[3].Cells[2].Text; got != "INACTIVO" {
		t.Errorf("the last is %q", got)
	}
}

// A balance that nobody told is not claimed, and offline nobody is asked.
func TestBalancesAreAskedForPolitely(t *testing.T) {
	f := sample()
	f.balance = errors.New("down")
	b := newBench(t, text.ES, access.Manager, f)
	b.page.grid.Select("a3")
	b.Until("an answer for the chosen one", func() bool { return b.page.balances.known["a3"].wrong })
	b.Until("all", func() bool { return len(b.page.balances.known) == 4 })
	for _, r := range b.page.source.All() {
		if got := r.Cells[4].Text; got != "No se sabe" {
			t.Errorf("%s: %q", r.ID, got)
		}
	}
	f.set(func(f *fake) { f.balance, f.offline = nil, true })
	asked := len(f.asked)
	b.page.Refresh()
	b.settled()
	if b.page.balances.wanted() != "" || len(f.asked) != asked {
		t.Error("asked offline")
	}
	f.set(func(f *fake) { f.offline = false })
	if got := b.page.balances.wanted(); got != "a3" {
		t.Errorf("next is %q, not the chosen one", got)
	}
	if got := slices.Index(f.asked, "a4"); got < 0 {
		t.Error("the last was never asked for")
	}
}

// Old rows stay when the copy cannot be read.
func TestReading(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	b.backend.set(func(f *fake) { f.reading = errors.New("disk") })
	b.page.Refresh()
	b.settled()
	if got := b.Says("agents.error"); !strings.Contains(got, "La lista que ves es la de antes.") || b.shownIDs() == "" {
		t.Errorf("%q", got)
	}
	b.backend.set(func(f *fake) { f.reading = nil })
	b.Tap("agents.error.again")
	b.settled()
	if b.Says("agents.error") != "" {
		t.Error("the error stays")
	}
	b.page.columns.Changed()
	b.Until("the columns are kept", func() bool {
		kept, _ := b.backend.Setting(t.Context(), settingColumns)
		return kept != ""
	})
}

// Other pages lead here.
func TestLinksFromElsewhere(t *testing.T) {
	b := newBench(t, text.ES, access.Manager, sample())
	b.page.ShowMissing()
	if got := b.shownIDs(); got != "a2" {
		t.Errorf("without CBU: %q", got)
	}
	b.page.ShowChanges()
	if b.Says("agents.changes.title") == "" {
		t.Error("no changes to approve")
	}
	b.page.Show("a3")
	b.settled()
	if got := b.Says("agents.form.title"); got != "Agente · Despensa Norte" {
		t.Errorf("form %q", got)
	}
	b.page.form.show(tabContact)
	b.Type("agents.form.contact.phone", "1")
	b.page.ShowMissing()
	b.Tap("agents.discard.stay")
	if b.Says("agents.form.contact.phone") != "1" {
		t.Error("what was typed is gone")
	}
	b.page.ShowChanges()
	b.Tap("agents.discard.do")
	if b.Says("agents.changes.title") == "" {
		t.Error("the link leads nowhere")
	}
	b.page.Show("a3")
	b.page.Show("a9")
	b.settled()
	if got := b.Says("agents.form.title"); got != "Agente · Despensa Norte" {
		t.Errorf("an agent nobody knows: %q", got)
	}
}

// The number in the navigation is what whoever is signed in may decide.
func TestBadge(t *testing.T) {
	for role, want := range map[access.Role]int{access.Manager: 1, access.Operator: 0, access.Agent: 0} {
		f := sample()
		b := newBench(t, text.ES, role, f)
		if got := b.page.Badge(); got != want {
			t.Errorf("%s: %d, not %d", role, got, want)
		}
		if role == access.Manager {
			f.set(func(f *fake) {
				f.rates = append(f.rates, agent.RateChange{ID: "r1", State: agent.Proposed, Decision: agent.Decision{ByID: other}})
			})
			b.page.Changed()
			b.Until("the rate", func() bool { return b.page.Badge() == 2 })
		}
	}
}
