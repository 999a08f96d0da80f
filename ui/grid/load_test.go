package grid

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

const million = 1_000_000

// shown gives the ids of the visible rows, as the probe tells them.
func (s *stage) shown() []string {
	var ids []string
	first, last := s.VisibleRows()
	for i := first; i <= last; i++ {
		ids = append(ids, s.item(fmt.Sprintf("grid.test.r%d", i)))
	}
	return ids
}

// item gives the text the probe tells for an id, or "absent".
func (s *stage) item(id string) string {
	for _, it := range s.ProbeItems() {
		if it.ID == id {
			return it.Text
		}
	}
	return "absent"
}

func TestTheLastOfAMillionRowsIsExact(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: million})
	s.key(fyne.KeyEnd)
	s.settle()
	if _, last := s.VisibleRows(); last != million-1 {
		t.Fatalf("last visible row = %d", last)
	}
	ids := s.shown()
	if ids[len(ids)-1] != "r999999" {
		t.Errorf("last row shown = %q", ids[len(ids)-1])
	}
	for _, it := range s.ProbeItems() {
		if it.ID != "grid.test.r999999" {
			continue
		}
		bottom := it.Y + it.H - fyne.CurrentApp().Driver().AbsolutePositionForObject(s.Grid).Y
		if want := s.geo.headH + s.geo.bodyH; bottom < want-0.01 || bottom > want+0.01 {
			t.Errorf("last row ends at %v, the body at %v", bottom, want)
		}
		if it.H < float32(s.rowH())-0.01 {
			t.Errorf("last row is %v high, want %v", it.H, s.rowH())
		}
	}
	s.click(million-1, 0)
	if got := s.Selection(); !slices.Equal(got, []string{"r999999"}) {
		t.Errorf("a click on the last row chose %v", got)
	}
	s.key(fyne.KeyUp)
	if s.CurrentID() != "r999998" {
		t.Errorf("current = %q", s.CurrentID())
	}
	s.key(fyne.KeyHome)
	s.settle()
	if s.Offset() != 0 || s.shown()[0] != "r0" {
		t.Errorf("Home: offset %v, first %q", s.Offset(), s.shown()[0])
	}
}

func TestThumbCanBeDraggedAnywhere(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: million})
	bar := s.geo.bodyW + 5
	_, length := s.vbar.thumbAt()
	room := s.vbar.length() - length
	test.Drag(s.w.Canvas(), fyne.NewPos(bar, s.geo.headH+5), 0, float32(room/2))
	s.settle()
	if first, _ := s.VisibleRows(); first < 499_000 || first > 501_000 {
		t.Errorf("half way down the first row is %d", first)
	}
	first, _ := s.VisibleRows()
	if want := fmt.Sprintf("r%d", first); s.shown()[0] != want {
		t.Errorf("row shown = %q, want %q", s.shown()[0], want)
	}
	from, _ := s.vbar.thumbAt()
	test.Drag(s.w.Canvas(), fyne.NewPos(bar, s.geo.headH+float32(from)+2), 0, 10000)
	s.settle()
	if _, last := s.VisibleRows(); last != million-1 {
		t.Errorf("at the end the last row is %d", last)
	}
}

func TestWheelAndPages(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 5000})
	test.Scroll(s.w.Canvas(), fyne.NewPos(100, 200), 0, -34*10)
	if s.Offset() != 340 || s.shown()[0] != "r10" {
		t.Errorf("offset %v, first %q", s.Offset(), s.shown()[0])
	}
	test.Scroll(s.w.Canvas(), fyne.NewPos(100, 10), 0, 1000) // over the header, too
	if s.Offset() != 0 {
		t.Errorf("offset %v at the top", s.Offset())
	}
	test.TapCanvas(s.w.Canvas(), fyne.NewPos(s.geo.bodyW+5, s.geo.headH+s.geo.bodyH-3))
	if s.Offset() != float64(s.geo.bodyH) {
		t.Errorf("a tap below the thumb moved to %v, want a page: %v", s.Offset(), s.geo.bodyH)
	}
}

func TestRowsOfAnEarlierSourceAreNeverShown(t *testing.T) {
	s := newStage(t)
	slow := &numbers{n: 300, label: "old ", gate: make(chan struct{})}
	s.SetSource(slow)
	s.q.until(t, func() bool { slow.mu.Lock(); defer slow.mu.Unlock(); return len(slow.asked) > 0 })
	if got := s.item("grid.test.r0.name"); got != "" {
		t.Errorf("a row that is not loaded shows %q", got)
	}
	fresh := &numbers{n: 3, label: "new ", gate: make(chan struct{})}
	s.SetSource(fresh)
	close(slow.gate) // the old answers come first
	close(fresh.gate)
	s.q.until(t, func() bool {
		for _, it := range s.ProbeItems() {
			if len(it.Text) > 3 && it.Text[:3] == "old" {
				t.Fatalf("%s shows a row of the earlier source: %q", it.ID, it.Text)
			}
		}
		return !s.Busy()
	})
	if got := s.item("grid.test.r0.name"); got != "new r0" {
		t.Errorf("first cell = %q", got)
	}
	if n, known := s.Count(); n != 3 || !known {
		t.Errorf("count = %d, %v", n, known)
	}
}

