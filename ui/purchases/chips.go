package purchases

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/form"
	"trastienda/ui/look"
)

// chips are the states with their live numbers, and the switch of the filter
// panel (S0-27).
type chips struct {
	page    *Page
	root    *fyne.Container
	states  map[chip]*form.Chip
	filters *form.Chip
}

// chipKeys are the words of the chips, and their ids for the probe.
var chipKeys = map[chip]string{
	chipAll:     "purchases.chip.all",
	chipPending: "purchases.chip.pending",
	chipError:   "purchases.chip.error",
	chipDue:     "purchases.chip.due",
}

func newChips(p *Page) *chips {
	c := &chips{page: p, states: map[chip]*form.Chip{}, root: container.New(flow{Gap: p.sized(theme.SizeNamePadding)})}
	for _, each := range []chip{chipAll, chipPending, chipError, chipDue} {
		b := form.NewChip(form.ChipParams{ID: chipKeys[each], Text: p.book.T(chipKeys[each]), Keys: p.keys,
			OnTap: func() { p.setQuery(p.query.withChip(each)) }})
		c.states[each] = b
		c.root.Add(b)
	}
	c.filters = form.NewChip(form.ChipParams{ID: "purchases.filters.button", Text: p.book.T("purchases.filters"), Icon: look.Icon("filter_alt"),
		Keys: p.keys, OnTap: func() { p.filters.show(!p.filters.open) }})
	c.root.Add(c.filters)
	c.show(p.query, p.counts)
	return c
}

// show writes the numbers and marks the chosen state.
func (c *chips) show(q query, n Counts) {
	numbers := map[chip]int{chipAll: n.All, chipPending: n.Pending, chipError: n.Error, chipDue: n.DueSoon}
	b := c.page.book
	for each, button := range c.states {
		button.SetCount(b.Number(numbers[each]))
		button.SetOn(q.chip() == each)
	}
	text := b.T("purchases.filters")
	if q.active() > 0 {
		text = b.T("purchases.filters.count", "n", q.active())
	}
	c.filters.SetText(text)
	c.filters.SetOn(c.page.filters != nil && c.page.filters.open)
	c.root.Refresh()
}
