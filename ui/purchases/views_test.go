package purchases

import (
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/app/calendar"
	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/text"
	"trastienda/ui/uitest"
)

// A query is the same after it was written down and read back, and a period is
// the days it means when it is read.
func TestQueriesSurviveBeingKept(t *testing.T) {
	least := int64(5000)
	for name, q := range map[string]query{
		"nothing":  {},
		"a text":   {text: "141"},
		"a status": {status: purchase.StatusPending},
		"due":      {due: true},
		"days":     {panel: panelValues{from: time.Date(2022, 6, 27, 0, 0, 0, 0, uitest.BuenosAires), to: time.Date(2022, 6, 28, 0, 0, 0, 0, uitest.BuenosAires)}},
		"fields": {panel: panelValues{psr: "000050070000001", agent: "a1", wallet: "141", transferID: "21", min: &least,
			cause: purchase.CauseRefused("amount-out-of-range")}},
		"a period": query{panel: panelValues{period: calendar.Week}}.at(noon, uitest.BuenosAires),
	} {
		text, err := json.Marshal(q.record("Agente de muestra"))
		if err != nil {
			t.Fatal(err)
		}
		var r queryRecord
		if err := json.Unmarshal(text, &r); err != nil {
			t.Fatal(err)
		}
		got := r.query(uitest.BuenosAires).at(noon, uitest.BuenosAires)
		a, b := got.filter(noon), q.filter(noon)
		left, _ := json.Marshal(a)
		right, _ := json.Marshal(b)
		if string(left) != string(right) || got.chip() != q.chip() {
			t.Errorf("%s: %s became %s", name, right, left)
		}
	}
	week := query{panel: panelValues{period: calendar.Week}}.record("").query(uitest.BuenosAires)
	if got := week.at(noon.AddDate(0, 0, 3), uitest.BuenosAires).panel.to.Format(dayLayout); got != "2022-12-16" {
		t.Errorf("three days later the week ends on %s", got)
	}
}

func TestRecordsOfAnotherProgram(t *testing.T) {
	q := queryRecord{Status: "frozen", Period: "decade", From: "yesterday"}.query(uitest.BuenosAires)
	if q.narrows() {
		t.Errorf("it narrows: %+v", q)
	}
	s := shape{Order: "-colour", Group: "moon"}
	if s.sort().String() != purchase.NewestFirst.String() || s.group() != "" {
		t.Errorf("order %s, groups %q", s.sort(), s.group())
	}
}

// press runs the item of the page's menus that has a label.
func press(t *testing.T, menu *fyne.Menu, label string) {
	t.Helper()
	for _, item := range menu.Items {
		if strings.HasPrefix(item.Label, label) && item.Action != nil {
			if item.Disabled {
				t.Fatalf("%q is disabled", label)
			}
			item.Action()
			return
		}
	}
	t.Fatalf("no item %q", label)
}

// nameView types a name into the open dialog and saves.
func (b *bench) nameView(name string) {
	b.T.Helper()
	b.Until("the question for a name", func() bool { return dialog.Open(b.Window().Canvas()) })
	field, ok := b.Window().Canvas().Focused().(*form.TextField)
	if !ok {
		b.T.Fatalf("%T has the keyboard", b.Window().Canvas().Focused())
	}
	field.SetText(name)
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
}

func (b *bench) columnsShown() string {
	var ids []string
	for _, c := range b.page.grid.Layout() {
		if !c.Hidden {
			ids = append(ids, c.ID)
		}
	}
	return strings.Join(ids, " ")
}

