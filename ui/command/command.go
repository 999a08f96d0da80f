// Package command is the one list of everything a user can do. The main menu,
// context menus, toolbar buttons, the key router and the sheet of shortcuts
// are all fed from it, and every way in passes the same guard: Fyne fires the
// shortcut of a disabled menu item, and under an open dialog too.
package command

import "fyne.io/fyne/v2"

// Menu names the main menu a command is listed in.
type Menu string

// The main menus, in the order of the bar. A command without a menu belongs
// to Actions.
const (
	File    Menu = "file"
	Edit    Menu = "edit"
	View    Menu = "view"
	Actions Menu = "actions"
	Sync    Menu = "sync"
	Help    Menu = "help"
)

// Group is the part of View with what a list can be grouped by.
const Group Menu = "group"

// Command is one thing a user can do.
type Command struct {
	ID    string        // unique in the table, such as "purchases.retry"
	Title func() string // in the language of the moment
	Icon  fyne.Resource // may be nil
	Menu  Menu          // the main menu that lists it, "" = Actions

	Shortcut fyne.Shortcut   // shown in the menu; nil = none
	Also     []fyne.Shortcut // other ways to press the same (keypad, other layouts), not shown
	Keys     []fyne.KeyName  // keys without modifier (F5); they come through the key router

	Enabled func() (ok bool, reason string) // nil = always
	Checked func() bool                     // nil = not a choice
	Run     func()

	UnderModal bool // also runs while a dialog is open: text editing, the probe
	Hidden     bool // in no menu and not on the sheet of shortcuts
}

// Modifier is Cmd on macOS and Ctrl elsewhere.
const Modifier = fyne.KeyModifierShortcutDefault

// state answers whether the command may run, and why not.
func (c Command) state() (bool, string) {
	if c.Enabled == nil {
		return true, ""
	}
	return c.Enabled()
}

func (c Command) menu() Menu {
	if c.Menu == "" {
		return Actions
	}
	return c.Menu
}
