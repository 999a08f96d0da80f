package agents

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// change is a change of bank data or of a rate; one of bank and rate is set.
type change struct {
	kind    Kind
	id      string
	agent   agent.Ref
	state   agent.ChangeState
	version int64
	agent.Decision
	bank *agent.BankChange
	rate *agent.RateChange
}

func ofBank(c agent.BankChange) change {
	return change{kind: Bank, id: c.ID, agent: c.Agent, state: c.State, version: c.Version, Decision: c.Decision, bank: &c}
}

func ofRate(c agent.RateChange) change {
	return change{kind: Rate, id: c.ID, agent: c.Agent, state: c.State, version: c.Version, Decision: c.Decision, rate: &c}
}

// changes are the open ones, newest first.
func (p *Page) changes() []change { return joined(p.bank, p.rates, true) }

// joined puts changes of both kinds into one list, newest first.
func joined(bank []agent.BankChange, rates []agent.RateChange, openOnly bool) []change {
	var all []change
	for _, c := range bank {
		if !openOnly || c.State == agent.Proposed {
			all = append(all, ofBank(c))
		}
	}
	for _, c := range rates {
		if !openOnly || c.State == agent.Proposed {
			all = append(all, ofRate(c))
		}
	}
	slices.SortStableFunc(all, func(a, b change) int { return b.At.Compare(a.At) })
	return all
}

// openOf are the open changes of one agent.
func (p *Page) openOf(id string, kind Kind) []change {
	return slices.DeleteFunc(p.changes(), func(c change) bool { return c.agent.ID != id || c.kind != kind })
}

func (p *Page) mine(c change) bool { return c.ByID == p.User }

// decide is the right to decide a change of that kind.
func (c change) decide() access.Permission {
	if c.kind == Rate {
		return access.RatesDecide
	}
	return access.BankDecide
}

// mayDecide tells why whoever is signed in may not decide a change.
func (p *Page) mayDecide(c change) (bool, string) {
	b := p.Book
	switch {
	case p.mine(c):
		return false, b.T("agents.reason.second")
	case !p.may(c.decide()):
		return false, b.T("agents.reason.manager")
	}
	return p.ready()
}

// mayWithdraw: a proposal is taken back by whoever made it.
func (p *Page) mayWithdraw(c change) (bool, string) {
	if !p.mine(c) {
		return false, p.Book.T("agents.reason.notmine", "name", c.By)
	}
	return p.ready()
}

// ready tells whether the hub can be asked for anything now.
func (p *Page) ready() (bool, string) {
	switch {
	case p.asking != nil:
		return false, p.Book.T("agents.reason.busy")
	case !p.Backend.Online():
		return false, p.Book.T("agents.reason.offline")
	}
	return true, ""
}

// title names a change: what, and of whom.
func (p *Page) changeTitle(c change) string {
	b := p.Book
	switch {
	case c.kind == Bank:
		return b.T("agents.change.bank", "agent", c.agent.Name)
	case c.agent.ID == "":
		return b.T("agents.change.default")
	}
	return b.T("agents.change.rate", "agent", c.agent.Name)
}

// shown is an account as facts; what was not told is a dash.
func (p *Page) accountFacts(id string, d agent.BankData) fyne.CanvasObject {
	b := p.Book
	return piece.Facts(
		piece.Fact{ID: id + ".cbu", Label: b.T("agents.field.cbu"), Value: d.CBUMasked},
		piece.Fact{ID: id + ".alias", Label: b.T("agents.field.alias"), Value: d.Alias},
		piece.Fact{ID: id + ".holder", Label: b.T("agents.field.holder"), Value: d.Holder},
		piece.Fact{ID: id + ".cuit", Label: b.T("agents.field.cuit"), Value: d.CUITMasked},
	)
}

// inFull writes an account that was revealed in the place of its masked one.
func inFull(a agent.Account) agent.BankData {
	return agent.BankData{CBUMasked: groupedCBU(a.CBU), Alias: a.Alias, Holder: a.Holder, CUITMasked: cuitWords(a.CUIT)}
}

// groupedCBU writes the bank block, the account block and both check digits
// apart (wireframe C): "0000300-9 · 0020287493747-7".
func groupedCBU(digits string) string {
	switch n := len(digits); {
	case n <= 7:
		return digits
	case n == 8:
		return digits[:7] + "-" + digits[7:]
	case n <= 21:
		return digits[:7] + "-" + digits[7:8] + " · " + digits[8:]
	}
	return digits[:7] + "-" + digits[7:8] + " · " + digits[8:21] + "-" + digits[21:]
}

