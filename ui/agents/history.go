package agents

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
	"trastienda/ui/text"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// historyButton leads to the changes of the agent whose form is open.
func (p *Page) historyButton(id string) *form.Button {
	return form.NewButton(form.ButtonParams{ID: id, Text: p.Book.T("agents.history"), Icon: look.Icon("history"), Keys: p.keys,
		Run: func() { p.Shell.Commands().Run(cmdHistory) }})
}

// showHistory shows what became of the changes of an agent: who and when.
func (p *Page) showHistory(a Agent) {
	b := p.Book
	d := dialog.Show(dialog.Params{ID: "agents.history", Window: p.Shell.Window(), Title: b.T("agents.history.title", "name", a.Name), Icon: look.Icon("history"), Wide: true,
		Content: dialog.Progress(b.T("agents.history.reading")), Buttons: closing(b), Cancel: 0, Default: 0, Focus: 0, CtrlEnter: dialog.None})
	p.viewChanged()
	run(p, func(ctx context.Context) ([]change, error) {
		bank, err1 := p.Backend.BankChanges(ctx, a.ID)
		var rates []agent.RateChange
		var err2 error
		if p.may(access.RatesSee) {
			rates, err2 = p.Backend.RateChanges(ctx, a.ID)
		}
		return joined(bank, rates, false), errors.Join(err1, err2)
	}, func(list []change, err error) {
		if err != nil {
			p.Log.Warn("read the changes of an agent", "agent", a.ID, "error", err)
			d.Update(piece.Note("agents.history.failed", "error", look.ToneError, b.T("agents.error")), closing(b), 0, 0, 0)
		} else {
			d.Update(p.historyOf(list), closing(b), 0, 0, 0)
		}
		p.viewChanged()
	})
}

func closing(b *text.Book) []dialog.Button {
	return []dialog.Button{{ID: "close", Text: b.T("agents.close"), Kind: dialog.Primary}}
}

// changeStates are icon, family and text of what became of a change.
var changeStates = map[agent.ChangeState]struct {
	icon string
	tone look.Tone
	key  string
}{
	agent.Proposed:  {"schedule", look.ToneWarning, "agents.history.proposed"},
	agent.Approved:  {"check_circle", look.ToneSuccess, "agents.history.approved"},
	agent.Rejected:  {"cancel", look.ToneError, "agents.history.rejected"},
	agent.Withdrawn: {"undo", look.ToneNeutral, "agents.history.withdrawn"},
}

// historyOf writes the changes under each other.
func (p *Page) historyOf(list []change) fyne.CanvasObject {
	b := p.Book
	box := container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1.5)})
	for _, c := range list {
		id := "agents.history." + c.id
		state := changeStates[c.state]
		what := piece.Strong(b.T("agents.history.bank"))
		if c.kind == Rate {
			what = piece.Strong(b.T("agents.history.rate"))
		}
		lines := []fyne.CanvasObject{container.New(part.Ends{}, what, piece.Pill(id+".state", state.icon, state.tone, b.T(state.key))),
			p.sides(id, c, nil), muted(id+".by", b.T("agents.change.by", "name", c.By, "when", b.Moment(c.At)))}
		if c.DecidedAt != nil {
			key := map[agent.ChangeState]string{agent.Approved: "agents.history.approved.by", agent.Rejected: "agents.history.rejected.by"}[c.state]
			if key != "" {
				lines = append(lines, muted(id+".decided", b.T(key, "name", c.DecidedBy, "when", b.Moment(*c.DecidedAt))))
			}
		}
		if c.Reason != "" {
			lines = append(lines, muted(id+".reason", b.T("agents.history.reason", "reason", c.Reason)))
		}
		box.Add(container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 1)}, lines...))
	}
	if len(list) == 0 {
		box.Add(muted("agents.history.none", b.T("agents.history.none")))
	}
	return box
}

func muted(id, words string) *form.Words {
	w := piece.Muted(words)
	w.ID = id
	return w
}
