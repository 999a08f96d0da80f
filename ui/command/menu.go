package command

import (
	"runtime"

	"fyne.io/fyne/v2"
)

// MenuItem makes the menu item of a command. Its action goes through the guard.
func (t *Table) MenuItem(id string) *fyne.MenuItem {
	c, found := t.Find(id)
	if !found {
		return nil
	}
	item := fyne.NewMenuItem(c.Title(), func() { t.Run(id) })
	item.Icon = c.Icon
	item.Shortcut = c.Shortcut
	ok, _ := c.state()
	item.Disabled = !ok
	item.Checked = c.Checked != nil && c.Checked()
	return item
}

// Items makes the items of the commands of one main menu, in table order,
// without hidden ones.
func (t *Table) Items(m Menu) []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, c := range t.list {
		if c.menu() == m && !c.Hidden {
			items = append(items, t.MenuItem(c.ID))
		}
	}
	return items
}

// ContextMenu makes a pop-up menu of the commands named; "" is a separator,
// and an ID that is not in the table is left out. A disabled item says why,
// since a menu has no other place for the reason.
func (t *Table) ContextMenu(ids ...string) *fyne.Menu {
	menu := fyne.NewMenu("")
	for _, id := range ids {
		if id == "" {
			menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
			continue
		}
		item := t.MenuItem(id)
		if item == nil {
			continue
		}
		if ok, reason := t.State(id); !ok && reason != "" {
			item.Label += " (" + reason + ")"
		}
		menu.Items = append(menu.Items, item)
	}
	return menu
}

// Unseen makes the separator that carries every shortcut no menu shows (keypad
// keys, other keyboard layouts, hidden commands). Fyne looks for shortcuts in
// every item and its children but draws a separator only as a line. A macOS
// separator takes no children, there it is a row of separators.
func (t *Table) Unseen() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	add := func(id string, s fyne.Shortcut) {
		items = append(items, &fyne.MenuItem{IsSeparator: true, Shortcut: s, Action: func() { t.Run(id) }})
	}
	for _, c := range t.list {
		if c.Hidden && c.Shortcut != nil {
			add(c.ID, c.Shortcut)
		}
		for _, s := range c.Also {
			add(c.ID, s)
		}
	}
	if runtime.GOOS == "darwin" {
		return items
	}
	return []*fyne.MenuItem{{IsSeparator: true, ChildMenu: fyne.NewMenu("", items...)}}
}
