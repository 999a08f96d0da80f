package grid

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// groups gives a grid of three groups of 3, 2 and 200 rows; the second one is
// open. It opens and closes them as a page does.
func groups(t *testing.T) (*stage, *shelf, *Grouped) {
	s, src := newStage(t), newShelf(3, 2, 200)
	g := NewGrouped(src)
	g.Toggle("group:g1")
	s.OnToggle = func(id string) { g.Toggle(id); s.Relist() }
	s.open(g)
	return s, src, g
}

// list gives the ids of the first rows.
func (s *stage) list(n int) string { return strings.Join(s.shown()[:n], " ") }

func TestHeadsOfGroupsAreShown(t *testing.T) {
	s, _, _ := groups(t)
	if got := s.list(5); got != "group:g0 group:g1 g1-0 g1-1 group:g2" {
		t.Fatalf("rows: %s", got)
	}
	for id, want := range map[string]string{
		"":          "205",
		".r0.group": "▸ Grupo g0 · 3 filas", ".r1.group": "▾ Grupo g1 · 2 filas",
		".r1.amount": "$ 2,00", ".r1.name": "absent", ".r2.group": "absent", ".r2.name": "g1-0",
	} {
		if got := s.item("grid.test" + id); got != want {
			t.Errorf("%q tells %q, want %q", id, got, want)
		}
	}
	if n, known := s.Count(); n != 205 || !known || s.counts[len(s.counts)-1] != 205 {
		t.Errorf("count %d, told %v", n, s.counts)
	}
	if !s.has("grid.test.r0", theme.ColorNameHeaderBackground) || s.has("grid.test.r2", theme.ColorNameHeaderBackground) {
		t.Error("a head does not differ from a row")
	}
}

func TestOpeningAndClosingGroups(t *testing.T) {
	s, _, _ := groups(t)
	s.FocusGained()
	steps := []struct {
		name string
		do   func()
		want string
	}{
		{"click on the triangle", func() { s.press0(0) }, "group:g0 g0-0 g0-1 g0-2 group:g1"},
		{"a second one at once", func() { s.press0(0) }, "group:g0 group:g1 g1-0 g1-1 group:g2"},
		{"double click", func() { s.click(0, 1); s.again(0, 1, desktop.MouseButtonPrimary) }, "group:g0 g0-0 g0-1 g0-2 group:g1"},
		{"a click alone does nothing", func() { s.click(0, 1) }, "group:g0 g0-0 g0-1 g0-2 group:g1"},
		{"← closes", func() { s.key(fyne.KeyLeft) }, "group:g0 group:g1 g1-0 g1-1 group:g2"},
		{"← on a closed one", func() { s.key(fyne.KeyLeft) }, "group:g0 group:g1 g1-0 g1-1 group:g2"},
		{"→ opens", func() { s.key(fyne.KeyRight) }, "group:g0 g0-0 g0-1 g0-2 group:g1"},
		{"→ on an open one", func() { s.key(fyne.KeyRight) }, "group:g0 g0-0 g0-1 g0-2 group:g1"},
		{"← on a row goes to its head", func() { s.click(2, 0); s.key(fyne.KeyLeft) }, "group:g0 g0-0 g0-1 g0-2 group:g1"},
		{"Enter on the head", func() { s.key(fyne.KeyReturn) }, "group:g0 group:g1 g1-0 g1-1 group:g2"},
	}
	for _, st := range steps {
		st.do()
		s.settle()
		if got := s.list(5); got != st.want {
			t.Fatalf("%s: %s, want %s", st.name, got, st.want)
		}
	}
	if len(s.opened) != 0 || s.CurrentID() != "" || !s.box("grid.test.r0").Focused {
		t.Errorf("opened %v, current %q", s.opened, s.CurrentID())
	}
}

// press0 clicks on the triangle of a head.
func (s *stage) press0(row int) {
	e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	e.Position = fyne.NewPos(12, s.at(row, 0).Y)
	s.MouseDown(e)
	s.MouseUp(e)
}

