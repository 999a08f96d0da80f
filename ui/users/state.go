package users

import (
	"errors"

	"trastienda/ui/form"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
)

// newState makes what the list says about itself, in the present language.
func newState(p *Page) *liststate.State {
	return liststate.New(liststate.Params{ID: PageID, Context: p.ctx, Do: p.Do, Keys: p.keys,
		Again: p.Book.T("users.again"), Stays: p.Book.T("users.stays"), Empty: p.emptyWords, Explain: p.readWords,
		Refresh: p.Refresh, Lay: p.root.Refresh}, p.state)
}

// emptyWords says that nobody is found: whoever looks is one of them, so
// something narrows the list.
func (p *Page) emptyWords() liststate.Message {
	return liststate.Message{Icon: "search", Title: p.Book.T("users.empty"), Button: form.NewButton(form.ButtonParams{
		ID: "users.empty.clear", Text: p.Book.T("users.empty.clear"), Keys: p.keys, Run: p.clearFilters})}
}

// counted: the list is known, it has n people.
func (p *Page) counted(n int) {
	p.state.Counted(n)
	p.tellSelection()
	p.viewChanged()
}

// failed: the people could not be read; those who are there stay.
func (p *Page) failed(err error) {
	if !p.state.Failed(err) {
		return
	}
	p.Log.Warn("read the users", "error", err)
	p.commandsChanged()
	p.viewChanged()
}

// readWords says what kept the people from being read, and what to do.
func (p *Page) readWords(err error) liststate.Message {
	b := p.Book
	switch {
	case errors.Is(err, ErrOffline):
		return liststate.Message{Icon: "cloud_off", Tone: look.ToneNeutral, Title: b.T("users.offline"), Text: b.T("users.offline.text")}
	case errors.Is(err, ErrSignedOut):
		return liststate.Message{Icon: "lock", Tone: look.ToneNeutral, Title: b.T("users.signedout"), Text: b.T("users.signedout.text")}
	}
	return liststate.Message{Icon: "error", Tone: look.ToneError, Title: b.T("users.error"), Text: p.Explain(err)}
}
