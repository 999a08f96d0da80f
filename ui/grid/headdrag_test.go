package grid

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/listing"
)

// drag moves the pointer with a heading held, in steps, as the driver tells
// it: the place within the heading and the way since the last event.
func (s *stage) drag(id string, steps ...float32) {
	c := s.header.cells[s.modelIndex(id)]
	c.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
	x := s.geo.w[c.col] / 2
	for _, dx := range steps {
		x += dx
		e := &fyne.DragEvent{Dragged: fyne.NewDelta(dx, 0)}
		e.Position = fyne.NewPos(x, s.geo.headH/2)
		c.Dragged(e)
	}
}

func (s *stage) drop(id string) { s.header.cells[s.modelIndex(id)].DragEnd() }

func TestDraggingAHeadingMovesItsColumn(t *testing.T) {
	for _, c := range []struct {
		name, id string
		steps    []float32
		mark     float32 // its middle, -1 none
		heads    string
	}{
		{"to the right", "a", []float32{50, 90}, 200, "b a c d"},
		{"to the end", "a", []float32{300, 150}, 599, "b c d a"},
		{"to the left", "c", []float32{-120, -60}, 100, "a c b d"},
		{"to the very left, and beyond", "d", []float32{-300, -300}, 1, "d a b c"},
		{"back to its place", "b", []float32{120, -120}, -1, "a b c d"},
		{"just before its neighbour", "b", []float32{20, 20}, -1, "a b c d"},
	} {
		s := abcd(t)
		s.OnSort = func(listing.Sort) { t.Errorf("%s: the drag sorted", c.name) }
		s.drag(c.id, c.steps...)
		if c.mark < 0 {
			if got := s.item("grid.test.mark"); got != "absent" {
				t.Errorf("%s: a mark though nothing would move", c.name)
			}
		} else if m := s.box("grid.test.mark"); m.X+m.W/2 != c.mark || m.H != s.geo.headH+s.geo.bodyH {
			t.Errorf("%s: the mark is at %v, %v high", c.name, m.X+m.W/2, m.H)
		}
		if s.header.cells[0].Cursor() != desktop.PointerCursor || s.Cursor() != desktop.PointerCursor {
			t.Errorf("%s: the cursor does not show the drag", c.name)
		}
		s.drop(c.id)
		if got := s.heads(); got != c.heads {
			t.Errorf("%s: %s, want %s", c.name, got, c.heads)
		}
		if s.item("grid.test.mark") != "absent" || s.header.cells[0].Cursor() != desktop.DefaultCursor {
			t.Errorf("%s: mark or cursor stay", c.name)
		}
	}
}

func TestEscCancelsADrag(t *testing.T) {
	s := abcd(t)
	c := s.w.Canvas()
	c.Focus(s.Grid)
	s.OnEscape = func() bool { t.Error("the page got the key too"); return true }
	s.drag("a", 200)
	if c.Focused() != s.header {
		t.Fatalf("during a drag the focus is on %T", c.Focused())
	}
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.item("grid.test.mark") != "absent" || c.Focused() != s.Grid {
		t.Errorf("after Esc: mark %q, focus on %T", s.item("grid.test.mark"), c.Focused())
	}
	e := &fyne.DragEvent{Dragged: fyne.NewDelta(100, 0)}
	s.header.cells[0].Dragged(e)
	s.drop("a")
	if s.heads() != "a b c d" || len(s.Sort()) != 0 {
		t.Errorf("after Esc: %s, order %v", s.heads(), s.Sort())
	}
	s.drag("a", 200)
	s.drop("a")
	if s.heads() == "a b c d" {
		t.Error("after a cancelled drag none works any more")
	}
}

func TestATremblingClickSorts(t *testing.T) {
	s := abcd(t)
	s.drag("b", 2, 1)
	s.drop("b")
	if s.Sort().String() != "b" || s.heads() != "a b c d" {
		t.Errorf("order %v, columns %s", s.Sort(), s.heads())
	}
}

func TestADragAtTheEdgeScrolls(t *testing.T) {
	s := abcd(t)
	s.w.Resize(fyne.NewSize(250, 300))
	s.drag("a", 190)
	if s.offsetX <= 0 {
		t.Fatal("at the right edge nothing scrolls")
	}
	for range 20 {
		s.header.dragTo(0, 245, 1)
	}
	s.drop("a")
	if s.offsetX != s.maxOffsetX() || s.heads() != "c d a" { // b has scrolled out
		t.Errorf("offset %v of %v, columns %s", s.offsetX, s.maxOffsetX(), s.heads())
	}
}

func TestTheMarkIsPainted(t *testing.T) {
	s := abcd(t)
	s.drag("a", 190)
	if !s.has("grid.test.mark", theme.ColorNamePrimary) {
		t.Error("the drop mark is not painted")
	}
	if !s.has("grid.test.head.a", theme.ColorNamePressed) {
		t.Error("the heading that is dragged looks like the others")
	}
}
