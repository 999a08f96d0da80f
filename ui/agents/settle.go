package agents

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/app/agent"
	"trastienda/app/exception"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// giveUp is when the page stops waiting and says that it does not know. The desk
// goes on asking.
const giveUp = 30 * time.Second

// settling is one act that needs the hub, from its question to the closed
// dialog. There is at most one at a time on a page.
type settling struct {
	page    *Page
	id      string // of the dialog
	yes     string // the verb of its button
	kind    dialog.Kind
	content func(fault fyne.CanvasObject) fyne.CanvasObject
	// ready gives what is sent; false, with the reason at its field, while
	// something is missing.
	ready func() (func(context.Context) error, bool)
	done  string // what is told when the hub has it

	dialog *dialog.Dialog
	sent   bool // it left: nothing sends it again
}

// show opens the question. Esc is "No" and so is the first focus; Enter sends
// nothing, only a click, Space, or Ctrl+Enter pressed anew does.
func (s *settling) show(title, icon string, focus int) {
	p := s.page
	p.asking = s
	p.commandsChanged()
	s.dialog = dialog.Show(dialog.Params{ID: s.id, Window: p.Shell.Window(), Title: title, Icon: look.Icon(icon), Wide: true,
		Content: s.content(nil), Buttons: s.buttons(), Cancel: 0, Default: dialog.None, Focus: focus, CtrlEnter: 1, OnHide: s.close})
	p.Shell.ViewChanged() // the question may be asked over another page
}

func (s *settling) buttons() []dialog.Button {
	return []dialog.Button{
		{ID: "no", Text: s.page.Book.T("agents.cancel")},
		{ID: "yes", Text: s.yes, Kind: s.kind, Run: s.send, KeepOpen: true, NoEnter: true},
	}
}

func (s *settling) close() {
	s.page.asking = nil
	s.page.changed()
	s.page.commandsChanged()
	s.page.Shell.ViewChanged()
}

// send does it, once.
func (s *settling) send() {
	if s.sent {
		return
	}
	act, ok := s.ready()
	if !ok {
		s.dialog.Fit()
		return
	}
	s.sent = true
	p := s.page
	s.dialog.Update(dialog.Progress(p.Book.T("agents.sending")), nil, dialog.None, dialog.None, dialog.None)
	p.Shell.ViewChanged()
	run(p, func(ctx context.Context) (struct{}, error) {
		ctx, cancel := context.WithTimeout(ctx, giveUp)
		defer cancel()
		return struct{}{}, act(ctx)
	}, func(_ struct{}, err error) {
		s.sent = false
		if err == nil {
			s.tell("check_circle", look.ToneSuccess, s.done, "")
		} else {
			p.Log.Warn("an act on an agent", "act", s.id, "error", err)
			s.failed(p.failedAct(err))
		}
		p.read()
	})
}

// failed tells why it did not go through. Where the same question may be
// answered anew it comes back, with what was typed.
func (s *settling) failed(f failure) {
	if !f.again {
		s.tell("error", look.ToneWarning, f.words, f.code)
		return
	}
	s.dialog.Update(s.content(f.note(s.page, s.id)), s.buttons(), 0, dialog.None, 0)
	s.dialog.SetCtrlEnter(1)
	s.page.Shell.ViewChanged()
}

// tell shows how it ended, with a button that closes.
func (s *settling) tell(icon string, tone look.Tone, words, code string) {
	parts := []fyne.CanvasObject{piece.Note(s.id+".text", icon, tone, words)}
	if code != "" {
		line := piece.Muted(s.page.Book.T("agents.quote", "code", code))
		line.ID = s.id + ".quote"
		parts = append(parts, line)
	}
	s.dialog.Update(column(parts...), []dialog.Button{{ID: "ok", Text: s.page.Book.T("agents.ok"), Kind: dialog.Primary}}, 0, 0, 0)
	s.page.Shell.ViewChanged()
}

// column puts the parts of a question under each other.
func column(parts ...fyne.CanvasObject) *fyne.Container {
	c := container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1.25)})
	for _, o := range parts {
		if o != nil {
			c.Add(o)
		}
	}
	return c
}

// failure is what the person is told when an act did not go through: what
// happened, what it means, what to do, a code to quote. again tells that the
// same question may be answered anew.
type failure struct {
	words, code string
	again       bool
}

