package agents

import "trastienda/app/agent"

// Show opens the form of an agent; other pages lead here.
func (p *Page) Show(id string) {
	p.prepare()
	if a, ok := p.known[id]; ok {
		p.open(a.ID)
		return
	}
	p.goal = id
	p.read()
}

// ShowMissing narrows the list to agents without bank data.
func (p *Page) ShowMissing() {
	p.prepare()
	p.leave(func() {
		p.waiting = nil
		p.turn()
		p.setQuery(query{bank: agent.BankMissing, activity: active})
	})
}

// ShowChanges shows what waits for a second person.
func (p *Page) ShowChanges() {
	p.prepare()
	p.leave(p.showWaiting)
}

// leave closes the form that is open, if any, and then does what is wanted. What
// was typed is asked about first, and what is being saved is waited for.
func (p *Page) leave(then func()) {
	gone := func() {
		p.form = nil
		then()
	}
	switch {
	case p.form == nil || !p.form.saving && !p.form.dirty():
		gone()
	case !p.form.saving:
		p.form.ask(gone)
	}
}
