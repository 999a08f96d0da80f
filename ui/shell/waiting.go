package shell

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/form"
)

// waiting says what the program is doing; nothing can be pressed.
type waiting struct {
	s   *Shell
	key string
}

func newWaiting(s *Shell, key string) *waiting { return &waiting{s: s, key: key} }

func (w *waiting) build() fyne.CanvasObject {
	return w.s.blocks(w.s.heading("waiting.title", w.s.p.Book.T(w.key)))
}

func (w *waiting) focus() fyne.Focusable { return nil }
func (w *waiting) escape() bool          { return false }
func (w *waiting) leave()                {}

// making shows how far the sample data is, with a way to cancel.
type making struct {
	s       *Shell
	job     job
	done    atomic.Int64
	total   atomic.Int64
	bar     *widget.ProgressBar
	count   *words
	button  *form.Button
	stopped bool
	ticker  chan struct{}
}

func newMaking(s *Shell) *making {
	m := &making{s: s, job: job{s: s}, ticker: make(chan struct{})}
	ctx, cancel := context.WithCancel(s.ctx)
	m.job.cancel = cancel
	s.work(ctx, func(ctx context.Context) error {
		return s.p.Backend.MakeSample(ctx, func(done, total int) {
			m.done.Store(int64(done))
			m.total.Store(int64(total))
		})
	}, m.finished)
	go m.watch()
	return m
}

// watch brings the numbers to the screen four times a second, however often
// the backend tells them.
func (m *making) watch() {
	tick := time.NewTicker(time.Second / 4)
	defer tick.Stop()
	for {
		select {
		case <-m.ticker:
			return
		case <-m.s.ctx.Done():
			return
		case <-tick.C:
			m.s.p.Do(m.show)
		}
	}
}

func (m *making) build() fyne.CanvasObject {
	b := m.s.p.Book
	m.bar = widget.NewProgressBar()
	m.bar.TextFormatter = func() string { return "" } // the line below says it
	m.count = newWords("sample.count", "", theme.ColorNameForeground, theme.SizeNameText, false)
	m.button = form.NewButton(form.ButtonParams{ID: "sample.cancel", Text: b.T("shell.cancel"), Keys: m.s.Key, Run: m.stop})
	m.show()
	return m.s.blocks(m.s.heading("sample.title", b.T("shell.sample.title")), m.s.note("sample.text", b.T("shell.welcome.sample.text")),
		m.bar, m.count, container.NewHBox(m.button))
}

func (m *making) show() {
	if m.bar == nil {
		return
	}
	b := m.s.p.Book
	done, total := int(m.done.Load()), int(m.total.Load())
	switch {
	case m.stopped:
		m.count.set(b.T("shell.cancelling"))
	case total > 0:
		m.count.set(b.T("shell.sample.count", "done", done, "total", total))
	default:
		m.count.set(b.T("shell.sample.text"))
	}
	if total > 0 {
		m.bar.SetValue(float64(done) / float64(total))
	}
	m.button.SetEnabled(!m.stopped, "")
}

// stop cancels; the page stays until the backend has cleaned up.
func (m *making) stop() {
	m.stopped = true
	m.job.cancel()
	m.show()
}

func (m *making) finished(err error) {
	close(m.ticker)
	m.job.cancel()
	switch {
	case err == nil:
		m.s.enter()
	case m.stopped && errors.Is(err, context.Canceled):
		m.s.show(newWelcome(m.s))
	default:
		m.s.p.Log.Error("make sample data", "error", err)
		m.s.show(newWelcome(m.s))
		m.s.ShowError(err)
	}
}

func (m *making) focus() fyne.Focusable { return m.button }

func (m *making) escape() bool {
	m.stop()
	return true
}

func (m *making) leave() {}

// fatal says why the program cannot open and what to do.
type fatal struct {
	s      *Shell
	err    error
	again  func() // nil = only a new start helps
	button *form.Button
}

func newFatal(s *Shell, err error, again func()) *fatal { return &fatal{s: s, err: err, again: again} }

func (f *fatal) build() fyne.CanvasObject {
	b := f.s.p.Book
	e := Explain(b, f.err)
	quit := form.NewButton(form.ButtonParams{ID: "fatal.quit", Text: b.T("shell.quit"), Keys: f.s.Key, Run: f.s.Quit})
	row := container.NewHBox(quit)
	f.button = quit
	if f.again != nil {
		f.button = form.NewButton(form.ButtonParams{ID: "fatal.again", Text: b.T("shell.retry"), Kind: form.Primary, Keys: f.s.Key, Run: f.again})
		row = container.NewHBox(f.button, quit)
	}
	title := form.NewWords(e.Title)
	title.ID, title.Bold = "fatal.what", true
	return f.s.blocks(f.s.heading("fatal.title", b.T("shell.fatal.title")), title, f.s.explained(e), row)
}

func (f *fatal) focus() fyne.Focusable { return f.button }
func (f *fatal) escape() bool          { return false }
func (f *fatal) leave()                {}
