package agents

import (
	"errors"

	"trastienda/ui/form"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
)

// newState makes what the list says about itself, in the present language.
func newState(p *Page) *liststate.State {
	return liststate.New(liststate.Params{ID: PageID, Context: p.ctx, Do: p.Do, Keys: p.keys, Skeleton: true,
		Again: p.Book.T("agents.again"), Stays: p.Book.T("agents.stays"), Empty: p.emptyWords, Explain: p.readWords,
		Refresh: p.Refresh, Lay: p.listing.Refresh}, p.state)
}

// emptyWords says that nothing is found, or that there is nobody yet.
func (p *Page) emptyWords() liststate.Message {
	b := p.Book
	if p.query == (query{}) {
		return liststate.Message{Icon: "badge", Title: b.T("agents.empty"), Text: b.T("agents.empty.text")}
	}
	return liststate.Message{Icon: "search", Title: b.T("agents.empty.filtered"), Button: form.NewButton(form.ButtonParams{
		ID: "agents.empty.clear", Text: b.T("agents.empty.clear"), Keys: p.keys, Run: func() {
			p.setQuery(query{})
			p.focusGrid()
		}})}
}

// failed: the copy could not be read; the agents that are there stay.
func (p *Page) failed(err error) {
	if p.state == nil || !p.state.Failed(err) {
		return
	}
	p.Log.Warn("read the agents", "error", err)
	p.viewChanged()
}

// readWords says what kept the agents from being read, and what to do.
func (p *Page) readWords(err error) liststate.Message {
	b := p.Book
	if errors.Is(err, ErrSignedOut) {
		return liststate.Message{Icon: "lock", Tone: look.ToneNeutral, Title: b.T("agents.signedout"), Text: b.T("agents.signedout.text")}
	}
	return liststate.Message{Icon: "error", Tone: look.ToneError, Title: b.T("agents.error"), Text: b.T("agents.error.text")}
}
