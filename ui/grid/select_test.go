package grid

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

func newNote() *widget.Label { return widget.NewLabel("Nada") }

const (
	shift = fyne.KeyModifierShift
	ctrl  = fyne.KeyModifierControl
)

func (s *stage) wantChosen(ids string) {
	s.t.Helper()
	if got := strings.Join(s.Selection(), " "); got != ids {
		s.t.Errorf("chosen: %q, want %q", got, ids)
	}
}

func (s *stage) shortcut(k fyne.KeyName, m fyne.KeyModifier) {
	s.TypedShortcut(&desktop.CustomShortcut{KeyName: k, Modifier: m})
}

func TestMouseSelection(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 100})
	var told [][]string
	s.OnSelect = func(ids []string) { told = append(told, ids) }
	steps := []struct {
		name string
		do   func()
		want string
	}{
		{"click", func() { s.click(2, 0) }, "r2"},
		{"another click", func() { s.click(4, 0) }, "r4"},
		{"Ctrl+click adds", func() { s.click(6, 0, ctrl) }, "r4 r6"},
		{"Ctrl+click takes away", func() { s.click(4, 0, ctrl) }, "r6"},
		{"Shift+click from the last place", func() { s.click(7, 1, shift) }, "r4 r5 r6 r7"},
		{"Shift+click the other way keeps the start", func() { s.click(2, 1, shift) }, "r2 r3 r4"},
		{"Ctrl+Shift+click adds a range", func() { s.click(9, 0, ctrl); s.click(8, 0, ctrl, shift) }, "r2 r3 r4 r8 r9"},
		{"right click on a chosen row keeps all", func() { s.again(3, 0, desktop.MouseButtonSecondary) }, "r2 r3 r4 r8 r9"},
		{"right click elsewhere chooses it", func() { s.again(5, 0, desktop.MouseButtonSecondary) }, "r5"},
	}
	for _, st := range steps {
		t.Run(st.name, func(t *testing.T) {
			s.t = t
			before := len(told)
			st.do()
			s.wantChosen(st.want)
			if len(told) > before && strings.Join(told[len(told)-1], " ") != st.want {
				t.Errorf("OnSelect told %v", told[len(told)-1])
			}
		})
	}
}

func TestAClickBesideTheRowsClears(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 3})
	s.click(1, 0)
	s.click(6, 0)
	s.wantChosen("")
}

func TestKeys(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 1000})
	s.FocusGained()
	steps := []struct {
		name    string
		do      func()
		chosen  string
		current string
	}{
		{"down", func() { s.key(fyne.KeyDown) }, "r1", "r1"},
		{"Shift+down", func() { s.key(fyne.KeyDown, shift); s.key(fyne.KeyDown, shift) }, "r1 r2 r3", "r3"},
		{"Shift+up", func() { s.key(fyne.KeyUp, shift) }, "r1 r2", "r2"},
		{"Ctrl+down moves only", func() { s.shortcut(fyne.KeyDown, ctrl); s.shortcut(fyne.KeyDown, ctrl) }, "r1 r2", "r4"},
		{"space adds", func() { s.key(fyne.KeySpace) }, "r1 r2 r4", "r4"},
		{"space takes away", func() { s.key(fyne.KeySpace) }, "r1 r2", "r4"},
		{"Esc clears", func() { s.key(fyne.KeyEscape) }, "", "r4"},
		{"up past the top", func() { s.key(fyne.KeyHome); s.key(fyne.KeyUp) }, "r0", "r0"},
		{"page down", func() { s.key(fyne.KeyPageDown) }, "r9", "r9"},
		{"page up", func() { s.key(fyne.KeyPageUp) }, "r0", "r0"},
		{"Ctrl+End", func() { s.shortcut(fyne.KeyEnd, ctrl); s.settle() }, "r999", "r999"},
		{"Ctrl+Home", func() { s.shortcut(fyne.KeyHome, ctrl); s.settle() }, "r0", "r0"},
		{"Shift+page down", func() { s.key(fyne.KeyPageDown, shift) }, "r0 r1 r2 r3 r4 r5 r6 r7 r8 r9", "r9"},
	}
	for _, st := range steps {
		t.Run(st.name, func(t *testing.T) {
			s.t = t
			st.do()
			s.wantChosen(st.chosen)
			if s.CurrentID() != st.current {
				t.Errorf("current = %q, want %q", s.CurrentID(), st.current)
			}
		})
	}
}

