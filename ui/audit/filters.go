package audit

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	chain "trastienda/app/audit"
	"trastienda/app/calendar"
	"trastienda/ui/form"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// filterPanel is the collapsible panel of filters. Every change narrows the list
// at once.
type filterPanel struct {
	*liststate.Filters
	page  *Page
	quiet bool // the panel is being written, not typed into

	from, to   *form.DateField
	actor, act *form.SearchSelect
	clear      *form.Button
}

func newFilterPanel(p *Page) *filterPanel {
	f := &filterPanel{Filters: liststate.NewFilters(), page: p}
	b := p.Book
	day := func(id string) *form.DateField {
		return form.NewDateField(form.DateParams{Book: b, Clock: p.Backend,
			Field: form.FieldParams{ID: id, Keys: p.keys, OnChange: func(string) { f.changed() }}})
	}
	choose := func(id, any string, find func(context.Context, string) ([]form.Option, int, error)) *form.SearchSelect {
		return form.NewSearchSelect(form.SearchParams{ID: id, Placeholder: any, Book: b, Keys: p.keys, Do: p.Do, Find: find,
			Explain: func(err error) string { return errorWords(b, err).Text }, OnChange: func(o form.Option) { f.changed() }})
	}
	f.from, f.to = day("audit.filters.from"), day("audit.filters.to")
	f.actor = choose("audit.filters.actor", b.T("audit.filters.anybody"), f.findActors)
	f.act = choose("audit.filters.act", b.T("audit.filters.anything"), f.findActs)
	f.clear = form.NewButton(form.ButtonParams{ID: "audit.filters.clear", Text: b.T("audit.filters.clear"), Icon: look.Icon("filter_alt_off"),
		Keys: p.keys, Run: func() { p.setQuery(query{text: p.query.text}) }})
	fields := container.New(part.Wall{Gap: part.Sized(look.SizeGap, 1), Least: part.Sized(look.SizeDetail, 0.52)},
		form.NewRow(b.T("audit.filters.from"), f.from, ""), form.NewRow(b.T("audit.filters.to"), f.to, ""),
		form.NewRow(b.T("audit.filters.actor"), f.actor, ""), form.NewRow(b.T("audit.filters.act"), f.act, ""))
	f.Fill(container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1)}, fields,
		container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)}, f.clear)))
	f.set()
	return f
}

// findActors finds who did something by name; the first choice of an empty search
// is everybody.
func (f *filterPanel) findActors(ctx context.Context, typed string) ([]form.Option, int, error) {
	c, err := f.page.Backend.Choices(ctx)
	if err != nil {
		return nil, 0, err
	}
	b := f.page.Book
	all := []form.Option{{Text: b.T("audit.filters.anybody")}}
	for _, a := range c.Actors {
		all = append(all, actorOption(actorWords(b, a), a))
	}
	return matching(all, typed)
}

func actorOption(words string, a chain.Actor) form.Option {
	if a.ID == "" {
		return form.Option{ID: chain.Hub, Text: words}
	}
	return form.Option{ID: a.ID, Text: words}
}

func (f *filterPanel) findActs(ctx context.Context, typed string) ([]form.Option, int, error) {
	c, err := f.page.Backend.Choices(ctx)
	if err != nil {
		return nil, 0, err
	}
	b := f.page.Book
	all := []form.Option{{Text: b.T("audit.filters.anything")}}
	for _, act := range c.Acts {
		all = append(all, form.Option{ID: act, Text: actWords(b, act)})
	}
	return matching(all, typed)
}

// matching keeps the options that hold what was typed.
func matching(all []form.Option, typed string) ([]form.Option, int, error) {
	typed = chain.Fold(strings.TrimSpace(typed))
	var found []form.Option
	for _, o := range all {
		if typed == "" || o.ID != "" && strings.Contains(chain.Fold(o.Text), typed) {
			found = append(found, o)
		}
	}
	const most = 50
	return found[:min(len(found), most)], max(len(found)-most, 0), nil
}

// show folds the panel out or in.
func (f *filterPanel) show(open bool) {
	p := f.page
	f.Fold(open)
	p.chips.show()
	p.root.Refresh()
	if p.shown {
		p.Shell.Commands().Refresh()
		if open {
			p.Shell.Window().Canvas().Focus(f.from)
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
	p.actors[q.actor] = f.actor.Chosen()
	p.query = q
	p.chips.show()
	p.applySoon()
}

// read gives q with the values of the fields; ok is false while a day is not
// understood or the two contradict each other, which the panel then says.
func (f *filterPanel) read(q query) (query, bool) {
	ok := true
	day := func(field *form.DateField) time.Time {
		t, right := field.Day()
		ok = ok && right
		return t
	}
	from, to := day(f.from), day(f.to)
	if ok && !from.IsZero() && !to.IsZero() && to.Before(from) {
		f.to.SetError(f.page.Book.T("audit.filters.order"))
		ok = false
	}
	if !from.Equal(q.from) || !to.Equal(q.to) {
		q.period = calendar.None
	}
	q.from, q.to, q.actor, q.act = from, to, f.actor.Chosen().ID, f.act.Chosen().ID
	return q, ok
}

// set writes the query into the fields that show something else.
func (f *filterPanel) set() {
	f.quiet = true
	defer func() { f.quiet = false }()
	p, q := f.page, f.page.query
	for field, want := range map[*form.DateField]time.Time{f.from: q.from, f.to: q.to} {
		if have, ok := field.Day(); !ok || !have.Equal(want) {
			field.SetDay(want)
		}
	}
	if f.actor.Chosen().ID != q.actor {
		f.actor.SetChosen(p.actorChosen())
	}
	if f.act.Chosen().ID != q.act {
		f.act.SetChosen(form.Option{ID: q.act, Text: actWords(p.Book, q.act)})
	}
}

// actorChosen is the person of the query as the panel shows them.
func (p *Page) actorChosen() form.Option {
	if p.query.actor == chain.Hub {
		return actorOption(p.Book.T("audit.hub"), chain.Actor{})
	}
	return p.actors[p.query.actor]
}
