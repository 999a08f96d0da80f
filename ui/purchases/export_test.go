package purchases

import (
	"slices"
	"testing"

	"trastienda/app/purchase"
	"trastienda/reports"
	"trastienda/ui/text"
)

// What is taken out is what is filtered, or what is chosen of it.
func TestExportTakesWhatIsFilteredOrChosen(t *testing.T) {
	b := newBench(t, text.ES)
	var got []Export
	b.page.export = func(e Export) { got = append(got, e) }
	if cmds := b.page.exportCommands(); len(cmds) != 3 || cmds[0].Title() != "Exportar PDF" || cmds[1].Title() != "Exportar Excel" {
		t.Fatalf("the commands are %v", cmds)
	}
	b.page.setQuery(query{status: purchase.StatusPending})
	b.Until("the list", func() bool { return b.page.state.count == 2 })
	for _, c := range b.page.exportCommands() {
		if ok, reason := c.Enabled(); !ok {
			t.Errorf("%s is off: %s", c.ID, reason)
		}
		c.Run()
	}
	for i, f := range reports.Formats() {
		if e := got[i]; e.Format != f || !slices.Equal(e.Filter.Statuses, []purchase.Status{purchase.StatusPending}) || e.IDs != nil || e.Sort[0].Field != "at" {
			t.Errorf("%s: %+v", f, e)
		}
	}
	b.page.grid.Select("p6")
	b.page.exportCommands()[0].Run()
	if e := got[3]; !slices.Equal(e.IDs, []string{"p6"}) {
		t.Errorf("of the chosen row: %+v", e)
	}
	b.page.setQuery(query{text: "nothing has this"})
	b.Until("the empty list", func() bool { return b.page.state.count == 0 })
	if ok, reason := b.page.mayExport(); ok || reason != "No hay filas en la lista." {
		t.Errorf("an empty list: %v, %q", ok, reason)
	}
}
