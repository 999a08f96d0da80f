package purchases

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/ui/grid"
	"trastienda/ui/text"
)

// Preview is the list of purchases only to be read: what a report of them will
// hold, in its order and its groups. All of it belongs to the UI goroutine.
type Preview struct {
	Grid    *grid.Grid
	backend Backend
	book    *text.Book
	grouped *grid.Grouped
}

// NewPreview makes an empty one; id names it for the probe. keys gets what the
// list has no use for, do runs a function on the UI goroutine.
func NewPreview(id string, b Backend, book *text.Book, keys func(*fyne.KeyEvent) bool, do func(func())) *Preview {
	columns := listColumns(book)
	for i := range columns {
		columns[i].Sortable = false
		if slices.Contains([]string{colDeadline, colMark, colActions}, columns[i].ID) {
			columns[i].Away = true
		}
	}
	p := &Preview{backend: b, book: book}
	p.Grid = grid.New(grid.Params{ID: id, Columns: columns, Keys: keys, Do: do})
	p.Grid.OnToggle = func(head string) {
		if p.grouped != nil {
			p.grouped.Toggle(head)
			p.Grid.Relist()
		}
	}
	return p
}

// Show lists what a filter keeps, in groups (purchase.GroupBy…) or "" without.
func (p *Preview) Show(f purchase.Filter, by string, sort listing.Sort) {
	list := &source{backend: p.backend, book: p.book, order: order(sort), now: p.backend.Now}
	list.set(f)
	p.grouped = nil
	if by == "" {
		p.Grid.SetSource(list)
		return
	}
	p.grouped = grid.NewGrouped(&groupSource{list: list, by: by, zone: p.book.Zone()})
	p.Grid.SetSource(p.grouped)
}

// States tells how many purchases of each state a filter keeps and what they
// come to. It may block and is called off the UI goroutine.
func (p *Preview) States(ctx context.Context, f purchase.Filter) ([]Group, error) {
	return p.backend.Groups(ctx, f, purchase.GroupByStatus)
}

// GroupChoice is what the list can be grouped by: "" first, for not at all.
type GroupChoice struct{ By, Text string }

// GroupChoices are they, in their order.
func GroupChoices(b *text.Book) []GroupChoice {
	all := make([]GroupChoice, len(groupChoices))
	for i, c := range groupChoices {
		all[i] = GroupChoice{c.by, b.T(c.key)}
	}
	return all
}

// StatusWords is a state as the screens call it.
func StatusWords(b *text.Book, s purchase.Status) string { return b.T(statusKeys[s]) }

// SumWords adds sums up in words, one per currency.
func SumWords(b *text.Book, sums []Sum) string {
	words := make([]string, len(sums))
	for i, s := range sums {
		words[i] = b.Money(s.Amount, s.Currency)
	}
	return strings.Join(words, " + ")
}
