package shell

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"trastienda/ui/probe"
)

// offered are the commands the open palette shows in sight, in order.
func (b *bench) offered() []probe.Item {
	list := b.paletteList()
	if list == nil {
		b.Fatal("no palette is open")
	}
	return list.ProbeItems()
}

func (b *bench) paletteList() *paletteList {
	top := b.s.win.Canvas().Overlays().Top()
	if top == nil {
		return nil
	}
	var find func(o fyne.CanvasObject) *paletteList
	find = func(o fyne.CanvasObject) *paletteList {
		if l, ok := o.(*paletteList); ok {
			return l
		}
		for _, c := range inside(o) {
			if l := find(c); l != nil {
				return l
			}
		}
		return nil
	}
	return find(top)
}

func (b *bench) marked() string {
	for _, i := range b.offered() {
		if i.Focused {
			return i.ID
		}
	}
	return ""
}

func TestPaletteRunsWhatWasTyped(t *testing.T) {
	b := newBench(t, ready()).inSession()
	before := b.s.Focused()
	b.press(key(fyne.KeyK, 0))
	if i, _ := b.item("palette.search"); !i.Focused {
		t.Fatal("the field has not the keyboard")
	}
	b.press(key(fyne.KeyK, 0))
	if n := len(b.s.win.Canvas().Overlays().List()); n != 1 {
		t.Fatalf("%d palettes", n)
	}
	b.typeIn("palette.search", "ACTUALIZÁR")
	if b.marked() != "palette.shell.refresh" {
		t.Fatalf("marked %q of %v", b.marked(), b.offered())
	}
	b.typed(fyne.KeyReturn)
	if b.s.modal() || b.pages[0].refreshed != 1 || b.s.Focused() != before {
		t.Fatalf("open %v, refreshed %d, focus %T", b.s.modal(), b.pages[0].refreshed, b.s.Focused())
	}
	b.press(key(fyne.KeyK, 0))
	if b.marked() != "palette.shell.refresh" {
		t.Fatalf("what was run last is not first: %q", b.marked())
	}
	b.typed(fyne.KeyEscape)
	if b.s.modal() || b.pages[0].refreshed != 1 {
		t.Fatal("Esc does not close it")
	}
}

func TestPaletteOpensPages(t *testing.T) {
	b := newBench(t, ready()).inSession()
	b.s.showPalette()
	b.typeIn("palette.search", "hub conec")
	ids := []string{}
	for _, i := range b.offered() {
		ids = append(ids, i.ID)
	}
	at := slices.Index(ids, "palette.shell.page.two")
	if at < 0 {
		t.Fatalf("the page is not found: %v", ids)
	}
	list := b.paletteList()
	test.TapAt(list, fyne.NewPos(20, (float32(at)+0.5)*list.row()))
	if b.s.PageID() != "two" || b.s.modal() {
		t.Fatalf("page %s", b.s.PageID())
	}
}

// TestPaletteSaysWhyNot: what cannot be run is shown with the reason, and
// Enter leaves the palette open.
func TestPaletteSaysWhyNot(t *testing.T) {
	b := newBench(t, ready()).inSession()
	b.pages[0].allowed = false
	b.s.showPalette()
	b.typeIn("palette.search", b.pages[0].Commands()[0].Title())
	for b.marked() != "palette.one.act" {
		b.typed(fyne.KeyDown)
	}
	if got := b.textOf("palette.line"); got != b.s.p.Book.T("shell.check.empty") {
		t.Errorf("the reason is %q", got)
	}
	b.typed(fyne.KeyReturn)
	if !b.s.modal() || b.pages[0].acted != 0 {
		t.Fatalf("open %v, acted %d", b.s.modal(), b.pages[0].acted)
	}
	b.s.Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	b.typeIn("palette.search", "qqq")
	if b.textOf("palette.line") != "Ningún comando se llama así." || len(b.offered()) != 0 {
		t.Errorf("nothing found: %q", b.textOf("palette.line"))
	}
	b.typed(fyne.KeyReturn)
	b.typed(fyne.KeyEnd)
	if !b.s.modal() {
		t.Fatal("Enter on nothing closes it")
	}
}

// TestPaletteByKeys at every size: the marked row is always in sight and the
// whole dialog inside the window.
func TestPaletteByKeys(t *testing.T) {
	for _, zoom := range []int{80, 100, 160} {
		b := newBench(t, ready()).inSession()
		b.s.SetZoom(zoom)
		b.s.win.Resize(fyne.NewSize(MinWidth, MinHeight-menuBar))
		b.s.showPalette()
		list := b.paletteList()
		all := len(list.all)
		for _, step := range []struct {
			key  fyne.KeyName
			want int
		}{{fyne.KeyUp, 0}, {fyne.KeyDown, 1}, {fyne.KeyPageDown, 1 + list.rows()}, {fyne.KeyEnd, all - 1}, {fyne.KeyDown, all - 1},
			{fyne.KeyPageUp, all - 1 - list.rows()}, {fyne.KeyHome, 0}} {
			b.typed(step.key)
			if list.mark != step.want || b.marked() == "" {
				t.Errorf("%d %%: %s marks %d, want %d (in sight: %q)", zoom, step.key, list.mark, step.want, b.marked())
			}
		}
		if last, _ := b.item("palette.close"); last.Y+last.H > MinHeight-menuBar || last.H < 20 {
			t.Errorf("%d %%: the button is at %+v", zoom, last)
		}
		items := b.offered()
		if end := items[len(items)-1]; len(items) != list.rows() || end.Y+end.H > MinHeight-menuBar {
			t.Errorf("%d %%: %d rows to %v", zoom, len(items), end.Y+end.H)
		}
		list.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -10)})
		if list.first != 1 || b.marked() == "" {
			t.Errorf("%d %%: the wheel leads to %d", zoom, list.first)
		}
		b.typed(fyne.KeyEscape)
	}
}
