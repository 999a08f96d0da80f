package pending

import (
	"context"
	"errors"

	"trastienda/ui/clash"
	"trastienda/ui/dialog"
	"trastienda/ui/part"
)

func (p *Page) mayResolve() (bool, string) {
	if ok, reason := p.one(); !ok {
		return false, reason
	}
	return p.chosen()[0].State == InConflict, p.Book.T("outbox.reason.noconflict")
}

// resolve asks what of a change is to be kept against the hub's record.
func (p *Page) resolve() {
	if ok, _ := p.mayResolve(); !ok {
		return
	}
	id := p.chosen()[0].ID
	part.Run(p.ctx, p.Do, func(ctx context.Context) (Conflict, error) { return p.Backend.Conflict(ctx, id) }, func(c Conflict, err error) {
		switch {
		case dialog.Open(p.Shell.Window().Canvas()): // another question came first
		case err == nil:
			p.ask(c)
		case errors.Is(err, ErrSettled):
			p.Changed()
		default:
			p.Log.Warn("read a conflict", "error", err)
			p.tell(p.trouble(err))
		}
	})
}

// ask asks about one conflict. It begins with what the person changed as theirs,
// and the hub's for what they left as it was.
func (p *Page) ask(c Conflict) *clash.Question {
	b := p.Book
	q := clash.Params{ID: "outbox.clash", Window: p.Shell.Window(), Book: b, Later: b.T("outbox.clash.later"), Changed: p.Shell.ViewChanged,
		Lead: b.T("outbox.clash.lead", "what", p.what(c.Change), "record", p.record(c.Change)),
		Send: b.T("outbox.clash.effect.send"), Drop: b.T("outbox.clash.effect.drop"),
		Settle: func(q *clash.Question, mine []string) { p.settle(q, c, mine) }}
	for _, x := range c.Choices {
		if x.Differs {
			q.Choices = append(q.Choices, clash.Choice{Field: x.Field, Name: p.field(x.Field),
				Mine: p.words(c.Change, x.Field, x.Mine), Theirs: p.words(c.Change, x.Field, x.Theirs), Keep: x.Changed})
		}
	}
	return clash.Ask(q)
}

func (p *Page) settle(q *clash.Question, c Conflict, mine []string) {
	p.act(func(ctx context.Context) error { return p.Backend.Resolve(ctx, c.ID, c.Version, mine) }, func(err error) {
		switch {
		case err == nil, errors.Is(err, ErrSettled):
			q.Hide()
		case errors.Is(err, ErrOutdated):
			p.askAgain(q, c)
		default:
			p.Log.Warn("settle a conflict", "error", err)
			q.Say(p.trouble(err))
		}
	})
}

// askAgain asks anew about a record that changed meanwhile, and says so.
func (p *Page) askAgain(q *clash.Question, old Conflict) {
	part.Run(p.ctx, p.Do, func(ctx context.Context) (Conflict, error) { return p.Backend.Conflict(ctx, old.ID) }, func(c Conflict, err error) {
		q.Hide()
		if err != nil {
			p.Log.Warn("read a conflict", "error", err)
			return
		}
		p.ask(c).Say(p.Book.T("kit.clash.again"))
	})
}