func TestKeysTheGridHasNoUseForAreHandedOn(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 3})
	s.key(fyne.KeyF5)
	s.key(fyne.KeyEscape) // nothing is chosen
	s.key(fyne.KeyDown)
	if want := []string{"F5", "Escape"}; !slices.Equal(s.sent, want) {
		t.Errorf("handed on: %v, want %v", s.sent, want)
	}
}

func TestOpening(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 10})
	s.key(fyne.KeyDown)
	s.key(fyne.KeyReturn)
	s.click(3, 0)
	s.again(3, 0, desktop.MouseButtonPrimary) // a double click
	s.again(3, 0, desktop.MouseButtonPrimary) // a third one opens nothing
	s.click(4, 0)
	s.clock.now = s.clock.now.Add(2 * time.Second)
	s.again(4, 0, desktop.MouseButtonPrimary) // too late
	s.again(5, 0, desktop.MouseButtonPrimary) // another row
	if want := []string{"r0", "r3"}; !slices.Equal(s.opened, want) {
		t.Errorf("opened %v, want %v", s.opened, want)
	}
}

func TestActions(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 10})
	s.click(2, 2)
	s.again(2, 2, desktop.MouseButtonPrimary) // a double click runs it once
	press := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	press.Position = s.at(3, 2)
	s.clock.now = s.clock.now.Add(time.Minute)
	s.MouseDown(press)
	press.Position = s.at(4, 2)
	s.MouseUp(press) // let go elsewhere: no
	s.click(5, 2, ctrl)
	if want := []string{"r2/do"}; !slices.Equal(s.acted, want) {
		t.Errorf("actions run: %v, want %v", s.acted, want)
	}
	if len(s.opened) != 0 {
		t.Errorf("opened %v", s.opened)
	}
}

func TestDisabledActionsDoNotRun(t *testing.T) {
	s := newStage(t)
	rows := []Row{{ID: "x", Cells: []Cell{{Text: "a"}, {}, {Kind: Action, Text: "Reintentar", Disabled: true}}}}
	s.open(given{rows})
	s.click(0, 2)
	if len(s.acted) != 0 {
		t.Errorf("actions run: %v", s.acted)
	}
}

func TestContextMenu(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 10})
	s.again(4, 0, desktop.MouseButtonSecondary)
	s.TappedSecondary(&fyne.PointEvent{Position: s.at(4, 0)})
	s.key(desktop.KeyMenu)
	s.key(fyne.KeyDown)
	s.key(fyne.KeyF10, shift)
	s.key(fyne.KeyF10)
	if want := []string{"r4", "r4", "r5"}; !slices.Equal(s.contexted, want) {
		t.Errorf("menus asked for: %v, want %v", s.contexted, want)
	}
	if want := []string{"F10"}; !slices.Equal(s.sent, want) {
		t.Errorf("handed on: %v, want %v", s.sent, want)
	}
}

func TestSelectAllNeedsNoReading(t *testing.T) {
	s := newStage(t)
	src := &numbers{n: million}
	s.open(src)
	src.set(func() { src.asked = nil })
	s.TypedShortcut(&fyne.ShortcutSelectAll{})
	if got := s.Selected(); !got.All || got.Count != million || len(s.Selection()) != 0 {
		t.Errorf("chosen: %+v", got)
	}
	s.click(5, 0, ctrl)
	if got := s.Selected(); got.Count != million-1 || !slices.Equal(got.Except, []string{"r5"}) {
		t.Errorf("without one: %+v", got)
	}
	if len(src.asked) != 0 {
		t.Errorf("asked for %v", src.asked)
	}
	told := 0
	s.OnSelect = func([]string) { told = s.Selected().Count }
	src.set(func() { src.n = 400 })
	s.Reload()
	s.settle()
	if told != 399 {
		t.Errorf("after fewer rows came, %d chosen rows were told", told)
	}
	s.open(&numbers{n: 3})
	s.SelectAll()
	if got := s.Selected(); got.All || got.Count != 3 {
		t.Errorf("a short list is chosen by id, got %+v", got)
	}
}

func TestRangesOverRowsThatAreNotLoaded(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 5000})
	s.click(1, 0)
	s.ScrollTo(3000)
	s.settle()
	s.click(3003, 0, shift)
	if len(s.Selection()) == 3003 {
		t.Fatal("the range is there before it was read")
	}
	s.q.until(t, func() bool { return !s.Busy() })
	ids := s.Selection()
	if len(ids) != 3003 || ids[0] != "r1" || ids[3002] != "r3003" {
		t.Errorf("%d rows chosen, from %q to %q", len(ids), ids[0], ids[len(ids)-1])
	}
}

