package shell

import (
	"runtime"
	"slices"

	"fyne.io/fyne/v2"

	"trastienda/ui/command"
)

// Parts of the menu "Ver" that are not simply its commands in order.
const (
	menuPages   command.Menu = "pages"
	menuLang    command.Menu = "lang"
	menuTheme   command.Menu = "theme"
	menuDensity command.Menu = "density"
	menuPersona command.Menu = "persona" // part of "Archivo", in the sample
)

// rebuildMenu makes the main menu from the table of commands.
func (s *Shell) rebuildMenu() {
	s.win.SetMainMenu(s.mainMenu())
}

// menuChanged is called when a command's state or title changed. Where only
// marks changed the menu stays the same one: a new bar would close a menu that
// the user has just opened. A native menu (macOS) is always made anew.
func (s *Shell) menuChanged() {
	old := s.win.MainMenu()
	if old == nil {
		return
	}
	now := s.mainMenu()
	if runtime.GOOS == "darwin" || !alike(old, now) {
		s.win.SetMainMenu(now)
		return
	}
	for i, m := range old.Items {
		takeMarks(m, now.Items[i])
	}
}

// alike tells whether two menus have the same items in the same places.
func alike(a, b *fyne.MainMenu) bool {
	return slices.EqualFunc(a.Items, b.Items, sameMenu)
}

func sameMenu(a, b *fyne.Menu) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Label == b.Label && slices.EqualFunc(a.Items, b.Items, func(x, y *fyne.MenuItem) bool {
		return x.Label == y.Label && x.IsSeparator == y.IsSeparator && shortcutName(x) == shortcutName(y) && sameMenu(x.ChildMenu, y.ChildMenu)
	})
}

func shortcutName(i *fyne.MenuItem) string {
	if i.Shortcut == nil {
		return ""
	}
	return i.Shortcut.ShortcutName()
}

// takeMarks copies what may be chosen and what is; it is drawn when the menu
// is next opened.
func takeMarks(to, from *fyne.Menu) {
	if to == nil {
		return
	}
	for i, item := range to.Items {
		item.Disabled, item.Checked = from.Items[i].Disabled, from.Items[i].Checked
		takeMarks(item.ChildMenu, from.Items[i].ChildMenu)
	}
}

func (s *Shell) mainMenu() *fyne.MainMenu {
	b := s.p.Book
	file := s.cmds.Items(command.File)
	for i, item := range file { // those of pages come later
		if item.Label == b.T("shell.quit") {
			file = append(append(file[:i:i], file[i+1:]...), item)
		}
	}
	file[len(file)-1].IsQuit = true // else Fyne adds its own
	file = insert(file, len(file)-1, fyne.NewMenuItemSeparator())
	if s.inSample() {
		if people := s.cmds.Items(menuPersona); len(people) > 0 {
			as := fyne.NewMenuItem(b.T("shell.menu.persona"), nil)
			as.ChildMenu = fyne.NewMenu("", people...)
			file = insert(file, 0, as)
		}
	}
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
	if len(s.cmds.Items(command.Group)) > 0 {
		items = append(items, sub(command.Group))
	}
	return append(items, sub(menuLang), sub(menuTheme), sub(menuDensity))
}

func insert(items []*fyne.MenuItem, at int, item *fyne.MenuItem) []*fyne.MenuItem {
	items = append(items, nil)
	copy(items[at+1:], items[at:])
	items[at] = item
	return items
}
