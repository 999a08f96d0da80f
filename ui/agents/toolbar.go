package agents

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/agent"
	"trastienda/ui/form"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// toolbar is the search box and the buttons beside it.
type toolbar struct {
	page    *Page
	root    *fyne.Container
	search  *form.TextField
	buttons map[string]*form.Button // by the id of their command
}

func newToolbar(p *Page) *toolbar {
	t := &toolbar{page: p, buttons: map[string]*form.Button{}}
	t.search = liststate.NewSearch(liststate.SearchParams{ID: "agents.search", Book: p.Book, Rows: p.focusGrid, Keys: p.keys, OnChange: p.setText})
	side := container.NewHBox()
	for _, c := range p.commands() {
		if c.ID != cmdNew && c.ID != cmdOpen {
			continue
		}
		kind := form.Plain
		if c.ID == cmdNew {
			kind = form.Primary
		}
		t.buttons[c.ID] = form.NewButton(form.ButtonParams{ID: c.ID + ".button", Text: c.Title(), Icon: c.Icon, Kind: kind, Keys: p.keys,
			Run: func() { p.Shell.Commands().Run(c.ID) }})
		side.Add(t.buttons[c.ID])
	}
	t.root = container.New(part.Ends{}, t.search, side)
	return t
}

// show enables what may be done.
func (t *toolbar) show() {
	for _, c := range t.page.commands() {
		if button := t.buttons[c.ID]; button != nil {
			ok, reason := true, ""
			if c.Enabled != nil {
				ok, reason = c.Enabled()
			}
			button.SetEnabled(ok, reason)
		}
	}
}

// bankStates are the states of bank data in the order of the chips.
var bankStates = []agent.BankState{agent.BankMissing, agent.BankPending, agent.BankApproved}

// chips narrow the list to a state of bank data; beside them are what waits for
// a second person and the switch of the filter panel.
type chips struct {
	page    *Page
	root    *fyne.Container
	bank    map[agent.BankState]*form.Chip
	changes *form.Chip
	filters *form.Chip
}

func newChips(p *Page) *chips {
	c := &chips{page: p, bank: map[agent.BankState]*form.Chip{}, root: container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)})}
	for _, s := range bankStates {
		key := "agents.bank." + string(s)
		c.bank[s] = form.NewChip(form.ChipParams{ID: "agents.chip." + string(s), Text: p.Book.T(key), Keys: p.keys, OnTap: func() {
			q := p.query
			if q.bank = s; p.query.bank == s {
				q.bank = ""
			}
			p.setQuery(q)
		}})
		c.root.Add(c.bank[s])
	}
	c.changes = form.NewChip(form.ChipParams{ID: "agents.chip.changes", Text: p.Book.T("agents.changes.chip"), Icon: look.Icon("fact_check"), Keys: p.keys,
		OnTap: func() { p.Shell.Commands().Run(cmdChanges) }})
	c.filters = form.NewChip(form.ChipParams{ID: "agents.filters.button", Icon: look.Icon("filter_alt"), Keys: p.keys,
		OnTap: func() { p.filters.show(!p.filters.Open()) }})
	c.root.Add(c.changes)
	c.root.Add(c.filters)
	return c
}

// show marks what narrows the list and counts.
func (c *chips) show() {
	p, b := c.page, c.page.Book
	for s, chip := range c.bank {
		chip.SetOn(p.query.bank == s)
		n := 0
		for _, a := range p.agents {
			if a.Bank.State == s {
				n++
			}
		}
		count := ""
		if p.source != nil {
			count = b.Number(n)
		}
		chip.SetCount(count)
	}
	open := len(p.changes())
	c.changes.Hidden = open == 0
	c.changes.SetCount(b.Number(open))
	words := b.T("agents.filters")
	if n := p.query.panel(); n > 0 {
		words = b.T("agents.filters.count", "n", n)
	}
	c.filters.SetText(words)
	c.filters.SetOn(p.filters.Open())
	part.Refit(c.root, p.listing)
}
