package command

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

func named(s string) func() string { return func() string { return s } }

func ctrl(k fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: k, Modifier: Modifier}
}

// TestGuard: whichever way a command is pressed, it runs only when it is
// enabled and no dialog is open, unless it is meant for dialogs too.
func TestGuard(t *testing.T) {
	ways := map[string]func(*Table) func(){
		"run":     func(tb *Table) func() { return func() { tb.Run("x") } },
		"key":     func(tb *Table) func() { return func() { tb.Key(fyne.KeyF5) } },
		"menu":    func(tb *Table) func() { return tb.Items(Actions)[0].Action },
		"context": func(tb *Table) func() { return tb.ContextMenu("x").Items[0].Action },
		"unseen":  func(tb *Table) func() { return tb.Unseen()[0].ChildMenu.Items[0].Action },
	}
	for name, way := range ways {
		for _, c := range []struct{ enabled, modal, under, runs bool }{
			{true, false, false, true}, {false, false, false, false}, {true, true, false, false},
			{true, true, true, true}, {false, true, true, false},
		} {
			ran := 0
			tb := NewTable(Params{Modal: func() bool { return c.modal }})
			err := tb.Add(Command{ID: "x", Title: named("X"), Shortcut: ctrl(fyne.KeyR), Also: []fyne.Shortcut{ctrl(fyne.KeyT)},
				Keys: []fyne.KeyName{fyne.KeyF5}, UnderModal: c.under, Enabled: func() (bool, string) { return c.enabled, "no" }, Run: func() { ran++ }})
			if err != nil {
				t.Fatal(err)
			}
			press := way(tb)
			press()
			if (ran == 1) != c.runs || ran > 1 {
				t.Errorf("%s %+v: ran %d times", name, c, ran)
			}
		}
	}
}

func TestOneKeyMeansOneThing(t *testing.T) {
	run := func() {}
	for name, second := range map[string]Command{
		"id":       {ID: "a", Title: named("B"), Run: run},
		"shortcut": {ID: "b", Title: named("B"), Run: run, Shortcut: ctrl(fyne.KeyR)},
		"also":     {ID: "b", Title: named("B"), Run: run, Also: []fyne.Shortcut{ctrl(fyne.KeyR)}},
		"key":      {ID: "b", Title: named("B"), Run: run, Keys: []fyne.KeyName{fyne.KeyF5}},
		"no run":   {ID: "b", Title: named("B")},
		"no title": {ID: "b", Run: run},
	} {
		tb := NewTable(Params{Modal: func() bool { return false }})
		if err := tb.Add(Command{ID: "a", Title: named("A"), Run: run, Shortcut: ctrl(fyne.KeyR), Keys: []fyne.KeyName{fyne.KeyF5}}); err != nil {
			t.Fatal(err)
		}
		if tb.Add(second) == nil {
			t.Errorf("%s: taken twice", name)
		}
		if len(tb.All()) != 1 {
			t.Errorf("%s: the refused one stayed", name)
		}
	}
}

func TestSetReplacesAnOwnersCommandsOrNothing(t *testing.T) {
	tb := NewTable(Params{Modal: func() bool { return false }})
	c := func(id string, k fyne.KeyName) Command {
		return Command{ID: id, Title: named(id), Run: func() {}, Shortcut: ctrl(k)}
	}
	ids := func() (all []string) {
		for _, c := range tb.All() {
			all = append(all, c.ID)
		}
		return all
	}
	if err := tb.Add(c("own", fyne.KeyQ)); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		cmds []Command
		fail bool
		want []string
	}{
		{[]Command{c("one", fyne.Key1)}, false, []string{"own", "one"}},
		{[]Command{c("two", fyne.Key1), c("three", fyne.Key3)}, false, []string{"own", "two", "three"}},
		{[]Command{c("four", fyne.Key4), c("bad", fyne.KeyQ)}, true, []string{"own", "two", "three"}},
		{nil, false, []string{"own"}},
	} {
		if err := tb.Set("page", step.cmds); (err != nil) != step.fail {
			t.Fatalf("set %v: %v", step.want, err)
		}
		if !slices.Equal(ids(), step.want) {
			t.Fatalf("have %v, want %v", ids(), step.want)
		}
	}
}

// TestRefreshTellsOnlyChanges: the main menu is built anew only when it would
// show something else.
func TestRefreshTellsOnlyChanges(t *testing.T) {
	ok, checked, title, told := true, false, "a", 0
	tb := NewTable(Params{Modal: func() bool { return false }, Changed: func() { told++ }})
	err := tb.Add(Command{ID: "x", Title: func() string { return title }, Run: func() {},
		Enabled: func() (bool, string) { return ok, "" }, Checked: func() bool { return checked }})
	if err != nil {
		t.Fatal(err)
	}
	for i, change := range []struct {
		do   func()
		want int
	}{
		{func() {}, 1}, {func() {}, 1}, {func() { ok = false }, 2}, {func() { checked = true }, 3}, {func() { title = "b" }, 4}, {func() {}, 4},
	} {
		change.do()
		tb.Refresh()
		if told != change.want {
			t.Errorf("step %d: told %d times, want %d", i, told, change.want)
		}
	}
}

func TestMenusShowStateAndReason(t *testing.T) {
	tb := NewTable(Params{Modal: func() bool { return false }})
	err := tb.Add(
		Command{ID: "off", Title: named("Retry"), Run: func() {}, Enabled: func() (bool, string) { return false, "nothing chosen" }},
		Command{ID: "on", Title: named("Show"), Run: func() {}, Checked: func() bool { return true }},
		Command{ID: "hidden", Title: named("H"), Run: func() {}, Hidden: true, Shortcut: ctrl(fyne.KeyF12)})
	if err != nil {
		t.Fatal(err)
	}
	items := tb.Items(Actions)
	if len(items) != 2 || !items[0].Disabled || items[0].Checked || items[1].Disabled || !items[1].Checked {
		t.Errorf("menu %+v", items)
	}
	menu := tb.ContextMenu("off", "", "missing", "on")
	if len(menu.Items) != 3 || menu.Items[0].Label != "Retry (nothing chosen)" || !menu.Items[1].IsSeparator || menu.Items[2].Label != "Show" {
		t.Errorf("context menu %+v", menu.Items)
	}
	if ok, reason := tb.State("off"); ok || reason != "nothing chosen" {
		t.Errorf("state %v %q", ok, reason)
	}
}

func TestKeyTexts(t *testing.T) {
	for want, c := range map[string]Command{
		"Ctrl+Shift+R": {Shortcut: &desktop.CustomShortcut{KeyName: fyne.KeyR, Modifier: fyne.KeyModifierControl | fyne.KeyModifierShift}},
		"Ctrl+R / F5":  {Shortcut: &desktop.CustomShortcut{KeyName: fyne.KeyR, Modifier: fyne.KeyModifierControl}, Keys: []fyne.KeyName{fyne.KeyF5}},
		"Ctrl+Enter":   {Shortcut: &desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierControl}},
		"":             {},
		"Esc":          {Keys: []fyne.KeyName{fyne.KeyEscape}},
	} {
		if got := KeysText(c); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
