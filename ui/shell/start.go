package shell

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// The window is shown when there is something to show: a page with its rows, a
// question, a problem. Another first frame, thrown away a moment later, costs
// more than what it would say; only a start that takes long says what it does.
const (
	showWithin = 300 * time.Millisecond // from the driver's start to the window, whatever is known by then
	lookAgain  = 2 * time.Millisecond   // how often a page is asked whether it has read
	aFrame     = 25 * time.Millisecond  // a little more than from one frame to the next
)

// FirstFrame is what the log says when the first page was painted with what it
// shows.
const FirstFrame = "first page painted"

// Reader is a page that reads before it has anything to show: the first window
// waits for it a moment.
type Reader interface {
	// Reading tells whether what the page shows first is still on its way.
	Reading() bool
}

// ShowAndRun shows the window and returns when it is closed. The theme is set
// and the window shown only when the driver runs: Fyne follows the light or
// dark of the system only when no theme was set before that, and the first
// frame must not show another theme.
func (s *Shell) ShowAndRun() {
	defer s.guard() // what the window's events call runs in here
	s.p.App.Lifecycle().SetOnStarted(s.Start)
	s.p.App.Run()
	s.stop()
	s.saver.close()
}

// Start sets the theme and shows the window as soon as there is something to
// show. ShowAndRun calls it when the driver runs.
func (s *Shell) Start() {
	s.p.App.Settings().SetTheme(s.p.Look)
	s.win.Resize(s.firstSize())
	if s.p.Fatal != nil {
		s.show(newFatal(s, s.p.Fatal, nil))
		s.reveal()
	} else {
		loadFonts()
		s.late = time.AfterFunc(showWithin, func() { s.p.Do(s.overdue) })
	}
	s.prober.watch()
}

// loadFonts has the toolkit load the typeface while the Backend is asked: it
// does that when it first measures a text, and takes its time.
func loadFonts() {
	for _, bold := range []bool{false, true} {
		fyne.MeasureText("0", theme.TextSize(), fyne.TextStyle{Bold: bold})
	}
}

// ask asks the Backend what there is and shows what belongs to it; while it is
// being asked once more does nothing.
func (s *Shell) ask() {
	if s.asked || s.p.Fatal != nil {
		return
	}
	s.asked = true
	var state StartState
	s.work(s.ctx, func(ctx context.Context) (err error) {
		state, err = s.p.Backend.Start(ctx)
		return err
	}, func(err error) {
		s.asked = false
		defer s.revealWhenRead()
		switch {
		case err != nil:
			s.p.Log.Error("start", "error", err)
			s.show(newFatal(s, err, s.askAgain))
			return // the crash is told when there is something to work with
		case state == FirstRun:
			s.show(newWelcome(s))
		case state == SignIn:
			s.show(newSignIn(s))
		default:
			s.enter()
		}
		s.tellCrash()
	})
}

// askAgain asks anew after a failure.
func (s *Shell) askAgain() {
	s.show(newWaiting(s, "shell.start.opening"))
	s.ask()
}

// overdue shows the window with what there is.
func (s *Shell) overdue() {
	if s.ctx.Err() != nil {
		return
	}
	if s.frame == nil && s.stage == nil {
		s.show(newWaiting(s, "shell.start.opening"))
	}
	s.reveal()
}

// revealWhenRead shows the window once the first page has read; overdue sees to
// it that this does not take long. A page that reads on behind the window is
// painted a frame after it has read.
func (s *Shell) revealWhenRead() {
	if r, ok := s.page.(Reader); ok && s.ctx.Err() == nil && r.Reading() {
		time.AfterFunc(lookAgain, func() { s.p.Do(s.revealWhenRead) })
		return
	}
	if s.revealed {
		time.AfterFunc(aFrame, func() { s.p.Do(s.tellShown) })
		return
	}
	s.reveal()
	s.tellShown()
}

// tellShown notes in the log, once, when the first frame of a page had been
// painted: from there on people can work.
func (s *Shell) tellShown() {
	if !s.told && s.page != nil {
		s.told = true
		s.p.Log.Info(FirstFrame, "page", s.page.ID())
	}
}

// reveal shows the window the first time; it is painted when this returns.
func (s *Shell) reveal() {
	if !s.revealed && s.ctx.Err() == nil {
		s.revealed = true
		if s.late != nil {
			s.late.Stop()
		}
		s.win.Show()
	}
}
