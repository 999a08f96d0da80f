package agents

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/money"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// rateSection is the bonus rate of the agent: the one in force, what comes next,
// and the way to another one.
type rateSection struct {
	form  *formView
	root  *fyne.Container
	dated *fyne.Container // the rates there were, with their days
}

func newRateSection(f *formView) *rateSection {
	return &rateSection{form: f, root: stacked(), dated: container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 0.5)})}
}

// fill shows what is known of the rate.
func (r *rateSection) fill() {
	f, p, b := r.form, r.form.page, r.form.page.Book
	head := piece.Strong(b.T("agents.rate"))
	r.root.Objects = []fyne.CanvasObject{head}
	if f.id == "" {
		words := piece.Muted(b.T("agents.rate.new"))
		words.ID = "agents.form.rate"
		r.root.Add(words)
		return
	}
	now := form.NewWords(b.T("agents.rate.now", "rate", b.Percent(f.agent.BonusBP)))
	now.ID = "agents.form.rate"
	r.root.Add(now)
	r.root.Add(r.dated)
	r.load()
	open := p.openOf(f.id, Rate)
	if next := f.agent.Rate; next != nil && len(open) == 0 {
		words := b.T("agents.rate.next", "rate", b.Percent(next.BonusBP), "from", p.fromWords(next.From))
		if next.State == agent.Proposed {
			words = b.T("agents.rate.proposed", "rate", b.Percent(next.BonusBP), "from", p.fromWords(next.From))
		}
		r.root.Add(piece.Note("agents.form.rate.next", "schedule", look.ToneInfo, words))
	}
	for _, c := range open {
		r.root.Add(p.card(c, nil, nil))
	}
	change := form.NewButton(form.ButtonParams{ID: cmdRate + ".button", Text: b.T("agents.rate.change"), Icon: look.Icon("edit"), Keys: p.keys,
		Run: func() { p.Shell.Commands().Run(cmdRate) }})
	change.SetEnabled(p.mayRate(f.agent))
	r.root.Add(container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)}, change, p.historyButton("agents.form.rate.history")))
}

// datedMost is how many of the approved rates stand in the form; the history has
// all.
const datedMost = 4

// load reads the approved rates, for those who may see them.
func (r *rateSection) load() {
	f, p, b := r.form, r.form.page, r.form.page.Book
	if !p.may(access.RatesSee) || f.agent.New {
		return
	}
	id := f.id
	run(p, func(ctx context.Context) ([]agent.RateChange, error) { return p.Backend.RateChanges(ctx, id) }, func(list []agent.RateChange, err error) {
		if err != nil {
			p.Log.Warn("read the rates of an agent", "agent", id, "error", err)
			return
		}
		r.dated.Objects = nil
		for _, c := range list {
			if c.State != agent.Approved || c.DecidedAt == nil || len(r.dated.Objects) == datedMost {
				continue
			}
			from := *c.DecidedAt
			if c.From != nil && c.From.After(from) {
				from = *c.From
			}
			line := piece.Muted(b.T("agents.rate.dated", "rate", b.Percent(c.New), "from", b.Day(from), "name", c.DecidedBy))
			line.ID = "agents.form.rate." + c.ID
			r.dated.Add(line)
		}
		f.root.Refresh()
		p.viewChanged()
	})
}

// mayRate tells why no other rate can be proposed.
func (p *Page) mayRate(a Agent) (bool, string) {
	b := p.Book
	switch {
	case !p.may(access.RatesPropose):
		return false, b.T("agents.reason.rate")
	case a.New:
		return false, b.T("agents.reason.new")
	case len(p.openOf(a.ID, Rate)) > 0 || a.Rate != nil && a.Rate.State == agent.Proposed:
		return false, b.T("agents.reason.open")
	}
	return p.ready()
}

// askRate asks for another rate of an agent; one without id stands for the new
// agents of the agency, and its version is that of the agency's data.
func (p *Page) askRate(a Agent, name string) {
	if p.asking != nil {
		return
	}
	b := p.Book
	percent := form.NewTextField(form.FieldParams{ID: "agents.rate.ask.rate", Max: 10, SelectAll: true})
	from := form.NewDateField(form.DateParams{Book: b, Clock: p.Backend, Field: form.FieldParams{ID: "agents.rate.ask.from"}})
	rows := pair(form.NewRow(b.T("agents.rate.ask.rate"), percent, b.T("agents.rate.ask.hint", "example", b.Percent(450))),
		form.NewRow(b.T("agents.rate.from"), from, b.T("agents.rate.ask.from.hint")))
	title := piece.Strong(name)
	title.ID = "agents.rate.ask.agent"
	s := &settling{page: p, id: "agents.rate.ask", yes: b.T("agents.rate.ask.yes"), kind: dialog.Primary, done: b.T("agents.rate.ask.done")}
	s.content = func(fault fyne.CanvasObject) fyne.CanvasObject {
		return column(fault, title, piece.Words("agents.rate.ask.now", b.T("agents.rate.now", "rate", b.Percent(a.BonusBP))), rows,
			piece.Note("agents.rate.ask.consequence", "info", look.ToneInfo, b.T("agents.rate.ask.consequence")))
	}
	s.ready = func() (func(context.Context) error, bool) {
		rate, err := parsePercent(percent.Text, string(b.Lang()))
		day, understood := from.Day()
		switch {
		case err != nil:
			percent.SetError(b.T("agents.rate.wrong", "example", b.Percent(450)))
		case !understood:
			from.Complain()
		case rate == a.BonusBP && day.IsZero():
			percent.SetError(b.T("agents.rate.same"))
		case !day.IsZero() && !day.After(p.Backend.Now()):
			from.SetError(b.T("agents.rate.past"))
		default:
			return func(ctx context.Context) error { return p.Backend.ProposeRate(ctx, a.ID, rate, day, a.Version) }, true
		}
		return nil, false
	}
	s.show(b.T("agents.rate.ask"), "edit", dialog.None)
}

// AskDefaultRate asks for another rate of new agents, over whatever page is
// shown; rate is the present one, version that of the agency's data.
func (p *Page) AskDefaultRate(rate money.BasisPoints, version int64) {
	p.prepare()
	p.askRate(Agent{Agent: agent.Agent{BonusBP: rate, Version: version}}, p.Book.T("agents.rate.default"))
}

// errPercent tells that a text is no rate.
var errPercent = errors.New("agents: a rate goes from 0 to 100 % with two decimals at most")

// parsePercent reads a rate as people type it: "4", "4,5", "4,50 %".
func parsePercent(typed, lang string) (money.BasisPoints, error) {
	typed = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(strings.ReplaceAll(typed, "\u00a0", " ")), "%"))
	if lang != "en" && strings.Count(typed, ".") == 1 && !strings.Contains(typed, ",") {
		typed = strings.Replace(typed, ".", ",", 1) // a rate has no thousands to group
	}
	n, err := money.Parse(typed, lang)
	if err != nil || n < 0 || n > 10000 {
		return 0, errPercent
	}
	return money.BasisPoints(n), nil
}