// A view keeps filters, order, groups and columns under a name; it is there at
// the next start, and the original list is one choice away.
func TestViews(t *testing.T) {
	b := newBench(t, text.ES)
	p := b.page
	p.setQuery(query{status: purchase.StatusPending})
	p.grid.OrderBy(colAmount, true, false)
	p.grid.HideColumn(colWallet)
	p.grid.MoveColumn(colPSR, 0)
	if got := b.Shown("purchases.view.button"); got != "Vista: Original" {
		t.Errorf("before: %q", got)
	}
	press(t, p.viewMenu(), "Guardar vista")
	b.nameView("  Mi   cola ")
	b.Until("the view", func() bool { return p.view == "Mi cola" })
	if got := b.Shown("purchases.view.button"); got != "● Vista: Mi cola" {
		t.Errorf("the button says %q", got)
	}
	press(t, p.viewMenu(), "Original")
	if p.query.narrows() || p.order.String() != purchase.NewestFirst.String() || b.columnsShown() != "at psr wallet_transfer amount transfer_id status deadline actions" {
		t.Errorf("the original: %+v %s %s", p.query, p.order, b.columnsShown())
	}
	press(t, p.viewMenu(), "Mi cola")
	check := func(p *Page, where string) {
		t.Helper()
		if p.query.status != purchase.StatusPending || p.order.String() != "-amount" {
			t.Errorf("%s: %+v, order %s", where, p.query, p.order)
		}
	}
	check(p, "chosen again")
	if got := b.columnsShown(); got != "psr at amount transfer_id status deadline actions" {
		t.Errorf("columns: %s", got)
	}
	b.Until("it is remembered", func() bool { return strings.Contains(b.backend.setting(settingShown), `"Mi cola"`) })

	// A change marks the view; it is kept only when the user says so.
	p.setQuery(query{status: purchase.StatusError})
	if got := b.Shown("purchases.view.button"); got != "● Vista: Mi cola *" {
		t.Errorf("changed: %q", got)
	}
	var settings map[string]string
	b.backend.set(func(f *fake) { settings = maps.Clone(f.settings) })
	again := newBench(t, text.ES, func(f *fake) { f.settings = settings })
	again.Until("the view of the last time", func() bool { return again.page.view == "Mi cola" })
	check(again.page, "at the next start")
	if got := again.columnsShown(); got != "psr at amount transfer_id status deadline actions" {
		t.Errorf("columns at the next start: %s", got)
	}
	again.Until("its rows", func() bool { return again.page.state.count == 2 })
}

// Settings that were read before the page need no second reading, and what cannot
// be understood in them is no harm.
func TestSettingsReadBeforeThePage(t *testing.T) {
	b := newBench(t, text.ES)
	b.page.views, b.page.source = nil, nil
	b.page.kept = map[string]string{
		settingViews: `[{"name":"Mi cola","query":{"status":"pending"},"order":"-amount","columns":{"columns":null}}]`,
		settingShown: `{"view":"Mi cola","order":"-amount","columns":{"columns":null}}`,
	}
	b.page.recall()
	if p := b.page; p.view != "Mi cola" || p.query.status != purchase.StatusPending || p.order.String() != "-amount" || p.source == nil {
		t.Errorf("view %q, query %+v, order %s", p.view, p.query, p.order)
	}
	b.Until("its rows", func() bool { return b.page.state.count == 2 })
	b.page.kept = map[string]string{settingViews: `{`, settingShown: `[1]`}
	b.page.recall()
	b.Until("rows all the same", func() bool { return !b.page.grid.Busy() })
}

func TestViewsAreKeptRenamedAndDeleted(t *testing.T) {
	b := newBench(t, text.ES)
	p := b.page
	press(t, p.viewMenu(), "Guardar vista")
	b.nameView("Todo")
	b.Until("the view", func() bool { return p.view == "Todo" })
	p.setQuery(query{status: purchase.StatusError})
	press(t, p.viewMenu(), "Guardar los cambios")
	b.Until("the change", func() bool { return len(p.views) == 1 && p.views[0].Query.Status == "error" })
	press(t, p.viewMenu(), "Cambiar el nombre")
	b.nameView("Errores")
	b.Until("the new name", func() bool { return p.view == "Errores" })

	press(t, p.viewMenu(), "Guardar vista")
	b.nameView("errores")
	if got := strings.Join(b.Words(), "\n"); !dialog.Open(b.Window().Canvas()) || !strings.Contains(got, "Ya hay una vista con ese nombre.") {
		t.Errorf("a name that is taken: %s", got)
	}
	b.esc()
	for name, fits := range map[string]bool{"": false, "errores": false, "ORIGINAL": false, strings.Repeat("ñ", 41): false,
		strings.Repeat("ñ", 40): true, "Errores de hoy": true} {
		if problem := p.problemOfName(name, ""); (problem == "") != fits {
			t.Errorf("the name %q: %q", name, problem)
		}
	}
	if problem := p.problemOfName("ERRORES", "Errores"); problem != "" {
		t.Errorf("a view cannot change the case of its name: %s", problem)
	}

	var told, action string
	var undo func()
	p.alert = func(words, a string, do func()) { told, action, undo = words, a, do }
	press(t, p.viewMenu(), "Eliminar")
	b.Until("it is gone", func() bool { return len(p.views) == 0 && p.view == "" })
	if told != "Se eliminó la vista «Errores»." || action != "Deshacer" {
		t.Errorf("the user is told %q [%s]", told, action)
	}
	undo()
	b.Until("it is back", func() bool { return len(p.views) == 1 && p.view == "Errores" })
}

