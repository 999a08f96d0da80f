package audit

import (
	"errors"

	"trastienda/app/problem"
	"trastienda/ui/form"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// newState makes what the list says about itself, in the present language.
func newState(p *Page) *liststate.State {
	return liststate.New(liststate.Params{ID: PageID, Context: p.ctx, Do: p.Do, Keys: p.keys, Skeleton: true,
		Again: p.Book.T("audit.again"), Stays: p.Book.T("audit.error.stays"), Empty: p.emptyWords,
		Explain: func(err error) liststate.Message { return errorWords(p.Book, err) },
		Refresh: p.Refresh, Lay: p.root.Refresh}, p.state)
}

// emptyWords says that nothing is found, or that there is nothing yet.
func (p *Page) emptyWords() liststate.Message {
	b := p.Book
	if p.query.filter().Narrows() {
		return liststate.Message{Icon: "search", Title: b.T("audit.empty.filtered"), Button: form.NewButton(form.ButtonParams{
			ID: "audit.empty.clear", Text: b.T("audit.empty.clear"), Keys: p.keys, Run: p.clearFilters})}
	}
	return liststate.Message{Icon: "history", Title: b.T("audit.empty"), Text: b.T("audit.empty.text")}
}

// counted: the list is known, it has n links.
func (p *Page) counted(n int) {
	p.state.Counted(n)
	p.tellSelection()
	p.viewChanged()
}

// failed: the chain could not be read; links that are there stay.
func (p *Page) failed(err error) {
	if !p.state.Failed(err) {
		return
	}
	p.Log.Warn("read the audit", "error", err)
	p.commandsChanged()
	p.viewChanged()
}

// errorWords says what kept the chain from being read, and what to do.
func errorWords(b *text.Book, err error) liststate.Message {
	var known *problem.Problem
	switch {
	case errors.Is(err, ErrOffline):
		return liststate.Message{Icon: "cloud_off", Tone: look.ToneNeutral, Title: b.T("audit.offline"), Text: b.T("audit.offline.text")}
	case errors.Is(err, ErrSignedOut):
		return liststate.Message{Icon: "lock", Tone: look.ToneNeutral, Title: b.T("audit.signedout"), Text: b.T("audit.signedout.text")}
	}
	failed := liststate.Message{Icon: "error", Tone: look.ToneError, Title: b.T("audit.error"), Text: b.T("audit.error.text")}
	if errors.As(err, &known) {
		code := string(known.Code)
		if known.RequestID != "" {
			code += " · " + known.RequestID
		}
		failed.Text = known.Detail + " " + b.T("audit.error.code", "code", code)
	}
	return failed
}