func TestALaterChoiceOutdatesARangeStillBeingRead(t *testing.T) {
	s := newStage(t)
	src := &numbers{n: 5000}
	s.open(src)
	s.click(1, 0)
	s.ScrollTo(3000)
	s.settle()
	gate := make(chan struct{})
	src.set(func() { src.gate = gate })
	s.click(3003, 0, shift)
	s.click(3005, 0)
	close(gate)
	s.settle()
	for len(s.q.jobs) > 0 {
		(<-s.q.jobs)()
	}
	s.wantChosen("r3005")
}

func TestSelectionSurvivesAnotherOrder(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 500})
	s.Select("r3", "r7", "r400")
	s.SetSource(&numbers{n: 396, shift: -5}) // r5 to r400
	s.wantChosen("")                         // nothing is claimed before it is known
	s.q.until(t, func() bool { return len(s.Selection()) > 0 })
	s.wantChosen("r7 r400")
}

// keeping is a source that says itself which ids it holds.
type keeping struct {
	*numbers
	holds []string
}

func (k keeping) Existing(_ context.Context, ids []string) ([]string, error) {
	var found []string
	for _, id := range ids {
		if slices.Contains(k.holds, id) {
			found = append(found, id)
		}
	}
	return found, nil
}

func TestReloadDropsRowsThatAreGone(t *testing.T) {
	s := newStage(t)
	src := &keeping{&numbers{n: 100}, []string{"r1", "r2"}}
	s.open(src)
	s.Select("r1", "r2", "r50")
	s.Reload()
	s.wantChosen("r1 r2 r50") // not before it is known
	s.q.until(t, func() bool { return len(s.Selection()) == 2 })
	s.wantChosen("r1 r2")
}

func TestCopy(t *testing.T) {
	s := newStage(t)
	s.open(given{[]Row{
		{ID: "a", Cells: []Cell{{Text: "uno\tdos\nx"}, {Text: "$\u00a01,00", Kind: Money}, {Text: "Reintentar", Kind: Action}}},
		{ID: "b", Cells: []Cell{{Text: "=1+1"}, {Text: "-$ 2,00"}}},
		{ID: "c", Cells: []Cell{{Text: "+cmd"}, {Text: ""}}},
	}})
	s.FocusGained()
	s.TypedShortcut(&fyne.ShortcutCopy{}) // nothing chosen: the current row
	s.Select("c", "a", "b")
	s.TypedShortcut(&fyne.ShortcutCopy{})
	s.shortcut(fyne.KeyC, ctrl|shift)
	body := "uno dos x\t$ 1,00\n'=1+1\t-$ 2,00\n'+cmd\t\n"
	want := []string{"uno dos x\t$ 1,00\n", body, "Nombre\tMonto\n" + body}
	if !slices.Equal(s.copied, want) {
		t.Errorf("copied %q, want %q", s.copied, want)
	}
	if s.Copy(true) != want[2] {
		t.Errorf("Copy gives %q", s.Copy(true))
	}
}

func TestCopyReadsRowsThatWereNotLoaded(t *testing.T) {
	s := newStage(t)
	s.open(&numbers{n: 5000})
	s.Select("r4990", "r2")
	s.TypedShortcut(&fyne.ShortcutCopy{})
	s.q.until(t, func() bool { return len(s.copied) == 1 })
	if want := "r2\t$ 2,00\nr4990\t$ 4990,00\n"; s.copied[0] != want {
		t.Errorf("copied %q, want %q", s.copied[0], want)
	}
	s.SelectAll()
	s.click(0, 0, ctrl)
	s.TypedShortcut(&fyne.ShortcutCopy{})
	s.q.until(t, func() bool { return len(s.copied) == 2 })
	if lines := strings.Count(s.copied[1], "\n"); lines != 4999 {
		t.Errorf("%d lines copied", lines)
	}
	s.open(&numbers{n: MaxCopy + 1})
	s.SelectAll()
	s.TypedShortcut(&fyne.ShortcutCopy{})
	if len(s.copied) != 2 || fmt.Sprint(s.errs) != fmt.Sprint([]error{ErrTooMany}) {
		t.Errorf("too many rows: copied %d times, errors %v", len(s.copied), s.errs)
	}
}
