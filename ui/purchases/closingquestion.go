package purchases

import (
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/app/exception"
	"trastienda/app/purchase"
	"trastienda/reports"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// closingQuestion is the content of a step's dialog, in the order of a bank's:
// amount, for whom, what is asked, what it means for the money.
type closingQuestion struct {
	c                *closing
	title, icon, yes string
	box              *fyne.Container
	fault            *fyne.Container // why the answer before did not go through
	kind             *form.Select    // of a proposal
	meaning          *fyne.Container
	reason           *form.TextField
}

func newClosingQuestion(c *closing) *closingQuestion {
	p, b := c.page, c.page.book
	q := &closingQuestion{c: c, box: container.New(p.dialogColumn()), fault: container.New(p.dialogColumn()), meaning: container.New(p.dialogColumn())}
	q.fault.Hide()
	q.box.Add(q.fault)
	q.box.Add(newPara(b.Money(c.seen.Credited, c.seen.Currency)).of(look.SizeAmount).strong().centered().named("closing.amount"))
	q.box.Add(p.facts(
		b.T("purchases.fact.agent"), newPara(agentWords(b, c.seen)).named("closing.agent"),
		b.T("purchases.fact.payment"), newPara(paymentWords(b, c.seen)).named("closing.payment"),
		b.T("purchases.col.status"), newPara(b.T(statusKeys[c.seen.Status])+" · "+reports.CauseSentence(b, c.seen)).named("closing.status")))
	switch c.step {
	case purchase.ProposeClosing:
		q.propose()
	case purchase.ApproveClosing:
		q.title, q.icon, q.yes = b.T("closing.approve.title"), "check_circle", b.T("closing.approve.yes")
		q.box.Add(p.facts(p.closingFacts(c.was)...))
		q.mean(look.ToneWarning, b.T(closedKeys[c.was.Kind].approval))
	case purchase.RejectClosing:
		q.title, q.icon, q.yes = b.T("closing.reject.title"), "cancel", b.T("closing.reject.yes")
		q.box.Add(p.facts(p.closingFacts(c.was)...))
		q.askReason()
		q.mean(look.ToneInfo, b.T("closing.reject.meaning"))
	default:
		q.title, q.icon, q.yes = b.T("closing.withdraw.title"), "undo", b.T("closing.withdraw.yes")
		q.box.Add(p.facts(p.closingFacts(c.was)...))
		q.mean(look.ToneInfo, b.T("closing.withdraw.meaning"))
	}
	q.box.Add(q.meaning)
	return q
}

// propose asks which way it is closed, and why.
func (q *closingQuestion) propose() {
	b := q.c.page.book
	q.title, q.icon, q.yes = b.T("closing.propose.title"), "block", b.T("closing.propose.yes")
	var options []form.Option
	for _, k := range purchase.Closable(q.c.seen) {
		options = append(options, form.Option{ID: string(k), Text: b.T(closedKeys[k].choice)})
	}
	q.kind = form.NewSelect(form.SelectParams{ID: "closing.choice", Placeholder: b.T("closing.choose"), Options: options, OnChange: func(id string) {
		q.mean(look.ToneInfo, b.T(closedKeys[purchase.ClosingKind(id)].proposal))
		q.c.dialog.Fit()
		q.c.page.viewChanged()
	}})
	if len(options) == 1 {
		q.kind.SetSelected(options[0].ID)
	}
	q.box.Add(form.NewRow(b.T("closing.fact.kind"), q.kind, ""))
	q.askReason()
	if id := q.kind.Selected(); id != "" {
		q.mean(look.ToneInfo, b.T(closedKeys[purchase.ClosingKind(id)].proposal))
	}
}

func (q *closingQuestion) askReason() {
	q.reason = form.NewTextField(form.FieldParams{ID: "closing.why", MultiLine: true, Max: exception.MaxReason})
	q.box.Add(form.NewRow(q.c.page.book.T("closing.fact.reason"), q.reason, ""))
}

// mean says what the step means for the money.
func (q *closingQuestion) mean(tone look.Tone, words string) {
	icon := "info"
	if tone == look.ToneWarning {
		icon = "warning"
	}
	q.meaning.Objects = []fyne.CanvasObject{newNote(icon, tone, newPara(words).named("closing.meaning"))}
}

// request is what is sent; false, with the reason at the field, while something is
// missing. A proposal names the purchase's version, a decision the proposal's.
func (q *closingQuestion) request() (purchase.ClosingRequest, bool) {
	b, c := q.c.page.book, q.c
	r := purchase.ClosingRequest{PurchaseID: c.id, Step: c.step, Version: c.was.Version}
	ok := true
	if q.kind != nil {
		r.Version, r.Kind = c.seen.Version, purchase.ClosingKind(q.kind.Selected())
		if r.Kind == "" {
			q.kind.SetError(b.T("closing.choose"))
			ok = false
		}
	}
	if q.reason != nil {
		reason, err := exception.CleanReason(q.reason.Text, true)
		switch {
		case errors.Is(err, exception.ErrNoReason):
			q.reason.SetError(b.T("closing.reason.missing"))
		case errors.Is(err, purchase.ErrNoteTooLong):
			q.reason.SetError(b.T("closing.reason.long", "n", exception.MaxReason))
		case err != nil:
			q.reason.SetError(b.T("closing.reason.control"))
		}
		r.Reason = reason
		ok = ok && err == nil
	}
	return r, ok
}

// wrong says above the question why its answer did not go through.
func (q *closingQuestion) wrong(m message) {
	q.fault.Objects = []fyne.CanvasObject{q.c.page.messageLines("closing.fault", m)}
	q.fault.Show()
}
