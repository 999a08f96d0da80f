package board

import (
	"context"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/access"
	"trastienda/app/purchase"
	"trastienda/ui/chart"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// periods are the choices of how many days the charts show.
var periods = []int{14, 30}

// agencyBody is the board of operators and managers.
type agencyBody struct {
	page *Page
	root *fyne.Container

	pending, failed, due, today *link
	periods                     []*form.Chip
	empty                       *block
	count, credited, top        *chart.Panel
	charts                      *fyne.Container
	attention                   *list
	notices                     *list
}

func newAgencyBody(p *Page) *agencyBody {
	b := &agencyBody{page: p}
	b.pending = newLink(p, "board.pending", card, "schedule", look.ToneWarning, func() { p.Open(Query{Status: purchase.StatusPending}) })
	b.failed = newLink(p, "board.errors", card, "error", look.ToneError, func() { p.Open(Query{Status: purchase.StatusError}) })
	b.due = newLink(p, "board.due", card, "event_busy", look.ToneWarning, func() { p.Open(Query{Due: true}) })
	b.today = newLink(p, "board.today", card, "today", look.ToneInfo, func() {
		day := p.period()[p.days-1]
		p.Open(Query{From: day, To: day})
	})
	gap := part.Sized(look.SizeGap, 1)
	cards := container.New(part.Wall{Gap: gap, Least: zoomed(200)}, b.pending, b.failed, b.due, b.today)
	choice := container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)})
	for _, days := range periods {
		chip := form.NewChip(form.ChipParams{ID: "board.days." + strconv.Itoa(days), Text: p.Book.T("board.days", "n", days), Keys: p.keys,
			OnTap: func() { b.choose(days) }, OnFocus: func() { p.reveal(choice) }})
		b.periods = append(b.periods, chip)
		choice.Add(chip)
	}
	b.empty = newBlock("board.empty", card, "sync_alt", look.ToneNeutral)
	b.newPanels()
	b.attention = newList(p, "board.attention", p.Book.T("board.attention"), AttentionMost+besides)
	b.notices = newList(p, "board.notices", p.Book.T("board.notices"), noticesMost)
	b.charts = container.New(part.Wall{Gap: gap, Least: zoomed(440)},
		b.count.Object(), b.credited.Object(), b.top.Object(), b.attention.root, b.notices.root)
	b.root = container.New(rightMargin{}, container.New(&part.Column{Gap: gap}, cards, b.empty, choice, b.charts, newFoot()))
	return b
}

func (b *agencyBody) object() *fyne.Container { return b.root }

func (b *agencyBody) panes() []fyne.Focusable {
	return []fyne.Focusable{b.pending, b.periods[0], b.count.First(), b.attention.first(), b.notices.first()}
}

func (b *agencyBody) choose(days int) {
	b.page.days = days
	b.mark()
	b.page.load()
}

func (b *agencyBody) mark() {
	for i, chip := range b.periods {
		chip.SetOn(periods[i] == b.page.days)
	}
}

// load reads everything again.
func (b *agencyBody) load() {
	p := b.page
	days := p.period()
	from, to := dayName(days[0]), dayName(days[len(days)-1])
	// An empty copy that never caught up knows nothing: a 0 would be a claim.
	synced := !p.Backend.LastSync().IsZero()
	ask(p, p.Backend.Counts, func(c Counts) {
		if synced || c.All > 0 {
			p.known.counts = &c
		}
	})
	ask(p, func(ctx context.Context) ([]DayTotal, error) { return p.Backend.Days(ctx, from, to) }, func(d []DayTotal) {
		p.known.days, p.known.period = d, days
	})
	ask(p, func(ctx context.Context) ([]PSRTotal, error) { return p.Backend.TopPSR(ctx, from, to, topMost) }, func(t []PSRTotal) {
		p.known.tops = t
	})
	ask(p, p.Backend.Attention, func(list []purchase.Purchase) { p.known.attention = list })
	if p.Role.Allows(access.ExceptionsSee) {
		ask(p, p.Backend.Unsettled, func(u Unsettled) { p.known.unsettled = u })
	}
	ask(p, p.Backend.AgentWork, func(w AgentWork) { p.known.agents = w })
	ask(p, func(ctx context.Context) ([]Notice, error) { return p.Backend.Notices(ctx, noticesMost) }, func(n []Notice) {
		p.known.notices = n
	})
}

// fill shows what is known.
func (b *agencyBody) fill() {
	b.mark()
	b.fillCards()
	b.fillCharts()
	b.fillAttention()
	b.notices.show(b.page.noticeRows(), b.page.Book.T("board.notices.none"), "")
}

// unknownNumber stands for a number nobody has read yet.
const unknownNumber = "–"

func (b *agencyBody) fillCards() {
	p, t := b.page, b.page.Book
	c := p.known.counts
	// Before the first sync the copy has less than there is.
	synced := !p.Backend.LastSync().IsZero()
	number := func(n int) string {
		if c == nil || !synced {
			return unknownNumber
		}
		return t.Number(n)
	}
	var seen Counts
	if c != nil && synced {
		seen = *c
	}
	oldest := ""
	if !seen.OldestPending.IsZero() {
		oldest = t.T("board.pending.oldest", "age", p.age(seen.OldestPending))
	}
	b.pending.set(t.T("board.pending"), number(seen.Pending), p.sums(seen.PendingSums), oldest)
	b.failed.set(t.T("board.errors"), number(seen.Error), p.sums(seen.ErrorSums))
	b.due.set(t.T("board.due"), number(seen.Due))
	n, credited := p.todayTotals()
	value := unknownNumber
	if p.known.period != nil && synced {
		value = t.Number(n)
	}
	sum := ""
	if len(credited) > 0 && synced {
		sum = t.T("board.today.credited", "sum", p.sums(credited))
	}
	b.today.set(t.T("board.today"), value, sum)
	b.empty.Hidden = c == nil || c.All > 0 || !synced
	b.empty.set(t.T("purchases.empty.title"), "", t.T("purchases.empty.text"))
}

// age writes how long ago something was, so that it is not torn apart.
func (p *Page) age(at time.Time) string {
	return strings.ReplaceAll(p.Book.Span(p.Backend.Now().Sub(at)), " ", "\u00a0")
}

// sums writes one sum per currency.
func (p *Page) sums(all []Sum) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = p.Book.Money(s.Amount, s.Currency)
	}
	return strings.Join(words, " + ")
}
