package reporting

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/purchase"
	"trastienda/ui/form"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/purchases"
)

// Page is the page; it is a shell.Page. Everything here belongs to the UI
// goroutine.
type Page struct {
	Params
	ctx  context.Context // of the page; ends with Dispose
	stop context.CancelFunc

	query    query
	rows     int // -1 until they were counted
	shown    bool
	showMade bool   // the files made lately are beside the list
	madeFor  string // language and look of what is built

	root    *fyne.Container
	list    *purchases.Preview
	toolbar *toolbar
	chips   *chips
	filters *filterPanel
	sum     *form.Words
	state   *liststate.State
	made    *madePanel

	counts  part.Generation // countings of the list
	listing part.Generation // waiting times of the fields
}

// prepare makes the content when it is first asked for.
func (p *Page) prepare() {
	if p.madeFor == "" {
		p.build()
	}
}

// build makes everything the page shows, in the present language and look.
func (p *Page) build() {
	p.madeFor, p.rows = p.appearance(), -1
	p.toolbar = newToolbar(p)
	p.chips = newChips(p)
	p.filters = newFilterPanel(p)
	p.made = newMadePanel(p)
	p.sum = form.NewWords("")
	p.sum.ID = "reporting.sum"
	p.list = p.Preview(p.keys)
	p.list.Grid.OnCount = p.counted
	p.list.Grid.OnError = p.failed
	p.list.Grid.OnCopy = func(tsv string) { fyne.CurrentApp().Clipboard().SetContent(tsv) }
	p.state = newState(p)
	title := form.NewWords(p.Title())
	title.ID, title.TextSize, title.Bold = "reporting.title", look.SizeTitle, true
	p.root.Objects = []fyne.CanvasObject{title, p.toolbar.root, p.chips.root, p.filters.Root, p.sum, p.state.Banner, p.state.Bar.Root,
		p.list.Grid, p.state.Overlay, p.made.root}
	p.chips.show()
	p.root.Refresh()
}

// parts are where the sections stand.
func (p *Page) parts() liststate.Parts {
	return liststate.Parts{Rows: p.list.Grid, Overlay: p.state.Overlay, Bar: p.state.Bar.Root, Filters: p.filters.Root, FiltersHeight: p.filters.HeightFor,
		Detail: p.made.root, DetailWidth: theme.Size(look.SizeDetail)}
}

// Rebuild makes the content anew after a change of language or look. What was
// chosen and typed stays.
func (p *Page) Rebuild() {
	open := p.filters.Open()
	p.list.Grid.Stop()
	p.build()
	p.filters.set()
	p.filters.show(open)
	p.apply()
}

// appearance is what everything built depends on.
func (p *Page) appearance() string {
	return fmt.Sprint(p.Book.Lang(), theme.Size(theme.SizeNameText), theme.Color(theme.ColorNameBackground))
}

// ID is part of shell.Page.
func (p *Page) ID() string { return PageID }

// Title is the page's full title.
func (p *Page) Title() string { return p.Book.T("reporting.title") }

// NavTitle is the one of the navigation.
func (p *Page) NavTitle() string { return p.Book.T("reporting.nav") }

// Icon is part of shell.Page.
func (p *Page) Icon() string { return "bar_chart" }

// Content is part of shell.Page.
func (p *Page) Content() fyne.CanvasObject {
	p.prepare()
	return p.root
}

// Panes are the places F6 walks through.
func (p *Page) Panes() []fyne.Focusable { return []fyne.Focusable{p.chips.first(), p.list.Grid} }

// Busy is part of shell.Page: files show themselves as tasks.
func (p *Page) Busy() bool { return false }

// Shown lists what the report holds.
func (p *Page) Shown() {
	p.shown = true
	p.prepare()
	if p.madeFor != p.appearance() {
		p.Rebuild()
		return
	}
	p.apply()
	p.made.read()
}

// Hidden is part of shell.Page.
func (p *Page) Hidden() { p.shown = false }

