package agents

import (
	"fmt"
	"reflect"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// tab is a part of the form (S0-21).
type tab string

// The tabs, in their order.
const (
	tabMain    tab = "main"
	tabContact tab = "contact"
	tabAddress tab = "address"
	tabBank    tab = "bank"
)

var tabs = []tab{tabMain, tabContact, tabAddress, tabBank}

// formView is the form of one agent. What is typed is kept apart from the
// controls, so that they can be made anew at any time.
type formView struct {
	page    *Page
	id      string // "" until a new agent is saved
	version int64  // the one the form began with
	base    agent.Edit
	now     agent.Edit    // as typed
	account agent.Account // bank data as typed, to be proposed
	agent   Agent         // as last read
	gone    bool          // it is not in the copy any more
	at      tab
	saving  bool
	said    said

	root   *fyne.Container
	head   *fyne.Container
	title  *form.Words
	pill   *fyne.Container
	notes  *fyne.Container
	chips  map[tab]*form.Chip
	scroll *container.Scroll
	bodies map[tab]*fyne.Container
	fields []*field
	visit  *form.DateField
	active *form.Select
	points *points
	rate   *rateSection
	bank   *bankTab
	foot   *fyne.Container
	line   *form.Words
	save   *form.Button
	quiet  bool   // fields are being written, not typed into
	drawn  string // what fill showed last
}

// said is what the line at the foot says.
type said struct {
	key   string
	wrong bool
}

// newForm makes the form of an agent; one without id is new.
func newForm(p *Page, a Agent) *formView {
	f := &formView{page: p, id: a.ID, at: tabMain}
	f.begin(a)
	f.build()
	return f
}

// begin takes an agent as what the form begins with.
func (f *formView) begin(a Agent) {
	f.agent, f.version = a, a.Version
	f.base = agent.EditOf(a.Agent).Clean()
	f.now = copyOf(f.base)
}

// copyOf shares nothing with e.
func copyOf(e agent.Edit) agent.Edit {
	e.PointsOfSale = slices.Clone(e.PointsOfSale)
	return e
}

// edits tells whether whoever is signed in may change more than bank data.
func (f *formView) edits() bool { return f.page.may(access.AgentsEdit) }

// dirty tells whether something was typed that is not saved.
func (f *formView) dirty() bool {
	if f.visit != nil {
		if _, ok := f.visit.Day(); !ok {
			return true
		}
	}
	return !reflect.DeepEqual(f.now.Clean(), f.base) || f.account != (agent.Account{})
}

// changedIn tells whether something was typed on a tab.
func (f *formView) changedIn(t tab) bool {
	now := f.now.Clean()
	switch t {
	case tabContact:
		return now.Contact != f.base.Contact
	case tabAddress:
		return now.Address != f.base.Address
	case tabBank:
		return f.account != (agent.Account{})
	}
	now.Contact, now.Address = f.base.Contact, f.base.Address
	return !reflect.DeepEqual(now, f.base)
}

// build makes the controls in the present language and look.
func (f *formView) build() {
	p, b := f.page, f.page.Book
	f.quiet = true
	f.fields, f.bodies, f.chips = nil, map[tab]*fyne.Container{}, map[tab]*form.Chip{}
	f.title = form.NewWords("")
	f.title.ID, f.title.TextSize, f.title.Bold = "agents.form.title", look.SizeTitle, true
	f.pill = container.NewStack()
	f.notes = container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 1)})
	line := container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)})
	for _, t := range tabs {
		f.chips[t] = form.NewChip(form.ChipParams{ID: "agents.tab." + string(t), Text: b.T("agents.tab." + string(t)), Keys: p.keys, OnTap: func() { f.show(t) }})
		line.Add(f.chips[t])
	}
	f.head = container.New(&part.Column{Gap: part.Sized(look.SizeGap, 0.75)},
		container.New(part.Ends{}, f.title, f.pill), line, f.notes)
	f.bodies[tabMain] = f.buildMain()
	f.bodies[tabContact] = f.buildContact()
	f.bodies[tabAddress] = f.buildAddress()
	f.bank = newBankTab(f, f.bank)
	f.bodies[tabBank] = f.bank.root
	f.scroll = container.NewVScroll(container.NewWithoutLayout())
	f.root = container.New(pageLayout{}, f.head, f.scroll, f.buildFoot())
	f.quiet, f.drawn = false, ""
	f.fill()
	f.show(f.at)
}

