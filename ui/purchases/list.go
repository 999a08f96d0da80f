package purchases

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/ui/grid"
)

// searchDelay is how long the search box waits for the next key.
const searchDelay = 150 * time.Millisecond

func (p *Page) buildGrid() {
	p.grid = grid.New(grid.Params{ID: PageID, Columns: listColumns(p.book), Keys: p.keys, Do: p.do})
	p.grid.SetSort(purchase.NewestFirst)
	p.order = p.grid.Sort()
	p.grid.OnSort = p.sorted
	p.grid.OnSelect = func([]string) { p.readSelection() }
	p.grid.OnToggle = p.toggle
	p.grid.OnHeader = p.headerMenu
	p.grid.OnLayout = p.layoutChanged
	p.grid.OnOpen = p.open
	// What lies on top goes first: with a detail open Esc closes it and leaves
	// the row chosen.
	p.grid.OnEscape = func() bool {
		if p.detail.id == "" {
			return false
		}
		p.detail.hide()
		return true
	}
	p.grid.OnAction = func(id, _ string) { p.retry(id) }
	p.grid.OnContext = p.contextMenu
	p.grid.OnCount = func(n int) { p.state.counted(n) }
	p.grid.OnError = func(err error) { p.state.failed(err) }
	p.grid.OnCopy = func(tsv string) { p.copy(tsv) }
}

// sorted follows a pressed heading. The third press of one leaves it and goes
// back to newest first: date and time has no caret of its own (S0-28).
func (p *Page) sorted(s listing.Sort) {
	if len(s) == 1 && len(p.order) == 1 && s[0].Field == p.order[0].Field && p.order[0].Desc && !s[0].Desc {
		s = purchase.NewestFirst
		p.grid.SetSort(s)
	}
	p.order = s
	p.choicesChanged()
	p.apply()
}

// apply shows the rows of the present query and order.
func (p *Page) apply() {
	p.searches.Next() // what waits is part of the query already
	p.source = &source{backend: p.backend, book: p.book, order: order(p.grid.Sort()), now: p.backend.Now}
	p.source.set(p.query.filter(p.backend.Now()))
	p.state.loading()
	p.grid.SetSource(p.rows())
	p.viewChanged()
}

// rows is what the grid shows: the list, or its groups.
func (p *Page) rows() grid.Source {
	p.grouped = nil
	if p.group == "" {
		return p.source
	}
	p.grouped = grid.NewGrouped(&groupSource{list: p.source, by: p.group, zone: p.book.Zone()})
	return p.grouped
}

// setQuery narrows the list otherwise. Panel and chips show the same state.
func (p *Page) setQuery(q query) {
	q = q.at(p.backend.Now(), p.book.Zone())
	q.among = p.counts.Closing
	p.query = q
	p.chips.show(q, p.counts)
	p.filters.set(q)
	p.apply()
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
	p.searches.After(p.ctx, p.do, searchDelay, p.apply)
}

// clearFilters shows everything again.
func (p *Page) clearFilters() {
	p.toolbar.search.Put("")
	p.setQuery(query{})
	p.focusGrid()
}

// mayRetry tells whether what is chosen may be retried: one row by its state,
// several by how many they are (bulk.go says what each of them comes to).
func (p *Page) mayRetry() (bool, string) {
	b := p.book
	switch {
	case p.retrying != nil || p.bulking != nil && !p.bulking.hidden():
		return false, b.T("purchases.reason.busy")
	case p.chosen > 1 && p.bulking != nil:
		return false, b.T("bulk.reason.running")
	case p.chosen > 1:
		return p.mayRetryMany()
	case p.chosen == 0 || p.selected.ID == "":
		return false, b.T("purchases.reason.none")
	case p.selectedClosing.Closed():
		return false, b.T("closing.reason.closed")
	case !p.selected.Retryable():
		return false, noRetryWords(b, p.selected)
	}
	return true, ""
}

