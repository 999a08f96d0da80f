package users

import (
	"errors"

	"trastienda/app/access"
)

// actWords says what became of an act that failed.
func (p *Page) actWords(err error) string {
	b := p.Book
	switch {
	case errors.Is(err, ErrOffline):
		return b.T("users.act.offline")
	case errors.Is(err, ErrSignedOut):
		return b.T("users.act.signedout")
	case errors.Is(err, ErrUnknown):
		return b.T("users.act.unknown")
	}
	return p.Explain(err)
}

// conflictWords says how somebody else left a person.
func (p *Page) conflictWords(u access.User) string {
	state := p.Book.T("users.is.inactive")
	if u.Active {
		state = p.Book.T("users.is.active")
	}
	return p.Book.T("users.conflict", "name", u.Name, "role", p.placeWords(u), "state", state)
}

// placeWords is a person's role, and whose rows an agent sees.
func (p *Page) placeWords(u access.User) string {
	if u.Agent == "" {
		return roleWords(p.Book, u.Role)
	}
	return roleWords(p.Book, u.Role) + " · " + p.agentName(u.Agent)
}

// agentName is how an agent is called; the id of one that this computer does not
// know.
func (p *Page) agentName(id string) string {
	if name := p.agents[id]; name != "" {
		return name
	}
	return id
}
