package users

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/listing"
	"trastienda/ui/columns"
	"trastienda/ui/grid"
	"trastienda/ui/part"
)

func (p *Page) buildGrid() {
	p.grid = grid.New(grid.Params{ID: PageID, Columns: listColumns(p.Book), Keys: p.keys, Do: p.Do})
	if p.order == nil {
		p.order = byName
	}
	p.grid.SetSort(p.order)
	p.grid.OnSort = p.sortedBy
	p.grid.OnSelect = func([]string) { p.selectionChanged() }
	p.grid.OnHeader = p.headerMenu
	p.grid.OnLayout = p.columns.Changed
	p.grid.OnOpen = p.open
	p.grid.OnContext = func(_ string, at fyne.Position) { p.showMenu(at) }
	p.grid.OnLoad = p.selectionChanged
	p.grid.OnCopy = func(tsv string) { p.Copy(tsv) }
}

// sortedBy puts the list into another order; there is always one.
func (p *Page) sortedBy(s listing.Sort) {
	if len(s) == 0 {
		s = byName
		p.grid.SetSort(s)
	}
	p.order = s
	p.list(true)
}

// everybody is what one reading gives.
type everybody struct {
	users       []access.User
	invitations []access.Invitation
	agents      []agent.Agent
}

// read asks the hub for everybody.
func (p *Page) read() {
	n := p.reads.Next()
	p.state.Loading()
	part.Run(p.ctx, p.Do, func(ctx context.Context) (all everybody, err error) {
		all.users, all.invitations, err = p.Backend.People(ctx)
		if len(all.users) == 0 {
			return all, err
		}
		agents, failed := p.Backend.Agents(ctx)
		all.agents = agents
		return all, errors.Join(err, failed)
	}, func(all everybody, err error) {
		switch {
		case !p.reads.Current(n):
		case err != nil && len(all.users) > 0: // those of the copy
			p.take(all)
			p.failed(err)
		case err != nil:
			p.failed(err)
		default:
			p.take(all)
		}
	})
	p.viewChanged()
}

// take shows what the hub told.
func (p *Page) take(all everybody) {
	until := map[string]time.Time{}
	p.agents = map[string]string{}
	for _, a := range all.agents {
		p.agents[a.ID] = a.Name
	}
	for _, i := range all.invitations {
		until[i.ID] = i.ExpiresAt
	}
	p.people, p.known = nil, map[string]person{}
	for _, u := range all.users {
		who := person{User: u, until: until[u.ID], agent: p.agentName(u.Agent)}
		p.people = append(p.people, who)
		p.known[u.ID] = who
	}
	p.list(p.source == nil)
}

// list filters and sorts who is known: another list from its top, or the same
// one where it is.
func (p *Page) list(another bool) {
	b, now, me := p.Book, p.Backend.Now(), p.Backend.Me()
	var kept []person
	for _, u := range p.people {
		if p.query.keeps(b, u, now) {
			kept = append(kept, u)
		}
	}
	sorted(b, kept, p.order, now)
	rows := make([]grid.Row, len(kept))
	for i, u := range kept {
		rows[i] = formatRow(b, u, now, me)
	}
	if another || p.source == nil {
		p.source = &grid.Held{}
		p.source.Set(rows)
		p.grid.SetSource(p.source)
	} else {
		p.source.Set(rows)
		p.grid.Reload()
	}
	p.chips.show()
	p.counted(len(rows))
	p.commandsChanged()
}

// setQuery narrows the list otherwise.
func (p *Page) setQuery(q query) {
	p.query = q
	p.chips.show()
	if p.source != nil {
		p.list(true)
	}
}

func (p *Page) setText(text string) {
	if text != p.query.text {
		q := p.query
		q.text = text
		p.setQuery(q)
	}
}

// clearFilters shows everybody again.
func (p *Page) clearFilters() {
	p.toolbar.search.Put("")
	p.setQuery(query{})
	p.focusGrid()
}

// selectionChanged follows who is chosen.
func (p *Page) selectionChanged() {
	p.chosen = ""
	if s := p.grid.Selected(); s.Count == 1 && len(s.IDs) == 1 {
		p.chosen = s.IDs[0]
	}
	p.tellSelection()
	p.commandsChanged()
	p.viewChanged()
}

// tellSelection writes how many people the list has into the status bar.
func (p *Page) tellSelection() {
	if !p.shown {
		return
	}
	words := ""
	if p.state.Count() > 0 {
		words = p.Book.N("users.rows", p.state.Count())
	}
	p.Shell.SetSelection(words)
}

// open does what one most likely wants with a person.
func (p *Page) open(id string) {
	u, ok := p.known[id]
	switch {
	case !ok:
	case u.Invited:
		p.invite(u)
	default:
		p.change(u)
	}
}

func (p *Page) showMenu(at fyne.Position) {
	menu := p.Shell.Commands().ContextMenu(cmdChange, cmdActive, cmdReset, cmdSessions, "", cmdAgain, cmdWithdraw, "", cmdCopyEmail, cmdCopyRow)
	widget.ShowPopUpMenuAtPosition(menu, p.Shell.Window().Canvas(), at)
	p.viewChanged()
}

// headerMenu is what a heading offers.
func (p *Page) headerMenu(columnID string, at fyne.Position) {
	widget.ShowPopUpMenuAtPosition(columns.HeaderMenu(p.columnParams(), columnID), p.Shell.Window().Canvas(), at)
	p.viewChanged()
}

func (p *Page) showColumns() {
	columns.Show(p.columnParams())
	p.viewChanged()
}

func (p *Page) columnParams() columns.Params {
	return columns.Params{Grid: p.grid, Window: p.Shell.Window(), Book: p.Book}
}
