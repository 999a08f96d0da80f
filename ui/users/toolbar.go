package users

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/access"
	"trastienda/ui/form"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// toolbar is the search box and the way to invite somebody.
type toolbar struct {
	root   *fyne.Container
	search *form.TextField
}

func newToolbar(p *Page) *toolbar {
	t := &toolbar{}
	b := p.Book
	t.search = liststate.NewSearch(liststate.SearchParams{ID: "users.search", Book: b, Rows: p.focusGrid, Keys: p.keys, OnChange: p.setText})
	invite := form.NewButton(form.ButtonParams{ID: "users.invite.button", Text: b.T("users.invite"), Icon: look.Icon("mail"), Kind: form.Primary,
		Keys: p.keys, Run: func() { p.Shell.Commands().Run(cmdInvite) }})
	t.root = container.New(part.Ends{}, t.search, invite)
	return t
}

// chips narrow the list to a state or a role; those of one kind exclude each
// other.
type chips struct {
	page   *Page
	root   *fyne.Container
	states map[state]*form.Chip
	roles  map[access.Role]*form.Chip
}

func newChips(p *Page) *chips {
	c := &chips{page: p, states: map[state]*form.Chip{}, roles: map[access.Role]*form.Chip{},
		root: container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)})}
	chip := func(id string, tap func()) *form.Chip {
		made := form.NewChip(form.ChipParams{ID: id, Text: p.Book.T(id), Keys: p.keys, OnTap: tap})
		c.root.Add(made)
		return made
	}
	for _, s := range []state{active, invited, inactive} {
		c.states[s] = chip("users.chip."+string(s), func() {
			q := p.query
			if q.state = s; p.query.state == s {
				q.state = ""
			}
			p.setQuery(q)
		})
	}
	for _, r := range roles {
		c.roles[r] = chip("users.chip."+string(r), func() {
			q := p.query
			if q.role = r; p.query.role == r {
				q.role = ""
			}
			p.setQuery(q)
		})
	}
	return c
}

// show marks what narrows the list and counts the people of each state.
func (c *chips) show() {
	p := c.page
	now := p.Backend.Now()
	for s, chip := range c.states {
		chip.SetOn(p.query.state == s)
		n := 0
		for _, u := range p.people {
			if (query{state: s}).keepsState(u.state(now)) {
				n++
			}
		}
		count := ""
		if p.source != nil {
			count = p.Book.Number(n)
		}
		chip.SetCount(count)
	}
	for r, chip := range c.roles {
		chip.SetOn(p.query.role == r)
	}
	part.Refit(c.root, p.root)
}

// actions are the buttons of what may be done with the chosen person.
type actions struct {
	page    *Page
	root    *fyne.Container
	buttons map[string]*form.Button // by the id of their command
}

func newActions(p *Page) *actions {
	a := &actions{page: p, buttons: map[string]*form.Button{}, root: container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)})}
	for _, c := range p.Commands() {
		switch c.ID {
		case cmdChange, cmdActive, cmdReset, cmdSessions, cmdAgain, cmdWithdraw:
			id := c.ID
			a.buttons[id] = form.NewButton(form.ButtonParams{ID: id + ".button", Text: c.Title(), Icon: c.Icon, Keys: p.keys,
				Run: func() { p.Shell.Commands().Run(id) }})
			a.root.Add(a.buttons[id])
		}
	}
	return a
}

// show enables what may be done; what belongs to the other kind of person is
// away.
func (a *actions) show() {
	p := a.page
	u, one := p.one()
	for _, c := range p.Commands() {
		button := a.buttons[c.ID]
		if button == nil {
			continue
		}
		ofInvited := c.ID == cmdAgain || c.ID == cmdWithdraw
		button.Hidden = ofInvited != (one && u.Invited)
		button.SetText(c.Title())
		button.SetEnabled(c.Enabled())
	}
	p.root.Refresh()
}