// revealed is what an audited call told of a change, until it leaves the screen.
type revealed struct{ proposed, old agent.Account }

// sides puts the old and the new of a change beside each other.
func (p *Page) sides(id string, c change, seen *revealed) fyne.CanvasObject {
	b := p.Book
	side := func(key string, what fyne.CanvasObject) fyne.CanvasObject {
		return container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 1)}, piece.Strong(b.T(key)), what)
	}
	var old, proposed fyne.CanvasObject
	if c.kind == Bank {
		was, is := c.bank.Old, c.bank.New
		if seen != nil {
			is = inFull(seen.proposed)
			if seen.old != (agent.Account{}) {
				was = inFull(seen.old)
			}
		}
		old, proposed = p.accountFacts(id+".old", was), p.accountFacts(id+".new", is)
		if was == (agent.BankData{}) {
			none := piece.Muted(b.T("agents.bank.none"))
			none.ID = id + ".old.none"
			old = none
		}
	} else {
		old = piece.Facts(piece.Fact{ID: id + ".old.rate", Label: b.T("agents.rate"), Value: b.Percent(c.rate.Old)})
		proposed = piece.Facts(piece.Fact{ID: id + ".new.rate", Label: b.T("agents.rate"), Value: b.Percent(c.rate.New)},
			piece.Fact{ID: id + ".new.from", Label: b.T("agents.rate.from"), Value: p.fromWords(c.rate.From)})
	}
	return container.New(part.Wall{Gap: part.Sized(look.SizeGap, 2), Least: part.Sized(look.SizeDetail, 0.6)},
		side("agents.change.old", old), side("agents.change.new", proposed))
}

// fromWords is from when on a rate counts.
func (p *Page) fromWords(from *time.Time) string {
	if from == nil {
		return p.Book.T("agents.rate.atonce")
	}
	return p.Book.Moment(*from)
}

// card is an open change with what may be done about it.
func (p *Page) card(c change, seen *revealed, eye func()) fyne.CanvasObject {
	b, id := p.Book, "agents.change."+c.id
	title, by := piece.Strong(p.changeTitle(c)), piece.Muted(b.T("agents.change.by", "name", c.By, "when", b.Moment(c.At)))
	title.ID, by.ID = id+".title", id+".by"
	buttons := container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)})
	button := func(name, icon string, kind form.Kind, may func(change) (bool, string), step agent.Step) {
		made := form.NewButton(form.ButtonParams{ID: id + "." + name, Text: b.T("agents.change." + name), Icon: look.Icon(icon), Kind: kind, Keys: p.keys,
			Run: func() { p.settle(c, step) }})
		made.SetEnabled(may(c))
		buttons.Add(made)
	}
	button("approve", "check_circle", form.Primary, p.mayDecide, agent.Approve)
	button("reject", "cancel", form.Plain, p.mayDecide, agent.Reject)
	if p.mine(c) {
		button("withdraw", "undo", form.Plain, p.mayWithdraw, agent.Withdraw)
	}
	parts := []fyne.CanvasObject{title, by, p.sides(id, c, seen)}
	if c.kind == Bank {
		buttons.Add(p.eye(id+".eye", seen != nil, eye))
	}
	if ok, why := p.mayDecide(c); !ok {
		line := piece.Muted(why)
		line.ID = id + ".why"
		parts = append(parts, line)
	}
	return framed(append(parts, buttons)...)
}

// eye is the button that reveals an account, and hides it again.
func (p *Page) eye(id string, open bool, run func()) *form.Button {
	key, icon := "agents.eye.show", "visibility"
	if open {
		key, icon = "agents.eye.hide", "visibility_off"
	}
	button := form.NewButton(form.ButtonParams{ID: id, Text: p.Book.T(key), Tip: p.Book.T("agents.eye.audited"), Icon: look.Icon(icon), Kind: form.Quiet,
		Keys: p.keys, Run: run})
	switch {
	case open:
	case !p.may(access.BankReveal):
		button.SetEnabled(false, p.Book.T("agents.reason.reveal"))
	case !p.Backend.Online():
		button.SetEnabled(false, p.Book.T("agents.reason.offline"))
	}
	return button
}

// framed puts parts under each other on a surface of their own.
func framed(parts ...fyne.CanvasObject) fyne.CanvasObject {
	back := canvas.NewRectangle(theme.Color(look.ColorSurface))
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	back.StrokeColor, back.StrokeWidth = theme.Color(theme.ColorNameSeparator), theme.Size(theme.SizeNameSeparatorThickness)
	return container.New(part.Padded{Pad: part.Sized(look.SizeGap, 1.5)}, back,
		container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1)}, parts...))
}
