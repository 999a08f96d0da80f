package shell

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"trastienda/ui/dialog"
	"trastienda/ui/form"
)

// enter shows the pages of the session that has just begun.
func (s *Shell) enter() {
	s.leavePages()
	s.endStage()
	s.seen = s.p.Backend.Session()
	s.groups = s.p.Groups(s)
	for _, g := range s.groups {
		s.pages = append(s.pages, g.Pages...)
	}
	s.frame = newFrame(s)
	s.put(s.frame.object)
	s.retitle()
	if !s.setPageCommands() {
		return
	}
	first := ""
	if len(s.pages) > 0 {
		first = s.pages[0].ID()
		for _, p := range s.pages {
			if p.ID() == s.prefs.Page && !s.away(p) {
				first = p.ID()
			}
		}
	}
	s.Open(first)
}

// setPageCommands puts one command for each page (Ctrl+1…) into the table.
func (s *Shell) setPageCommands() bool {
	if err := s.cmds.Set("shell.pages", s.pageCommands()); err != nil {
		s.p.Log.Error("page commands", "error", err)
		s.show(newFatal(s, err, nil))
		return false
	}
	return true
}

// OnLeave has f called once, when the session ends: for what belongs to it and is
// no page. UI goroutine.
func (s *Shell) OnLeave(f func()) { s.ending = append(s.ending, f) }

// leavePages ends what belonged to the last session.
func (s *Shell) leavePages() {
	if s.page != nil {
		s.page.Hidden()
		s.clearCommands("page")
	}
	for _, p := range s.pages {
		if d, ok := p.(Disposer); ok {
			d.Dispose()
		}
	}
	for _, f := range s.ending {
		f()
	}
	s.ending = nil
	s.page, s.pages, s.groups, s.frame, s.gone = nil, nil, nil, nil, ""
	s.toasts.clear()
	s.dropTasks()
	s.clearCommands("shell.pages")
}

func (s *Shell) clearCommands(owner string) {
	if err := s.cmds.Set(owner, nil); err != nil { // removing cannot clash
		s.p.Log.Error("remove commands", "owner", owner, "error", err)
	}
}

// SessionChanged builds the frame and the pages again: another user, another
// role, or another agency. Any goroutine may call it.
func (s *Shell) SessionChanged() {
	s.p.Do(func() {
		if s.frame != nil {
			s.enter()
		}
	})
}

// renewEvery is how often SessionRenewed looks whether it may.
const renewEvery = 500 * time.Millisecond

// SessionRenewed is SessionChanged once nothing is in its way: a question that is
// open, or an act that waits for its answer. Any goroutine may call it.
func (s *Shell) SessionRenewed() {
	s.p.Do(func() {
		switch {
		case s.frame == nil:
		case s.modal() || s.busy():
			time.AfterFunc(renewEvery, func() {
				if s.ctx.Err() == nil {
					s.SessionRenewed()
				}
			})
		default:
			s.enter()
		}
	})
}

// SessionUpdated shows the session's data again (the agency's name, what is
// simulated) around pages that stay as they are. Any goroutine may call it.
func (s *Shell) SessionUpdated() {
	s.p.Do(func() {
		if s.frame == nil {
			return
		}
		s.seen = s.p.Backend.Session()
		s.frame.refresh()
		s.retitle()
		s.ViewChanged()
	})
}

// SessionExpired asks for the password over the page, whose rows stay to be
// read. Any goroutine may call it; while the question is open more calls do
// nothing.
func (s *Shell) SessionExpired() {
	s.p.Do(func() {
		if s.frame == nil {
			return
		}
		s.setConnection(Connection{State: SignedOut, LastSync: s.conn.LastSync, Notes: s.conn.Notes})
		s.askSignIn()
	})
}

// UserDeactivated tells that a manager shut the user out and that their rows are
// gone from this computer; somebody else may sign in. Any goroutine may call it.
func (s *Shell) UserDeactivated() {
	s.p.Do(func() {
		if s.frame == nil {
			return
		}
		s.setConnection(Connection{State: SignedOut, LastSync: s.conn.LastSync})
		s.askWhy("shell.signin.deactivated", func() { s.show(newSignIn(s)) })
	})
}

// signOut leaves the session and shows the sign-in page.
func (s *Shell) signOut() {
	s.stopSession("shell.signout.working", s.p.Backend.SignOut, func() { s.show(newSignIn(s)) })
}

// leaveSample closes the sample agency after a question.
func (s *Shell) leaveSample() {
	leaver, ok := s.p.Backend.(SampleLeaver)
	if !ok {
		return
	}
	b := s.p.Book
	s.dialog(dialog.Params{
		ID: "shell.leavesample", Title: b.T("shell.leavesample.title"),
		Content: form.NewWords(b.T("shell.leavesample.text")),
		Buttons: []dialog.Button{
			{ID: "cancel", Text: b.T("shell.cancel")},
			{ID: "leave", Text: b.T("shell.leavesample.do"), Kind: dialog.Danger, Run: func() {
				s.stopSession("shell.leavesample.working", leaver.LeaveSample, func() { s.show(newWelcome(s)) })
			}},
		},
		Cancel: 0, Default: dialog.None, Focus: 0, CtrlEnter: dialog.None,
	})
}

// stopSession runs an end of the session behind a waiting page; when it fails,
// the session is still there.
func (s *Shell) stopSession(text string, end func(context.Context) error, done func()) {
	s.leavePages()
	s.show(newWaiting(s, text))
	s.work(s.ctx, end, func(err error) {
		if err != nil {
			s.p.Log.Error("end session", "error", err)
			s.enter()
			s.ShowError(err)
			return
		}
		s.conn = Connection{}
		done()
	})
}

// retitle puts the agency into the window's title.
func (s *Shell) retitle() {
	title := appName
	if s.frame != nil && s.seen.Agency != "" {
		title += " — " + s.seen.Agency
	}
	s.win.SetTitle(title)
}

// show replaces the pages by a stage.
func (s *Shell) show(st stage) {
	s.leavePages()
	s.endStage()
	s.stage = st
	s.drawStage()
	s.retitle()
	s.rebuildMenu()
}

func (s *Shell) drawStage() {
	s.put(newStageFrame(s, s.stage.build()))
	if f := s.stage.focus(); f != nil {
		s.win.Canvas().Focus(f)
	}
	s.ViewChanged()
}

func (s *Shell) endStage() {
	if s.stage != nil {
		s.stage.leave()
		s.stage = nil
	}
}

// Focused is what has the keyboard, nil when nothing has.
func (s *Shell) Focused() fyne.Focusable { return s.win.Canvas().Focused() }
