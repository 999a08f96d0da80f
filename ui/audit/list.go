package audit

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	chain "trastienda/app/audit"
	"trastienda/app/listing"
	"trastienda/ui/columns"
	"trastienda/ui/grid"
	"trastienda/ui/part"
)

// searchDelay is how long the search box waits for the next key.
const searchDelay = 150 * time.Millisecond

func (p *Page) buildGrid() {
	p.grid = grid.New(grid.Params{ID: PageID, Columns: listColumns(p.Book), Keys: p.keys, Do: p.Do})
	if p.order == nil {
		p.order = chain.NewestFirst
	}
	p.grid.SetSort(p.order)
	p.grid.OnSort = p.sorted
	p.grid.OnSelect = func([]string) { p.selectionChanged() }
	p.grid.OnHeader = p.headerMenu
	p.grid.OnLayout = p.columns.Changed
	p.grid.OnOpen = p.open
	// What lies on top goes first: with a detail open Esc closes it and leaves
	// the row chosen.
	p.grid.OnEscape = func() bool {
		if p.detail.link.Seq == 0 {
			return false
		}
		p.detail.hide()
		return true
	}
	p.grid.OnContext = func(_ string, at fyne.Position) { p.showMenu(at) }
	p.grid.OnLoad = p.selectionChanged
	p.grid.OnError = func(err error) { p.failed(err) }
	p.grid.OnCopy = func(tsv string) { p.Copy(tsv) }
}

// sorted turns the list round. There is always an order: a chain has one.
func (p *Page) sorted(s listing.Sort) {
	if len(s) == 0 {
		s = chain.NewestFirst
		p.grid.SetSort(s)
	}
	p.order = s
	p.read(true)
}

// read counts the chain anew and shows it: another list from its top, or the
// same one where it is.
func (p *Page) read(another bool) {
	p.searches.Next() // what waits is part of the query already
	p.query = p.query.at(p.Backend.Now(), p.Book.Zone())
	f, order := p.query.filter(), p.order
	n := p.counts.Next()
	p.state.Loading()
	part.Run(p.ctx, p.Do, func(ctx context.Context) (chain.Count, error) { return p.Backend.Count(ctx, f) },
		func(c chain.Count, err error) {
			switch {
			case !p.counts.Current(n):
				return
			case err != nil:
				p.failed(err)
				return
			case another || p.source == nil || !p.source.shows(f, order):
				p.source = newSource(p.Backend, p.Book, f, order, c)
				p.grid.SetSource(p.source)
			default:
				p.source.set(c)
				p.grid.Reload()
			}
			p.counted(c.Count)
			p.commandsChanged()
		})
	p.viewChanged()
}

// setQuery narrows the list otherwise. Panel and chips show the same.
func (p *Page) setQuery(q query) {
	p.query = q.at(p.Backend.Now(), p.Book.Zone())
	p.filters.set()
	p.chips.show()
	p.read(true)
}

// setText searches once the typing paused.
func (p *Page) setText(text string) {
	if text == p.query.text {
		return
	}
	p.query.text = text
	p.applySoon()
}

// applySoon narrows the list once the typing paused.
func (p *Page) applySoon() {
	p.searches.After(p.ctx, p.Do, searchDelay, func() { p.read(true) })
}

// clearFilters shows everything again.
func (p *Page) clearFilters() {
	p.toolbar.search.Put("")
	p.setQuery(query{})
	p.focusGrid()
}

// selectionChanged follows what is chosen; an open detail shows the chosen link.
func (p *Page) selectionChanged() {
	s := p.grid.Selected()
	p.chosen, p.selected = s.Count, chain.Entry{}
	if s.Count == 1 && len(s.IDs) == 1 && p.source != nil {
		p.selected = p.source.known(s.IDs[0])
	}
	if p.detail.link.Seq != 0 && p.selected.Seq != 0 && p.selected.Seq != p.detail.link.Seq {
		p.detail.show(p.selected)
	}
	p.tellSelection()
	p.commandsChanged()
	p.viewChanged()
}

// tellSelection writes the number of links, or of those chosen, into the status
// bar.
func (p *Page) tellSelection() {
	if !p.shown {
		return
	}
	words := ""
	switch total := p.state.Count(); {
	case total <= 0:
	case p.chosen > 0:
		words = p.Book.N("audit.selected", p.chosen, "total", total)
	default:
		words = p.Book.N("audit.rows", total)
	}
	p.Shell.SetSelection(words)
}

// open shows the detail of a link beside the list.
func (p *Page) open(id string) {
	if p.source == nil {
		return
	}
	if e := p.source.known(id); e.Seq != 0 {
		p.detail.show(e)
	}
}

func (p *Page) showMenu(at fyne.Position) {
	menu := p.Shell.Commands().ContextMenu(cmdOpen, "", cmdCopyRow, cmdCopyHeader, cmdCopyExcel, "", cmdCopyRecord, cmdCopyHash)
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

// id is a link's id in the grid.
func id(e chain.Entry) string { return strconv.FormatInt(e.Seq, 10) }
