package pending

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/command"
	"trastienda/ui/dialog"
	"trastienda/ui/grid"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// The commands of the page.
const (
	cmdOpen    = "outbox.open"
	cmdSend    = "outbox.send"
	cmdResolve = "outbox.resolve"
	cmdDiscard = "outbox.discard"
	cmdRecord  = "outbox.record"
	cmdNumber  = "outbox.number"
)

// sessionCommands are there whatever page is shown.
func (p *Page) sessionCommands() []command.Command {
	return []command.Command{{ID: cmdOpen, Title: p.Title, Icon: look.Icon(p.Icon()), Menu: command.Sync, Run: func() { p.Shell.Open(PageID) }}}
}

// Commands is part of shell.Page.
func (p *Page) Commands() []command.Command {
	p.prepare()
	title := func(key string) func() string { return func() string { return p.Book.T(key) } }
	return append([]command.Command{
		{ID: cmdSend, Title: title("outbox.send"), Icon: look.Icon("send"), Enabled: p.maySend, Run: p.send},
		{ID: cmdResolve, Title: title("outbox.resolve"), Icon: look.Icon("sync_problem"), Enabled: p.mayResolve, Run: p.resolve},
		{ID: cmdDiscard, Title: title("outbox.discard"), Icon: look.Icon("delete"), Enabled: p.mayDiscard, Run: p.askDiscard},
		{ID: cmdRecord, Title: title("outbox.record"), Icon: look.Icon("open_in_new"), Enabled: p.mayOpen, Run: p.openRecord},
		{ID: cmdNumber, Title: title("outbox.number"), Icon: look.Icon("content_copy"), Enabled: p.one, Run: func() { p.Copy(number(p.chosen()[0])) }},
	}, p.exportCommands()...)
}

// chosen are the changes that are chosen, in the order of the list.
func (p *Page) chosen() []Change {
	list := p.unsent
	if p.looking {
		list = p.discarded
	}
	ids := map[string]bool{}
	for _, id := range p.grid.Selection() {
		ids[id] = true
	}
	var chosen []Change
	for _, c := range list {
		if ids[c.ID] {
			chosen = append(chosen, c)
		}
	}
	return chosen
}

// one tells whether exactly one change is chosen.
func (p *Page) one() (bool, string) {
	switch len(p.chosen()) {
	case 0:
		return false, p.Book.T("outbox.reason.none")
	case 1:
		return true, ""
	}
	return false, p.Book.T("outbox.reason.many")
}

// sendable are what "Enviar ahora" would send: the chosen ones, or all.
func (p *Page) sendable() []Change {
	if p.looking {
		return nil
	}
	list := p.chosen()
	if len(list) == 0 {
		list = p.unsent
	}
	var can []Change
	for _, c := range list {
		if c.State == Waiting || c.State == Refused {
			can = append(can, c)
		}
	}
	return can
}

func (p *Page) maySend() (bool, string) {
	b := p.Book
	if len(p.sendable()) > 0 {
		return true, ""
	}
	for _, c := range p.chosen() {
		switch c.State {
		case Sending:
			return false, b.T("outbox.reason.sending")
		case Paused:
			return false, b.T("outbox.why.signedout")
		case Held, InConflict:
			return false, b.T("outbox.reason.conflict")
		}
	}
	return false, b.T("outbox.reason.nothing")
}

func (p *Page) send() {
	for _, c := range p.sendable() {
		p.act(func(ctx context.Context) error { return p.Backend.SendNow(ctx, c.ID) }, nil)
	}
}

func (p *Page) mayDiscard() (bool, string) {
	list := p.chosen()
	if p.looking || len(list) == 0 {
		return false, p.Book.T("outbox.reason.none")
	}
	for _, c := range list {
		if c.State == Sending {
			return false, p.Book.T("outbox.reason.sending")
		}
	}
	return true, ""
}

func (p *Page) mayOpen() (bool, string) {
	if ok, reason := p.one(); !ok {
		return false, reason
	}
	return p.Records[p.chosen()[0].Kind] != nil, p.Book.T("outbox.reason.nopage")
}

func (p *Page) openRecord() {
	c := p.chosen()[0]
	p.Records[c.Kind](c.Record)
}

// opened is Enter or a double click: a conflict is settled, else the record is
// shown.
func (p *Page) opened(id string) {
	p.grid.Select(id)
	if ok, _ := p.mayResolve(); ok {
		p.resolve()
	} else if ok, _ := p.mayOpen(); ok {
		p.openRecord()
	}
}

func (p *Page) contextMenu(id string, at fyne.Position) {
	if !p.grid.Selected().All && len(p.chosen()) == 0 {
		p.grid.Select(id)
	}
	widget.ShowPopUpMenuAtPosition(p.Shell.Commands().ContextMenu(cmdSend, cmdResolve, cmdRecord, "", cmdNumber, "", cmdDiscard), p.Shell.Window().Canvas(), at)
	p.Shell.ViewChanged()
}

