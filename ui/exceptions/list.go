package exceptions

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"trastienda/app/exception"
	"trastienda/app/listing"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The ids of the columns.
const (
	colAt        = "at"
	colKind      = "kind"
	colPSR       = "psr"
	colAmount    = "amount"
	colReference = "reference"
	colState     = "state"
	colProposal  = "proposal"
)

var newestFirst = listing.Sort{{Field: colAt, Desc: true}}

func columns(b *text.Book) []grid.Column {
	return []grid.Column{
		{ID: colAt, Title: b.T("exceptions.col.at"), Width: 136, MinWidth: 136, Sortable: true},
		{ID: colKind, Title: b.T("exceptions.col.kind"), Width: 178, MinWidth: 120, Sortable: true},
		{ID: colPSR, Title: b.T("exceptions.col.psr"), Width: 138, MinWidth: 90, Sortable: true, Digits: true},
		{ID: colAmount, Title: b.T("exceptions.col.amount"), Width: 108, MinWidth: 96, Align: grid.Right, Sortable: true},
		{ID: colReference, Title: b.T("exceptions.col.reference"), Width: 104, MinWidth: 80, Sortable: true, Digits: true},
		{ID: colState, Title: b.T("exceptions.col.state"), Width: 158, MinWidth: 150, Fixed: true},
		{ID: colProposal, Title: b.T("exceptions.col.proposal"), Width: 264, MinWidth: 120},
	}
}

func (p *Page) buildGrid() {
	p.grid = grid.New(grid.Params{ID: PageID, Columns: columns(p.Book), Keys: p.keys, Do: p.Do})
	p.source = &grid.Held{}
	p.grid.SetSort(newestFirst)
	p.grid.OnSort = func(listing.Sort) { p.fill() }
	p.grid.OnSelect = func([]string) {
		p.choose()
		if p.chosen.ID != "" && p.detail.id != "" && p.chosen.ID != p.detail.id {
			p.detail.show(p.chosen.ID)
		}
		p.viewChanged()
	}
	p.grid.OnOpen = func(id string) { p.open(id) }
	p.grid.OnEscape = func() bool {
		if p.detail.id == "" {
			return false
		}
		p.detail.hide()
		return true
	}
	p.grid.OnContext = func(_ string, at fyne.Position) {
		menu := p.Shell.Commands().ContextMenu(cmdOpen, "", cmdAssign, cmdClose, "", cmdApprove, cmdReject, cmdWithdraw, "", cmdPurchase)
		widget.ShowPopUpMenuAtPosition(menu, p.Shell.Window().Canvas(), at)
		p.viewChanged()
	}
	p.grid.OnCount = func(int) { p.viewChanged() }
	p.grid.OnLoad = p.choose // a chosen row may have come with it
	p.grid.OnError = func(err error) { p.Log.Error("rows of exceptions", "error", err) }
	p.grid.OnCopy = func(tsv string) { p.Copy(tsv) }
	p.grid.SetSource(p.source)
}

// open shows the detail beside the list.
func (p *Page) open(id string) {
	if id == "" {
		return
	}
	p.detail.show(id)
	p.viewChanged()
}

// rows writes the list in the order of the headings.
func rows(list []exception.Exception, b *text.Book, sort listing.Sort) []grid.Row {
	list = slices.Clone(list)
	order(list, b, sort)
	rows := make([]grid.Row, len(list))
	for i, e := range list {
		rows[i] = formatRow(b, e)
	}
	return rows
}

// order sorts as the headings say; equal ones by their id, so that the order is
// always the same.
func order(list []exception.Exception, b *text.Book, sort listing.Sort) {
	slices.SortStableFunc(list, func(x, y exception.Exception) int {
		for _, key := range sort {
			c := compare(x, y, b, key.Field)
			if key.Desc {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return strings.Compare(x.ID, y.ID)
	})
}

func compare(x, y exception.Exception, b *text.Book, field string) int {
	switch field {
	case colKind:
		return strings.Compare(kindWords(b, x), kindWords(b, y))
	case colPSR:
		return strings.Compare(x.Told().PSR, y.Told().PSR)
	case colAmount:
		return int(max(-1, min(1, x.Told().Amount-y.Told().Amount)))
	case colReference:
		return strings.Compare(x.Reference, y.Reference)
	}
	return x.When().Compare(y.When())
}

// formatRow writes an exception as a row of the grid. What nobody proposed
// anything for has the pale row of what is pending; an alarm has the bar.
func formatRow(b *text.Book, e exception.Exception) grid.Row {
	told := e.Told()
	icon, tone, state := stateWords(b, e)
	row := grid.Row{ID: e.ID, Bar: e.Kind == exception.Alarm, Cells: []grid.Cell{
		{Text: b.Stamp(e.When())},
		{Text: kindWords(b, e)},
		{Text: told.PSR},
		{Text: amountWords(b, told), Kind: grid.Money, Align: grid.Right},
		{Text: e.Reference},
		{Text: state, Kind: grid.Pill, Icon: icon, Tone: tone, Bold: true},
		{Text: proposalWords(b, e)},
	}}
	if e.Proposal == nil {
		row.Fill = look.ColorPendingRow
	}
	return row
}
