package users

import (
	"context"
	"errors"

	"trastienda/app/access"
	"trastienda/app/problem"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/part"
)

// deed is what the button "do" of a dialog asks for.
type deed[T any] struct {
	d    *dialog.Dialog
	line *form.Words // says what is under way and what failed
	do   func(context.Context) (T, error)
	done func(T)
	// changed takes the person as somebody else left them; nil where nothing is
	// changed from a version on.
	changed func(access.User)
}

// act carries a deed out. Until the answer is there the dialog cannot be left: a
// code it tells is told only once. What fails stands on the line, and the dialog
// stays as it was.
func act[T any](p *Page, x deed[T]) {
	if p.acting {
		return
	}
	p.acting = true
	waiting := func(on bool) {
		x.d.Enable("do", !on, "")
		x.d.Enable("cancel", !on, "")
	}
	waiting(true)
	x.say(p.Book.T("users.sending"), false)
	part.Run(p.ctx, p.Do, x.do, func(v T, err error) {
		p.acting = false
		waiting(false)
		var conflict *Conflict
		switch {
		case err == nil:
			x.say("", false)
			x.done(v)
		case errors.As(err, &conflict) && x.changed != nil:
			x.changed(conflict.Current)
			x.say(p.conflictWords(conflict.Current), true)
		default:
			p.Log.Warn("an act on a user", "error", err)
			x.say(p.actWords(err), true)
		}
		if err == nil || stale(err) {
			p.read()
		}
		p.viewChanged()
	})
	p.viewChanged()
}

// say writes the line of the dialog.
func (x deed[T]) say(words string, wrong bool) { say(x.d, x.line, words, wrong) }

// stale tells whether an error says that the list is not as the hub has it.
func stale(err error) bool {
	var conflict *Conflict
	var refused *problem.Problem
	return errors.Is(err, ErrUnknown) || errors.As(err, &conflict) || errors.As(err, &refused)
}
