package grid

import (
	"context"
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// yOf gives where a row stands on the screen, by its id.
func (s *stage) yOf(id string) float32 {
	s.t.Helper()
	first, last := s.VisibleRows()
	for i := first; i <= last; i++ {
		name := fmt.Sprintf("grid.test.r%d", i)
		if s.item(name) == id {
			it := s.box(name)
			return it.Y + it.H // the lower edge: the upper one may be hidden
		}
	}
	s.t.Fatalf("%s is not on the screen: %v", id, s.shown())
	return 0
}

func TestTheRowUnderTheHandStays(t *testing.T) {
	for _, c := range []struct {
		name string
		hand func(s *stage)
		row  string // stays; "" means new rows are shown at the top
	}{
		{"nobody", func(*stage) {}, ""},
		{"the pointer over a row", func(s *stage) { test.MoveMouse(s.w.Canvas(), s.at(3, 0)) }, "r3"},
		{"the pointer over the headings", func(s *stage) { test.MoveMouse(s.w.Canvas(), s.headAt(0)) }, ""},
		{"the pointer has left", func(s *stage) { test.MoveMouse(s.w.Canvas(), s.at(3, 0)); s.MouseOut() }, ""},
		{"the focus alone", func(s *stage) { s.w.Canvas().Focus(s.Grid) }, ""},
		{"a row gone to", func(s *stage) { s.w.Canvas().Focus(s.Grid); s.shortcut(fyne.KeyDown, ctrl) }, "r1"},
		{"a row gone to and left", func(s *stage) {
			s.w.Canvas().Focus(s.Grid)
			s.shortcut(fyne.KeyDown, ctrl)
			s.w.Canvas().Unfocus()
		}, ""},
		{"a chosen row", func(s *stage) { s.Select("r4", "r700") }, "r4"},
		{"a chosen row that cannot be seen", func(s *stage) { s.Select("r700") }, ""},
		{"scrolled away from the top", func(s *stage) { s.scrollTo(40) }, "r1"},
		{"the pointer before the chosen row", func(s *stage) {
			s.Select("r8")
			test.MoveMouse(s.w.Canvas(), s.at(2, 0))
		}, "r2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t)
			src := &numbers{n: 1000}
			s.open(src)
			c.hand(s)
			before := float32(0)
			if c.row != "" {
				before = s.yOf(c.row)
			}
			src.set(func() { src.n, src.shift = 1003, 3 })
			s.Reload()
			if got := s.item("grid.test.r2"); got != "r2" {
				t.Errorf("before the new rows are there row 2 is %q", got)
			}
			s.settle()
			if c.row == "" {
				if got := s.shown()[0]; got != "r-3" {
					t.Errorf("the first row is %s, want the new one", got)
				}
				return
			}
			if after := s.yOf(c.row); after != before {
				t.Errorf("%s went from %v to %v", c.row, before, after)
			}
		})
	}
}

func TestThePointerStaysOnItsRow(t *testing.T) {
	s := newStage(t)
	src := &numbers{n: 1000}
	s.open(src)
	s.click(2, 0)
	test.MoveMouse(s.w.Canvas(), s.at(2, 0))
	src.set(func() { src.n, src.shift = 1002, 2 })
	s.Reload()
	s.settle()
	if got := s.pointer.over; got.row != 4 || s.item("grid.test.r4") != "r2" {
		t.Errorf("the pointer is over row %d", got.row)
	}
	s.again(4, 0, desktop.MouseButtonPrimary) // the second half of a double click
	if len(s.opened) != 1 || s.opened[0] != "r2" {
		t.Errorf("opened %v", s.opened)
	}
}

func TestWhenTheRowUnderTheHandIsGoneItsNeighbourStays(t *testing.T) {
	s := newStage(t)
	rows := func(ids ...int) []Row {
		var list []Row
		for _, i := range ids {
			list = append(list, Row{ID: fmt.Sprint("x", i), Cells: []Cell{{Text: "a"}, {}, {}}})
		}
		for i := 100; i < 200; i++ {
			list = append(list, Row{ID: fmt.Sprint("x", i), Cells: []Cell{{Text: "a"}, {}, {}}})
		}
		return list
	}
	src := &given{rows(0, 1, 2, 3, 4, 5)}
	s.open(src)
	test.MoveMouse(s.w.Canvas(), s.at(3, 0))
	before := s.yOf("x4")
	src.rows = rows(-2, -1, 0, 1, 2, 4, 5)
	s.Reload()
	s.settle()
	if after := s.yOf("x4"); after != before {
		t.Errorf("the neighbour went from %v to %v", before, after)
	}
	before = s.yOf("x4")
	src.rows = rows(-5, -4, -3, -2, -1, 0, 1, 2, 4, 5)
	s.Reload()
	s.Reload() // a second change before the first was shown
	s.settle()
	if after := s.yOf("x4"); after != before || s.anchor != nil {
		t.Errorf("it went from %v to %v, anchor %+v", before, after, s.anchor)
	}
}

// doored is numbers with a door before each page.
type doored struct {
	*numbers
	doors map[int]chan struct{}
}

func (d doored) Rows(ctx context.Context, from, n int) ([]Row, error) {
	if door := d.doors[from/pageSize]; door != nil {
		<-door
	}
	return d.numbers.Rows(ctx, from, n)
}

func TestTheNewPagesOfTheScreenAreShownTogether(t *testing.T) {
	for _, late := range []int{0, 1} {
		s := newStage(t)
		src := doored{&numbers{n: 1000}, map[int]chan struct{}{}}
		s.open(src)
		s.ScrollTo(95)
		s.settle()
		test.MoveMouse(s.w.Canvas(), s.at(98+4*late, 0)) // the hand is on the late page
		hand := fmt.Sprint("r", 98+4*late)
		before, shown := s.yOf(hand), fmt.Sprint(s.shown())
		door := make(chan struct{})
		src.doors[late] = door
		src.set(func() { src.n, src.shift = 1003, 3 })
		s.Reload()
		s.q.until(t, func() bool { return len(s.load.wait) == 1 && !s.load.counting && s.load.running == 1 })
		if got := fmt.Sprint(s.shown()); got != shown || s.yOf(hand) != before {
			t.Errorf("page %d is late: %s are shown, before %s", late, got, shown)
		}
		close(door)
		s.settle()
		if got := fmt.Sprint(s.shown()); got != shown || s.yOf(hand) != before || s.anchor != nil {
			t.Errorf("page %d came: %s are shown, before %s; anchor %v", late, got, shown, s.anchor)
		}
	}
}

func TestAPageThatCannotBeHadHoldsUpNothing(t *testing.T) {
	s := newStage(t)
	src := &numbers{n: 1000, label: "a "}
	s.open(failing{src, 1})
	s.ScrollTo(95)
	s.settle()
	src.set(func() { src.label = "b " })
	s.Reload()
	s.settle()
	if got := s.item("grid.test.r96.name"); got != "b r96" {
		t.Errorf("the page that came shows %q", got)
	}
	if len(s.errs) == 0 {
		t.Error("the failure was not told")
	}
}

// failing is numbers of which one page fails.
type failing struct {
	*numbers
	page int
}

func (f failing) Rows(ctx context.Context, from, n int) ([]Row, error) {
	if from/pageSize == f.page {
		return nil, errSource
	}
	return f.numbers.Rows(ctx, from, n)
}