// note is the failure above the question.
func (f failure) note(p *Page, id string) fyne.CanvasObject {
	note := piece.Note(id+".fault", "error", look.ToneError, f.words)
	if f.code == "" {
		return note
	}
	line := piece.Muted(p.Book.T("agents.quote", "code", f.code))
	line.ID = id + ".fault.quote"
	return column(note, line)
}

func (p *Page) failedAct(err error) failure {
	b := p.Book
	var unknown *UnknownError
	var known *problem.Problem
	switch {
	case errors.Is(err, ErrConflict):
		return failure{words: b.T("agents.failed.conflict")}
	case errors.Is(err, ErrOffline):
		return failure{words: b.T("agents.failed.offline"), again: true}
	case errors.Is(err, ErrTooOld):
		return failure{words: b.T("shell.tooold")}
	case errors.Is(err, ErrNotStored):
		return failure{words: b.T("agents.failed.notstored"), again: true}
	case errors.Is(err, ErrSignedOut):
		return failure{words: b.T("agents.failed.signedout")}
	case errors.As(err, &unknown):
		return failure{words: b.T("agents.failed.unknown"), code: unknown.Key}
	case errors.As(err, &known) && known.Status >= 400 && known.Status < 500 && known.Detail != "":
		return failure{words: known.Detail, code: quote(known), again: known.Status == 422}
	case errors.As(err, &known):
		return failure{words: b.T("agents.failed.unknown"), code: quote(known)}
	}
	return failure{words: b.T("agents.failed.unknown")}
}

// quote is what a person tells support.
func quote(p *problem.Problem) string {
	if p.RequestID == "" {
		return string(p.Code)
	}
	return string(p.Code) + " · " + p.RequestID
}

// settle asks before a step on a change is taken.
func (p *Page) settle(c change, step agent.Step) {
	if p.asking != nil {
		return
	}
	b := p.Book
	of := string(step) + "." + string(c.kind)
	s := &settling{page: p, id: "agents.ask", yes: b.T("agents.ask." + string(step) + ".yes"), kind: dialog.Primary}
	if step == agent.Approve {
		s.done = b.T("agents.ask." + of + ".done")
	} else {
		s.done = b.T("agents.ask." + string(step) + ".done")
	}
	var reason *form.TextField
	var row fyne.CanvasObject
	if step == agent.Reject {
		reason = form.NewTextField(form.FieldParams{ID: "agents.ask.reason", MultiLine: true, Max: exception.MaxReason})
		row = form.NewRow(b.T("agents.reason.label"), reason, "")
	}
	icon, tone := "info", look.ToneInfo
	if step == agent.Approve {
		icon, tone = "warning", look.ToneWarning
	}
	title := piece.Strong(p.changeTitle(c))
	title.ID = "agents.ask.agent"
	s.content = func(fault fyne.CanvasObject) fyne.CanvasObject {
		return column(fault, title, p.sides("agents.ask", c, p.seen(c)), row,
			piece.Note("agents.ask.consequence", icon, tone, b.T("agents.ask."+of)))
	}
	s.ready = func() (func(context.Context) error, bool) {
		d := Decision{Kind: c.kind, ID: c.id, Version: c.version, Step: step}
		if reason != nil {
			clean, err := exception.CleanReason(reason.Text, true)
			if err != nil {
				reason.SetError(p.reasonFault(err))
				return nil, false
			}
			d.Reason = clean
		}
		return func(ctx context.Context) error { return p.Backend.Decide(ctx, d) }, true
	}
	s.show(b.T("agents.ask."+string(step)), map[agent.Step]string{agent.Approve: "check_circle", agent.Reject: "cancel", agent.Withdraw: "undo"}[step], 0)
}

// reasonFault says why a reason is not taken.
func (p *Page) reasonFault(err error) string {
	switch {
	case errors.Is(err, exception.ErrNoReason):
		return p.Book.T("agents.reason.missing")
	case errors.Is(err, purchase.ErrNoteTooLong):
		return p.Book.T("agents.reason.long", "n", exception.MaxReason)
	}
	return p.Book.T("agents.fault.not-plain")
}

// changed shows anew what depends on whether an act is under way.
func (p *Page) changed() {
	if p.form != nil {
		p.form.taken()
	}
	if p.waiting != nil {
		p.waiting.fill()
	}
}
