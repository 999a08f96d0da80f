package purchases

import (
	"context"
	"fmt"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/access"
	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/text"
)

// Page is the page of automated purchases; it is a shell.Page. Everything
// here belongs to the UI goroutine.
type Page struct {
	backend Backend
	book    *text.Book
	shell   Shell
	log     *slog.Logger
	copy    func(string)
	do      func(func())
	alert   func(words, action string, do func())
	notify  func(words string)
	task    func(title func() string, cancel func()) Task
	unsent  func(purchaseID string)
	toAgent func(agentID string)
	export  func(Export)
	receipt func(Receipt)
	// evidence gives the pack of evidence of a purchase; nil where nothing can
	evidence func(purchaseID string)

	currency string
	user     string            // id of whoever is signed in
	kept     map[string]string // settings read before the page; nil when they are still to be read
	role     access.Role
	agents   map[string]form.Option // by id, as last read

	ctx  context.Context // of the page; ends with Dispose
	stop context.CancelFunc

	query           query
	order           listing.Sort
	group           string // purchase.GroupBy…, "" for a list without groups
	views           []view
	view            string // name of the view chosen last, "" for the original one
	counts          Counts
	watch           watch
	source          *source
	grouped         *grid.Grouped     // what the grid shows of source, nil without groups
	selected        purchase.Purchase // the only chosen row, as last read
	chosen          int               // how many rows are chosen
	selectedClosing purchase.Closing  // of selected
	retrying        *retrying
	closing         *closing    // a step of closing by hand
	marking         bool        // a note, or who has it, is being written
	bulking         *bulking    // a bulk retry from its question to its end
	outcome         *bulkResult // the list of what became of one, while it is open
	shown           bool
	madeFor         string // language and look of what is built

	root    *fyne.Container
	grid    *grid.Grid
	toolbar *toolbar
	chips   *chips
	filters *filterPanel
	state   *listState
	detail  *detail
	left    *bulkNote

	selects  part.Generation // readings of the selection
	lefts    part.Generation // readings of the bulk retries to tell of
	searches part.Generation // waiting times of the search box
	saves    part.Generation // waiting times of what is remembered

	viewReads part.Generation // readings of the views
	viewSaves int             // writings of them under way

	saving, saveAgain bool // how the list is shown is being written, and has changed since
}

// build makes everything the page shows, in the present language and look.
func (p *Page) build() {
	p.madeFor = p.appearance()
	p.toolbar = newToolbar(p)
	p.chips = newChips(p)
	p.filters = newFilterPanel(p)
	p.detail = newDetail(p)
	p.buildGrid()
	p.state = newListState(p)
	p.left = newBulkNote(p)
	p.root.Objects = []fyne.CanvasObject{
		newPara(p.Title()).of(look.SizeTitle).strong().named("purchases.title"),
		p.toolbar.root, p.chips.root, p.filters.Root, p.left.root, p.state.banner, p.state.bar.Root,
		p.grid, p.state.overlay, p.detail.root,
	}
	p.chips.show(p.query, p.counts)
	if p.root.Size().Width > 0 { // else it is laid out when it gets its place
		p.root.Refresh()
	}
}

// Rebuild makes the content anew after a change of language or look. What the
// user had chosen, searched and opened stays.
func (p *Page) Rebuild() {
	if p.source == nil {
		p.build() // nothing was read yet
		return
	}
	selection, sort, open := p.grid.Selection(), p.order, p.detail.id
	filters, columns := p.filters.Open(), p.grid.View()
	p.grid.Stop()
	p.build()
	p.grid.SetSort(sort)
	p.grid.SetView(columns)
	p.order = sort
	p.toolbar.search.Put(p.query.text)
	p.filters.set(p.query)
	p.filters.show(filters)
	p.chips.show(p.query, p.counts)
	p.apply()
	p.grid.Select(selection...)
	if open != "" {
		p.detail.show(open)
	}
}

// appearance is what everything built depends on. The shell tells a change
// only to the page that is shown.
func (p *Page) appearance() string {
	return fmt.Sprint(p.book.Lang(), theme.Size(theme.SizeNameText), theme.Color(theme.ColorNameBackground))
}

// ID is part of shell.Page.
func (p *Page) ID() string { return PageID }

// Title is the page's full title (S0-26).
func (p *Page) Title() string { return p.book.T("purchases.title") }

// NavTitle is the short one of the navigation.
func (p *Page) NavTitle() string { return p.book.T("purchases.nav") }

