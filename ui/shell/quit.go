package shell

import (
	"trastienda/ui/dialog"
	"trastienda/ui/form"
)

// Quit closes the window; while a page waits for an answer, a task is under way
// or something was typed that is not saved it asks first.
func (s *Shell) Quit() {
	b := s.p.Book
	var title, text, stay string
	switch t := s.heldBy(); {
	case s.busy():
		title, text, stay = b.T("shell.quit.title"), b.T("shell.quit.text"), b.T("shell.quit.stay")
	case t != nil:
		title, text, stay = b.T("shell.quit.task.title"), b.T("shell.quit.task.text", "task", t.title()), b.T("shell.quit.task.stay")
	default:
		p := s.unsaved()
		if p == nil {
			s.Close()
			return
		}
		title, text, stay = b.T("shell.quit.unsaved.title"), b.T("shell.quit.unsaved.text", "page", p.NavTitle()), b.T("shell.quit.unsaved.stay")
	}
	if s.quitting {
		return
	}
	s.quitting = true
	s.dialog(dialog.Params{
		ID: "shell.quit", Title: title, Content: form.NewWords(text),
		Buttons: []dialog.Button{
			{ID: "stay", Text: stay, Kind: dialog.Primary},
			{ID: "quit", Text: b.T("shell.quit.do"), Run: s.Close},
		},
		Cancel: 0, Default: 0, Focus: 0, CtrlEnter: dialog.None,
		OnHide: func() { s.quitting = false },
	})
}

// busy tells whether a page, shown or not, waits for an answer.
func (s *Shell) busy() bool {
	for _, p := range s.pages {
		if p.Busy() {
			return true
		}
	}
	return false
}

// unsaved is a page, shown or not, with something typed that is not saved; nil
// when there is none.
func (s *Shell) unsaved() Page {
	for _, p := range s.pages {
		if u, ok := p.(Unsaver); ok && u.Unsaved() {
			return p
		}
	}
	return nil
}

// Close closes the window without a question, as when the system ends the
// program.
func (s *Shell) Close() {
	s.reveal() // Fyne cannot close a window it has not made
	s.save()   // the size of the window
	s.leavePages()
	s.endStage()
	s.stop()
	s.win.SetCloseIntercept(nil)
	s.win.Close()
}
