package purchases

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/agent"
	"trastienda/app/calendar"
	"trastienda/app/purchase"
	"trastienda/ui/form"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// filterPanel is the collapsible "Filtros" (S0-27). Every change narrows the
// list at once; nothing has to be confirmed.
type filterPanel struct {
	*liststate.Filters
	page  *Page
	quiet bool // the panel is being written, not typed into

	from, to         *form.DateField
	psr, wallet, ref *form.TextField
	agent            *form.SearchSelect
	min, max         *form.AmountField
	status, cause    *form.Select
	clear            *form.Button
	periods          map[calendar.Period]*form.Chip
}

func newFilterPanel(p *Page) *filterPanel {
	f := &filterPanel{Filters: liststate.NewFilters(), page: p, periods: map[calendar.Period]*form.Chip{}}
	f.set(p.query)
	return f
}

// build makes the fields, once something is to be seen in them: most people
// never unfold the panel.
func (f *filterPanel) build() {
	p, b := f.page, f.page.book
	f.fields()
	fields := container.New(part.Wall{Gap: p.sized(look.SizeGap), Least: p.sized(look.SizeDetail, 0.52)})
	for _, row := range []struct {
		key   string
		field form.Field
	}{
		{"purchases.filters.from", f.from}, {"purchases.filters.to", f.to},
		{"purchases.filters.psr", f.psr}, {"purchases.filters.agent", f.agent},
		{"purchases.filters.wallet", f.wallet}, {"purchases.filters.transfer", f.ref},
		{"purchases.filters.min", f.min}, {"purchases.filters.max", f.max},
		{"purchases.filters.status", f.status}, {"purchases.filters.cause", f.cause},
	} {
		fields.Add(form.NewRow(b.T(row.key), row.field, ""))
	}
	f.clear = form.NewButton(form.ButtonParams{ID: "purchases.filters.clear", Text: b.T("purchases.filters.clear"),
		Icon: look.Icon("filter_alt_off"), Keys: p.keys, Run: func() { f.page.setQuery(query{text: p.query.text}) }})
	f.Fill(container.New(&column{Gap: p.sized(look.SizeGap)}, f.presets(), fields))
}

// presetKey is a period that one press fills in, and its text.
type presetKey struct {
	preset calendar.Period
	key    string
}

var presetKeys = []presetKey{
	{calendar.Today, "purchases.preset.today"},
	{calendar.Yesterday, "purchases.preset.yesterday"},
	{calendar.Week, "purchases.preset.week"},
	{calendar.MonthBack, "purchases.preset.month"},
	{calendar.ThisMonth, "purchases.preset.thismonth"},
}

// presets fill in both days with one press.
func (f *filterPanel) presets() *fyne.Container {
	p := f.page
	row := container.New(flow{Gap: p.sized(theme.SizeNamePadding)})
	for _, each := range presetKeys {
		f.periods[each.preset] = form.NewChip(form.ChipParams{ID: each.key, Text: p.book.T(each.key), Keys: p.keys, OnTap: func() {
			q := p.query
			q.panel.period = each.preset
			p.setQuery(q)
		}})
		row.Add(f.periods[each.preset])
	}
	row.Add(f.clear)
	return row
}

func (f *filterPanel) fields() {
	p, b := f.page, f.page.book
	field := func(id string) form.FieldParams {
		return form.FieldParams{ID: id, Keys: p.keys, OnChange: func(string) { f.changed() }}
	}
	day := func(id string) *form.DateField {
		return form.NewDateField(form.DateParams{Field: field(id), Book: b, Clock: p.backend})
	}
	amount := func(id string) *form.AmountField {
		return form.NewAmountField(form.AmountParams{Field: field(id), Book: b, Currency: p.currency, Optional: true})
	}
	f.from, f.to = day("purchases.filters.from"), day("purchases.filters.to")
	f.psr = form.NewTextField(field("purchases.filters.psr"))
	f.wallet = form.NewTextField(field("purchases.filters.wallet"))
	f.ref = form.NewTextField(field("purchases.filters.transfer"))
	f.min, f.max = amount("purchases.filters.min"), amount("purchases.filters.max")
	f.agent = form.NewSearchSelect(form.SearchParams{ID: "purchases.filters.agent", Placeholder: b.T("purchases.filters.any"),
		Book: b, Keys: p.keys, Find: f.findAgents, Do: p.do, OnChange: func(o form.Option) {
			p.agents[o.ID] = o
			f.changed()
		}})
	states := []form.Option{{ID: "", Text: b.T("purchases.filters.any")}}
	for _, s := range []purchase.Status{purchase.StatusOK, purchase.StatusPending, purchase.StatusError} {
		states = append(states, form.Option{ID: string(s), Text: b.T(statusKeys[s])})
	}
	f.status = form.NewSelect(form.SelectParams{ID: "purchases.filters.status", Options: states, Keys: p.keys,
		Placeholder: b.T("purchases.filters.any"), OnChange: func(string) { f.changed() }})
	causes := []form.Option{{ID: "", Text: b.T("purchases.filters.anycause")}}
	for _, c := range causeChoices {
		causes = append(causes, form.Option{ID: string(c.cause), Text: b.T(c.key)})
	}
	f.cause = form.NewSelect(form.SelectParams{ID: "purchases.filters.cause", Options: causes, Keys: p.keys,
		Placeholder: b.T("purchases.filters.anycause"), OnChange: func(string) { f.changed() }})
}

