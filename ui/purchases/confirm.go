package purchases

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/agent"
	"trastienda/app/purchase"
	"trastienda/reports"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// confirmation is the content of the question: the sentence of the source,
// the amount, and the facts of wireframe B. Attempts and balance are asked
// for while the person reads.
type confirmation struct {
	page     *Page
	purchase purchase.Purchase
	box      *fyne.Container
	attempts *para
	balance  *para
}

func newConfirmation(p *Page, q purchase.Purchase) *confirmation {
	b := p.book
	c := &confirmation{page: p, purchase: q,
		attempts: newPara(b.T("purchases.fact.asking")).named("purchases.retry.attempts"),
		balance:  newPara(b.T("purchases.fact.asking")).named("purchases.retry.balance"),
	}
	c.box = container.New(p.dialogColumn())
	if q.Legs.Transfer == purchase.Done {
		// The sentence of the source would announce a send that will not be.
		c.box.Add(p.note("info", look.ToneInfo, b.T("purchases.dialog.noticeonly"), "purchases.retry.text"))
	} else {
		c.box.Add(newPara(b.T("purchases.dialog.confirm")).named("purchases.retry.text"))
		if icon, words := caution(b, q); words != "" {
			c.box.Add(p.note(icon, look.ToneWarning, words, "purchases.retry.note"))
		}
	}
	c.box.Add(newPara(b.Money(q.Credited, q.Currency)).of(look.SizeAmount).strong().centered().named("purchases.retry.amount"))
	c.box.Add(p.facts(
		b.T("purchases.fact.agent"), newPara(agentWords(b, q)).named("purchases.retry.agent"),
		b.T("purchases.fact.payment"), newPara(paymentWords(b, q)).named("purchases.retry.payment"),
		b.T("purchases.fact.attempts"), c.attempts,
		b.T("purchases.fact.balance"), c.balance,
	))
	return c
}

// caution tells what stands between this retry and a send.
func caution(b *text.Book, q purchase.Purchase) (icon, words string) {
	switch {
	case q.Legs.Payment == purchase.Refused:
		return "warning", b.T("purchases.dialog.rejected")
	case q.Legs.Payment != purchase.Done:
		return "schedule", b.T("purchases.dialog.coelsa")
	case q.Legs.Transfer == purchase.Unknown:
		return "sync_problem", b.T("purchases.dialog.asksfirst")
	}
	return "", ""
}

// workingWords says what is being done: a send is announced only where one
// may happen.
func workingWords(b *text.Book, q purchase.Purchase) string {
	switch {
	case q.Legs.Transfer == purchase.Done:
		return b.T("purchases.dialog.notifying")
	case q.Legs.Payment != purchase.Done:
		return b.T("purchases.dialog.asking")
	}
	return b.T("purchases.dialog.sending")
}

func agentWords(b *text.Book, q purchase.Purchase) string {
	if q.Agent.Name == "" {
		return b.T("purchases.fact.psr", "psr", q.PSR)
	}
	return b.T("purchases.fact.agent.value", "agent", q.Agent.Name, "psr", q.PSR)
}

func paymentWords(b *text.Book, q purchase.Purchase) string {
	if q.WalletTransfer == "" {
		return b.T("purchases.fact.payment.nonumber", "stamp", b.Stamp(q.At))
	}
	return b.T("purchases.fact.payment.value", "number", q.WalletTransfer, "stamp", b.Stamp(q.At))
}

// ask fetches attempts and balance for the dialog of r.
func (c *confirmation) ask(r *retrying) {
	p := c.page
	type found struct {
		detail purchase.Detail
		cached bool
	}
	run(p, func(ctx context.Context) (found, error) {
		d, cached, err := p.backend.Detail(ctx, r.id)
		return found{d, cached}, err
	}, func(f found, err error) {
		words := p.book.T("purchases.fact.failed")
		if err == nil {
			words = attemptsWords(p.book, f.detail.Attempts, p.backend.Now())
			if f.cached {
				words = p.book.T("purchases.fact.attempts.cached", "text", words)
			}
		}
		c.tell(r, c.attempts, words)
	})
	if c.purchase.Agent.ID == "" {
		c.tell(r, c.balance, p.book.T("purchases.fact.failed"))
		return
	}
	run(p, func(ctx context.Context) (agent.Balance, error) { return p.backend.Balance(ctx, c.purchase.Agent.ID) },
		func(balance agent.Balance, err error) {
			words := p.book.T("purchases.fact.failed")
			if err == nil {
				words = balanceWords(p.book, balance, p.backend.Now())
			}
			c.tell(r, c.balance, words)
		})
}

// tell writes a fact that arrived, unless the question is gone already.
func (c *confirmation) tell(r *retrying, fact *para, words string) {
	if r.over || r.sent {
		return
	}
	fact.set(words)
	r.dialog.Fit()
	c.page.viewChanged()
}

// attemptsWords counts today's attempts and says how the last one ended.
func attemptsWords(b *text.Book, list []purchase.Attempt, now time.Time) string {
	if len(list) == 0 {
		return b.T("purchases.fact.attempts.none")
	}
	today := 0
	last := list[0]
	for _, a := range list {
		if sameDay(b, a.StartedAt, now) {
			today++
		}
		if a.StartedAt.After(last.StartedAt) || a.N > last.N {
			last = a
		}
	}
	return b.T("purchases.fact.attempts.today", "n", today, "when", shortTime(b, last.StartedAt, now), "what", reports.OutcomeWords(b, last))
}

func balanceWords(b *text.Book, balance agent.Balance, now time.Time) string {
	return b.T("purchases.fact.balance.value",
		"amount", b.Money(balance.Available, balance.Currency), "when", shortTime(b, balance.AsOf, now))
}

func sameDay(b *text.Book, x, y time.Time) bool { return b.Day(x) == b.Day(y) }

// shortTime is the time of day, with its day unless that is today.
func shortTime(b *text.Book, t, now time.Time) string {
	if sameDay(b, t, now) {
		return b.Clock(t)
	}
	return b.Moment(t)
}

// muted is a label of a fact.
func muted(s string) *para { return newPara(s).in(look.ColorMuted) }

// facts makes pairs of label and value.
func (p *Page) facts(pairs ...any) *fyne.Container {
	box := container.New(facts{Gap: p.sized(theme.SizeNamePadding), Label: p.sized(look.SizeDetail, 0.4)})
	for i := 0; i+1 < len(pairs); i += 2 {
		box.Add(muted(pairs[i].(string)))
		box.Add(pairs[i+1].(fyne.CanvasObject))
	}
	return box
}
