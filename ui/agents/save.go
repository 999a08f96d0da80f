package agents

import (
	"context"
	"reflect"

	"trastienda/app/agent"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// saved is what became of saving: id is the agent's, also of a new one, and
// edited tells that the form itself was written down, whatever became of the
// bank data after it.
type saved struct {
	id     string
	edited bool
}

// store writes the form down, and then the proposal of bank data. What is not in
// order is shown instead, the first of it with the keyboard on it.
func (f *formView) store() {
	if f.saving {
		return
	}
	p := f.page
	edit, account := f.now.Clean(), f.account.Clean()
	edits := f.edits() && (f.id == "" || !reflect.DeepEqual(edit, f.base))
	proposes := f.account != (agent.Account{})
	if f.wrong(edit, account, edits, proposes) {
		return
	}
	if !edits && !proposes {
		f.say("agents.form.unchanged", false)
		return
	}
	f.saving = true
	f.say("agents.form.saving", false)
	p.commandsChanged()
	id, version := f.id, f.version
	run(p, func(ctx context.Context) (s saved, err error) {
		s.id = id
		switch {
		case !edits:
		case id == "":
			s.id, err = p.Backend.Create(ctx, edit)
		default:
			err = p.Backend.Edit(ctx, id, edit, version)
		}
		if err != nil {
			return s, err
		}
		s.edited = edits
		if proposes {
			err = p.Backend.ProposeBank(ctx, s.id, account, version)
		}
		return s, err
	}, func(s saved, err error) { f.stored(s, edit, proposes, err) })
}

// stored takes what became of it. What was typed meanwhile stays to be saved.
func (f *formView) stored(s saved, edit agent.Edit, proposed bool, err error) {
	p := f.page
	f.saving = false
	if s.edited {
		f.id, f.base = s.id, edit
		f.agent.ID, f.agent.Name, f.agent.New = s.id, edit.Name, f.agent.New || f.version == 0
	}
	switch {
	case err != nil:
		p.Log.Warn("save an agent", "agent", s.id, "error", err)
		key := "agents.failed.notstored"
		if failed := p.failedAct(err); failed.words == p.Book.T("agents.failed.signedout") {
			key = "agents.failed.signedout"
		}
		f.say(key, true)
	case proposed:
		f.account = agent.Account{}
		f.write()
		f.say("agents.form.proposed", false)
	default:
		f.say("agents.form.saved", false)
	}
	p.commandsChanged()
	p.read()
}

// wrong shows what is not in order, and goes to the first of it, on whatever tab
// that is.
func (f *formView) wrong(edit agent.Edit, account agent.Account, edits, proposes bool) bool {
	var first form.Field
	var at tab
	if edits {
		first, at = f.faults(edit.Check())
	}
	if proposes {
		if field := f.bank.faults(account.Check()); field != nil && first == nil {
			first, at = field, tabBank
		}
	}
	if first == nil {
		return false
	}
	f.show(at)
	f.say("agents.form.wrong", true)
	f.page.focus(first)
	return true
}

// taken: the copy was read again. What nobody touched here takes what somebody
// else wrote; what both touched stays as typed, and the hub says so.
func (f *formView) taken() {
	p := f.page
	a, ok := p.known[f.id]
	switch {
	case f.id == "" || f.saving:
	case !ok:
		f.gone = true
	default:
		f.gone = false
		theirs := agent.EditOf(a.Agent).Clean()
		switch {
		case !f.dirty():
			f.begin(a)
			f.write()
		case a.Version != f.version && a.Unsent == UnsentNone:
			if merged, ok := merge(f.base, f.now, theirs); ok {
				f.base, f.now, f.version = theirs, merged, a.Version
				f.write()
			}
			f.agent = a
		default:
			f.agent = a
		}
	}
	f.arrived()
	f.fill()
}

// arrived says that what was saved is at the hub, once it is.
func (f *formView) arrived() {
	if f.agent.Unsent != UnsentNone || f.agent.BankUnsent != nil || f.agent.New {
		return
	}
	switch f.said.key {
	case "agents.form.saved":
		f.said.key = "agents.form.arrived"
	case "agents.form.proposed":
		f.said.key = "agents.form.waits"
	}
}

// merge takes of theirs what was not touched here; false when both touched the
// same.
func merge(base, mine, theirs agent.Edit) (agent.Edit, bool) {
	out := copyOf(mine)
	ok := true
	for _, x := range parts {
		was, is, other := x.get(&base), x.get(&mine), x.get(&theirs)
		switch {
		case reflect.DeepEqual(was, other): // they did not touch it
		case reflect.DeepEqual(was, is):
			x.set(&out, theirs)
		case !reflect.DeepEqual(is, other):
			ok = false
		}
	}
	return out, ok
}

// parts are what of an agent is changed apart from the rest.
var parts = []struct {
	get func(*agent.Edit) any
	set func(to *agent.Edit, from agent.Edit)
}{
	{func(e *agent.Edit) any { return e.Code }, func(to *agent.Edit, from agent.Edit) { to.Code = from.Code }},
	{func(e *agent.Edit) any { return e.Name }, func(to *agent.Edit, from agent.Edit) { to.Name = from.Name }},
	{func(e *agent.Edit) any { return e.CUIT }, func(to *agent.Edit, from agent.Edit) { to.CUIT = from.CUIT }},
	{func(e *agent.Edit) any { return e.Active }, func(to *agent.Edit, from agent.Edit) { to.Active = from.Active }},
	{func(e *agent.Edit) any { return e.NextVisit }, func(to *agent.Edit, from agent.Edit) { to.NextVisit = from.NextVisit }},
	{func(e *agent.Edit) any { return e.Contact }, func(to *agent.Edit, from agent.Edit) { to.Contact = from.Contact }},
	{func(e *agent.Edit) any { return e.Address }, func(to *agent.Edit, from agent.Edit) { to.Address = from.Address }},
	{func(e *agent.Edit) any { return e.PointsOfSale }, func(to *agent.Edit, from agent.Edit) { to.PointsOfSale = from.PointsOfSale }},
}

// clearTab empties the visible tab alone; it can be undone for a while.
func (f *formView) clearTab() {
	p, b := f.page, f.page.Book
	was, account, at := copyOf(f.now), f.account, f.at
	for _, x := range f.fields {
		if x.tab == at {
			*x.of(&f.now) = ""
		}
	}
	switch at {
	case tabMain:
		f.now.NextVisit, f.now.PointsOfSale = "", []agent.PointOfSale{}
	case tabBank:
		f.account = agent.Account{}
	}
	f.write()
	f.typed()
	p.Toast(b.T("agents.form.cleared", "tab", b.T("agents.tab."+string(at))), b.T("agents.undo"), func() {
		if p.form != f || f.saving {
			return
		}
		f.restore(at, was, account)
		f.write()
		f.typed()
	})
}

// restore takes back what a tab had; what was typed on others stays.
func (f *formView) restore(at tab, was agent.Edit, account agent.Account) {
	switch at {
	case tabContact:
		f.now.Contact = was.Contact
	case tabAddress:
		f.now.Address = was.Address
	case tabBank:
		f.account = account
	default:
		was.Contact, was.Address = f.now.Contact, f.now.Address
		f.now = was
	}
}

// close leaves the form; what was typed is asked about.
func (f *formView) close() {
	if f.saving {
		return
	}
	if !f.dirty() {
		f.page.shut()
		return
	}
	f.ask(f.page.shut)
}

// ask asks whether what was typed may go, and then does what is wanted.
func (f *formView) ask(then func()) {
	p, b := f.page, f.page.Book
	dialog.Show(dialog.Params{ID: "agents.discard", Window: p.Shell.Window(), Title: b.T("agents.discard"), Icon: look.Icon("warning"),
		Content: dialog.Paragraph(b.T("agents.discard.text")),
		Buttons: []dialog.Button{{ID: "stay", Text: b.T("agents.discard.stay")}, {ID: "do", Text: b.T("agents.discard.do"), Kind: dialog.Danger, NoEnter: true, Run: then}},
		Cancel:  0, Default: 0, Focus: 0, CtrlEnter: 1})
	p.viewChanged()
}