// findAgents finds agents by name or code.
func (f *filterPanel) findAgents(ctx context.Context, typed string) ([]form.Option, int, error) {
	list, err := f.page.backend.Agents(ctx)
	if err != nil {
		return nil, 0, err
	}
	found, more := AgentOptions(list, typed, f.page.book.T("purchases.filters.any"))
	return found, more, nil
}

// AgentOptions are the agents whose name or code holds what was typed, as a field
// offers them, and how many more there are; the first choice of an empty search
// is every agent, called all.
func AgentOptions(list []agent.Agent, typed, all string) (found []form.Option, more int) {
	typed = strings.ToLower(strings.TrimSpace(typed))
	if typed == "" {
		found = append(found, form.Option{Text: all})
	}
	for _, a := range list {
		if strings.Contains(strings.ToLower(a.Name+" "+a.Code), typed) {
			found = append(found, agentOption(a))
		}
	}
	const most = 50
	return found[:min(len(found), most)], max(len(found)-most, 0)
}

func agentOption(a agent.Agent) form.Option {
	return form.Option{ID: a.ID, Text: strings.TrimSpace(a.Name + " · " + a.Code)}
}

// show folds the panel out or in.
func (f *filterPanel) show(open bool) {
	p := f.page
	f.Fold(open)
	if open {
		f.set(p.query)
	}
	p.chips.show(p.query, p.counts)
	p.root.Refresh()
	if p.shown {
		p.shell.Commands().Refresh()
		if open {
			p.shell.Window().Canvas().Focus(f.from)
		}
	}
	p.viewChanged()
}

// changed reads the fields after one was changed by hand.
func (f *filterPanel) changed() {
	if f.quiet {
		return
	}
	p := f.page
	q, ok := f.read(p.query)
	if !ok {
		return
	}
	p.query = q
	p.chips.show(q, p.counts)
	f.markPeriod(q)
	p.applySoon()
}

// read gives q with the values of the fields; ok is false while a field is
// not understood or two contradict each other, which the panel then says.
func (f *filterPanel) read(q query) (query, bool) {
	b := f.page.book
	ok := true
	day := func(field *form.DateField) time.Time {
		t, right := field.Day()
		ok = ok && right
		return t
	}
	amount := func(field *form.AmountField) *int64 {
		if strings.TrimSpace(field.Text) == "" {
			return nil
		}
		v, right := field.Amount()
		ok = ok && right
		return &v
	}
	v := panelValues{
		from: day(f.from), to: day(f.to),
		psr: strings.TrimSpace(f.psr.Text), agent: f.agent.Chosen().ID,
		wallet: strings.TrimSpace(f.wallet.Text), transferID: strings.TrimSpace(f.ref.Text),
		min: amount(f.min), max: amount(f.max), cause: purchase.Cause(f.cause.Selected()),
	}
	if ok && !v.from.IsZero() && !v.to.IsZero() && v.to.Before(v.from) {
		f.to.SetError(b.T("purchases.filters.order.dates"))
		ok = false
	}
	if ok && v.min != nil && v.max != nil && *v.max < *v.min {
		f.max.SetError(b.T("purchases.filters.order.amounts"))
		ok = false
	}
	if old := q.panel; old.from.Equal(v.from) && old.to.Equal(v.to) {
		v.period = old.period // another field was changed
	}
	q.panel = v
	if s := purchase.Status(f.status.Selected()); s != q.status {
		q.status, q.due = s, false
	}
	return q, ok
}

// set writes q into the fields that show something else.
func (f *filterPanel) set(q query) {
	f.quiet = true
	defer func() { f.quiet = false }()
	if !f.Filled() {
		if !f.Open() && q.active() == 0 {
			return
		}
		f.build()
	}
	v := q.panel
	setText := func(field *form.TextField, text string) {
		if strings.TrimSpace(field.Text) != text {
			field.SetText(text)
		}
	}
	setText(f.psr, v.psr)
	setText(f.wallet, v.wallet)
	setText(f.ref, v.transferID)
	setDay(f.from, v.from)
	setDay(f.to, v.to)
	setAmount(f.min, v.min)
	setAmount(f.max, v.max)
	if f.agent.Chosen().ID != v.agent {
		f.agent.SetChosen(f.page.agents[v.agent])
	}
	f.status.SetSelected(string(q.status))
	f.cause.SetSelected(string(v.cause))
	f.markPeriod(q)
}

// markPeriod shows which of the periods the two days are.
func (f *filterPanel) markPeriod(q query) {
	for period, chip := range f.periods {
		from, to := period.Days(f.page.backend.Now(), f.page.book.Zone())
		chip.SetOn(q.panel.from.Equal(from) && q.panel.to.Equal(to))
	}
}

func setDay(field *form.DateField, day time.Time) {
	if have, ok := field.Day(); !ok || !have.Equal(day) {
		field.SetDay(day)
	}
}

func setAmount(field *form.AmountField, amount *int64) {
	switch have, ok := field.Amount(); {
	case amount == nil:
		field.SetAmount(0)
	case !ok || have != *amount:
		field.SetAmount(*amount)
	}
}