// Dispose ends everything the page has under way.
func (p *Page) Dispose() {
	p.stop()
	if p.madeFor != "" {
		p.list.Grid.Stop()
	}
}

// Refresh reads everything again.
func (p *Page) Refresh() {
	p.apply()
	p.made.read()
}

// Key has no keys of its own.
func (p *Page) Key(*fyne.KeyEvent) bool { return false }

// keys gives what no control wants to the window.
func (p *Page) keys(e *fyne.KeyEvent) bool { return p.Shell.Key(e) }

// setQuery reports something else.
func (p *Page) setQuery(q query) {
	p.query = q
	p.apply()
	p.chips.show()
}

// apply lists what the query keeps, and adds it up.
func (p *Page) apply() {
	p.listing.Next() // what waits is part of the query already
	p.query = p.query.at(p.Backend.Now(), p.Book.Zone())
	p.filters.set()
	f, n := p.query.filter(), p.counts.Next()
	p.state.Loading()
	p.list.Show(f, p.query.by, purchase.NewestFirst)
	list := p.list
	part.Run(p.ctx, p.Do, func(ctx context.Context) ([]purchases.Group, error) { return list.States(ctx, f) }, func(states []purchases.Group, err error) {
		if !p.counts.Current(n) {
			return
		}
		if err != nil {
			p.failed(err)
			return
		}
		p.rows = 0
		for _, s := range states {
			p.rows += s.Count
		}
		p.sum.SetText(p.sumWords(states))
		p.counted(p.rows)
		p.root.Refresh()
	})
	p.viewChanged()
}

// stateOrder is how the sums stand, as in the document.
var stateOrder = []purchase.Status{purchase.StatusOK, purchase.StatusPending, purchase.StatusError}

// sumWords: "128 compras · OK: 120 ($ 1.040,00) · PENDIENTE: 8 ($ 50,00)". The sums
// stand by state: only what is OK was credited.
func (p *Page) sumWords(states []purchases.Group) string {
	b := p.Book
	words := []string{b.N("reports.count", p.rows)}
	slices.SortFunc(states, func(a, b purchases.Group) int {
		return slices.Index(stateOrder, purchase.Status(a.Key)) - slices.Index(stateOrder, purchase.Status(b.Key))
	})
	for _, s := range states {
		words = append(words, b.T("reporting.sum", "state", purchases.StatusWords(b, purchase.Status(s.Key)), "count", b.Number(s.Count), "sum", purchases.SumWords(b, s.Sums)))
	}
	return strings.Join(words, " · ")
}

// counted: the list is known, it has n rows.
func (p *Page) counted(n int) {
	p.state.Counted(n)
	if p.shown {
		p.Shell.SetSelection(p.Book.N("reports.count", n))
	}
	p.commandsChanged()
}

// failed: the list could not be read; rows that are there stay.
func (p *Page) failed(err error) {
	if p.state.Failed(err) {
		p.Log.Warn("read the rows of a report", "error", err)
		p.commandsChanged()
	}
}

func (p *Page) commandsChanged() {
	p.toolbar.show()
	if p.shown {
		p.Shell.Commands().Refresh()
	}
	p.viewChanged()
}

func (p *Page) viewChanged() {
	if p.shown {
		p.Shell.ViewChanged()
	}
}

func newState(p *Page) *liststate.State {
	b := p.Book
	return liststate.New(liststate.Params{ID: PageID, Context: p.ctx, Do: p.Do, Keys: p.keys, Skeleton: true,
		Again: b.T("reporting.again"), Stays: b.T("reporting.error.stays"),
		Empty: func() liststate.Message {
			return liststate.Message{Icon: "bar_chart", Title: b.T("reports.none")}
		},
		Explain: func(error) liststate.Message {
			return liststate.Message{Icon: "error", Title: b.T("reporting.error"), Text: b.T("reporting.error.text")}
		},
		Refresh: p.Refresh, Lay: p.root.Refresh}, p.state)
}
