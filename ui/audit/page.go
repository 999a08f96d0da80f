package audit

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	chain "trastienda/app/audit"
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

	query     query
	order     listing.Sort
	source    *source // nil until the chain was counted the first time
	actors    map[string]form.Option
	selected  chain.Entry // the only chosen link
	chosen    int         // how many are chosen
	exporting bool
	shown     bool
	madeFor   string // language and look of what is built

	root    *fyne.Container
	grid    *grid.Grid
	columns *columns.Memory
	toolbar *toolbar
	chips   *chips
	filters *filterPanel
	state   *liststate.State
	detail  *detail

	counts   part.Generation // countings of the chain
	searches part.Generation // waiting times of the search box
}

// prepare makes the content when it is first asked for: at the start only the page
// that is shown is made.
func (p *Page) prepare() {
	if p.madeFor == "" {
		p.build()
	}
}

// build makes everything the page shows, in the present language and look.
func (p *Page) build() {
	p.madeFor = p.appearance()
	p.toolbar = newToolbar(p)
	p.chips = newChips(p)
	p.filters = newFilterPanel(p)
	p.detail = newDetail(p)
	p.buildGrid()
	p.state = newState(p)
	title := form.NewWords(p.Title())
	title.ID, title.TextSize, title.Bold = "audit.title", look.SizeTitle, true
	p.root.Objects = []fyne.CanvasObject{title, p.toolbar.root, p.chips.root, p.filters.Root, p.state.Banner, p.state.Bar.Root,
		p.grid, p.state.Overlay, p.detail.root}
	p.chips.show()
	p.toolbar.export.SetEnabled(p.mayExport())
	p.root.Refresh()
}

// Rebuild makes the content anew after a change of language or look. What the
// user had chosen, searched and opened stays.
func (p *Page) Rebuild() {
	selection, open, filters, columns := p.grid.Selection(), p.detail.link, p.filters.Open(), p.grid.View()
	p.grid.Stop()
	p.build()
	p.grid.SetSort(p.order)
	p.grid.SetView(columns)
	p.toolbar.search.Put(p.query.text)
	p.filters.set()
	p.filters.show(filters)
	if p.source != nil {
		p.source = p.source.again(p.Book, p.order)
		p.grid.SetSource(p.source)
		p.grid.Select(selection...)
		p.counted(p.source.total())
	}
	if open.Seq != 0 {
		p.detail.show(open)
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
func (p *Page) Title() string { return p.Book.T("audit.title") }

// NavTitle is the one of the navigation.
func (p *Page) NavTitle() string { return p.Book.T("audit.title") }

// Icon is part of shell.Page.
func (p *Page) Icon() string { return "history" }

// Content is part of shell.Page.
func (p *Page) Content() fyne.CanvasObject {
	p.prepare()
	return p.root
}

// Panes are the places F6 walks through.
func (p *Page) Panes() []fyne.Focusable {
	panes := []fyne.Focusable{p.toolbar.search, p.grid}
	if p.detail.link.Seq != 0 {
		panes = append(panes, p.detail.close)
	}
	return panes
}

// Busy is part of shell.Page: the page only reads, and an export shows itself as
// a task.
func (p *Page) Busy() bool { return false }

// Shown reads the chain.
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

// Dispose ends everything the page has under way, an export too: nothing of its
// file stays.
func (p *Page) Dispose() { p.stop() }

// Refresh reads the newest state of the chain, without moving anything (F5).
func (p *Page) Refresh() {
	p.read(p.source == nil)
}

// Key takes Esc: it closes the detail, then empties the search box.
func (p *Page) Key(e *fyne.KeyEvent) bool {
	if e.Name != fyne.KeyEscape {
		return false
	}
	switch {
	case p.detail.link.Seq != 0:
		p.detail.hide()
	case p.query.text != "":
		p.toolbar.search.Put("")
		p.setText("")
	default:
		return false
	}
	p.focusGrid()
	return true
}

func (p *Page) viewChanged() {
	if p.shown {
		p.Shell.ViewChanged()
	}
}

// commandsChanged tells menus and buttons that what may be done has changed.
func (p *Page) commandsChanged() {
	p.toolbar.export.SetEnabled(p.mayExport())
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
