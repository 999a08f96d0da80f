package shell

import "sync"

// Task is long work shown in the status bar: an import, a report. Set and Done
// may be called from any goroutine.
type Task struct {
	s         *Shell
	title     func() string // in the language of the moment
	cancel    func()        // nil: it cannot be cancelled
	cancelled bool          // cancel was called; the end comes with Done
	idle      bool          // closing the window does not ask for it

	mu          sync.Mutex
	done, total int
	posted      bool // a change waits to be shown
}

// StartTask shows work in the status bar until Task.Done: its title ("Importando
// pedido"), how far it is, and a button that calls cancel once, on the UI
// goroutine. While it is under way, closing the window asks. It belongs to the
// session: when that ends, it is cancelled. UI goroutine.
func (s *Shell) StartTask(title func() string, cancel func()) *Task {
	t := &Task{s: s, title: title, cancel: cancel}
	s.tasks = append(s.tasks, t)
	s.tasksChanged()
	return t
}

// Set tells how far the work is; a total of 0 is not known yet. It may be
// called as often as there is progress: the window shows the newest.
func (t *Task) Set(done, total int) {
	t.mu.Lock()
	t.done, t.total = done, total
	posted := t.posted
	t.posted = true
	t.mu.Unlock()
	if posted {
		return
	}
	t.s.p.Do(func() {
		t.mu.Lock()
		t.posted = false
		t.mu.Unlock()
		t.s.tasksChanged()
	})
}

// Done takes the work out of the status bar.
func (t *Task) Done() {
	t.s.p.Do(func() {
		for i, other := range t.s.tasks {
			if other == t {
				t.s.tasks = append(t.s.tasks[:i:i], t.s.tasks[i+1:]...)
				t.s.tasksChanged()
				return
			}
		}
	})
}

// text is what the status bar says of one task.
func (t *Task) text() string {
	b := t.s.p.Book
	t.mu.Lock()
	done, total := t.done, t.total
	t.mu.Unlock()
	switch {
	case t.cancelled:
		return b.T("shell.cancelling")
	case total > 0:
		return b.T("shell.task.count", "title", t.title(), "done", b.Number(done), "total", b.Number(total))
	}
	return t.title()
}

func (t *Task) stop() {
	if t.cancel != nil && !t.cancelled {
		t.cancelled = true
		t.cancel()
	}
}

func (s *Shell) newestTask() *Task {
	if len(s.tasks) == 0 {
		return nil
	}
	return s.tasks[len(s.tasks)-1]
}

// tasksText is the newest task, and how many more there are.
func (s *Shell) tasksText() string {
	t := s.newestTask()
	if t == nil {
		return ""
	}
	if more := len(s.tasks) - 1; more > 0 {
		return t.text() + " · " + s.p.Book.N("shell.task.more", more)
	}
	return t.text()
}

// cancelTask stops the newest task: the one the button stands beside.
func (s *Shell) cancelTask() {
	if t := s.newestTask(); t != nil {
		t.stop()
		s.tasksChanged()
	}
}

// heldBy is a task that closing the window would cut short; nil for none.
func (s *Shell) heldBy() *Task {
	for i := len(s.tasks) - 1; i >= 0; i-- {
		if t := s.tasks[i]; !t.idle && !t.cancelled {
			return t
		}
	}
	return nil
}

// dropTasks cancels every task: the session they belong to is over.
func (s *Shell) dropTasks() {
	for _, t := range s.tasks {
		t.stop()
	}
	s.tasks = nil
}

func (s *Shell) tasksChanged() {
	if s.frame != nil {
		s.frame.status.showTask()
		s.ViewChanged()
	}
}
