package audit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/calendar"
	"trastienda/ui/form"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// toolbar is the search box and the way out as a file.
type toolbar struct {
	root   *fyne.Container
	search *form.TextField
	export *form.Button
}

func newToolbar(p *Page) *toolbar {
	t := &toolbar{}
	b := p.Book
	t.search = liststate.NewSearch(liststate.SearchParams{ID: "audit.search", Book: b, Rows: p.focusGrid, Keys: p.keys, OnChange: p.setText})
	t.export = form.NewButton(form.ButtonParams{ID: "audit.export.button", Text: b.T("audit.export"), Icon: look.Icon("download"),
		Keys: p.keys, Run: func() { p.Shell.Commands().Run(cmdExport) }})
	t.root = container.New(part.Ends{}, t.search, t.export)
	return t
}

// chips are the periods and the switch of the filter panel.
type chips struct {
	page    *Page
	root    *fyne.Container
	periods map[calendar.Period]*form.Chip
	filters *form.Chip
}

func newChips(p *Page) *chips {
	c := &chips{page: p, periods: map[calendar.Period]*form.Chip{}, root: container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)})}
	for _, each := range periods {
		chip := form.NewChip(form.ChipParams{ID: each.key, Text: p.Book.T(each.key), Keys: p.keys, OnTap: func() { c.tap(each.period) }})
		c.periods[each.period] = chip
		c.root.Add(chip)
	}
	c.filters = form.NewChip(form.ChipParams{ID: "audit.filters.button", Icon: look.Icon("filter_alt"), Keys: p.keys,
		OnTap: func() { p.filters.show(!p.filters.Open()) }})
	c.root.Add(c.filters)
	return c
}

// tap narrows to a period; pressing the chosen one again shows every day.
func (c *chips) tap(which calendar.Period) {
	q := c.page.query
	on := c.periods[which].On()
	q.period = which
	if on {
		q.period = calendar.None
		q.from, q.to = time.Time{}, time.Time{}
	}
	c.page.setQuery(q)
}

// show marks the period and counts the filters.
func (c *chips) show() {
	p := c.page
	q, b := p.query, p.Book
	for which, chip := range c.periods {
		from, to := which.Days(p.Backend.Now(), b.Zone())
		chip.SetOn(q.from.Equal(from) && q.to.Equal(to))
	}
	words := b.T("audit.filters")
	if n := q.active(); n > 0 {
		words = b.T("audit.filters.count", "n", n)
	}
	c.filters.SetText(words)
	c.filters.SetOn(p.filters.Open())
	part.Refit(c.root, p.root)
}
