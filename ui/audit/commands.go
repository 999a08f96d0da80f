package audit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"trastienda/ui/command"
	"trastienda/ui/grid"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
)

// The ids of the page's commands.
const (
	cmdOpen       = "audit.open"
	cmdFind       = "audit.find"
	cmdFilters    = "audit.filters"
	cmdExport     = "audit.export"
	cmdColumns    = "audit.columns"
	cmdCopyRow    = "audit.copy.row"
	cmdCopyHeader = "audit.copy.header"
	cmdCopyExcel  = "audit.copy.excel"
	cmdCopyRecord = "audit.copy.record"
	cmdCopyHash   = "audit.copy.hash"
)

// Commands are what the page adds to the menus while it is shown.
func (p *Page) Commands() []command.Command {
	p.prepare()
	accel := func(k fyne.KeyName, more fyne.KeyModifier) fyne.Shortcut {
		return &desktop.CustomShortcut{KeyName: k, Modifier: command.Modifier | more}
	}
	return append([]command.Command{
		{ID: cmdOpen, Title: p.title("audit.open"), Icon: look.Icon("info"), Enabled: p.oneChosen, Run: func() { p.open(id(p.selected)) }},
		{ID: cmdExport, Menu: command.File, Title: p.title("audit.export.title"), Icon: look.Icon("download"),
			Enabled: p.mayExport, Run: p.askExport},
		{ID: cmdFind, Menu: command.Edit, Title: p.title("audit.find"), Icon: look.Icon("search"), Shortcut: accel(fyne.KeyF, 0), Run: p.find},
		{ID: cmdFilters, Menu: command.Edit, Title: p.title("audit.filters"), Icon: look.Icon("filter_alt"),
			Shortcut: accel(fyne.KeyF, fyne.KeyModifierShift), Checked: func() bool { return p.filters.Open() },
			Run: func() { p.filters.show(!p.filters.Open()) }},
		{ID: cmdColumns, Menu: command.View, Title: p.title("audit.columns"), Icon: look.Icon("view_column"), Run: p.showColumns},
		{ID: cmdCopyRow, Title: p.title("audit.copy.row"), Icon: look.Icon("content_copy"), Enabled: p.someChosen,
			Run: func() { p.grid.TypedShortcut(&fyne.ShortcutCopy{}) }},
		{ID: cmdCopyHeader, Title: p.title("audit.copy.header"), Enabled: p.someChosen, Run: func() {
			p.grid.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyC, Modifier: command.Modifier | fyne.KeyModifierShift})
		}},
		{ID: cmdCopyExcel, Title: p.title("audit.copy.excel"), Icon: look.Icon("table_view"), Enabled: p.someChosen, Run: func() { p.grid.CopyForExcel() }},
		{ID: cmdCopyRecord, Title: p.title("audit.copy.record"), Enabled: p.oneChosen, Run: func() { p.Copy(p.selected.EntityID) }},
		{ID: cmdCopyHash, Title: p.title("audit.copy.hash"), Enabled: p.oneChosen, Run: func() { p.Copy(p.selected.Hash) }},
	}, p.exportCommands()...)
}

func (p *Page) title(key string) func() string { return func() string { return p.Book.T(key) } }

func (p *Page) oneChosen() (bool, string) { return p.selected.Seq != 0, p.Book.T("audit.reason.norow") }

func (p *Page) someChosen() (bool, string) { return p.chosen > 0, p.Book.T("audit.reason.norow") }

// find gives the keyboard to the search box.
func (p *Page) find() {
	p.Shell.Window().Canvas().Focus(p.toolbar.search)
	p.toolbar.search.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// exportCommands take the list out as a file.
func (p *Page) exportCommands() []command.Command {
	return liststate.ExportCommands(liststate.ExportParams{List: PageID, Book: p.Book, Title: p.Title, Grid: func() *grid.Grid { return p.grid }, Run: p.Export})
}
