package buy

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/agent"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// notes are what the page has to say above its form: why nothing can be bought
// now, what has no answer yet, and what became of it.
type notes struct {
	page *Page
	root *fyne.Container
	said string // what stands there
}

// note is one of them. act and do are a button, "" for none.
type note struct {
	id, icon string
	tone     look.Tone
	lines    []string
	buttons  []noteButton
}

type noteButton struct {
	id, text, icon string
	do             func()
}

func newNotes(p *Page) *notes {
	n := &notes{page: p, root: container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1)})}
	n.root.Hide()
	return n
}

// fill shows them; a button that has the keyboard stays while nothing changed.
func (n *notes) fill() {
	p := n.page
	var all []note
	if words := p.stopped(); len(words) > 0 {
		all = append(all, note{id: "buy.blocked", icon: "block", tone: look.ToneWarning, lines: words})
	}
	if !p.online {
		all = slices.Insert(all, 0, note{id: "buy.offline", icon: "cloud_off", tone: look.ToneNeutral, lines: []string{p.Book.T("buy.offline")}})
	}
	if p.failure != nil {
		all = append(all, note{id: "buy.error", icon: "error", tone: look.ToneError, lines: []string{p.Book.T("buy.error")},
			buttons: []noteButton{{"buy.error.again", p.Book.T("buy.again"), "refresh", p.Refresh}}})
	}
	all = append(all, p.openNotes()...)
	said := ""
	for _, each := range all {
		said += fmt.Sprint(each.id, each.lines, len(each.buttons), "\n")
	}
	if said == n.said {
		return
	}
	n.said, n.root.Objects = said, nil
	for _, each := range all {
		n.root.Add(n.show(each))
	}
	n.root.Hidden = len(all) == 0
	n.root.Refresh()
}

func (n *notes) show(each note) fyne.CanvasObject {
	box := container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 1)},
		piece.Note(each.id, each.icon, each.tone, strings.Join(each.lines, "\n")))
	if len(each.buttons) == 0 {
		return box
	}
	row := container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)})
	for _, b := range each.buttons {
		row.Add(form.NewButton(form.ButtonParams{ID: b.id, Text: b.text, Icon: look.Icon(b.icon), Keys: n.page.keys, Run: b.do}))
	}
	box.Add(row)
	return box
}

// stopped tells in words why nothing can be bought at the chosen point of sale,
// whatever the wallet says; nothing while it can, or while it is not known.
func (p *Page) stopped() []string {
	b := p.Book
	q, chosen := p.chosen()
	switch {
	case !p.read:
		return nil
	case len(p.points()) == 0:
		return []string{b.T("buy.nopoints")}
	case !chosen:
		return nil
	case !q.of.Active:
		return []string{b.T("buy.inactive", "agent", q.of.Name)}
	case q.of.Bank.State == agent.BankPending:
		return []string{b.T("buy.nobank"), b.T("buy.nobank.pending")}
	case q.of.Bank.State != agent.BankApproved:
		return []string{b.T("buy.nobank"), b.T("buy.nobank.how")}
	}
	return nil
}

// mayBuy tells whether a purchase may be begun, and why not.
func (p *Page) mayBuy() (bool, string) {
	b := p.Book
	q, chosen := p.chosen()
	switch {
	case p.act != nil, p.quoting:
		return false, b.T("buy.reason.busy")
	case !p.online:
		return false, b.T("buy.reason.offline")
	case !p.read:
		return false, b.T("buy.reason.reading")
	case len(p.points()) == 0:
		return false, b.T("buy.reason.nopoints")
	case !chosen:
		return false, b.T("buy.reason.choose")
	case !q.of.Active:
		return false, b.T("buy.reason.inactive")
	case q.of.Bank.State != agent.BankApproved:
		return false, b.T("buy.reason.nobank")
	case p.funds.noSession():
		return false, b.T("buy.reason.nosession")
	case isProblem(p.funds.err, codeNotConfigured):
		return false, b.T("buy.available.notconfigured")
	}
	return true, ""
}

// openNotes tell of purchases without an answer, and of those whose answer came
// late.
func (p *Page) openNotes() []note {
	b := p.Book
	var all []note
	for _, t := range p.told {
		said := p.toldWords(t)
		n := note{id: "buy.told." + t.Key, icon: said.icon, tone: said.tone, lines: append([]string{b.T("buy.told", "psr", t.PSR, "when", p.moment(t.At))}, said.lines...)}
		if said.purchase != "" {
			n.buttons = append(n.buttons, noteButton{"buy.told.open." + t.Key, b.T("buy.open"), "open_in_new", func() { p.OpenPurchase(said.purchase) }})
		}
		n.buttons = append(n.buttons, noteButton{"buy.told.close." + t.Key, b.T("buy.seen"), "check", func() { p.forget(t.Key) }})
		all = append(all, n)
	}
	for _, s := range p.sent {
		if p.act != nil && p.act.sent {
			continue // its dialog is telling of it
		}
		all = append(all, note{id: "buy.sent." + s.Key, icon: "sync_problem", tone: look.ToneWarning,
			lines:   []string{b.T("buy.sent", "psr", s.PSR, "when", p.moment(s.At)), b.T("buy.unknown.more")},
			buttons: []noteButton{{"buy.sent.consult." + s.Key, b.T("buy.consult"), "refresh", func() { p.consult(s) }}}})
	}
	return all
}

// Bought tells what became of a purchase that had no answer, also of one from
// before the program was started.
func (p *Page) Bought(t Told) {
	p.sent = slices.DeleteFunc(p.sent, func(s Sent) bool { return s.Key == t.Key })
	if a := p.act; a != nil && a.key == t.Key && !a.sent && !a.over {
		a.late(t)
		return
	}
	p.forget(t.Key)
	p.told = append([]Told{t}, p.told...)
	p.askWallet()
	p.fill()
	if !p.shown {
		said := p.toldWords(t)
		p.Alert(strings.Join(append([]string{p.Book.T("buy.told", "psr", t.PSR, "when", p.moment(t.At))}, said.lines[0]), " "),
			p.Book.T("buy.see"), func() {})
	}
}

func (p *Page) forget(key string) {
	p.told = slices.DeleteFunc(p.told, func(t Told) bool { return t.Key == key })
	p.fill()
}

// toldWords is what became of it, in words.
func (p *Page) toldWords(t Told) message {
	if t.Answer == nil {
		return p.errorMessage(ErrNothingPaid)
	}
	return p.answerMessage(*t.Answer)
}
