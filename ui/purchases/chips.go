package purchases

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// chips are the states with their live numbers, the switch of the filter panel
// (S0-27), and how the list is grouped and looked at.
type chips struct {
	page    *Page
	root    *fyne.Container
	states  map[chip]*form.Chip
	filters *form.Chip
	group   *form.Chip
	view    *form.Chip
}

// chipKeys are the words of the chips, and their ids for the probe.
var chipKeys = map[chip]string{
	chipAll:     "purchases.chip.all",
	chipPending: "purchases.chip.pending",
	chipError:   "purchases.chip.error",
	chipDue:     "purchases.chip.due",
	chipClosing: "closing.chip",
}

func newChips(p *Page) *chips {
	c := &chips{page: p, states: map[chip]*form.Chip{}, root: container.New(flow{Gap: p.sized(theme.SizeNamePadding)})}
	for _, each := range []chip{chipAll, chipPending, chipError, chipDue, chipClosing} {
		b := form.NewChip(form.ChipParams{ID: chipKeys[each], Text: p.book.T(chipKeys[each]), Keys: p.keys,
			OnTap: func() { p.setQuery(p.query.withChip(each)) }})
		c.states[each] = b
		c.root.Add(b)
	}
	c.filters = form.NewChip(form.ChipParams{ID: "purchases.filters.button", Text: p.book.T("purchases.filters"), Icon: look.Icon("filter_alt"),
		Keys: p.keys, OnTap: func() { p.filters.show(!p.filters.Open()) }})
	c.root.Add(c.filters)
	c.group = form.NewChip(form.ChipParams{ID: "purchases.group.button", Icon: look.Icon("expand_more"), Keys: p.keys,
		OnTap: func() { p.pop(p.groupMenu(), c.group) }})
	c.root.Add(c.group)
	c.view = form.NewChip(form.ChipParams{ID: "purchases.view.button", Icon: look.Icon("expand_more"), Keys: p.keys,
		OnTap: func() { p.pop(p.viewMenu(), c.view) }})
	c.root.Add(c.view)
	return c
}

// show writes the numbers and marks the chosen state.
func (c *chips) show(q query, n Counts) {
	numbers := map[chip]int{chipAll: n.All, chipPending: n.Pending, chipError: n.Error, chipDue: n.DueSoon, chipClosing: len(n.Closing)}
	b := c.page.book
	for each, button := range c.states {
		button.SetCount(b.Number(numbers[each]))
		button.SetOn(q.chip() == each)
	}
	c.states[chipClosing].Hidden = len(n.Closing) == 0 && !q.closing
	text := b.T("purchases.filters")
	if q.active() > 0 {
		text = b.T("purchases.filters.count", "n", q.active())
	}
	c.filters.SetText(text)
	c.filters.SetOn(c.page.filters != nil && c.page.filters.Open())
	c.group.SetText(c.page.groupWords())
	c.group.SetOn(c.page.group != "")
	c.view.SetText(c.page.viewWords())
	c.view.SetOn(c.page.view != "")
	part.Refit(c.root, c.page.root)
}
