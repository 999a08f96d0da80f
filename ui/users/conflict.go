package users

import (
	"context"
	"errors"

	"trastienda/app/access"
	"trastienda/ui/clash"
	"trastienda/ui/dialog"
	"trastienda/ui/part"
)

// faster is a change of a person that somebody else was faster than: what the
// manager saw, what they asked for, and how it is by now.
type faster struct {
	saw, asked, now access.User
	below           *dialog.Dialog // where it was asked for; goes when it is settled
}

// The fields of the question; a role and its agent are one thing to a person.
const (
	fieldName  = "name"
	fieldRole  = "role"
	fieldState = "state"
)

// settle asks field by field what of the change is to be kept.
func (p *Page) settle(f faster) *clash.Question {
	b := p.Book
	choices := p.differing(f)
	if len(choices) == 0 { // both did the same
		f.below.Hide()
		return nil
	}
	return clash.Ask(clash.Params{ID: "users.clash", Window: p.Shell.Window(), Book: b, Lead: b.T("users.clash.lead", "name", f.now.Name),
		Later: b.T("users.cancel"), Choices: choices, Send: b.T("users.clash.send"), Drop: b.T("users.clash.drop"), Changed: p.viewChanged,
		Settle: func(q *clash.Question, mine []string) { p.send(q, f, mine) }})
}

func (p *Page) differing(f faster) []clash.Choice {
	b := p.Book
	var list []clash.Choice
	for _, x := range []struct {
		field, name string
		words       func(access.User) string
	}{
		{fieldName, b.T("users.col.name"), func(u access.User) string { return u.Name }},
		{fieldRole, b.T("users.col.role"), p.placeWords},
		{fieldState, b.T("users.col.state"), func(u access.User) string {
			if u.Active {
				return b.T("outbox.active")
			}
			return b.T("outbox.inactive")
		}},
	} {
		mine, theirs := x.words(f.asked), x.words(f.now)
		if mine != theirs {
			list = append(list, clash.Choice{Field: x.field, Name: x.name, Mine: mine, Theirs: theirs, Keep: mine != x.words(f.saw)})
		}
	}
	return list
}

// send asks the hub for what was kept; with nothing kept there is nothing to ask.
func (p *Page) send(q *clash.Question, f faster, mine []string) {
	if len(mine) == 0 {
		q.Hide()
		f.below.Hide()
		return
	}
	next := f.now
	for _, field := range mine {
		switch field {
		case fieldName:
			next.Name = f.asked.Name
		case fieldRole:
			next.Role, next.Agent = f.asked.Role, f.asked.Agent
		case fieldState:
			next.Active = f.asked.Active
		}
	}
	p.acting = true
	part.Run(p.ctx, p.Do, func(ctx context.Context) (access.User, error) { return p.Backend.Edit(ctx, next) }, func(_ access.User, err error) {
		p.acting = false
		var again *Conflict
		switch {
		case err == nil:
			q.Hide()
			f.below.Hide()
		case errors.As(err, &again):
			q.Hide()
			if q := p.settle(faster{saw: f.now, asked: next, now: again.Current, below: f.below}); q != nil {
				q.Say(p.Book.T("kit.clash.again"))
			}
		default:
			p.Log.Warn("an act on a user", "error", err)
			q.Say(p.actWords(err))
		}
		if err == nil || stale(err) {
			p.read()
		}
		p.viewChanged()
	})
}
