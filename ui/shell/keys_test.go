package shell

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"trastienda/ui/command"
	"trastienda/ui/form"
)

// TestMenuShortcutsPassTheGuard: Fyne fires the shortcut of a disabled item,
// and under a dialog; neither may reach the page.
func TestMenuShortcutsPassTheGuard(t *testing.T) {
	b := newBench(t, ready()).inSession()
	page := b.pages[0]
	act := key(fyne.KeyReturn, 0)
	b.press(act)
	if page.acted != 1 {
		t.Fatalf("enabled: acted %d times", page.acted)
	}
	page.allowed = false
	b.press(act)
	if page.acted != 1 {
		t.Fatal("a disabled command ran")
	}
	page.allowed = true
	b.s.showAbout()
	b.press(act)
	b.press(key(fyne.Key2, 0))
	b.typed(fyne.KeyF5)
	if page.acted != 1 || b.s.PageID() != "one" || page.refreshed != 0 {
		t.Fatalf("under a dialog: acted %d, page %s, refreshed %d", page.acted, b.s.PageID(), page.refreshed)
	}
	b.typed(fyne.KeyEscape)
	if b.s.modal() {
		t.Fatal("Esc left the dialog open")
	}
	b.press(act)
	if page.acted != 2 {
		t.Fatal("after the dialog the command does not run")
	}
}

// TestKeysFromInsideAField: a field takes all keys, so it must hand on those
// of the window.
func TestKeysFromInsideAField(t *testing.T) {
	b := newBench(t, ready()).inSession()
	page := b.pages[0]
	if b.s.Focused() != fyne.Focusable(page.field) {
		t.Fatalf("the page's first pane has not the focus, %T has", b.s.Focused())
	}
	b.typed(fyne.KeyF5)
	if page.refreshed != 1 {
		t.Fatal("F5 did not come out of the field")
	}
	b.press(key(fyne.KeyR, 0))
	if page.refreshed != 2 {
		t.Fatal("Ctrl+R did not refresh")
	}
	b.typed(fyne.KeyF6)
	if b.s.Focused() != fyne.Focusable(page.list) {
		t.Fatalf("F6: %T", b.s.Focused())
	}
	b.typed(fyne.KeyF6)
	if n, ok := b.s.Focused().(*navItem); !ok || n.id != "nav.one" {
		t.Fatalf("F6 does not come round to the navigation: %T", b.s.Focused())
	}
	b.typed(fyne.KeyEscape)
	if b.s.Focused() != fyne.Focusable(page.field) {
		t.Fatalf("Esc does not lead back to the page: %T", b.s.Focused())
	}
	page.eaten = fyne.KeyF5
	b.typed(fyne.KeyF5)
	if page.refreshed != 2 {
		t.Fatal("the page took F5, but the window used it too")
	}
	b.s.win.Canvas().Unfocus()
	page.eaten = ""
	b.typed(fyne.KeyF5)
	if page.refreshed != 3 {
		t.Fatal("F5 without a focus does nothing")
	}
}

// TestEditMenuWorksInTheField: a menu item with an editing shortcut takes the
// key away from the field unless it hands it on.
func TestEditMenuWorksInTheField(t *testing.T) {
	b := newBench(t, ready()).inSession()
	field := b.pages[0].field
	test.Type(field, "141")
	b.press(&fyne.ShortcutSelectAll{})
	b.press(&fyne.ShortcutCut{})
	if field.Text != "" || b.s.p.App.Clipboard().Content() != "141" {
		t.Fatalf("cut: field %q, clipboard %q", field.Text, b.s.p.App.Clipboard().Content())
	}
	b.press(&fyne.ShortcutPaste{})
	b.press(&fyne.ShortcutPaste{})
	if field.Text != "141141" {
		t.Fatalf("paste: %q", field.Text)
	}
	b.press(&fyne.ShortcutUndo{})
	if field.Text != "141" {
		t.Fatalf("undo: %q", field.Text)
	}
	b.press(&fyne.ShortcutRedo{})
	if field.Text != "141141" {
		t.Fatalf("redo: %q", field.Text)
	}
	b.s.win.Canvas().Unfocus()
	b.press(&fyne.ShortcutPaste{})
	if field.Text != "141141" {
		t.Fatal("pasted without a focus")
	}
}

func TestEditMenuWorksInADialog(t *testing.T) {
	b := newBench(t, ready()).inSession()
	b.s.SessionExpired()
	b.until("sign-in dialog", b.s.modal)
	b.s.p.App.Clipboard().SetContent("secreta")
	password := b.find("signin.password").(*form.TextField)
	b.s.win.Canvas().Focus(password)
	b.press(&fyne.ShortcutPaste{})
	if password.Text != "secreta" {
		t.Fatalf("paste into a dialog: %q", password.Text)
	}
}