// readSelection reads the chosen row again and sums the chosen ones up.
func (p *Page) readSelection() {
	n := p.selects.Next()
	s := p.grid.Selected()
	p.chosen = s.Count
	if s.Count != 1 || len(s.IDs) != 1 {
		p.selected, p.selectedClosing = purchase.Purchase{}, purchase.Closing{}
		p.commandsChanged()
	} else {
		id := s.IDs[0]
		if p.selected.ID != id {
			p.selected, p.selectedClosing = p.source.known(id), purchase.Closing{}
			p.commandsChanged()
		}
		run(p, func(ctx context.Context) (chosen, error) { return p.readChosen(ctx, id) },
			func(found chosen, err error) {
				if !p.selects.Current(n) {
					return
				}
				if err != nil {
					if !errors.Is(err, ErrNotFound) {
						p.log.Warn("read purchase", "purchase", id, "error", err)
					}
					found = chosen{}
				}
				p.selected, p.selectedClosing = found.Purchase, found.closing
				p.commandsChanged()
				if p.detail.id != "" && found.ID != "" && found.ID != p.detail.id {
					p.detail.show(found.ID)
				}
				p.viewChanged()
			})
	}
	p.sum(n, s)
}

// chosen is a purchase with how far its closing is.
type chosen struct {
	purchase.Purchase
	closing purchase.Closing
}

func (p *Page) readChosen(ctx context.Context, id string) (chosen, error) {
	q, err := p.backend.Find(ctx, id)
	if err != nil {
		return chosen{}, err
	}
	c, err := p.closingOf(ctx, id)
	return chosen{q, c}, err
}

// sum writes number and sum of the chosen rows into the status bar.
func (p *Page) sum(n int, s grid.Selected) {
	if s.Count == 0 {
		p.tellSelected(s.Count, nil)
		return
	}
	filter := p.source.current()
	run(p, func(ctx context.Context) ([]Sum, error) {
		if !s.All {
			return p.backend.SumOf(ctx, s.IDs)
		}
		all, err := p.backend.SumAll(ctx, filter)
		if err != nil || len(s.Except) == 0 {
			return all, err
		}
		not, err := p.backend.SumOf(ctx, s.Except)
		return subtract(all, not), err
	}, func(sums []Sum, err error) {
		if !p.selects.Current(n) {
			return
		}
		if err != nil {
			// The number of rows is known, the sum is not: it is left out.
			p.log.Warn("sum purchases", "error", err)
			sums = nil
		}
		p.tellSelected(s.Count, sums)
		p.viewChanged()
	})
}

// subtract takes the sums of b from those of a.
func subtract(a, b []Sum) []Sum {
	out := append([]Sum(nil), a...)
	for _, s := range b {
		for i := range out {
			if out[i].Currency == s.Currency {
				out[i].Amount -= s.Amount
			}
		}
	}
	return out
}

func (p *Page) tellSelected(n int, sums []Sum) {
	p.state.selection = selectionWords(p, n, sums)
	p.tellSelection()
}

func (p *Page) tellSelection() {
	if p.shown {
		p.shell.SetSelection(p.state.selection)
	}
}

// selectionWords: "2 de 6 filas seleccionadas · Suma: $ 10.000.050,00", one
// sum per currency; without a selection the number of rows.
func selectionWords(p *Page, n int, sums []Sum) string {
	b, total := p.book, p.state.count
	if n == 0 {
		if total <= 0 {
			return ""
		}
		return b.N("purchases.rows", total)
	}
	if len(sums) == 0 {
		return b.N("purchases.selected.nosum", n, "total", total)
	}
	return b.N("purchases.selected", n, "total", total, "sum", SumWords(b, sums))
}

// open shows the detail of a purchase beside the list.
func (p *Page) open(id string) {
	if id == "" {
		return
	}
	p.detail.show(id)
	p.viewChanged()
}

// contextMenu offers what may be done with the row under the pointer.
// The row is read first: what the menu offers depends on its state.
func (p *Page) contextMenu(id string, at fyne.Position) {
	run(p, func(ctx context.Context) (chosen, error) { return p.readChosen(ctx, id) },
		func(found chosen, err error) {
			if err == nil && p.chosen <= 1 {
				p.selected, p.selectedClosing = found.Purchase, found.closing
			}
			p.commandsChanged()
			p.showMenu(at)
		})
}

func (p *Page) showMenu(at fyne.Position) {
	first := append([]string{cmdRetry, cmdOpen, cmdTake, cmdNote}, p.closingMenu()...)
	first = append(first, p.receiptMenu()...)
	menu := p.shell.Commands().ContextMenu(append(first, "", cmdCopyRow, cmdCopyHeader, cmdCopyExcel, "", cmdCopyPSR, cmdCopyWallet, cmdCopyTransfer)...)
	widget.ShowPopUpMenuAtPosition(menu, p.shell.Window().Canvas(), at)
	p.viewChanged()
}