// buildFoot makes the line that says how it went, and the buttons (S0-23).
func (f *formView) buildFoot() *fyne.Container {
	p, b := f.page, f.page.Book
	f.line = form.NewWords("")
	f.line.ID = "agents.form.line"
	button := func(id string, kind form.Kind, text string) *form.Button {
		return form.NewButton(form.ButtonParams{ID: id + ".button", Text: text, Kind: kind, Keys: p.keys, Run: func() { p.Shell.Commands().Run(id) }})
	}
	f.save = button(cmdSave, form.Primary, b.T("agents.save"))
	buttons := container.NewHBox(button(cmdClear, form.Plain, b.T("agents.clear")), button(cmdClose, form.Plain, b.T("agents.close")), f.save)
	f.foot = container.New(part.Narrow{Most: part.Sized(theme.SizeNameText, formWidth)}, container.New(part.Ends{}, f.line, buttons))
	return f.foot
}

// fill writes what is known of the agent into what only shows, if it is another
// thing than before: a button that has the keyboard must not go away under it.
func (f *formView) fill() {
	p, b := f.page, f.page.Book
	now := f.known()
	if f.drawn == now {
		f.mark()
		return
	}
	f.drawn = now
	title := b.T("agents.form.new")
	if f.id != "" {
		title = b.T("agents.form.title", "name", f.base.Name)
	}
	f.title.SetText(title)
	icon, tone, state := bankWords(b, f.agent.Bank)
	f.pill.Objects = []fyne.CanvasObject{piece.Pill("agents.form.bank", icon, tone, state)}
	f.notes.Objects = nil
	if sign, ok := unsentSigns[f.agent.Unsent]; ok {
		see := form.NewButton(form.ButtonParams{ID: "agents.form.unsent.see", Text: b.T("agents.unsent.see"), Icon: look.Icon("send"), Keys: p.keys,
			Run: func() { p.Unsent(f.id) }})
		f.notes.Add(container.New(part.Ends{}, piece.Note("agents.form.unsent", sign.icon, sign.tone, b.T(sign.sentence)), see))
	}
	if f.gone {
		f.notes.Add(piece.Note("agents.form.gone", "warning", look.ToneWarning, b.T("agents.form.gone")))
	}
	f.rate.fill()
	f.bank.fill()
	f.mark()
	f.root.Refresh()
}

// known is all that fill depends on.
func (f *formView) known() string {
	p, a := f.page, f.agent
	now := fmt.Sprint(f.id, f.gone, p.Backend.Online(), p.asking != nil)
	if a.BankUnsent != nil {
		now += fmt.Sprint(*a.BankUnsent)
	}
	if a.Rate != nil {
		now += fmt.Sprint(*a.Rate)
	}
	a.BankUnsent, a.Rate = nil, nil
	for _, c := range append(p.openOf(f.id, Bank), p.openOf(f.id, Rate)...) {
		now += fmt.Sprint(" ", c.id, c.version)
	}
	return now + fmt.Sprint(a)
}

// mark shows on the tabs where something was typed, and what the line says.
func (f *formView) mark() {
	for t, chip := range f.chips {
		count := ""
		if f.changedIn(t) {
			count = "•"
		}
		chip.SetCount(count)
		chip.SetOn(t == f.at)
	}
	f.line.Color = look.ColorMuted
	if f.said.wrong {
		f.line.Color = theme.ColorNameError
	}
	words := ""
	if f.said.key != "" {
		words = f.page.Book.T(f.said.key)
	}
	f.line.SetText(words)
	f.head.Refresh()
	f.page.viewChanged()
}

// say writes the line at the foot.
func (f *formView) say(key string, wrong bool) {
	f.said = said{key, wrong}
	f.mark()
	f.root.Refresh()
}

// show goes to a tab.
func (f *formView) show(t tab) {
	if f.at != t {
		f.bank.cover()
	}
	f.at = t
	f.scroll.Content = container.New(part.Narrow{Most: part.Sized(theme.SizeNameText, formWidth)}, f.bodies[t])
	f.scroll.Offset = fyne.Position{}
	f.scroll.Refresh()
	f.mark()
	f.page.commandsChanged()
}

// step goes n tabs on, around the end.
func (f *formView) step(n int) {
	i := slices.Index(tabs, f.at)
	f.show(tabs[(i+n+len(tabs))%len(tabs)])
	f.focusFirst()
}

// typed: a field was changed by hand.
func (f *formView) typed() {
	if f.quiet {
		return
	}
	if f.said != (said{}) && !f.saving {
		f.said = said{}
	}
	f.mark()
}
