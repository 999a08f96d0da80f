package agents

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/audit"
	"trastienda/ui/form"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// filterPanel is the collapsible panel of filters. Every change narrows the list
// at once.
type filterPanel struct {
	*liststate.Filters
	page     *Page
	activity *form.Select
	locality *form.SearchSelect
}

func newFilterPanel(p *Page) *filterPanel {
	f := &filterPanel{Filters: liststate.NewFilters(), page: p}
	b := p.Book
	f.activity = form.NewSelect(form.SelectParams{ID: "agents.filters.active", Keys: p.keys, Options: []form.Option{
		{Text: b.T("agents.filters.any")}, {ID: string(active), Text: b.T("agents.filters.active")}, {ID: string(inactive), Text: b.T("agents.filters.inactive")},
	}, OnChange: func(id string) {
		q := p.query
		q.activity = activity(id)
		p.setQuery(q)
	}})
	f.locality = form.NewSearchSelect(form.SearchParams{ID: "agents.filters.locality", Placeholder: b.T("agents.filters.anywhere"), Book: b, Keys: p.keys,
		Do: p.Do, Find: f.find, Explain: func(error) string { return b.T("agents.error") }, OnChange: func(o form.Option) {
			q := p.query
			q.locality = o.ID
			p.setQuery(q)
		}})
	clear := form.NewButton(form.ButtonParams{ID: "agents.filters.clear", Text: b.T("agents.filters.clear"), Icon: look.Icon("filter_alt_off"), Keys: p.keys,
		Run: func() { p.setQuery(query{text: p.query.text}) }})
	f.Fill(container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1)},
		container.New(part.Wall{Gap: part.Sized(look.SizeGap, 1), Least: part.Sized(look.SizeDetail, 0.52)},
			form.NewRow(b.T("agents.filters.activity"), f.activity, ""), form.NewRow(b.T("agents.col.locality"), f.locality, "")),
		container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)}, clear)))
	f.set()
	return f
}

// find finds localities; the first choice of an empty search is everywhere.
func (f *filterPanel) find(ctx context.Context, typed string) ([]form.Option, int, error) {
	list, err := f.page.Backend.Agents(ctx)
	if err != nil {
		return nil, 0, err
	}
	typed = audit.Fold(strings.TrimSpace(typed))
	found := map[string]form.Option{}
	for _, a := range list {
		place := strings.TrimSpace(a.Address.Locality)
		if id := audit.Fold(place); id != "" && strings.Contains(id, typed) {
			found[id] = form.Option{ID: id, Text: place}
		}
	}
	var options []form.Option
	for _, o := range found {
		options = append(options, o)
	}
	slices.SortFunc(options, func(a, b form.Option) int { return strings.Compare(a.ID, b.ID) })
	if typed == "" {
		options = append([]form.Option{{Text: f.page.Book.T("agents.filters.anywhere")}}, options...)
	}
	const most = 50
	return options[:min(len(options), most)], max(len(options)-most, 0), nil
}

// show folds the panel out or in.
func (f *filterPanel) show(open bool) {
	p := f.page
	f.Fold(open)
	p.chips.show()
	p.listing.Refresh()
	if p.shown {
		p.Shell.Commands().Refresh()
		if open {
			p.focus(f.activity)
		}
	}
	p.viewChanged()
}

// set writes the query into the fields that show something else.
func (f *filterPanel) set() {
	q := f.page.query
	if f.activity.Selected() != string(q.activity) {
		f.activity.SetSelected(string(q.activity))
	}
	if f.locality.Chosen().ID != q.locality {
		place := q.locality
		for _, a := range f.page.agents {
			if audit.Fold(strings.TrimSpace(a.Address.Locality)) == q.locality {
				place = strings.TrimSpace(a.Address.Locality)
			}
		}
		f.locality.SetChosen(form.Option{ID: q.locality, Text: place})
	}
}
