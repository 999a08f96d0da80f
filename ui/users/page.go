package users

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/access"
	"trastienda/app/listing"
	"trastienda/ui/columns"
	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// Page is the page; it is a shell.Page. Everything here belongs to the UI
// goroutine.
type Page struct {
	Params
	ctx  context.Context // of the page; ends with Dispose
	stop context.CancelFunc

	query   query
	order   listing.Sort
	people  []person          // everybody, by name
	known   map[string]person // the same by id
	agents  map[string]string // names by id
	source  *grid.Held        // nil until they were read the first time
	chosen  string            // id of the only chosen person
	acting  bool              // an act waits for its answer
	shown   bool
	madeFor string // language and look of what is built

	root    *fyne.Container
	grid    *grid.Grid
	columns *columns.Memory
	toolbar *toolbar
	chips   *chips
	actions *actions
	state   *liststate.State

	reads part.Generation // readings of the list
}

// build makes everything the page shows, in the present language and look.
func (p *Page) build() {
	p.madeFor = p.appearance()
	p.toolbar = newToolbar(p)
	p.chips = newChips(p)
	p.actions = newActions(p)
	p.buildGrid()
	p.state = newState(p)
	title := form.NewWords(p.Title())
	title.ID, title.TextSize, title.Bold = "users.title", look.SizeTitle, true
	p.root.Objects = []fyne.CanvasObject{title, p.toolbar.root, p.chips.root, p.actions.root, p.state.Banner, p.state.Bar.Root,
		p.grid, p.state.Overlay}
	p.chips.show()
	p.actions.show()
	p.root.Refresh()
}

// Rebuild makes the content anew after a change of language or look. What the
// user had chosen and searched stays.
func (p *Page) Rebuild() {
	selection, columns := p.grid.Selection(), p.grid.View()
	p.grid.Stop()
	p.build()
	p.grid.SetView(columns)
	p.toolbar.search.Put(p.query.text)
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

// Title is the page's full title.
func (p *Page) Title() string { return p.Book.T("users.title") }

// NavTitle is the one of the navigation.
func (p *Page) NavTitle() string { return p.Book.T("users.title") }

// Icon is part of shell.Page.
func (p *Page) Icon() string { return "groups" }

// Content is part of shell.Page.
func (p *Page) Content() fyne.CanvasObject { return p.root }

// Panes are the places F6 walks through.
func (p *Page) Panes() []fyne.Focusable { return []fyne.Focusable{p.toolbar.search, p.grid} }

// Busy is part of shell.Page: the code of an act that is under way is told only
// once.
func (p *Page) Busy() bool { return p.acting }

// Shown reads the people.
func (p *Page) Shown() {
	p.shown = true
	if p.madeFor != p.appearance() {
		p.Rebuild()
	}
	p.columns.Recall()
	p.Refresh()
	p.tellSelection()
}

// Hidden is part of shell.Page.
func (p *Page) Hidden() { p.shown = false }

// Dispose ends everything the page has under way.
func (p *Page) Dispose() { p.stop() }

// Refresh reads everybody anew, without moving anything (F5).
func (p *Page) Refresh() { p.read() }

// Key takes Esc: it empties the search box.
func (p *Page) Key(e *fyne.KeyEvent) bool {
	if e.Name != fyne.KeyEscape || p.query.text == "" {
		return false
	}
	p.toolbar.search.Put("")
	p.setText("")
	p.focusGrid()
	return true
}

// one is the only chosen person.
func (p *Page) one() (person, bool) {
	u, ok := p.known[p.chosen]
	return u, ok
}

// managers counts those who could still manage people if but were gone.
func (p *Page) managers(but string) int {
	n := 0
	for _, u := range p.people {
		if u.ID != but && u.manages() {
			n++
		}
	}
	return n
}

// lastManager tells whether nobody else manages people.
func (p *Page) lastManager(u access.User) bool {
	return u.Active && u.Role == access.Manager && p.managers(u.ID) == 0
}

func (p *Page) viewChanged() {
	if p.shown {
		p.Shell.ViewChanged()
	}
}

// commandsChanged tells menus and buttons that what may be done has changed.
func (p *Page) commandsChanged() {
	p.actions.show()
	if p.shown {
		p.Shell.Commands().Refresh()
	}
}

func (p *Page) focusGrid() {
	if c := p.Shell.Window().Canvas(); c != nil && p.shown {
		c.Focus(p.grid)
	}
}

// keys is what every control of the page does with a key it does not use.
func (p *Page) keys(e *fyne.KeyEvent) bool { return p.Shell.Key(e) }
