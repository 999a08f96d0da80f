package reporting

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/calendar"
	"trastienda/app/purchase"
	"trastienda/reports"
	"trastienda/ui/command"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/purchases"
)

// The ids of the commands.
const (
	cmdPDF   = "reporting.pdf"
	cmdExcel = "reporting.excel"
	cmdCSV   = "reporting.csv"
	cmdPrint = "reporting.print"
	cmdMonth = "reporting.months"
)

// Commands are the ways out.
func (p *Page) Commands() []command.Command {
	title := func(id string) func() string { return func() string { return p.Book.T(id) } }
	accel := func(k fyne.KeyName) fyne.Shortcut {
		return &desktop.CustomShortcut{KeyName: k, Modifier: command.Modifier}
	}
	write := func(f reports.Format) func() { return func() { p.Write(p.wanted(f), p.written) } }
	list := []command.Command{
		{ID: cmdPDF, Menu: command.File, Title: title(cmdPDF), Icon: look.Icon("picture_as_pdf"), Shortcut: accel(fyne.KeyP), Enabled: p.mayWrite, Run: write(reports.PDF)},
		{ID: cmdExcel, Menu: command.File, Title: title(cmdExcel), Icon: look.Icon("table_view"), Shortcut: accel(fyne.KeyE), Enabled: p.mayWrite, Run: write(reports.XLSX)},
		{ID: cmdCSV, Menu: command.File, Title: title(cmdCSV), Icon: look.Icon("description"), Enabled: p.mayWrite, Run: write(reports.CSVs)},
		{ID: cmdPrint, Menu: command.File, Title: title(cmdPrint), Icon: look.Icon("print"), Enabled: p.mayWrite, Run: p.askPrinter},
	}
	if p.SeeMonths {
		list = append(list, command.Command{ID: cmdMonth, Menu: command.Actions, Title: title("reporting.months"), Icon: look.Icon("calendar_month"), Run: p.askMonths})
	}
	return list
}

// wanted is the report as a file.
func (p *Page) wanted(f reports.Format) purchases.Export {
	return purchases.Export{Format: f, Filter: p.query.filter(), Sort: purchase.NewestFirst, By: p.query.by}
}

// mayWrite: also a report without rows says something, but one whose rows are
// not known would not.
func (p *Page) mayWrite() (bool, string) {
	return p.madeFor != "" && p.rows >= 0, p.Book.T("reporting.reason.reading")
}

// written: the files are there.
func (p *Page) written([]string) { p.made.read() }

// toolbar is the buttons of the ways out.
type toolbar struct {
	page    *Page
	root    *fyne.Container
	buttons map[string]*form.Button // by the id of their command
}

func newToolbar(p *Page) *toolbar {
	t := &toolbar{page: p, buttons: map[string]*form.Button{}, root: container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)})}
	for _, c := range p.Commands() {
		kind := form.Plain
		if c.ID == cmdPDF {
			kind = form.Primary
		}
		t.buttons[c.ID] = form.NewButton(form.ButtonParams{ID: c.ID + ".button", Text: c.Title(), Icon: c.Icon, Kind: kind, Keys: p.keys,
			Run: func() { p.Shell.Commands().Run(c.ID) }})
		t.root.Add(t.buttons[c.ID])
	}
	return t
}

// show enables what may be done.
func (t *toolbar) show() {
	for id, button := range t.buttons {
		if id != cmdMonth {
			button.SetEnabled(t.page.mayWrite())
		}
	}
}

// chips are the periods, the switch of the filter panel and that of the files.
type chips struct {
	page    *Page
	root    *fyne.Container
	periods map[calendar.Period]*form.Chip
	filters *form.Chip
	made    *form.Chip
}

func newChips(p *Page) *chips {
	c := &chips{page: p, periods: map[calendar.Period]*form.Chip{}, root: container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)})}
	for _, each := range periods {
		c.periods[each.period] = form.NewChip(form.ChipParams{ID: each.key, Text: p.Book.T(each.key), Keys: p.keys, OnTap: func() {
			q := p.query
			q.period = each.period
			if each.period == calendar.None {
				q.from, q.to = startQuery().from, startQuery().to
			}
			p.setQuery(q)
		}})
		c.root.Add(c.periods[each.period])
	}
	c.filters = form.NewChip(form.ChipParams{ID: "reporting.filters.button", Icon: look.Icon("filter_alt"), Keys: p.keys,
		OnTap: func() { p.filters.show(!p.filters.Open()) }})
	c.made = form.NewChip(form.ChipParams{ID: "reporting.made.button", Text: p.Book.T("reporting.made"), Icon: look.Icon("folder"), Keys: p.keys,
		OnTap: p.toggleMade})
	c.root.Add(c.filters)
	c.root.Add(c.made)
	return c
}

// first is where the keyboard comes to.
func (c *chips) first() fyne.Focusable { return c.periods[periods[0].period] }

func (c *chips) show() {
	p := c.page
	days := p.query.from.IsZero() && p.query.to.IsZero()
	for period, chip := range c.periods {
		chip.SetOn(p.query.period == period && (period != calendar.None || days))
	}
	words := p.Book.T("reporting.filters")
	if n := p.query.narrowed(); n > 0 {
		words = p.Book.T("reporting.filters.count", "n", n)
	}
	c.filters.SetText(words)
	c.filters.SetOn(p.filters.Open())
	c.made.SetOn(p.showMade)
	part.Refit(c.root, p.root)
}