func TestHeadsAreNeverChosenCopiedOrActedOn(t *testing.T) {
	s, _, _ := groups(t)
	s.click(1, 0)
	s.wantChosen("")
	s.TypedShortcut(&fyne.ShortcutCopy{})
	s.again(1, 0, desktop.MouseButtonSecondary)
	s.TappedSecondary(&fyne.PointEvent{Position: s.at(1, 0)})
	s.key(desktop.KeyMenu)
	s.key(fyne.KeySpace)
	s.wantChosen("")
	if len(s.copied)+len(s.contexted)+len(s.opened) != 0 {
		t.Errorf("copied %q, menus %v, opened %v", s.copied, s.contexted, s.opened)
	}
	s.key(fyne.KeyDown)
	s.wantChosen("g1-0")
	s.key(fyne.KeyDown, shift)
	s.key(fyne.KeyDown, shift) // the next head
	s.wantChosen("g1-0 g1-1")
	s.click(0, 0)
	s.click(4, 0, shift)
	s.wantChosen("g1-0 g1-1")
	s.click(4, 0, ctrl)
	s.wantChosen("g1-0 g1-1")
	if got := s.Copy(false); got != "g1-0\t$ 1,00\ng1-1\t$ 1,00\n" {
		t.Errorf("copied %q", got)
	}
	if s.item("grid.test.r0.chosen") != "absent" || s.item("grid.test.r2.chosen") != "g1-0" {
		t.Error("the wrong rows look chosen")
	}
}

func TestCtrlAChoosesTheRowsOfClosedGroupsToo(t *testing.T) {
	s, _, g := groups(t)
	s.SelectAll()
	if got := s.Selected(); !got.All || got.Count != 205 {
		t.Errorf("chosen: %+v", got)
	}
	s.click(2, 0, ctrl)
	s.click(0, 0, ctrl) // a head
	if got := s.Selected(); got.Count != 204 || strings.Join(got.Except, " ") != "g1-0" {
		t.Errorf("without one: %+v", got)
	}
	s.TypedShortcut(&fyne.ShortcutCopy{})
	s.q.until(t, func() bool { return len(s.copied) == 1 })
	if lines := strings.Split(s.copied[0], "\n"); len(lines) != 205 || !strings.HasPrefix(lines[3], "g1-1\t") {
		t.Errorf("%d lines copied, the fourth %q", len(lines), lines[3])
	}
	s.Select("g2-150", "gone")
	s.Reload()
	s.q.until(t, func() bool { return len(s.Selection()) == 1 })
	s.wantChosen("g2-150")
	g.OpenAll()
	s.Relist()
	s.settle()
	s.key(fyne.KeyHome)
	s.key(fyne.KeyEnd, shift)
	s.q.until(t, func() bool { return !s.Busy() })
	if got := s.Selected(); got.Count != 205 {
		t.Errorf("from top to end: %d", got.Count)
	}
}

func TestALongTitleLeavesTheSubtotals(t *testing.T) {
	s := newStage(t)
	long := strings.Repeat("Punto de venta ", 6)
	s.open(given{[]Row{{ID: "h", Group: &Group{Level: 1, Title: long, Note: "3 filas"}, Cells: []Cell{{}, {Text: "$ 10,00", Kind: Money}}}}})
	if got := s.item("grid.test.r0.amount"); got != "$ 10,00" {
		t.Errorf("the subtotal is %q", got)
	}
	test.MoveMouse(s.w.Canvas(), s.at(0, 0))
	s.q.until(t, func() bool { return s.item("grid.test.tip") == long })
	s.MoveColumn("amount", 0) // now the title stands in its place
	if got := s.item("grid.test.r0.group"); !strings.HasPrefix(got, "▸ Punto de venta ") || !strings.HasSuffix(got, " · $ 10,00") {
		t.Errorf("beside the title in the first column: %q", got)
	}
	s.w.Resize(fyne.NewSize(240, 300))
	s.ResetLayout()
	s.open(given{[]Row{{ID: "h", Group: &Group{Title: "A", Note: "3 filas"}, Cells: []Cell{{}, {Text: "$ 10,00", Kind: Money}}}}})
	if got := s.item("grid.test.r0.amount"); got != "$ 10,00" {
		t.Errorf("before scrolling the subtotal is %q", got)
	}
	s.scrollToX(140)
	if got := s.item("grid.test.r0.amount"); got != "absent" {
		t.Errorf("half below the title the subtotal is told: %q", got)
	}
	if got := s.item("grid.test.r0.group"); got != "▸ A · 3 filas" || s.box("grid.test.r0.group").X < 0 {
		t.Errorf("scrolled sideways the title is %q", got)
	}
}