// TestMenusAndTableAreTheSame: what the menus offer is the table, each
// command once, and each shortcut leads to its command.
func TestMenusAndTableAreTheSame(t *testing.T) {
	b := newBench(t, ready()).inSession()
	var shown, want []string
	var collect func(items []*fyne.MenuItem)
	collect = func(items []*fyne.MenuItem) {
		for _, i := range items {
			if i.ChildMenu != nil {
				collect(i.ChildMenu.Items)
			}
			if !i.IsSeparator && i.ChildMenu == nil {
				shown = append(shown, i.Label+command.ShortcutText(i.Shortcut))
			}
		}
	}
	for _, m := range b.s.win.MainMenu().Items {
		collect(m.Items)
	}
	for _, c := range b.s.cmds.All() {
		if !c.Hidden {
			want = append(want, c.Title()+command.ShortcutText(c.Shortcut))
		}
	}
	count := map[string]int{}
	for _, s := range shown {
		count[s]++
	}
	for _, s := range want {
		count[s]--
	}
	for s, n := range count {
		if n != 0 {
			t.Errorf("%q: %+d in the menus", s, n)
		}
	}
	for _, c := range b.s.cmds.All() {
		for _, s := range append([]fyne.Shortcut{c.Shortcut}, c.Also...) {
			if s != nil && !hasShortcut(b.s.win.MainMenu(), s) {
				t.Errorf("%s: %s is in no menu", c.ID, command.ShortcutText(s))
			}
		}
	}
	if len(shown) < 20 {
		t.Errorf("only %d items", len(shown))
	}
}

func hasShortcut(m *fyne.MainMenu, s fyne.Shortcut) bool {
	var in func(*fyne.Menu) bool
	in = func(m *fyne.Menu) bool {
		for _, i := range m.Items {
			if i.Shortcut != nil && i.Shortcut.ShortcutName() == s.ShortcutName() || i.ChildMenu != nil && in(i.ChildMenu) {
				return true
			}
		}
		return false
	}
	for _, menu := range m.Items {
		if in(menu) {
			return true
		}
	}
	return false
}

// TestQuitIsOurs: without a last item marked so, Fyne adds one in the
// language of the system.
func TestQuitIsOurs(t *testing.T) {
	b := newBench(t, ready()).inSession()
	items := b.s.win.MainMenu().Items[0].Items
	if last := items[len(items)-1]; !last.IsQuit || last.Label != "Salir" {
		t.Fatalf("last item of the first menu: %+v", last)
	}
	// Also with what a page or the session adds to it.
	err := b.s.cmds.Set("more", []command.Command{{ID: "x", Menu: command.File, Title: func() string { return "Importar" }, Run: func() {}}})
	if err != nil {
		t.Fatal(err)
	}
	items = b.s.mainMenu().Items[0].Items
	if last := items[len(items)-1]; !last.IsQuit || last.Label != "Salir" || items[len(items)-3].Label != "Importar" {
		t.Errorf("last item of the first menu: %+v", last)
	}
}

// What belongs to a session and is no page ends with it, once.
func TestOnLeave(t *testing.T) {
	b := newBench(t, ready()).inSession()
	left := 0
	b.s.OnLeave(func() { left++ })
	b.s.enter()
	b.s.enter()
	if left != 1 {
		t.Errorf("told %d times", left)
	}
}

func TestShortcutSheetShowsTheTable(t *testing.T) {
	b := newBench(t, ready()).inSession()
	b.typed(fyne.KeyF1)
	if !b.s.modal() {
		t.Fatal("F1 opens nothing")
	}
	shown := func(id string) string { return b.find(id).(*form.Words).Text() }
	for id, want := range map[string]string{"shell.refresh": "Ctrl+R / F5", "row.toggle": "Espacio", "head.hide": "Supr", "head.place": "Ctrl+Shift+← / Ctrl+Shift+→"} {
		if got := shown("shortcut." + id + ".keys"); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	for _, c := range b.s.cmds.All() {
		if keys := command.KeysText(c); keys != "" && !c.Hidden {
			if got := shown("shortcut." + c.ID + ".keys"); got != keys {
				t.Errorf("%s: %q, want %q", c.ID, got, keys)
			}
		}
	}
	if b.has("shortcut.head.rows") {
		t.Fatal("the sheet fits at once: nothing to scroll")
	}
	b.typed(fyne.KeyEnd)
	if !b.has("shortcut.head.rows") {
		t.Error("the keyboard does not reach the end of the sheet")
	}
}

// TestMarksChangeInPlace: a new menu bar would close the menu a user has
// open, so that the selection and the connection must not make one.
func TestMarksChangeInPlace(t *testing.T) {
	b := newBench(t, ready()).inSession()
	menu := b.s.win.MainMenu()
	act := func() *fyne.MenuItem {
		for _, m := range b.s.win.MainMenu().Items {
			for _, i := range m.Items {
				if i.Label == "Conectar" {
					return i
				}
			}
		}
		t.Fatal("the page's command is in no menu")
		return nil
	}
	if act().Disabled {
		t.Fatal("disabled from the start")
	}
	b.pages[0].allowed = false
	b.s.cmds.Refresh()
	if !act().Disabled || b.s.win.MainMenu() != menu {
		t.Errorf("disabled %v, same menu %v", act().Disabled, b.s.win.MainMenu() == menu)
	}
	b.s.Open("two")
	if b.s.win.MainMenu() == menu {
		t.Error("another page has the same menu")
	}
}
