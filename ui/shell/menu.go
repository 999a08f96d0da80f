package shell

import (
	"fyne.io/fyne/v2"

	"trastienda/ui/command"
)

// Parts of the menu "Ver" that are not simply its commands in order.
const (
	menuPages command.Menu = "pages"
	menuLang  command.Menu = "lang"
	menuTheme command.Menu = "theme"
)

// rebuildMenu makes the main menu from the table of commands.
func (s *Shell) rebuildMenu() {
	s.win.SetMainMenu(s.mainMenu())
}

// menuChanged is called when a command's state or title changed.
func (s *Shell) menuChanged() {
	if s.win.MainMenu() != nil {
		s.rebuildMenu()
	}
}

func (s *Shell) mainMenu() *fyne.MainMenu {
	b := s.p.Book
	file := s.cmds.Items(command.File)
	file[len(file)-1].IsQuit = true // else Fyne adds its own
	file = insert(file, len(file)-1, fyne.NewMenuItemSeparator())

	edit := s.cmds.Items(command.Edit)
	edit = insert(edit, 2, fyne.NewMenuItemSeparator()) // after undo and redo
	if len(edit) > 7 {                                  // those of the page
		edit = insert(edit, 7, fyne.NewMenuItemSeparator())
	}
	var menus []*fyne.Menu
	add := func(m command.Menu, items []*fyne.MenuItem) {
		if len(items) > 0 {
			menus = append(menus, fyne.NewMenu(b.T("shell.menu."+string(m)), items...))
		}
	}
	add(command.File, file)
	add(command.Edit, edit)
	add(command.View, s.viewMenu())
	if s.frame != nil {
		add(command.Actions, s.cmds.Items(command.Actions))
		add(command.Sync, s.cmds.Items(command.Sync))
	}
	add(command.Help, s.cmds.Items(command.Help))
	return fyne.NewMainMenu(menus...)
}

func (s *Shell) viewMenu() []*fyne.MenuItem {
	b := s.p.Book
	sub := func(m command.Menu) *fyne.MenuItem {
		item := fyne.NewMenuItem(b.T("shell.menu."+string(m)), nil)
		item.ChildMenu = fyne.NewMenu("", s.cmds.Items(m)...)
		return item
	}
	items := s.cmds.Items(menuPages)
	if len(items) > 0 {
		items = append(items, fyne.NewMenuItemSeparator())
	}
	items = append(items, s.cmds.Items(command.View)...)
	items = append(items, s.cmds.Unseen()...) // draws as a separator
	return append(items, sub(menuLang), sub(menuTheme))
}

func insert(items []*fyne.MenuItem, at int, item *fyne.MenuItem) []*fyne.MenuItem {
	items = append(items, nil)
	copy(items[at+1:], items[at:])
	items[at] = item
	return items
}
