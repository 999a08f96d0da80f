package command

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
)

// Params is what a Table needs.
type Params struct {
	Modal   func() bool // a dialog is open: only UnderModal commands run
	Changed func()      // called by Refresh when a state, a check or a title changed; may be nil
}

// Table holds the commands. It belongs to the UI goroutine.
type Table struct {
	params Params
	list   []owned
	seen   map[string]look // what menus and buttons showed at the last Refresh
	shown  []func()        // refreshers of live buttons
}

type owned struct {
	owner string
	Command
}

type look struct {
	title       string
	ok, checked bool
}

// NewTable returns an empty table.
func NewTable(p Params) *Table { return &Table{params: p, seen: map[string]look{}} }

// Add appends commands that stay for the life of the window. It refuses an ID
// or a shortcut that is already taken: one key must never mean two things.
func (t *Table) Add(cmds ...Command) error { return t.add("", cmds) }

// Set replaces the commands of an owner (a page) by others; nil removes them.
// On an error nothing is changed.
func (t *Table) Set(owner string, cmds []Command) error {
	before := slices.Clone(t.list)
	t.list = slices.DeleteFunc(t.list, func(c owned) bool { return c.owner == owner })
	if err := t.add(owner, cmds); err != nil {
		t.list = before
		return err
	}
	t.Refresh()
	return nil
}

func (t *Table) add(owner string, cmds []Command) error {
	before := len(t.list)
	for _, c := range cmds {
		if err := t.check(c); err != nil {
			t.list = t.list[:before]
			return err
		}
		t.list = append(t.list, owned{owner: owner, Command: c})
	}
	return nil
}

func (t *Table) check(c Command) error {
	if c.ID == "" || c.Title == nil || c.Run == nil {
		return fmt.Errorf("add command %q: id, title and run are needed", c.ID)
	}
	for _, o := range t.list {
		if o.ID == c.ID {
			return fmt.Errorf("add command %q: the id is taken", c.ID)
		}
		for _, name := range shortcutNames(c) {
			if slices.Contains(shortcutNames(o.Command), name) {
				return fmt.Errorf("add command %q: %s already means %q", c.ID, name, o.ID)
			}
		}
	}
	return nil
}

// shortcutNames lists everything that triggers c, keys without modifier too.
func shortcutNames(c Command) []string {
	var names []string
	if c.Shortcut != nil {
		names = append(names, c.Shortcut.ShortcutName())
	}
	for _, s := range c.Also {
		names = append(names, s.ShortcutName())
	}
	for _, k := range c.Keys {
		names = append(names, "key "+string(k))
	}
	return names
}

// Find returns the command with an ID.
func (t *Table) Find(id string) (Command, bool) {
	for _, c := range t.list {
		if c.ID == id {
			return c.Command, true
		}
	}
	return Command{}, false
}

// All returns every command in the order it was added.
func (t *Table) All() []Command {
	all := make([]Command, len(t.list))
	for i, c := range t.list {
		all[i] = c.Command
	}
	return all
}

// State tells whether a command may run now and, when not, the reason to show.
func (t *Table) State(id string) (ok bool, reason string) {
	c, found := t.Find(id)
	if !found {
		return false, ""
	}
	return c.state()
}

// Run runs a command through the guard: an unknown or disabled one does
// nothing, and neither does any while a dialog is open. It tells whether it ran.
func (t *Table) Run(id string) bool {
	c, found := t.Find(id)
	if !found || (t.params.Modal() && !c.UnderModal) {
		return false
	}
	if ok, _ := c.state(); !ok {
		return false
	}
	c.Run()
	return true
}

// Key offers a key pressed without a modifier to the commands. It tells
// whether one has that key, even a disabled one: F5 must not do something else
// only because it is not possible now.
func (t *Table) Key(name fyne.KeyName) bool {
	for _, c := range t.list {
		if slices.Contains(c.Keys, name) {
			t.Run(c.ID)
			return true
		}
	}
	return false
}

// Refresh looks at every command again and tells buttons and menus when
// something they show has changed. Call it after whatever Enabled depends on.
func (t *Table) Refresh() {
	now := make(map[string]look, len(t.list))
	changed := len(t.list) != len(t.seen)
	for _, c := range t.list {
		l := look{title: c.Title(), checked: c.Checked != nil && c.Checked()}
		l.ok, _ = c.state()
		now[c.ID] = l
		if old, had := t.seen[c.ID]; !had || old != l {
			changed = true
		}
	}
	t.seen = now
	for _, f := range t.shown {
		f()
	}
	if changed && t.params.Changed != nil {
		t.params.Changed()
	}
}
