package grid

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/app/listing"
)

// words is a source that finds its rows by what they begin with.
type words struct {
	numbers
	list []string
	mu2  sync.Mutex
	gate chan struct{}
	said []string // what was sought
	err  error
}

func (w *words) Seek(ctx context.Context, column, prefix string) (int, bool, error) {
	w.mu2.Lock()
	w.said = append(w.said, column+":"+prefix)
	gate, err := w.gate, w.err
	w.mu2.Unlock()
	if gate != nil {
		<-gate
	}
	i := slices.IndexFunc(w.list, func(s string) bool { return strings.HasPrefix(s, prefix) })
	return i, i >= 0, err
}

func (w *words) sought() []string {
	w.mu2.Lock()
	defer w.mu2.Unlock()
	return slices.Clone(w.said)
}

// lexicon shows 1000 rows of which row 300 is "azul", 500 "abril", 700 "13/12".
func lexicon(t *testing.T) (*stage, *words) {
	s, w := newStage(t), &words{numbers: numbers{n: 1000}, list: make([]string, 1000)}
	w.list[300], w.list[500], w.list[700] = "azul", "abril", "13/12"
	s.SetSort(listing.Sort{{Field: "name"}, {Field: "amount"}})
	s.open(w)
	s.FocusGained()
	return s, w
}

func (s *stage) types(text string) {
	for _, r := range text {
		s.TypedRune(r)
	}
}

// after waits until n questions were answered.
func (s *stage) after(w *words, n int) {
	s.t.Helper()
	s.q.until(s.t, func() bool { return len(w.sought()) >= n })
	s.q.until(s.t, func() bool { return !s.Busy() && s.load.running == 0 && len(s.q.jobs) == 0 })
}

func TestLettersJumpInTheOrderedColumn(t *testing.T) {
	s, w := lexicon(t)
	s.types("a")
	s.q.until(t, func() bool { return s.CurrentID() == "r300" && !s.Busy() })
	s.wantChosen("r300")
	if first, last := s.VisibleRows(); first > 300 || last < 300 {
		t.Errorf("rows %d to %d are shown", first, last)
	}
	s.clock.now = s.clock.now.Add(time.Second)
	s.types("b")
	s.q.until(t, func() bool { return s.CurrentID() == "r500" })
	s.clock.now = s.clock.now.Add(time.Second + 1)
	s.types("13/1")
	s.q.until(t, func() bool { return s.CurrentID() == "r700" && !s.Busy() })
	said := w.sought()
	if said[0] != "name:a" || said[1] != "name:ab" || !slices.Contains(said, "name:13/1") {
		t.Errorf("sought %v", said)
	}
	s.wantChosen("r700")
	s.clock.now = s.clock.now.Add(time.Hour)
	s.types(" /x")
	s.after(w, len(said)+1)
	if got := w.sought(); got[len(got)-1] != "name:x" || s.CurrentID() != "r700" {
		t.Errorf("sought %v, current %s", got, s.CurrentID())
	}
}

func TestWhatIsTypedLaterOutdatesAnAnswer(t *testing.T) {
	for name, next := range map[string]func(*stage){
		"another row was gone to": func(s *stage) { s.key(fyne.KeyDown) },
		"a row was clicked":       func(s *stage) { s.click(1, 0) },
		"another source":          func(s *stage) { s.SetSource(&numbers{n: 900}) },
	} {
		s, w := lexicon(t)
		gate := make(chan struct{})
		w.gate = gate
		s.types("a")
		next(s)
		s.settle()
		before := s.q.sent.Load()
		close(gate)
		s.q.until(t, func() bool { return s.q.sent.Load() > before && len(s.q.jobs) == 0 })
		s.settle()
		if s.CurrentID() == "r300" {
			t.Errorf("%s: the late answer was taken", name)
		}
	}
}

func TestAPlaceFoundBeforeAReloadIsSoughtAgain(t *testing.T) {
	s, w := lexicon(t)
	gate := make(chan struct{})
	w.gate = gate
	s.types("a")
	s.q.until(t, func() bool { return len(w.sought()) == 1 })
	s.Reload()
	s.settle()
	w.mu2.Lock()
	w.gate = nil
	w.mu2.Unlock()
	close(gate)
	s.q.until(t, func() bool { return s.CurrentID() == "r300" })
	if got := fmt.Sprint(w.sought()); got != "[name:a name:a]" {
		t.Errorf("sought %s", got)
	}
}

func TestSeekingFails(t *testing.T) {
	s, w := lexicon(t)
	w.err = errSource
	s.types("a")
	s.q.until(t, func() bool { return len(s.errs) == 1 })
	if s.CurrentID() != "r0" {
		t.Errorf("current %q", s.CurrentID())
	}
	s.SetSort(nil)
	s.types("b")
	s.open(&numbers{n: 5}) // cannot be sought in
	s.SetSort(listing.Sort{{Field: "name"}})
	s.types("r")
	if got := len(w.sought()); got != 1 {
		t.Errorf("sought %d times", got)
	}
}
