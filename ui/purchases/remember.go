package purchases

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"trastienda/app/purchase"
)

// The settings the page keeps for its user.
const (
	settingViews = "purchases.views" // []view
	settingShown = "purchases.shown" // shown
)

// saveDelay is how long the page waits for the next change of a column's width
// before it writes it down.
const saveDelay = 500 * time.Millisecond

// shown is what the page looks like when it is opened again: the view chosen
// last, and what the user changed in it since. Filters come back only with a
// view, whose name says so on the screen.
type shown struct {
	View string `json:"view,omitempty"`
	shape
}

// Settings are the names of what the page keeps for its user.
func Settings() []string { return []string{settingViews, settingShown} }

// recall takes what the user chose and reads the list.
func (p *Page) recall() {
	if p.kept != nil {
		p.recalled(p.kept)
		return
	}
	run(p, func(ctx context.Context) (map[string]string, error) {
		kept := map[string]string{}
		for _, key := range Settings() {
			text, err := p.backend.Setting(ctx, key)
			if err != nil {
				return nil, err
			}
			kept[key] = text
		}
		return kept, nil
	}, func(kept map[string]string, err error) {
		if err != nil {
			// Nobody must be kept from working because a column's width is lost.
			p.log.Warn("read the choices of the purchases page", "error", err)
		}
		p.recalled(kept)
	})
}

func (p *Page) recalled(kept map[string]string) {
	var last *shown
	p.understand(kept, settingViews, &p.views)
	p.understand(kept, settingShown, &last)
	switch {
	case last == nil:
	case p.source != nil: // another page's link said meanwhile what to show
		p.takeShape(last.shape)
	default:
		p.takeShown(*last)
	}
	p.chips.show(p.query, p.counts)
	p.apply()
}

// understand reads one setting; one that cannot be understood counts as none.
func (p *Page) understand(kept map[string]string, key string, into any) {
	if kept[key] == "" {
		return
	}
	if err := json.Unmarshal([]byte(kept[key]), into); err != nil {
		p.log.Warn("a setting cannot be read", "setting", key, "error", err)
	}
}

func (p *Page) takeShown(s shown) {
	if i := p.viewIndex(s.View); i >= 0 {
		p.view = s.View
		p.takeQuery(p.views[i].Query)
	}
	p.takeShape(s.shape)
}

// takeQuery narrows the list as a record says, without reading it yet.
func (p *Page) takeQuery(r queryRecord) {
	if r.Agent != "" {
		p.agents[r.Agent] = r.option()
	}
	p.query = r.query(p.book.Zone()).at(p.backend.Now(), p.book.Zone())
	p.toolbar.search.Put(p.query.text)
	p.filters.set(p.query)
}

func (p *Page) takeShape(s shape) {
	p.order, p.group = s.sort(), s.group()
	p.grid.SetSort(p.order)
	p.grid.SetView(s.Columns)
}

// present is the list as it is shown now, as a view without a name.
func (p *Page) present() view {
	s := shape{Group: p.group, Columns: p.grid.View()}
	if o := p.order.String(); o != purchase.NewestFirst.String() {
		s.Order = o
	}
	return view{Query: p.query.record(p.agents[p.query.panel.agent].Text), shape: s}
}

func (p *Page) viewIndex(name string) int {
	return slices.IndexFunc(p.views, func(v view) bool { return v.Name == name })
}

// layoutChanged writes down how the columns stand, once they rest.
func (p *Page) layoutChanged() {
	p.chips.show(p.query, p.counts)
	p.saves.After(p.ctx, p.do, saveDelay, p.saveShown)
}

// choicesChanged writes down how the list is shown, at once: the window may be
// closed next.
func (p *Page) choicesChanged() {
	p.saves.Next()
	p.chips.show(p.query, p.counts)
	p.saveShown()
}

// saveShown writes one state at a time, so that an older one never comes last.
func (p *Page) saveShown() {
	if p.saving {
		p.saveAgain = true
		return
	}
	p.saving = true
	p.put(settingShown, shown{View: p.view, shape: p.present().shape}, func(err error) {
		if err != nil {
			p.log.Warn("keep how the list is shown", "error", err)
		}
		again := p.saveAgain
		p.saving, p.saveAgain = false, false
		if again {
			p.saveShown()
		}
	})
}

// put keeps a setting and tells what became of it.
func (p *Page) put(key string, value any, done func(error)) {
	text, err := json.Marshal(value)
	if err != nil {
		done(err)
		return
	}
	run(p, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.backend.PutSetting(ctx, key, string(text))
	},
		func(_ struct{}, err error) { done(err) })
}

// showView looks at the list through a view; the original one is everything, newest
// first, with every column.
func (p *Page) showView(v view) {
	p.view = v.Name
	p.takeQuery(v.Query)
	p.takeShape(v.shape)
	p.chips.show(p.query, p.counts)
	p.choicesChanged()
	p.apply()
	p.commandsChanged()
	p.focusGrid()
}
