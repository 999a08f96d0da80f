package shell

import (
	"time"

	"fyne.io/fyne/v2"

	"trastienda/ui/probe"
)

// probeDelay lets the layout come to rest before the window is read.
const probeDelay = 100 * time.Millisecond

// prober writes what the window shows to a file, for those who drive the
// program from outside. Without a file it does nothing.
type prober struct {
	s     *Shell
	timer *time.Timer // UI goroutine
	out   chan []probe.Item
	top   fyne.CanvasObject // the overlay that was open at the last look
}

func newProber(s *Shell) *prober {
	p := &prober{s: s}
	if s.p.Probe == "" {
		return p
	}
	p.out = make(chan []probe.Item, 1)
	s.beside(p.write)
	return p
}

// ViewChanged says that the page or a dialog shows something else now: the
// probe file is written a moment later. Pages call it when rows have come.
func (s *Shell) ViewChanged() {
	p := s.prober
	if p.out == nil {
		return
	}
	if p.timer == nil {
		p.timer = time.AfterFunc(probeDelay, func() { s.p.Do(p.now) })
		return
	}
	p.timer.Reset(probeDelay)
}

// now reads the window and hands the items to the writer; an older reading
// that still waits is dropped.
func (p *prober) now() {
	if p.out == nil {
		return
	}
	items := probe.Collect(p.s.win)
	select {
	case <-p.out:
	default:
	}
	p.out <- items
}

// write writes the readings off the UI goroutine until the window is gone.
func (p *prober) write() {
	for {
		select {
		case <-p.s.ctx.Done():
			return
		case items := <-p.out:
			if err := probe.WriteItems(p.s.p.Probe, items); err != nil {
				p.s.p.Log.Error("write probe file", "error", err)
			}
		}
	}
}

// watch notices dialogs and menus that open and close without a word to the
// shell.
func (p *prober) watch() {
	if p.out == nil {
		return
	}
	p.s.beside(func() {
		tick := time.NewTicker(probeDelay)
		defer tick.Stop()
		for {
			select {
			case <-p.s.ctx.Done():
				return
			case <-tick.C:
				p.s.p.Do(p.look)
			}
		}
	})
}

func (p *prober) look() {
	if top := p.s.win.Canvas().Overlays().Top(); top != p.top {
		p.top = top
		p.s.ViewChanged()
	}
}
