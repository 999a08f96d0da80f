package agents

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/agent"
	"trastienda/app/listing"
	"trastienda/ui/columns"
	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// Page is the page; it is a shell.Page. It shows the list, the form of one
// agent, or the changes that wait. Everything here belongs to the UI goroutine.
type Page struct {
	Params
	ctx  context.Context // of the page; ends with Dispose
	stop context.CancelFunc

	query    query
	order    listing.Sort
	agents   []Agent          // all, by code
	known    map[string]Agent // the same by id
	bank     []agent.BankChange
	rates    []agent.RateChange
	source   *grid.Held // nil until the agents were read the first time
	chosen   string     // id of the only chosen agent
	balances *balances
	shown    bool
	online   bool   // as last shown
	entered  bool   // an agent's user was led to the own form
	madeFor  string // language and look of what is built

	root    *fyne.Container // one of the three below
	listing *fyne.Container
	form    *formView // nil: no form is open
	waiting *waiting  // nil: the open changes are not shown
	asking  *settling // a question until its dialog is closed
	goal    string    // id of an agent whose form is to be opened once it is read

	grid    *grid.Grid
	columns *columns.Memory
	toolbar *toolbar
	chips   *chips
	filters *filterPanel
	state   *liststate.State

	reads part.Generation // readings of the copy
	soon  part.Generation // a reading that will come
}

// prepare makes the content when it is first asked for: at the start only the
// page that is shown is made.
func (p *Page) prepare() {
	if p.madeFor == "" {
		p.build()
	}
}

// build makes everything the page shows, in the present language and look.
func (p *Page) build() {
	p.madeFor = p.appearance()
	if p.listing == nil {
		p.listing = container.New(liststate.Layout{Parts: p.parts})
	}
	p.toolbar = newToolbar(p)
	p.filters = newFilterPanel(p)
	p.chips = newChips(p)
	p.buildGrid()
	p.state = newState(p)
	title := form.NewWords(p.Title())
	title.ID, title.TextSize, title.Bold = "agents.title", look.SizeTitle, true
	p.listing.Objects = []fyne.CanvasObject{title, p.toolbar.root, p.chips.root, p.filters.Root, p.state.Banner, p.state.Bar.Root,
		p.grid, p.state.Overlay}
	p.chips.show()
	if p.form != nil {
		p.form.build()
	}
	if p.waiting != nil {
		p.waiting.build()
	}
	p.turn()
}

// turn shows the form, the open changes or the list.
func (p *Page) turn() {
	o := fyne.CanvasObject(p.listing)
	switch {
	case p.form != nil:
		o = p.form.root
	case p.waiting != nil:
		o = p.waiting.root
	}
	p.root.Objects = []fyne.CanvasObject{o}
	p.root.Refresh()
	p.commandsChanged()
	p.tellSelection()
	p.viewChanged()
}

// Rebuild makes the content anew after a change of language or look. What the
// user had chosen, searched and typed stays.
func (p *Page) Rebuild() {
	p.prepare()
	selection, columns, filters := p.grid.Selection(), p.grid.View(), p.filters.Open()
	p.grid.Stop()
	p.build()
	p.grid.SetView(columns)
	p.toolbar.search.Put(p.query.text)
	p.filters.show(filters)
	if p.source != nil {
		p.list(true)
		p.grid.Select(selection...)
	}
}

// appearance is what everything built depends on. The shell tells a change
// only to the page that is shown.
func (p *Page) appearance() string {
	return fmt.Sprint(p.Book.Lang(), theme.Size(theme.SizeNameText), theme.Color(theme.ColorNameBackground))
}

// ID is part of shell.Page.
func (p *Page) ID() string { return PageID }

// Title is part of shell.Page.
func (p *Page) Title() string { return p.Book.T("agents.title") }

// NavTitle is part of shell.Page.
func (p *Page) NavTitle() string { return p.Title() }

// Icon is part of shell.Page.
func (p *Page) Icon() string { return "badge" }

// Content is part of shell.Page.
func (p *Page) Content() fyne.CanvasObject {
	p.prepare()
	return p.root
}

// Badge counts the open changes that whoever is signed in may decide.
func (p *Page) Badge() int {
	n := 0
	for _, c := range p.changes() {
		if !p.mine(c) && p.may(c.decide()) {
			n++
		}
	}
	return n
}

// Panes are the places F6 walks through.
func (p *Page) Panes() []fyne.Focusable {
	p.prepare()
	switch {
	case p.form != nil:
		return p.form.panes()
	case p.waiting != nil:
		return p.waiting.panes()
	}
	return []fyne.Focusable{p.toolbar.search, p.grid}
}

// Busy is part of shell.Page: an act waits for its answer.
func (p *Page) Busy() bool {
	return p.asking != nil && p.asking.sent || p.form != nil && p.form.saving
}

// Unsaved is part of shell.Unsaver: the form holds something that is not saved.
func (p *Page) Unsaved() bool { return p.form != nil && p.form.dirty() }

// Shown reads the agents. Who has one agent alone is led to its form.
func (p *Page) Shown() {
	p.prepare()
	p.shown = true
	if p.madeFor != p.appearance() {
		p.Rebuild()
	}
	p.columns.Recall()
	p.read()
	p.tellSelection()
	p.balances.soon(0)
}

// Hidden is part of shell.Page. Nothing stays revealed on a page one left.
func (p *Page) Hidden() {
	p.shown = false
	p.cover()
}

// Dispose ends everything the page has under way; what left is not taken back
// by that.
func (p *Page) Dispose() { p.stop() }

// Refresh reads everything anew, without moving anything (F5).
func (p *Page) Refresh() {
	p.balances.forget()
	p.read()
}

// Key takes Esc: it leaves the form or the open changes, or empties the search
// box.
func (p *Page) Key(e *fyne.KeyEvent) bool {
	if p.form != nil && p.form.key(e) {
		return true
	}
	if e.Name != fyne.KeyEscape {
		return false
	}
	switch {
	case p.form != nil:
		p.form.close()
	case p.waiting != nil:
		p.leaveWaiting()
	case p.query.text != "":
		p.toolbar.search.Put("")
		p.setText("")
		p.focusGrid()
	default:
		return false
	}
	return true
}

// Reveal scrolls what got the keyboard into sight.
func (p *Page) Reveal(o fyne.CanvasObject) {
	switch {
	case p.form != nil:
		p.form.reveal(o)
	case p.waiting != nil:
		part.Reveal(p.waiting.scroll, o, theme.Size(look.SizeRow))
	}
}

// one is the only chosen agent of the list.
func (p *Page) one() (Agent, bool) {
	a, ok := p.known[p.chosen]
	return a, ok
}

func (p *Page) viewChanged() {
	if p.shown {
		p.Shell.ViewChanged()
	}
}

// commandsChanged tells menus and buttons that what may be done has changed.
func (p *Page) commandsChanged() {
	p.toolbar.show()
	if p.shown {
		p.Shell.Commands().Refresh()
	}
}

func (p *Page) focus(f fyne.Focusable) {
	if c := p.Shell.Window().Canvas(); c != nil && p.shown {
		c.Focus(f)
	}
}

func (p *Page) focusGrid() { p.focus(p.grid) }

// keys is what every control of the page does with a key it does not use.
func (p *Page) keys(e *fyne.KeyEvent) bool { return p.Shell.Key(e) }

// run calls f off the UI goroutine and then done on it, unless the page is gone
// by then.
func run[T any](p *Page, f func(context.Context) (T, error), done func(T, error)) {
	part.Run(p.ctx, p.Do, f, done)
}