// A full disk: the view is not there, and the user is told.
func TestAViewThatCannotBeWritten(t *testing.T) {
	b := newBench(t, text.ES, func(f *fake) { f.saving = errors.New("disk full") })
	press(t, b.page.viewMenu(), "Guardar vista")
	b.nameView("Mi cola")
	b.Until("the message", func() bool { return b.Reads("La vista no se guardó") })
	if len(b.page.views) != 0 || b.page.view != "" {
		t.Errorf("views %v, chosen %q", b.page.views, b.page.view)
	}
}

// Groups have heads with number and sum; their rows come when they are opened.
func TestGroups(t *testing.T) {
	b := newBench(t, text.ES)
	p := b.page
	if !b.Table.Run(groupCommand(purchase.GroupByStatus)) {
		t.Fatal("grouping is not possible")
	}
	row := func(i int) grid.Row {
		t.Helper()
		var r grid.Row
		b.Until("a row", func() (ok bool) { r, ok = p.grid.Row(i); return ok && !p.grid.Busy() })
		return r
	}
	head := row(0)
	if head.Group == nil || head.Group.Title != "OK" || head.Group.Note != "3 compras" || head.Cells[3].Text != "$\u00a040.128,00" {
		t.Fatalf("the first head is %+v %+v", head.Group, head.Cells)
	}
	if got := b.Shown("purchases.group.button"); got != "● Agrupado: Estado" {
		t.Errorf("the button says %q", got)
	}
	p.grid.OnToggle(head.ID)
	b.Until("the rows of the group", func() bool { r, ok := p.grid.Row(1); return ok && r.ID == "p1" })
	b.Table.Run(cmdOpenAll)
	b.Until("every row", func() bool { r, ok := p.grid.Row(8); return ok && r.Group == nil })
	b.Table.Run(cmdCloseAll)
	b.Until("only heads", func() bool { _, ok := p.grid.Row(3); r, there := p.grid.Row(2); return !ok && there && r.Group != nil })
	if p.state.count != 6 {
		t.Errorf("%d purchases are counted", p.state.count)
	}
	b.Table.Run(groupCommand(""))
	if r := row(0); r.Group != nil || r.ID != "p1" {
		t.Errorf("without groups the first row is %+v", r)
	}
}

// Letters typed in the list jump to the first row that begins with them.
func TestTypeAhead(t *testing.T) {
	b := newBench(t, text.ES)
	b.page.grid.OrderBy(colPSR, false, false)
	b.Until("the order", func() bool { return !b.page.grid.Busy() })
	b.Window().Canvas().Focus(b.page.grid)
	for _, r := range "0000" {
		b.page.grid.TypedRune(r)
	}
	b.Until("the row", func() bool { return b.page.selected.ID == "p2" })
	b.page.grid.SetSort(listing.Sort{{Field: colDeadline}})
	asked := func() (n int) {
		b.backend.set(func(f *fake) { n = len(f.seeks) })
		return n
	}
	n := asked()
	b.page.grid.TypedRune('1')
	if found, ok, err := b.page.source.Seek(t.Context(), colDeadline, "1"); ok || err != nil || found != 0 {
		t.Errorf("a remaining time was found: %d %v %v", found, ok, err)
	}
	if more := asked() - n; more != 0 {
		t.Errorf("the copy was asked %d times", more)
	}
}

// Views that were changed at another computer come with the next change of the
// copy; the list that is shown stays as it is.
func TestViewsFromAnotherComputer(t *testing.T) {
	b := newBench(t, text.ES)
	p := b.page
	p.setQuery(query{status: purchase.StatusError})
	press(t, p.viewMenu(), "Guardar vista")
	b.nameView("Errores")
	b.Until("the view", func() bool { return p.view == "Errores" })
	b.backend.set(func(f *fake) { f.settings[settingViews] = `[{"name":"Otra","query":{},"columns":{"columns":null}}]` })
	p.Changed()
	b.Until("the other's", func() bool { return len(p.views) == 1 && p.views[0].Name == "Otra" })
	if p.view != "" || p.query.status != purchase.StatusError {
		t.Errorf("view %q, query %+v", p.view, p.query)
	}
}
