package exceptions

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/app/exception"
	"trastienda/ui/dialog"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// giveUp is when the page stops waiting and says that it does not know. The desk
// goes on asking.
const giveUp = 30 * time.Second

// settling is one step from its button to the closed dialog. There is at most
// one at a time on a page.
type settling struct {
	page   *Page
	step   exception.Step
	act    exception.Act
	seen   exception.Exception // what the person decides on: its version is sent
	dialog *dialog.Dialog
	form   *question
	sent   bool // the step left: nothing sends it again
	over   bool // the dialog is closed
}

// ask starts a step on the chosen exception: it is read anew first, so that the
// person decides on what it is now.
func (p *Page) ask(step exception.Step, act exception.Act) {
	if p.settling != nil || p.chosen.ID == "" {
		return
	}
	s := &settling{page: p, step: step, act: act}
	p.settling = s
	p.commandsChanged()
	id := p.chosen.ID
	run(p, func(ctx context.Context) (exception.Exception, error) { return p.Backend.Find(ctx, id) }, func(e exception.Exception, err error) {
		s.seen = e
		switch {
		case err != nil:
			p.Log.Warn("read exception", "exception", id, "error", err)
			s.tell(failed{words: p.Book.T("exceptions.failed.read")})
		case !s.stands():
			s.tell(failed{words: p.Book.T("exceptions.failed.conflict")})
			p.Refresh()
		default:
			s.question()
		}
	})
}

// stands tells whether the step is still possible on what was read.
func (s *settling) stands() bool {
	e, mine := s.seen, s.page.mine(s.seen)
	switch s.step {
	case exception.Propose:
		return e.May(s.act) && (e.Proposal == nil || mine)
	case exception.Withdraw:
		return e.Closed == nil && mine
	}
	return e.Closed == nil && e.Proposal != nil && !mine
}

// question opens the dialog. Esc is "No" and so is the first focus; Enter sends
// nothing, only a click, Space, or Ctrl+Enter pressed anew does.
func (s *settling) question() {
	p := s.page
	s.form = newQuestion(s)
	s.dialog = dialog.Show(dialog.Params{ID: "exceptions.ask", Window: p.Shell.Window(), Title: s.form.title, Icon: look.Icon(s.form.icon),
		Content: s.form.box, Buttons: s.buttons(), Cancel: 0, Default: dialog.None, Focus: 0, CtrlEnter: 1})
	p.viewChanged()
}

func (s *settling) buttons() []dialog.Button {
	return []dialog.Button{
		{ID: "no", Text: s.form.no, Kind: dialog.Plain, Run: s.close},
		{ID: "yes", Text: s.form.yes, Kind: s.form.kind, Run: s.send, KeepOpen: true, NoEnter: true},
	}
}

// send takes the step, once.
func (s *settling) send() {
	if s.sent || s.over {
		return
	}
	r, ok := s.form.request()
	if !ok {
		s.dialog.Fit()
		return
	}
	s.sent = true
	p := s.page
	p.commandsChanged()
	s.dialog.Update(dialog.Progress(p.Book.T("exceptions.sending")), nil, dialog.None, dialog.None, dialog.None)
	p.viewChanged()
	ask := func(ctx context.Context) (exception.Exception, error) {
		ctx, cancel := context.WithTimeout(ctx, giveUp)
		defer cancel()
		return p.Backend.Settle(ctx, r)
	}
	run(p, ask, func(e exception.Exception, err error) {
		s.sent = false
		if err != nil {
			p.Log.Warn("settle exception", "exception", r.ID, "step", r.Step, "error", err)
			s.failed(p.failedStep(err))
		} else {
			s.done(e)
		}
		p.Refresh()
	})
}

// failed tells why a step did not go through. Where the same question may be
// answered anew it comes back, with what was typed.
func (s *settling) failed(f failed) {
	if !f.again {
		s.tell(f)
		return
	}
	s.form.wrong(f)
	s.dialog.Update(s.form.box, s.buttons(), 0, dialog.None, 0)
	s.dialog.SetCtrlEnter(1)
	s.page.viewChanged()
}

// done tells what became of it.
func (s *settling) done(e exception.Exception) {
	p, b := s.page, s.page.Book
	said := b.T(map[exception.Step]string{exception.Propose: "exceptions.done.propose", exception.Withdraw: "exceptions.done.withdraw",
		exception.Reject: "exceptions.done.reject", exception.Approve: "exceptions.done.close"}[s.step])
	buttons := []dialog.Button{{ID: "ok", Text: b.T("exceptions.ok"), Kind: dialog.Primary, Run: s.close}}
	if e.Closed != nil && e.Closed.Act == exception.Assign {
		said = p.assigned(s.seen) + dropped(b, e.Along)
		buttons = append([]dialog.Button{{ID: "purchase", Text: b.T("exceptions.purchase"), Kind: dialog.Plain, Run: func() {
			s.close()
			p.Open(e.Closed.PurchaseID)
		}}}, buttons...)
	}
	content := container.New(&part.Column{Gap: sized(look.SizeGap, 1.5)}, piece.Note("exceptions.ask.text", "check_circle", look.ToneSuccess, said))
	last := len(buttons) - 1
	s.dialog.Update(content, buttons, last, last, last)
	p.viewChanged()
}

// tell shows a message with a button that closes.
func (s *settling) tell(f failed) {
	p, b := s.page, s.page.Book
	box := container.New(&part.Column{Gap: sized(look.SizeGap, 1.5)}, piece.Note("exceptions.ask.text", "error", look.ToneWarning, f.words))
	buttons := []dialog.Button{{ID: "ok", Text: b.T("exceptions.ok"), Kind: dialog.Primary, Run: s.close}}
	if f.code != "" {
		box.Add(codeLine(b.T("exceptions.code", "code", f.code)))
		buttons = append([]dialog.Button{{ID: "copy", Text: b.T("exceptions.copy"), Icon: look.Icon("content_copy"), KeepOpen: true,
			Run: func() { p.Copy(f.code) }}}, buttons...)
	}
	last := len(buttons) - 1
	if s.dialog == nil {
		s.dialog = dialog.Show(dialog.Params{ID: "exceptions.ask", Window: p.Shell.Window(), Title: p.Title(), Content: box, Buttons: buttons,
			Cancel: last, Default: last, Focus: last, CtrlEnter: dialog.None})
	} else {
		s.dialog.Update(box, buttons, last, last, last)
	}
	p.viewChanged()
}

func codeLine(text string) fyne.CanvasObject {
	line := piece.Words("exceptions.ask.code", text)
	line.Color = look.ColorMuted
	return line
}

// close ends the step; the grid gets the keyboard back.
func (s *settling) close() {
	if s.over || s.sent {
		return
	}
	s.over = true
	p := s.page
	p.settling = nil
	s.dialog.Hide()
	p.commandsChanged()
	p.focusGrid()
	p.viewChanged()
}
