package grid

import (
	"context"
	"errors"
	"fmt"
	"image"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"trastienda/ui/look"
)

// queue runs what other goroutines hand over, on the test's goroutine, as
// Fyne's event loop does on the UI's.
type queue struct {
	jobs chan func()
	sent atomic.Int64 // jobs handed over so far
}

func newQueue() *queue { return &queue{jobs: make(chan func(), 10000)} }

func (q *queue) do(f func()) {
	q.jobs <- f
	q.sent.Add(1)
}

// until runs jobs until ok holds. The time limit only ends a test that is
// broken; no assertion depends on it.
func (q *queue) until(t testing.TB, ok func() bool) {
	t.Helper()
	limit := time.After(20 * time.Second)
	for !ok() {
		select {
		case f := <-q.jobs:
			f()
		case <-time.After(time.Millisecond): // what is waited for may not come by the queue
		case <-limit:
			t.Fatal("what was waited for did not come")
		}
	}
}

// hands is a clock that stands still until it is moved.
type hands struct{ now time.Time }

func (h *hands) Now() time.Time { return h.now }

// numbers is a source of n rows "r0", "r1", … that can be held up.
type numbers struct {
	mu    sync.Mutex
	n     int
	label string
	shift int // rows inserted at the top: row i shows number i-shift
	gate  chan struct{}
	asked []int
	fail  error
}

func (s *numbers) Count(ctx context.Context) (int, error) {
	if err := s.pass(ctx); err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n, nil
}

func (s *numbers) pass(ctx context.Context) error {
	s.mu.Lock()
	gate, fail := s.gate, s.fail
	s.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return fail
}

func (s *numbers) Rows(ctx context.Context, from, n int) ([]Row, error) {
	s.mu.Lock()
	s.asked = append(s.asked, from)
	s.mu.Unlock()
	if err := s.pass(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []Row
	for i := from; i < min(from+n, s.n); i++ {
		id := fmt.Sprintf("r%d", i-s.shift)
		rows = append(rows, Row{ID: id, Cells: []Cell{
			{Text: s.label + id}, {Text: fmt.Sprintf("$ %d,00", i), Kind: Money}, {Text: "Reintentar", Kind: Action, Icon: "refresh"},
		}})
	}
	return rows, nil
}

func (s *numbers) set(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// stage is a grid in a window of the test driver.
type stage struct {
	*Grid
	t     testing.TB
	q     *queue
	w     fyne.Window
	mods  fyne.KeyModifier
	clock *hands
	look  *look.Look

	sent                     []string // keys handed on
	opened, acted, contexted []string
	copied                   []string
	counts                   []int
	errs                     []error
	widths                   map[string]float32
}

func newStage(t testing.TB) *stage {
	app := test.NewApp()
	t.Cleanup(app.Quit)
	s := &stage{t: t, q: newQueue(), clock: &hands{now: time.Date(2024, 5, 6, 12, 0, 0, 0, time.UTC)}, widths: map[string]float32{}}
	s.look = look.New(look.Light)
	app.Settings().SetTheme(s.look)
	s.Grid = New(Params{
		ID: "test", Do: s.q.do, Clock: s.clock,
		Modifiers: func() fyne.KeyModifier { return s.mods },
		Keys:      func(e *fyne.KeyEvent) bool { s.sent = append(s.sent, string(e.Name)); return true },
		Columns: []Column{
			{ID: "name", Title: "Nombre", Width: 140, Sortable: true},
			{ID: "amount", Title: "Monto", Width: 120, Align: Right, Sortable: true},
			{ID: "do", Title: "Acciones", Width: 140, NoCopy: true},
		},
	})
	s.OnOpen = func(id string) { s.opened = append(s.opened, id) }
	s.OnAction = func(id, col string) { s.acted = append(s.acted, id+"/"+col) }
	s.OnContext = func(id string, _ fyne.Position) { s.contexted = append(s.contexted, id) }
	s.OnCopy = func(text string) { s.copied = append(s.copied, text) }
	s.OnCount = func(n int) { s.counts = append(s.counts, n) }
	s.OnError = func(err error) { s.errs = append(s.errs, err) }
	s.OnWidth = func(id string, w float32) { s.widths[id] = w }
	s.w = test.NewWindow(s.Grid)
	s.w.SetPadded(false)
	s.w.Resize(fyne.NewSize(600, 400))
	t.Cleanup(s.w.Close)
	return s
}

// open shows a source and waits for its first rows.
func (s *stage) open(src Source) {
	s.t.Helper()
	s.SetSource(src)
	s.settle()
}

// settle waits until nothing is being loaded.
func (s *stage) settle() {
	s.t.Helper()
	s.q.until(s.t, func() bool { return !s.Busy() && s.load.running == 0 })
}

func (s *stage) key(k fyne.KeyName, mods ...fyne.KeyModifier) {
	s.mods = 0
	for _, m := range mods {
		s.mods |= m
	}
	s.TypedKey(&fyne.KeyEvent{Name: k})
	s.mods = 0
}

// at gives the middle of a cell in the grid.
func (s *stage) at(row, col int) fyne.Position {
	return fyne.NewPos(s.geo.x[col]+s.geo.w[col]/2-s.offsetX, s.geo.headH+float32((float64(row)+0.5)*s.rowH()-s.offset))
}

func (s *stage) click(row, col int, mods ...fyne.KeyModifier) {
	s.clock.now = s.clock.now.Add(5 * time.Second)
	s.again(row, col, desktop.MouseButtonPrimary, mods...)
}

// again clicks without letting time pass.
func (s *stage) again(row, col int, b desktop.MouseButton, mods ...fyne.KeyModifier) {
	e := &desktop.MouseEvent{Button: b}
	for _, m := range mods {
		e.Modifier |= m
	}
	e.Position = s.at(row, col)
	s.MouseDown(e)
	s.MouseUp(e)
}

func (s *stage) shot() *image.NRGBA {
	return s.w.Canvas().Capture().(*image.NRGBA)
}

// wear changes the theme as the shell does.
func (s *stage) wear(c look.Choice, zoom int) {
	s.look.SetChoice(c)
	s.look.SetZoom(zoom)
	fyne.CurrentApp().Settings().SetTheme(s.look)
	s.w.Canvas().Content().Refresh()
}

var errSource = errors.New("source broken")
