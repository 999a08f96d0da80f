package agents

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"trastienda/app/access"
	"trastienda/ui/command"
	"trastienda/ui/grid"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
)

// The ids of the page's commands.
const (
	cmdNew      = "agents.new"
	cmdOpen     = "agents.open"
	cmdRate     = "agents.rate"
	cmdHistory  = "agents.history"
	cmdChanges  = "agents.changes"
	cmdFind     = "agents.find"
	cmdFilters  = "agents.filters"
	cmdColumns  = "agents.columns"
	cmdCopyCUIT = "agents.copy.cuit"
	cmdCopyRow  = "agents.copy.row"
	cmdSave     = "agents.save"
	cmdClear    = "agents.clear"
	cmdClose    = "agents.close"
	cmdNext     = "agents.tab.next"
	cmdPrevious = "agents.tab.previous"
)

// Commands are what the page adds to the menus while it is shown.
func (p *Page) Commands() []command.Command {
	p.prepare()
	return p.commands()
}

func (p *Page) commands() []command.Command {
	accel := func(k fyne.KeyName, more fyne.KeyModifier) fyne.Shortcut {
		return &desktop.CustomShortcut{KeyName: k, Modifier: command.Modifier | more}
	}
	inForm := func(run func(*formView)) func() {
		return func() {
			if p.form != nil {
				run(p.form)
			}
		}
	}
	return append([]command.Command{
		{ID: cmdNew, Menu: command.File, Title: p.title("agents.new"), Icon: look.Icon("add"), Shortcut: accel(fyne.KeyN, 0), Enabled: p.mayAdd, Run: p.add},
		{ID: cmdOpen, Title: p.title("agents.open"), Icon: look.Icon("edit"), Enabled: p.oneChosen, Run: func() { p.open(p.chosen) }},
		{ID: cmdRate, Title: p.title("agents.rate.change"), Enabled: p.mayAskRate, Run: func() {
			if a, ok := p.current(); ok {
				p.askRate(a, a.Name)
			}
		}},
		{ID: cmdHistory, Title: p.title("agents.history"), Icon: look.Icon("history"), Enabled: p.oneCurrent, Run: func() {
			if a, ok := p.current(); ok {
				p.showHistory(a)
			}
		}},
		{ID: cmdChanges, Title: p.title("agents.changes"), Icon: look.Icon("fact_check"), Enabled: p.mayShowChanges, Run: p.showWaiting},
		{ID: cmdSave, Title: p.title("agents.save"), Icon: look.Icon("save"), Shortcut: accel(fyne.KeyS, 0), Enabled: p.maySave, Run: inForm((*formView).store)},
		{ID: cmdClear, Title: p.title("agents.clear"), Enabled: p.maySave, Run: inForm((*formView).clearTab)},
		{ID: cmdClose, Title: p.title("agents.close"), Enabled: p.formOpen, Run: inForm((*formView).close)},
		{ID: cmdNext, Menu: command.View, Title: p.title("agents.tab.next"), Shortcut: accel(fyne.KeyPageDown, 0), Enabled: p.formOpen, Run: inForm(func(f *formView) { f.step(1) })},
		{ID: cmdPrevious, Menu: command.View, Title: p.title("agents.tab.previous"), Shortcut: accel(fyne.KeyPageUp, 0), Enabled: p.formOpen, Run: inForm(func(f *formView) { f.step(-1) })},
		{ID: cmdFind, Menu: command.Edit, Title: p.title("agents.find"), Icon: look.Icon("search"), Shortcut: accel(fyne.KeyF, 0), Enabled: p.listShown, Run: p.find},
		{ID: cmdFilters, Menu: command.Edit, Title: p.title("agents.filters"), Icon: look.Icon("filter_alt"), Shortcut: accel(fyne.KeyF, fyne.KeyModifierShift),
			Enabled: p.listShown, Checked: func() bool { return p.filters.Open() }, Run: func() { p.filters.show(!p.filters.Open()) }},
		{ID: cmdColumns, Menu: command.View, Title: p.title("agents.columns"), Icon: look.Icon("view_column"), Enabled: p.listShown, Run: p.showColumns},
		{ID: cmdCopyCUIT, Title: p.title("agents.copy.cuit"), Icon: look.Icon("content_copy"), Enabled: p.oneChosen, Run: func() {
			if a, ok := p.one(); ok {
				p.Copy(a.CUIT)
			}
		}},
		{ID: cmdCopyRow, Title: p.title("agents.copy.row"), Enabled: p.oneChosen, Run: func() { p.grid.TypedShortcut(&fyne.ShortcutCopy{}) }},
	}, p.exportCommands()...)
}

func (p *Page) title(key string) func() string { return func() string { return p.Book.T(key) } }

// current is the agent whose form is open, else the chosen one.
func (p *Page) current() (Agent, bool) {
	if p.form != nil {
		return p.form.agent, p.form.id != ""
	}
	return p.one()
}

func (p *Page) oneCurrent() (bool, string) {
	_, ok := p.current()
	return ok, p.Book.T("agents.reason.none")
}

func (p *Page) listShown() (bool, string) {
	return p.form == nil && p.waiting == nil, p.Book.T("agents.reason.list")
}

func (p *Page) oneChosen() (bool, string) {
	if ok, why := p.listShown(); !ok {
		return false, why
	}
	_, ok := p.one()
	return ok, p.Book.T("agents.reason.none")
}

func (p *Page) mayAdd() (bool, string) {
	switch {
	case !p.may(access.AgentsEdit):
		return false, p.Book.T("agents.reason.edit")
	case p.form != nil && p.form.saving:
		return false, p.Book.T("agents.reason.busy")
	}
	return true, ""
}

func (p *Page) mayAskRate() (bool, string) {
	a, ok := p.current()
	if !ok {
		return false, p.Book.T("agents.reason.none")
	}
	return p.mayRate(a)
}

func (p *Page) mayShowChanges() (bool, string) {
	return p.form == nil, p.Book.T("agents.reason.list")
}

func (p *Page) formOpen() (bool, string) { return p.form != nil, p.Book.T("agents.reason.form") }

func (p *Page) maySave() (bool, string) {
	switch {
	case p.form == nil:
		return false, p.Book.T("agents.reason.form")
	case p.form.saving:
		return false, p.Book.T("agents.reason.busy")
	case !p.form.edits() && !p.proposes():
		return false, p.Book.T("agents.reason.edit")
	}
	return true, ""
}

// find gives the keyboard to the search box.
func (p *Page) find() {
	p.focus(p.toolbar.search)
	p.toolbar.search.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// exportCommands take the list out as a file.
func (p *Page) exportCommands() []command.Command {
	return liststate.ExportCommands(liststate.ExportParams{List: PageID, Book: p.Book, Title: p.Title, Grid: func() *grid.Grid { return p.grid }, Run: p.Export})
}
