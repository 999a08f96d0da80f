package grid

import (
	"bytes"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// narrow is abcd in a window that shows two and a half columns, scrolled by
// 130 dp, with the first column frozen.
func narrow(t *testing.T) *stage {
	s := abcd(t)
	s.w.Resize(fyne.NewSize(250, 300))
	s.SetFrozen(1)
	test.Scroll(s.w.Canvas(), fyne.NewPos(200, 100), -130, 0)
	return s
}

func TestAFrozenColumnStaysUnderSidewaysScrolling(t *testing.T) {
	s := narrow(t)
	for id, want := range map[string][2]float32{ // left edge and width of what can be seen
		"head.a": {0, 100}, "head.c": {100, 70}, "head.d": {170, 80},
		"r1.a": {0, 100}, "r1.c": {100, 70}, "r1.d": {170, 80},
	} {
		if it := s.box("grid.test." + id); it.X != want[0] || it.W != want[1] {
			t.Errorf("%s is seen from %v, %v wide, want %v", id, it.X, it.W, want)
		}
	}
	if s.item("grid.test.r1.b") != "absent" || s.item("grid.test.head.b") != "absent" {
		t.Error("the column below the frozen one is told")
	}
	for x, want := range map[float32]int{1: 0, 99: 0, 101: 2, 169: 2, 171: 3, 249: 3} {
		if got := s.columnAt(x); got != want {
			t.Errorf("column at %v = %d, want %d", x, got, want)
		}
	}
	s.SetFrozen(0)
	if s.columnAt(1) != 1 || s.item("grid.test.r1.a") != "absent" {
		t.Error("the column does not scroll any more when it is let go")
	}
}

func TestHeadingsBesideAndOverTheFrozenEdge(t *testing.T) {
	s := narrow(t)
	press := func(x float32) string {
		test.TapCanvas(s.w.Canvas(), fyne.NewPos(x, s.geo.headH/2))
		return s.Sort().String()
	}
	if got := press(50); got != "a" {
		t.Errorf("a tap on the frozen heading sorts by %q", got)
	}
	if got := press(120); got != "c" {
		t.Errorf("a tap beside it sorts by %q", got)
	}
	test.Drag(s.w.Canvas(), fyne.NewPos(99, s.geo.headH/2), 20, 0)
	if got := s.box("grid.test.head.a").W; got != 120 {
		t.Errorf("the frozen column is %v wide", got)
	}
	s.w.Canvas().Focus(s.header)
	for _, step := range []struct {
		key  fyne.KeyName
		want string
	}{{fyne.KeyHome, "a"}, {fyne.KeyRight, "b"}, {fyne.KeyEnd, "d"}} {
		s.header.TypedKey(&fyne.KeyEvent{Name: step.key})
		if it := s.box("grid.test.head." + step.want); !it.Focused || it.W < 100 {
			t.Errorf("after %s heading %s: focused %v, %v wide", step.key, step.want, it.Focused, it.W)
		}
	}
}

func TestFrozenCellsAreHitAndPainted(t *testing.T) {
	s := newStage(t)
	s.w.Resize(fyne.NewSize(330, 300))
	s.open(&numbers{n: 50})
	s.MoveColumn("do", 0)
	s.SetFrozen(1)
	s.scrollToX(60)
	s.clock.now = s.clock.now.Add(1)
	at := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	at.Position = fyne.NewPos(40, s.geo.headH+40)
	s.MouseDown(at)
	s.MouseUp(at)
	if len(s.acted) != 1 || s.acted[0] != "r1/do" {
		t.Errorf("acted %v", s.acted)
	}
	test.MoveMouse(s.w.Canvas(), at.Position)
	if s.Cursor() != desktop.PointerCursor {
		t.Error("no hand over an action in the frozen column")
	}
	img := s.shot()
	line := s.ink.colour(theme.ColorNameInputBorder)
	for _, y := range []int{5, int(s.geo.headH) + 20} {
		if c := img.NRGBAAt(int(s.geo.frozen)-1, y); c.R != line.R || c.G != line.G {
			t.Errorf("no line beside the frozen column at height %d: %v", y, c)
		}
	}
}

func TestAFrozenColumnLeavesRoomForTheOthers(t *testing.T) {
	s := abcd(t)
	s.w.Resize(fyne.NewSize(140, 300))
	s.SetFrozen(1)
	if s.geo.frozen != 0 {
		t.Errorf("in a grid %v wide %v are frozen", s.geo.bodyW, s.geo.frozen)
	}
	s.w.Resize(fyne.NewSize(600, 300))
	if s.geo.frozen != 100 || s.Frozen() != 1 {
		t.Errorf("in a wide grid %v are frozen", s.geo.frozen)
	}
}

func TestNothingIsPaintedOverTheFrozenColumn(t *testing.T) {
	s := abcd(t)
	s.w.Resize(fyne.NewSize(250, 300))
	s.SetFrozen(1)
	strip := func() []byte {
		img, all := s.shot(), []byte{}
		for y := range int(s.geo.headH + s.geo.bodyH) {
			row := img.PixOffset(0, y)
			all = append(all, img.Pix[row:row+4*100]...)
		}
		return all
	}
	before := strip()
	for _, x := range []float32{7, 30, 95, 150} {
		s.scrollToX(x)
		if !bytes.Equal(strip(), before) {
			t.Errorf("scrolled by %v the frozen column looks different", x)
		}
	}
}
