package reporting

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2/container"

	"trastienda/app/calendar"
	"trastienda/app/purchase"
	"trastienda/ui/form"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/purchases"
)

// typing is how long a field waits for the next key.
const typing = 150 * time.Millisecond

// filterPanel narrows the report; every change shows at once.
type filterPanel struct {
	*liststate.Filters
	page  *Page
	quiet bool // the panel is being written, not typed into

	from, to   *form.DateField
	status, by *form.Select
	agent      *form.SearchSelect
	psr        *form.TextField
}

func newFilterPanel(p *Page) *filterPanel {
	f := &filterPanel{Filters: liststate.NewFilters(), page: p}
	b := p.Book
	field := func(id string) form.FieldParams {
		return form.FieldParams{ID: id, Keys: p.keys, OnChange: func(string) { f.changed() }}
	}
	f.from = form.NewDateField(form.DateParams{Field: field("reporting.from"), Book: b, Clock: p.Backend})
	f.to = form.NewDateField(form.DateParams{Field: field("reporting.to"), Book: b, Clock: p.Backend})
	states := []form.Option{{Text: b.T("reporting.any")}}
	for _, s := range stateOrder {
		states = append(states, form.Option{ID: string(s), Text: purchases.StatusWords(b, s)})
	}
	changed := func(string) { f.changed() }
	f.status = form.NewSelect(form.SelectParams{ID: "reporting.status", Options: states, Placeholder: b.T("reporting.any"), Keys: p.keys, OnChange: changed})
	var groups []form.Option
	for _, g := range purchases.GroupChoices(b) {
		groups = append(groups, form.Option{ID: g.By, Text: g.Text})
	}
	f.by = form.NewSelect(form.SelectParams{ID: "reporting.by", Options: groups, Placeholder: groups[0].Text, Keys: p.keys, OnChange: changed})
	f.agent = form.NewSearchSelect(form.SearchParams{ID: "reporting.agent", Placeholder: b.T("reporting.any"), Book: b, Keys: p.keys, Do: p.Do,
		Find: f.findAgents, OnChange: func(form.Option) { f.changed() }})
	f.psr = form.NewTextField(field("reporting.psr"))
	f.Fill(container.New(part.Wall{Gap: part.Sized(look.SizeGap, 1), Least: part.Sized(look.SizeDetail, 0.52)},
		form.NewRow(b.T("reporting.from"), f.from, ""), form.NewRow(b.T("reporting.to"), f.to, ""), form.NewRow(b.T("reports.by.status"), f.status, ""),
		form.NewRow(b.T("reports.by.agent"), f.agent, ""), form.NewRow(b.T("reports.by.psr"), f.psr, ""), form.NewRow(b.T("reporting.by"), f.by, "")))
	f.set()
	return f
}

// findAgents finds agents by name or code.
func (f *filterPanel) findAgents(ctx context.Context, typed string) ([]form.Option, int, error) {
	list, err := f.page.Backend.Agents(ctx)
	if err != nil {
		return nil, 0, err
	}
	found, more := purchases.AgentOptions(list, typed, f.page.Book.T("reporting.any"))
	return found, more, nil
}

// show folds the panel out or in.
func (f *filterPanel) show(open bool) {
	p := f.page
	f.Fold(open)
	p.chips.show()
	p.root.Refresh()
	if open && p.shown {
		p.Shell.Window().Canvas().Focus(f.from)
	}
	p.viewChanged()
}

// changed reads the fields after one was changed by hand.
func (f *filterPanel) changed() {
	if f.quiet {
		return
	}
	p, q := f.page, f.page.query
	from, ok := f.from.Day()
	to, right := f.to.Day()
	if !ok || !right {
		return // the field says so
	}
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		f.to.SetError(p.Book.T("reporting.order"))
		return
	}
	if !from.Equal(q.from) || !to.Equal(q.to) {
		q.period = calendar.None
	}
	q.from, q.to, q.status, q.by = from, to, purchase.Status(f.status.Selected()), f.by.Selected()
	q.agent, q.psr = f.agent.Chosen(), strings.TrimSpace(f.psr.Text)
	p.query = q
	p.chips.show()
	p.listing.After(p.ctx, p.Do, typing, p.apply)
}

// set writes the query into the fields that show something else.
func (f *filterPanel) set() {
	f.quiet = true
	defer func() { f.quiet = false }()
	q := f.page.query
	for field, want := range map[*form.DateField]time.Time{f.from: q.from, f.to: q.to} {
		if have, ok := field.Day(); !ok || !have.Equal(want) {
			field.SetDay(want)
		}
	}
	f.status.SetSelected(string(q.status))
	f.by.SetSelected(q.by)
	if f.agent.Chosen().ID != q.agent.ID {
		f.agent.SetChosen(q.agent)
	}
	if strings.TrimSpace(f.psr.Text) != q.psr {
		f.psr.Put(q.psr)
	}
}