func TestSetSourceBlanksWhatWasShown(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 50, label: "old "})
	held := &numbers{n: 50, label: "new ", gate: make(chan struct{})}
	s.SetSource(held)
	if got := s.item("grid.test.r0.name"); got != "" {
		t.Errorf("after SetSource the cell shows %q", got)
	}
	if s.item("grid.test") != "" {
		t.Errorf("the count of the earlier source is still told")
	}
	close(held.gate)
	s.settle()
	if got := s.item("grid.test.r0.name"); got != "new r0" {
		t.Errorf("first cell = %q", got)
	}
}

func TestReloadKeepsRowsUntilTheNewOnesAreThere(t *testing.T) {
	s := newStage(t)
	src := &numbers{n: 1000, label: "a "}
	s.open(src)
	gate := make(chan struct{})
	src.set(func() { src.label, src.gate = "b ", gate })
	s.Reload()
	if got := s.item("grid.test.r1.name"); got != "a r1" {
		t.Errorf("while reloading the cell shows %q", got)
	}
	close(gate)
	s.q.until(t, func() bool { return s.item("grid.test.r1.name") == "b r1" })
}

func TestReloadKeepsPlaceSelectionAndCurrentRow(t *testing.T) {
	s := newStage(t)
	src := &numbers{n: 1000}
	s.open(src)
	s.ScrollTo(250)
	s.settle()
	s.click(252, 0)
	src.set(func() { src.n, src.shift = 1007, 7 }) // seven new rows at the top
	s.Reload()
	s.settle()
	if got := s.shown()[0]; got != "r250" {
		t.Errorf("the top row is %q, want r250", got)
	}
	if got := s.Selection(); !slices.Equal(got, []string{"r252"}) {
		t.Errorf("selection = %v", got)
	}
	if s.CurrentID() != "r252" || s.current.index != 259 {
		t.Errorf("current = %q at %d", s.CurrentID(), s.current.index)
	}
}

func TestReloadAtTheTopShowsNewRows(t *testing.T) {
	s := newStage(t)
	src := &numbers{n: 100}
	s.open(src)
	src.set(func() { src.n, src.shift = 101, 1 })
	s.Reload()
	s.settle()
	if got := s.shown()[0]; got != "r-1" {
		t.Errorf("the top row is %q, want the new one", got)
	}
}

func TestFewerRowsAfterReload(t *testing.T) {
	s := newStage(t)
	src := &numbers{n: 1000}
	s.open(src)
	s.key(fyne.KeyEnd)
	s.settle()
	src.set(func() { src.n = 5 })
	s.Reload()
	s.settle()
	if s.Offset() != 0 || len(s.shown()) != 5 {
		t.Errorf("offset %v, rows %v", s.Offset(), s.shown())
	}
	if !slices.Contains(s.counts, 5) {
		t.Errorf("counts told: %v", s.counts)
	}
}

func TestDraggingAcrossAMillionRowsAsksLittle(t *testing.T) {
	s := newStage(t)
	src := &numbers{n: million}
	s.open(src)
	gate := make(chan struct{})
	src.set(func() { src.gate, src.asked = gate, nil })
	for i := range 500 {
		s.ScrollTo(i * 1999)
	}
	if s.load.running > maxRunning {
		t.Errorf("%d questions under way", s.load.running)
	}
	close(gate)
	s.settle()
	first, _ := s.VisibleRows()
	if want := fmt.Sprintf("r%d", first); s.shown()[0] != want {
		t.Errorf("row shown = %q, want %q", s.shown()[0], want)
	}
	src.set(func() {
		if len(src.asked) > 200 {
			t.Errorf("%d pages were asked for", len(src.asked))
		}
	})
}

func TestFailuresAreToldAndTriedAgain(t *testing.T) {
	s := newStage(t)
	src := &numbers{n: 10, fail: errSource}
	s.open(src)
	if len(s.errs) == 0 || s.errs[0] != errSource {
		t.Fatalf("errors told: %v", s.errs)
	}
	src.set(func() { src.fail = nil })
	s.Reload()
	s.settle()
	if got := s.item("grid.test.r0"); got != "r0" {
		t.Errorf("after the failure the first row is %q", got)
	}
}

func TestPagesHeldAreBounded(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 50_000})
	for i := 0; i < 50_000; i += pageSize {
		s.ScrollTo(i)
		s.settle()
	}
	if len(s.load.pages) > maxPages {
		t.Errorf("%d pages held", len(s.load.pages))
	}
}

func TestEmptyListShowsItsNote(t *testing.T) {
	s := newStage(t)
	note := newNote()
	s.SetEmpty(note)
	held := &numbers{gate: make(chan struct{})}
	s.SetSource(held)
	if note.Visible() {
		t.Error("the note shows before the count is known")
	}
	close(held.gate)
	s.settle()
	if !note.Visible() {
		t.Error("the note does not show in an empty list")
	}
	s.open(&numbers{n: 1})
	if note.Visible() {
		t.Error("the note shows beside rows")
	}
}

func TestReloadKeepsThePlaceAtTheVeryEnd(t *testing.T) {
	s := newStage(t)
	src := &numbers{n: 950}
	s.open(src)
	s.key(fyne.KeyEnd)
	s.settle()
	top := s.shown()[0]
	src.set(func() { src.n, src.shift = 970, 20 })
	s.Reload()
	s.settle()
	if got := s.shown()[0]; got != top {
		t.Errorf("the top row is %q, want %q", got, top)
	}
}
