package users

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
	cmdInvite    = "users.invite"
	cmdChange    = "users.change"
	cmdActive    = "users.active"
	cmdReset     = "users.reset"
	cmdSessions  = "users.sessions"
	cmdAgain     = "users.reinvite"
	cmdWithdraw  = "users.withdraw"
	cmdFind      = "users.find"
	cmdColumns   = "users.columns"
	cmdCopyEmail = "users.copy.email"
	cmdCopyRow   = "users.copy.row"
)

// Commands are what the page adds to the menus while it is shown.
func (p *Page) Commands() []command.Command {
	accel := func(k fyne.KeyName) fyne.Shortcut {
		return &desktop.CustomShortcut{KeyName: k, Modifier: command.Modifier}
	}
	on := func(run func(person)) func() {
		return func() {
			if u, ok := p.one(); ok {
				run(u)
			}
		}
	}
	return append([]command.Command{
		{ID: cmdInvite, Menu: command.Actions, Title: p.title("users.invite"), Icon: look.Icon("mail"), Shortcut: accel(fyne.KeyN),
			Run: func() { p.invite(person{}) }},
		{ID: cmdChange, Menu: command.Actions, Title: p.title("users.change"), Icon: look.Icon("edit"), Enabled: p.registered, Run: on(p.change)},
		{ID: cmdActive, Menu: command.Actions, Title: p.activeTitle, Icon: look.Icon("block"), Enabled: p.mayDeactivate, Run: on(p.switchActive)},
		{ID: cmdReset, Menu: command.Actions, Title: p.title("users.reset"), Icon: look.Icon("key"), Enabled: p.mayEnter, Run: on(p.reset)},
		{ID: cmdSessions, Menu: command.Actions, Title: p.title("users.sessions"), Icon: look.Icon("logout"), Enabled: p.mayEnter, Run: on(p.endSessions)},
		{ID: cmdAgain, Menu: command.Actions, Title: p.title("users.reinvite"), Icon: look.Icon("mail"), Enabled: p.onlyInvited, Run: on(p.invite)},
		{ID: cmdWithdraw, Menu: command.Actions, Title: p.title("users.withdraw"), Icon: look.Icon("delete"), Enabled: p.onlyInvited, Run: on(p.withdraw)},
		{ID: cmdFind, Menu: command.Edit, Title: p.title("users.find"), Icon: look.Icon("search"), Shortcut: accel(fyne.KeyF), Run: p.find},
		{ID: cmdColumns, Menu: command.View, Title: p.title("users.columns"), Icon: look.Icon("view_column"), Run: p.showColumns},
		{ID: cmdCopyEmail, Title: p.title("users.copy.email"), Icon: look.Icon("content_copy"), Enabled: p.oneChosen, Run: on(func(u person) { p.Copy(u.Email) })},
		{ID: cmdCopyRow, Title: p.title("users.copy.row"), Enabled: p.oneChosen, Run: func() { p.grid.TypedShortcut(&fyne.ShortcutCopy{}) }},
	}, p.exportCommands()...)
}

func (p *Page) title(key string) func() string { return func() string { return p.Book.T(key) } }

// activeTitle names what the switch of a person's activity would do.
func (p *Page) activeTitle() string {
	if u, ok := p.one(); ok && !u.Active && !u.Invited {
		return p.Book.T("users.activate")
	}
	return p.Book.T("users.deactivate")
}

func (p *Page) oneChosen() (bool, string) {
	_, ok := p.one()
	return ok, p.Book.T("users.reason.none")
}

// registered: the acts on a user need one.
func (p *Page) registered() (bool, string) {
	u, ok := p.one()
	switch {
	case !ok:
		return false, p.Book.T("users.reason.none")
	case u.Invited:
		return false, p.Book.T("users.reason.invited")
	}
	return true, ""
}

// mayEnter: a code and sessions are for those who may sign in.
func (p *Page) mayEnter() (bool, string) {
	if ok, why := p.registered(); !ok {
		return false, why
	}
	if u, _ := p.one(); !u.Active {
		return false, p.Book.T("users.reason.inactive")
	}
	return true, ""
}

// mayDeactivate: nobody locks themselves out, and somebody must be left who can
// let others in.
func (p *Page) mayDeactivate() (bool, string) {
	if ok, why := p.registered(); !ok {
		return false, why
	}
	u, _ := p.one()
	switch {
	case u.Active && u.ID == p.Backend.Me():
		return false, p.Book.T("users.reason.self")
	case p.lastManager(u.User):
		return false, p.Book.T("users.reason.last")
	}
	return true, ""
}

func (p *Page) onlyInvited() (bool, string) {
	u, ok := p.one()
	return ok && u.Invited, p.Book.T("users.reason.notinvited")
}

// find gives the keyboard to the search box.
func (p *Page) find() {
	p.Shell.Window().Canvas().Focus(p.toolbar.search)
	p.toolbar.search.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// exportCommands take the list out as a file.
func (p *Page) exportCommands() []command.Command {
	return liststate.ExportCommands(liststate.ExportParams{List: PageID, Book: p.Book, Title: p.Title, Grid: func() *grid.Grid { return p.grid }, Run: p.Export})
}
