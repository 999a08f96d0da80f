package shell

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// A page that is away has no place in navigation, menu and Ctrl+2, unless it is
// the one that is shown.
func TestAPageComesAndGoes(t *testing.T) {
	b := newBench(t, ready()).inSession()
	item := b.s.frame.nav.pages["two"]
	there := func(want bool) {
		t.Helper()
		_, command := b.s.cmds.Find("shell.page.two")
		if item.Visible() != want || command != want {
			t.Errorf("in the navigation %v, a command %v; want %v", item.Visible(), command, want)
		}
		b.s.win.Canvas().Focus(b.s.frame.nav.pages["one"])
		b.s.frame.nav.pages["one"].TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
		if got := b.s.Focused() == fyne.Focusable(item); got != want {
			t.Errorf("the arrows reach it: %v", got)
		}
	}
	there(true)
	b.pages[1].gone = true
	b.s.BadgesChanged()
	there(false)
	b.s.Open("two")
	if b.s.PageID() != "two" || !item.Visible() {
		t.Errorf("opened %q, in the navigation %v", b.s.PageID(), item.Visible())
	}
	b.s.Open("one")
	there(false)
	b.pages[1].gone = false
	b.s.BadgesChanged()
	there(true)
}

// A page that is away is not the first one, though it was the last.
func TestTheLastPageIsAway(t *testing.T) {
	b := newBench(t, ready(), func(p *Params) {
		p.Settings = &memory{prefs: Prefs{Page: "two"}}
		groups := p.Groups
		p.Groups = func(s *Shell) []NavGroup {
			made := groups(s)
			made[0].Pages[1].(*fakePage).gone = true
			return made
		}
	}).inSession()
	if b.s.PageID() != "one" {
		t.Errorf("the first page is %q", b.s.PageID())
	}
}

// What a page has to say stands in the status bar and leads to it.
func TestNotice(t *testing.T) {
	b := newBench(t, ready()).inSession()
	item := b.s.frame.status.notice
	if item.Visible() {
		t.Error("there is a notice of nothing")
	}
	b.pages[1].gone, b.pages[1].notice = true, "3 cambios"
	b.s.BadgesChanged()
	if !item.Visible() || item.ProbeText() != "3 cambios" {
		t.Fatalf("it says %q", item.ProbeText())
	}
	test.Tap(item)
	if b.s.PageID() != "two" {
		t.Errorf("it opens %q", b.s.PageID())
	}
	b.pages[1].notice = ""
	b.s.BadgesChanged()
	if item.Visible() {
		t.Error("it stays")
	}
}
