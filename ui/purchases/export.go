package purchases

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/reports"
	"trastienda/ui/command"
	"trastienda/ui/look"
)

// Export is a wish for the list as a file: the chosen rows, or without any all
// that are filtered, in the order and the groups of the list.
type Export struct {
	Format reports.Format
	Filter purchase.Filter
	Sort   listing.Sort
	By     string // purchase.GroupBy…, "" for no groups
	// IDs are the chosen rows; nil for all that Filter keeps but Except.
	IDs, Except []string
}

// The ids of the commands that take the list out.
const (
	cmdPDF   = "purchases.export.pdf"
	cmdExcel = "purchases.export.excel"
	cmdCSV   = "purchases.export.csv"
)

// exportCommands take the list out as a file; none where nobody writes them.
func (p *Page) exportCommands() []command.Command {
	if p.export == nil {
		return nil
	}
	accel := func(k fyne.KeyName) fyne.Shortcut {
		return &desktop.CustomShortcut{KeyName: k, Modifier: command.Modifier}
	}
	run := func(f reports.Format) func() { return func() { p.export(p.wanted(f)) } }
	return []command.Command{
		{ID: cmdPDF, Menu: command.File, Title: p.title(cmdPDF), Icon: look.Icon("picture_as_pdf"), Shortcut: accel(fyne.KeyP), Enabled: p.mayExport, Run: run(reports.PDF)},
		{ID: cmdExcel, Menu: command.File, Title: p.title(cmdExcel), Icon: look.Icon("table_view"), Shortcut: accel(fyne.KeyE), Enabled: p.mayExport, Run: run(reports.XLSX)},
		{ID: cmdCSV, Menu: command.File, Title: p.title(cmdCSV), Enabled: p.mayExport, Run: run(reports.CSVs)},
	}
}

func (p *Page) mayExport() (bool, string) {
	return p.source != nil && p.state.count > 0, p.book.T("purchases.reason.empty")
}

// wanted is what the list shows or what is chosen in it.
func (p *Page) wanted(f reports.Format) Export {
	e := Export{Format: f, Filter: p.source.current(), Sort: order(p.grid.Sort()), By: p.group}
	s := p.grid.Selected()
	switch {
	case s.All:
		e.Except = s.Except
	case s.Count > 0:
		e.IDs, e.By = s.IDs, ""
	}
	return e
}
