package shell

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"trastienda/ui/form"
)

// TestTheNumberLeavesTheIconAlone in the folded navigation, however long the
// number and however great the zoom.
func TestTheNumberLeavesTheIconAlone(t *testing.T) {
	for _, zoom := range []int{80, 100, 160} {
		b := newBench(t, ready()).inSession()
		b.s.prefs.NavCollapsed = true
		b.s.SetZoom(zoom)
		b.s.win.Resize(fyne.NewSize(MinWidth, MinHeight))
		b.pages[0].badge = 12345
		b.s.BadgesChanged()
		item := b.s.frame.nav.pages["one"]
		r := test.WidgetRenderer(item).(*navItemRenderer)
		if item.badge != "999+" || !item.narrow {
			t.Fatalf("%d %%: badge %q, folded %v", zoom, item.badge, item.narrow)
		}
		bottom := r.icon.Position().Y + r.icon.Size().Height
		if r.icon.Position().Y < 0 || bottom > r.pill.Position().Y {
			t.Errorf("%d %%: the icon ends at %v, the number begins at %v", zoom, bottom, r.pill.Position().Y)
		}
		if low := r.pill.Position().Y + r.pill.Size().Height; low > item.Size().Height || r.pill.Size().Width > item.Size().Width {
			t.Errorf("%d %%: the number ends at %v of %v", zoom, low, item.Size())
		}
		next := b.s.frame.nav.pages["two"]
		if item.Position().Y+item.Size().Height > next.Position().Y {
			t.Errorf("%d %%: the entries cover each other", zoom)
		}
	}
}

// TestTipsInTheWindow: an icon alone says what it is, a shortened text says
// all, with the mouse and with the keyboard.
func TestTipsInTheWindow(t *testing.T) {
	b := newBench(t, ready()).inSession()
	b.s.win.Resize(fyne.NewSize(MinWidth, MinHeight))
	host := b.s.win.Content().(*form.TipHost)
	item := b.s.frame.nav.pages["one"]
	b.s.win.Canvas().Focus(item)
	if host.TipText() != item.ProbeText() {
		t.Errorf("on an icon: %q", host.TipText())
	}
	b.s.focusPage()
	if host.TipText() != "" {
		t.Errorf("it stays: %q", host.TipText())
	}
	long := strings.Repeat("Importando un pedido con un nombre largo. ", 10)
	for _, text := range []string{"Importando", long} {
		task := b.s.StartTask(func() string { return text }, func() {})
		want := ""
		if text == long {
			want = long
		}
		if got := b.s.frame.status.task.tipText(); got != want {
			t.Errorf("on the task %q: %q", text, got)
		}
		task.Done()
		b.until("the end of the task", func() bool { return b.s.newestTask() == nil })
	}
}

// TestALowWindowScrollsTheNavigation: entries never cover each other, and one
// that gets the keyboard comes into sight.
func TestALowWindowScrollsTheNavigation(t *testing.T) {
	for _, folded := range []bool{false, true} {
		b := newBench(t, ready()).inSession()
		b.s.prefs.NavCollapsed = folded
		b.s.SetZoom(160)
		b.s.win.Resize(fyne.NewSize(2000, 400))
		nav := b.s.frame.nav
		var end float32
		for _, i := range nav.order {
			if i.Position().Y < end {
				t.Errorf("folded %v: %s begins at %v, what is above it ends at %v", folded, i.id, i.Position().Y, end)
			}
			end = i.Position().Y + i.Size().Height
		}
		if end <= nav.scroll.Size().Height {
			t.Fatalf("folded %v: %v high, it fits into %v", folded, end, nav.scroll.Size().Height)
		}
		b.s.win.Canvas().Focus(nav.fold)
		if nav.scroll.Offset.Y+nav.scroll.Size().Height < end {
			t.Errorf("folded %v: the last entry has the keyboard out of sight", folded)
		}
		b.s.win.Resize(fyne.NewSize(2000, 1400))
		if low := nav.fold.Position().Y + nav.fold.Size().Height; low < 1400*0.8 {
			t.Errorf("folded %v: in a high window the choices end at %v", folded, low)
		}
	}
}
