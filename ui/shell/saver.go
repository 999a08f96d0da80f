package shell

import (
	"log/slog"
	"sync"
)

// saver writes the Prefs off the UI goroutine, in order, the newest wins.
type saver struct {
	settings Settings
	log      *slog.Logger
	mu       sync.Mutex
	pending  *Prefs
	wake     chan struct{}
	done     chan struct{}
}

func newSaver(settings Settings, log *slog.Logger, beside func(func())) *saver {
	s := &saver{settings: settings, log: log, wake: make(chan struct{}, 1), done: make(chan struct{})}
	beside(s.run)
	return s
}

func (s *saver) run() {
	defer close(s.done)
	for range s.wake {
		s.mu.Lock()
		p := s.pending
		s.pending = nil
		s.mu.Unlock()
		if p == nil {
			continue
		}
		if err := s.settings.Save(*p); err != nil {
			s.log.Error("save window settings", "error", err)
		}
	}
}

func (s *saver) save(p Prefs) {
	s.mu.Lock()
	s.pending = &p
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default: // a wake-up is waiting already and will take this one
	}
}

// close writes what is pending and ends. Nothing may be saved afterwards.
func (s *saver) close() {
	close(s.wake)
	<-s.done
}

// save remembers the window as it is. The canvas has the size of the window
// with its menu bar, whose height is not ours to know.
func (s *Shell) save() {
	if s.revealed { // before that the canvas has no size of its own
		size := s.win.Canvas().Size()
		s.prefs.Width, s.prefs.Height = size.Width, size.Height
	}
	s.saver.save(s.prefs)
}
