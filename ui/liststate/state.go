// Package liststate is what a list says about itself: loading, nothing there,
// nothing found, not readable (ui.md 3.5). Rows that are there stay while new
// ones load, and when they cannot be read.
package liststate

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// Params is what a State is made of. The words are those of the present
// language: a page makes its state anew with all else.
type Params struct {
	ID       string          // of the page; those of the controls begin with it
	Context  context.Context // of the page; ends when it is gone
	Do       func(func())    // runs on the UI goroutine
	Keys     func(*fyne.KeyEvent) bool
	Skeleton bool                // show the places of rows until the first answer
	Again    string              // the words on the button that reads anew
	Stays    string              // what is so of the rows below an error
	Empty    func() Message      // of a list that was read and has no rows
	Explain  func(error) Message // of one that could not be read; its button reads anew
	Refresh  func()              // reads anew
	Lay      func()              // lays the page out: something came or went
}

// State is the state of one list. UI goroutine only.
type State struct {
	Params
	Banner  *fyne.Container // an error, above the rows
	Bar     *Bar
	Overlay *fyne.Container // over the rows: empty, why there are none, or the skeleton

	count int   // -1 until it is known the first time
	fault error // what the banner or the overlay says
}

// New makes the state in the present language and look. It goes on from the old
// one, which may be nil.
func New(p Params, old *State) *State {
	s := &State{Params: p, count: -1, Overlay: container.NewStack(),
		Banner: container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 1)})}
	var bar *Bar
	if old != nil {
		s.count, s.fault, bar = old.count, old.fault, old.Bar
	}
	s.Bar = NewBar(bar)
	s.Banner.Hide()
	s.Overlay.Hide()
	if s.fault != nil {
		s.tell()
	}
	return s
}

// Count is the number of rows, -1 until it is known the first time.
func (s *State) Count() int { return s.count }

// Fault is why the list could not be read, nil when it could.
func (s *State) Fault() error { return s.fault }

// Busy tells whether an answer is waited for.
func (s *State) Busy() bool { return s.Bar.Busy() }

// Loading: the list was asked for.
func (s *State) Loading() {
	if s.Skeleton && s.count < 0 && s.fault == nil {
		s.cover(NewSkeleton())
	}
	s.Bar.Start(s.Context, s.Do, s.Lay)
}

// Counted: the list is known, it has n rows.
func (s *State) Counted(n int) {
	s.Bar.Stop()
	s.Banner.Hide()
	s.fault, s.count = nil, n
	if n > 0 {
		s.cover(nil)
		return
	}
	s.cover(s.Empty().empty(s.ID))
}

// Failed: the list could not be read; rows that are there stay. It tells whether
// that is news: a reading that nobody waits for any more is none.
func (s *State) Failed(err error) bool {
	if errors.Is(err, context.Canceled) {
		return false
	}
	s.Bar.Stop()
	s.fault = err
	s.tell()
	return true
}

// tell says the fault: over the rows when there are none, else above them.
func (s *State) tell() {
	message := s.Explain(s.fault)
	if s.count < 0 {
		message.Button = s.again(s.ID + ".empty.again")
		s.cover(message.empty(s.ID))
		return
	}
	message.Button = s.again(s.ID + ".error.again")
	s.Banner.Objects = message.banner(s.ID, s.Stays)
	s.Banner.Show()
	s.Lay()
}

// again is the button that reads anew.
func (s *State) again(id string) *form.Button {
	return form.NewButton(form.ButtonParams{ID: id, Text: s.Again, Icon: look.Icon("refresh"), Keys: s.Keys, Run: s.Refresh})
}

func (s *State) cover(o fyne.CanvasObject) {
	Cover(s.Overlay, o)
	s.Lay()
}
