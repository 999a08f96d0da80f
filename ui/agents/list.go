package agents

import (
	"context"
	"errors"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/listing"
	"trastienda/ui/columns"
	"trastienda/ui/grid"
	"trastienda/ui/liststate"
)

// first is when a page that nobody opened reads the copy for its number in the
// navigation: the start takes nothing from the first page.
const first = 2 * time.Second

// burst is how long the page waits for more changes of the copy before it reads
// it again.
const burst = 150 * time.Millisecond

// parts are the sections that have a place of their own on the page.
func (p *Page) parts() liststate.Parts {
	return liststate.Parts{Rows: p.grid, Overlay: p.state.Overlay, Bar: p.state.Bar.Root,
		Filters: p.filters.Root, FiltersHeight: p.filters.HeightFor}
}

func (p *Page) buildGrid() {
	p.grid = grid.New(grid.Params{ID: PageID, Columns: listColumns(p.Book), Keys: p.keys, Do: p.Do})
	if p.order == nil {
		p.order = byCode
	}
	p.grid.SetSort(p.order)
	p.grid.OnSort = p.sortedBy
	p.grid.OnSelect = func([]string) { p.selectionChanged() }
	p.grid.OnHeader = func(id string, at fyne.Position) {
		widget.ShowPopUpMenuAtPosition(columns.HeaderMenu(p.columnParams(), id), p.Shell.Window().Canvas(), at)
		p.viewChanged()
	}
	p.grid.OnLayout = p.columns.Changed
	p.grid.OnOpen = p.open
	p.grid.OnContext = func(_ string, at fyne.Position) {
		menu := p.Shell.Commands().ContextMenu(cmdOpen, cmdRate, cmdHistory, "", cmdCopyCUIT, cmdCopyRow)
		widget.ShowPopUpMenuAtPosition(menu, p.Shell.Window().Canvas(), at)
		p.viewChanged()
	}
	p.grid.OnLoad = p.selectionChanged
	p.grid.OnCopy = func(tsv string) { p.Copy(tsv) }
}

func (p *Page) columnParams() columns.Params {
	return columns.Params{Grid: p.grid, Window: p.Shell.Window(), Book: p.Book}
}

func (p *Page) showColumns() {
	columns.Show(p.columnParams())
	p.viewChanged()
}

// sortedBy puts the list into another order; there is always one.
func (p *Page) sortedBy(s listing.Sort) {
	if len(s) == 0 {
		s = byCode
		p.grid.SetSort(s)
	}
	p.order = s
	p.list(true)
}

// Changed reads the copy again soon; it may be called often.
func (p *Page) Changed() { p.soon.After(p.ctx, p.Do, burst, p.read) }

// copied is what one reading gives.
type copied struct {
	agents []Agent
	bank   []agent.BankChange
	rates  []agent.RateChange
}

// read reads the copy; while the page is not shown only what its number in the
// navigation needs.
func (p *Page) read() {
	n := p.reads.Next()
	whole := p.shown || p.goal != ""
	if whole {
		p.state.Loading()
	}
	run(p, func(ctx context.Context) (all copied, err error) {
		var err1, err2, err3 error
		if whole {
			all.agents, err1 = p.Backend.Agents(ctx)
		}
		all.bank, err2 = p.Backend.BankChanges(ctx, "")
		if p.may(access.RatesSee) {
			all.rates, err3 = p.Backend.RateChanges(ctx, "")
		}
		return all, errors.Join(err1, err2, err3)
	}, func(all copied, err error) {
		switch {
		case !p.reads.Current(n):
		case err != nil:
			p.failed(err)
		default:
			p.bank, p.rates = all.bank, all.rates
			p.Shell.BadgesChanged()
			if whole {
				p.take(all.agents)
			}
		}
	})
	p.viewChanged()
}

// take shows the agents that were read.
func (p *Page) take(list []Agent) {
	p.agents, p.known = list, map[string]Agent{}
	for _, a := range list {
		p.known[a.ID] = a
	}
	p.list(p.source == nil)
	if p.form != nil {
		p.form.taken()
	}
	if p.waiting != nil {
		p.waiting.fill()
	}
	switch own := p.Role == access.Agent && p.shown && len(p.agents) == 1; {
	case p.goal != "":
		goal := p.goal
		p.goal = ""
		p.open(goal)
	case own && !p.entered:
		p.open(p.agents[0].ID)
		p.form.show(tabBank)
	}
	p.entered = p.entered || p.shown
	p.balances.soon(0)
}

// list filters and sorts the agents: another list from its top, or the same one
// where it is.
func (p *Page) list(another bool) {
	p.state.Counted(p.fill(another))
	p.chips.show()
	p.tellSelection()
	p.commandsChanged()
	p.viewChanged()
}

// fill writes the rows and tells how many there are.
func (p *Page) fill(another bool) int {
	var kept []Agent
	for _, a := range p.agents {
		if p.query.keeps(a) {
			kept = append(kept, a)
		}
	}
	sorted(kept, p.order)
	rows := make([]grid.Row, len(kept))
	for i, a := range kept {
		rows[i] = formatRow(p.Book, a, p.balances.words(a))
	}
	if another || p.source == nil {
		p.source = &grid.Held{}
		p.source.Set(rows)
		p.grid.SetSource(p.source)
	} else {
		p.source.Set(rows)
		p.grid.Reload()
	}
	return len(rows)
}

// setQuery narrows the list otherwise.
func (p *Page) setQuery(q query) {
	p.query = q
	p.filters.set()
	p.toolbar.search.Put(q.text)
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

// selectionChanged follows who is chosen.
func (p *Page) selectionChanged() {
	p.chosen = ""
	if s := p.grid.Selected(); s.Count == 1 && len(s.IDs) == 1 {
		p.chosen = s.IDs[0]
	}
	p.tellSelection()
	p.commandsChanged()
	p.balances.soon(0)
	p.viewChanged()
}

// tellSelection writes how many agents the list has into the status bar.
func (p *Page) tellSelection() {
	if !p.shown {
		return
	}
	words := ""
	if p.form == nil && p.waiting == nil && p.state.Count() > 0 {
		words = p.Book.N("agents.rows", p.state.Count())
	}
	p.Shell.SetSelection(words)
}

// open opens the form of an agent.
func (p *Page) open(id string) {
	a, ok := p.known[id]
	if !ok || p.form != nil && p.form.id == id {
		return
	}
	p.leave(func() { p.edit(a) })
}

// add opens the form of a new agent.
func (p *Page) add() {
	p.leave(func() { p.edit(Agent{Agent: agent.Agent{Active: true}}) })
}

func (p *Page) edit(a Agent) {
	p.form = newForm(p, a)
	p.turn()
	p.form.focusFirst()
}

// shut leaves the form.
func (p *Page) shut() {
	id := p.form.id
	p.form = nil
	p.turn()
	if p.waiting != nil {
		p.focus(p.waiting.back)
		return
	}
	if id != "" && p.source != nil && slices.ContainsFunc(p.source.All(), func(r grid.Row) bool { return r.ID == id }) {
		p.grid.Select(id)
	}
	p.focusGrid()
}

// cover hides what was revealed of accounts.
func (p *Page) cover() {
	if p.form != nil {
		p.form.bank.cover()
	}
	if p.waiting != nil {
		p.waiting.cover()
	}
}
