package purchases

import (
	"context"
	"time"

	"trastienda/app/purchase"
	"trastienda/ui/grid"
	"trastienda/ui/text"
)

// groupChoices are what the list can be grouped by, and their words. The first
// is an ungrouped list.
var groupChoices = []struct{ by, key string }{
	{"", "purchases.group.none"},
	{purchase.GroupByStatus, "purchases.group.status"},
	{purchase.GroupByAgent, "purchases.group.agent"},
	{purchase.GroupByPSR, "purchases.group.psr"},
	{purchase.GroupByDay, "purchases.group.day"},
}

// groupColumns tells which group a column's menu offers.
var groupColumns = map[string]string{
	colStatus: purchase.GroupByStatus, colPSR: purchase.GroupByPSR, colAt: purchase.GroupByDay,
}

// groupSource gives the grid a list in groups. Within a group the rows stand in
// the order of the list.
type groupSource struct {
	list *source
	by   string
	zone *time.Location
}

var _ grid.GroupSource = (*groupSource)(nil)

// Groups gives the groups with their subtotals.
func (s *groupSource) Groups(ctx context.Context) ([]grid.GroupInfo, error) {
	groups, err := s.list.backend.Groups(ctx, s.list.current(), s.by)
	if err != nil {
		return nil, err
	}
	all := make([]grid.GroupInfo, len(groups))
	for i, g := range groups {
		all[i] = s.info(g)
	}
	return all, nil
}

// Rows gives formatted rows of one group.
func (s *groupSource) Rows(ctx context.Context, key string, from, n int) ([]grid.Row, error) {
	return s.list.rows(ctx, purchase.GroupFilter(s.list.current(), s.by, key, s.zone), from, n)
}

// info writes a group as the head of its rows: title, number and, below the
// amounts, their sum; a group of two currencies has two sums.
func (s *groupSource) info(g Group) grid.GroupInfo {
	b := s.list.book
	cells := make([]grid.Cell, len(columnIDs))
	for i, id := range columnIDs {
		if id == colAmount {
			cells[i] = grid.Cell{Text: SumWords(b, g.Sums), Kind: grid.Money, Align: grid.Right, Bold: true}
		}
	}
	return grid.GroupInfo{Key: g.Key, Title: groupTitle(b, s.by, g), Note: b.N("purchases.rows", g.Count), Count: g.Count, Cells: cells}
}

func groupTitle(b *text.Book, by string, g Group) string {
	switch by {
	case purchase.GroupByStatus:
		return b.T(statusKeys[purchase.Status(g.Key)])
	case purchase.GroupByDay:
		if day, err := purchase.DayStart(g.Key, b.Zone()); err == nil {
			return b.Day(day)
		}
	case purchase.GroupByPSR:
		return b.T("purchases.col.psr") + " " + g.Title
	}
	return g.Title
}

// groupBy shows the list in groups; "" without.
func (p *Page) groupBy(by string) {
	if p.group == by {
		return
	}
	p.group = by
	p.choicesChanged()
	p.apply()
	p.commandsChanged()
}

// toggle opens or closes the group with that head.
func (p *Page) toggle(head string) {
	if p.grouped != nil {
		p.grouped.Toggle(head)
		p.relist()
	}
}

func (p *Page) relist() {
	p.grid.Relist()
	p.viewChanged()
}
