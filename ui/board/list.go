package board

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/purchase"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// entry is one line of a list: a link.
type entry struct {
	icon       string
	tone       look.Tone
	head, more string
	to         Query
}

// list is a card with a title and links under each other. Its links are made
// once and filled again, so that the keyboard stays where it is when the
// replica changes.
type list struct {
	page  *Page
	root  *fyne.Container
	rows  []*link
	shown []entry
	none  *form.Words
	rest  *form.Words
}

func newList(p *Page, id, title string, most int) *list {
	l := &list{page: p, none: form.NewWords(""), rest: form.NewWords("")}
	head := form.NewWords(title)
	head.ID, head.Bold = id+".title", true
	l.none.ID, l.none.Color = id+".none", look.ColorMuted
	l.rest.ID, l.rest.Color = id+".rest", look.ColorMuted
	box := container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 0.5)}, head, l.none)
	for i := range most {
		row := newLink(p, id+"."+strconv.Itoa(i), row, "info", look.ToneNeutral, func() { p.Open(l.shown[i].to) })
		row.Hide()
		l.rows = append(l.rows, row)
		box.Add(row)
	}
	box.Add(l.rest)
	back := canvas.NewRectangle(theme.Color(look.ColorSurface))
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	back.StrokeColor, back.StrokeWidth = theme.Color(theme.ColorNameSeparator), theme.Size(theme.SizeNameSeparatorThickness)
	l.root = container.New(part.Padded{Pad: part.Sized(look.SizeGap, 1.5)}, back, box)
	return l
}

// first is the first link, for F6; the shell passes over a hidden one.
func (l *list) first() fyne.Focusable { return l.rows[0] }

// show fills the list; none is what it says when it is empty, rest what stands
// below it.
func (l *list) show(entries []entry, none, rest string) {
	l.shown = entries[:min(len(entries), len(l.rows))]
	for i, row := range l.rows {
		row.Hidden = i >= len(l.shown)
		if !row.Hidden {
			e := l.shown[i]
			row.paint(e.icon, e.tone)
			row.set(e.head, "", e.more)
		}
	}
	l.none.SetText(none)
	l.none.Hidden = len(l.shown) > 0
	l.rest.SetText(rest)
	l.rest.Hidden = rest == ""
	l.root.Refresh()
}

func (b *agencyBody) fillAttention() {
	p, t := b.page, b.page.Book
	var rows []entry
	if u := p.known.unsettled; u.N > 0 {
		rows = append(rows, entry{icon: "notifications", tone: look.ToneWarning, head: t.N("board.attention.notices", u.N),
			more: t.T("board.attention.notices.oldest", "age", p.age(u.Oldest)), to: Query{Unsettled: true}})
	}
	for _, q := range p.known.attention {
		rows = append(rows, p.attentionRow(q))
	}
	rows = append(rows, p.agentRows(p.known.agents)...)
	rest := ""
	if c, n := p.known.counts, len(p.known.attention); c != nil && c.Attention > n && n > 0 {
		rest = t.N("board.attention.rest", c.Attention-n)
	}
	none := t.T("board.attention.none")
	if p.Backend.LastSync().IsZero() {
		none = unknownNumber // nobody knows yet
	}
	b.attention.show(rows, none, rest)
}

// attentionRow says why a purchase needs somebody, and which it is.
func (p *Page) attentionRow(q purchase.Purchase) entry {
	t := p.Book
	e := entry{icon: "schedule", tone: look.ToneWarning, head: t.T("board.attention.old"), to: Query{Purchase: q.ID}}
	switch {
	case q.Cause == purchase.CauseExpired:
		e.icon, e.tone, e.head = "event_busy", look.ToneError, t.T("board.attention.expired")
	case q.Cause == purchase.CauseNoBalance:
		e.icon, e.tone, e.head = "error", look.ToneError, t.T("board.attention.nobalance")
	case q.Status == purchase.StatusError:
		e.icon, e.tone, e.head = "error", look.ToneError, t.T("board.attention.refused")
	}
	e.more = p.which(q) + " · " + t.T("board.ago", "age", p.age(q.At))
	return e
}

// besides is how many lines "Requiere tu atención" has that are no purchases.
const besides = 3

// agentRows are the links to what of agents needs somebody.
func (p *Page) agentRows(w AgentWork) []entry {
	t := p.Book
	var rows []entry
	if w.NoBank > 0 {
		rows = append(rows, entry{icon: "warning", tone: look.ToneWarning, head: t.N("board.attention.nobank", w.NoBank), more: t.T("board.attention.nobank.more"), to: Query{NoBank: true}})
	}
	if w.ToDecide > 0 {
		rows = append(rows, entry{icon: "fact_check", tone: look.ToneInfo, head: t.N("board.attention.changes", w.ToDecide), more: t.T("board.attention.changes.more"), to: Query{Changes: true}})
	}
	return rows
}

// which names a purchase by its amount, point of sale and agent.
func (p *Page) which(q purchase.Purchase) string {
	words := p.Book.Money(q.Credited, q.Currency) + " · " + p.Book.T("board.psr", "psr", q.PSR)
	if q.Agent.Name != "" {
		words += " · " + q.Agent.Name
	}
	return words
}

// noticeRows are the notices as S0-5 shows them: icon, title, day and time.
func (p *Page) noticeRows() []entry {
	t := p.Book
	var rows []entry
	for _, n := range p.known.notices {
		e := entry{icon: "check_circle", tone: look.ToneSuccess, head: t.T("board.notice.completed", "sum", t.Money(n.Purchase.Credited, n.Purchase.Currency), "psr", n.Purchase.PSR),
			more: t.Moment(n.At), to: Query{Purchase: n.Purchase.ID}}
		switch n.Kind {
		case Stuck:
			e.icon, e.tone = "error", look.ToneError
			e.head = t.T("board.notice.stuck", "sum", t.Money(n.Purchase.Credited, n.Purchase.Currency), "psr", n.Purchase.PSR)
		case RunOut:
			e.icon, e.tone = "event_busy", look.ToneWarning
			e.head = t.T("board.notice.runout", "sum", t.Money(n.Purchase.Credited, n.Purchase.Currency), "psr", n.Purchase.PSR)
		}
		rows = append(rows, e)
	}
	return rows
}