// Icon is part of shell.Page.
func (p *Page) Icon() string { return "sync_alt" }

// Content is part of shell.Page.
func (p *Page) Content() fyne.CanvasObject { return p.root }

// Badge counts what waits for somebody: pending purchases and errors that nobody
// closed.
func (p *Page) Badge() int {
	return p.counts.Pending + p.counts.Error - p.counts.Closed - p.counts.Imported
}

// Panes are the places F6 walks through.
func (p *Page) Panes() []fyne.Focusable {
	panes := []fyne.Focusable{p.toolbar.search, p.grid}
	if p.detail.id != "" {
		panes = append(panes, p.detail.close)
	}
	return panes
}

// Busy tells whether a retry or a closing waits for its answer, or a bulk retry is
// under way.
func (p *Page) Busy() bool {
	return p.retrying != nil && p.retrying.sent || p.bulking != nil && p.bulking.sent || p.closing != nil && p.closing.sent
}

// Reading tells whether the first rows are still on their way.
func (p *Page) Reading() bool {
	n, known := p.grid.Count()
	_, first := p.grid.Row(0)
	return !p.state.banner.Visible() && (!known || n > 0 && !first)
}

// Shown reads the list the first time and brings it up to date later.
func (p *Page) Shown() {
	p.shown = true
	p.readLeft()
	if p.madeFor != p.appearance() {
		p.Rebuild()
	}
	if p.source == nil {
		p.recall()
		return
	}
	p.Refresh()
	p.tellSelection()
}

// Hidden is part of shell.Page.
func (p *Page) Hidden() { p.shown = false }

// Dispose ends everything the page has under way; a retry that left is not
// taken back by that.
func (p *Page) Dispose() { p.stop() }

// Refresh reads list, numbers and detail again, without moving anything.
func (p *Page) Refresh() {
	p.reread()
	if p.detail.id != "" {
		p.detail.load()
	}
}

// Changed tells that the replica changed: what is shown is read again, the
// detail from the hub only if its purchase is another one now.
func (p *Page) Changed() {
	p.reread()
	p.rereadViews()
	p.detail.reload()
	p.bulkChanged()
}

func (p *Page) reread() {
	p.recount()
	if p.source == nil {
		return // nobody opened the page yet: only the navigation shows its number
	}
	p.query = p.query.at(p.backend.Now(), p.book.Zone())
	p.source.set(p.query.filter(p.backend.Now()))
	p.grid.Reload()
	p.readSelection()
}

// Key takes Esc: it closes the detail, then empties the search box.
func (p *Page) Key(e *fyne.KeyEvent) bool {
	if e.Name != fyne.KeyEscape {
		return false
	}
	switch {
	case p.detail.id != "":
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

// answered brings everything up to date after an answer to a retry.
func (p *Page) answered() {
	p.commandsChanged()
	p.Refresh()
}

func (p *Page) recount() {
	run(p, p.backend.Counts, func(c Counts, err error) {
		if err != nil {
			p.log.Warn("count purchases", "error", err)
			return
		}
		p.counts = c
		p.watch.see(c)
		p.closingsCounted()
		p.chips.show(p.query, c)
		p.state.update()
		p.shell.BadgesChanged()
		p.viewChanged()
	})
}

func (p *Page) viewChanged() {
	if p.shown {
		p.shell.ViewChanged()
	}
}

// commandsChanged tells menus and buttons that what may be done has changed.
func (p *Page) commandsChanged() {
	ok, reason := p.mayRetry()
	p.toolbar.retry.SetEnabled(ok, reason)
	p.detail.commandsChanged()
	if p.shown {
		p.shell.Commands().Refresh()
	}
}

func (p *Page) focusGrid() {
	if c := p.shell.Window().Canvas(); c != nil && p.shown {
		c.Focus(p.grid)
	}
}

// keys is what every control of the page does with a key it does not use.
func (p *Page) keys(e *fyne.KeyEvent) bool { return p.shell.Key(e) }

// gap, margin: sizes of the present zoom.
func (p *Page) sized(name fyne.ThemeSizeName, factor ...float32) func() float32 {
	f := float32(1)
	if len(factor) > 0 {
		f = factor[0]
	}
	return part.Sized(name, f)
}

// dialogColumn is the layout of a dialog's content.
func (p *Page) dialogColumn() *column { return &column{Gap: p.sized(look.SizeGap, 1.5)} }