// askDiscard asks before anything is given up.
func (p *Page) askDiscard() {
	b, list := p.Book, p.chosen()
	words := dialog.Paragraph(b.N("outbox.discard.text", len(list), "what", p.what(list[0]), "record", p.record(list[0])))
	words.ID = "outbox.discard.text"
	perhaps := false
	for _, c := range list {
		perhaps = perhaps || c.Failure != nil && c.Failure.Unsure
	}
	effect := dialog.Note(b.T("outbox.discard.never"))
	if perhaps {
		effect = dialog.Note(b.T("outbox.discard.perhaps"))
	}
	effect.ID = "outbox.discard.effect"
	dialog.Show(dialog.Params{ID: "outbox.discard", Window: p.Shell.Window(), Title: b.T("outbox.discard.title"), Icon: look.Icon("delete"),
		Content: dialog.Stack(words, effect, dialog.Note(b.T("outbox.discard.kept"))),
		Buttons: []dialog.Button{
			{ID: "no", Text: b.T("outbox.cancel")},
			{ID: "yes", Text: b.T("outbox.discard.do"), Kind: dialog.Danger, Run: func() {
				for _, c := range list {
					p.act(func(ctx context.Context) error { return p.Backend.Discard(ctx, c.ID) }, nil)
				}
			}},
		}, Cancel: 0, Default: dialog.None, Focus: 0, CtrlEnter: 1})
	p.Shell.ViewChanged()
}

// act does something with the outbox and reads it again; what went wrong is
// told, or given to failed.
func (p *Page) act(f func(context.Context) error, failed func(error)) {
	part.Run(p.ctx, p.Do, func(ctx context.Context) (struct{}, error) { return struct{}{}, f(ctx) }, func(_ struct{}, err error) {
		p.Changed()
		switch {
		case failed != nil:
			failed(err)
		case errors.Is(err, ErrSettled): // it is done: the list says so
		case err != nil:
			p.Log.Warn("outbox", "error", err)
			p.tell(p.trouble(err))
		}
	})
}

// trouble says why nothing was done.
func (p *Page) trouble(err error) string {
	switch {
	case errors.Is(err, ErrOnItsWay):
		return p.Book.T("outbox.reason.sending")
	case errors.Is(err, ErrOutdated):
		return p.Book.T("kit.clash.again")
	case errors.Is(err, ErrSignedOut):
		return p.Book.T("outbox.why.signedout")
	}
	return p.Book.T("outbox.disk")
}

// tell says something that needs no choice.
func (p *Page) tell(words string) {
	text := dialog.Paragraph(words)
	text.ID = "outbox.tell.text"
	dialog.Show(dialog.Params{ID: "outbox.tell", Window: p.Shell.Window(), Title: p.Title(), Icon: look.Icon("error"), Content: text,
		Buttons: []dialog.Button{{ID: "ok", Text: p.Book.T("outbox.ok"), Kind: dialog.Primary}}, Cancel: 0, Default: 0, Focus: 0, CtrlEnter: dialog.None})
	p.Shell.ViewChanged()
}

// chosenChanged brings buttons, menus and facts up to date.
func (p *Page) chosenChanged() {
	for _, c := range p.Commands() {
		p.buttons[c.ID].SetEnabled(c.Enabled())
	}
	p.facts.Objects = nil
	if list := p.chosen(); len(list) == 1 {
		p.facts.Objects = []fyne.CanvasObject{dialog.Facts(p.factsOf(list[0])...)}
	}
	p.root.Refresh()
	if p.shown {
		p.Shell.Commands().Refresh()
		p.Shell.ViewChanged()
	}
}

// factsOf is everything there is to say of one change: the list shortens it.
func (p *Page) factsOf(c Change) []dialog.Fact {
	b := p.Book
	var facts []dialog.Fact
	add := func(id, label, value string) {
		if value != "" {
			facts = append(facts, dialog.Fact{ID: "outbox.fact." + id, Label: label, Value: value})
		}
	}
	for _, v := range c.Says {
		add(v.Field, p.field(v.Field), p.words(c, v.Field, v.Text))
	}
	if c.Attempts > 0 && c.State != Discarded {
		add("tried", b.T("outbox.fact.tried"), b.N("outbox.tried", c.Attempts, "at", b.Stamp(c.Tried)))
	}
	add("failure", b.T("outbox.col.failure"), p.whyNot(c))
	add("number", b.T("outbox.col.number"), number(c))
	return facts
}

// exportCommands take the list out as a file.
func (p *Page) exportCommands() []command.Command {
	return liststate.ExportCommands(liststate.ExportParams{List: PageID, Book: p.Book, Title: p.Title, Grid: func() *grid.Grid { return p.grid }, Run: p.Export})
}
