package exceptions

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/app/exception"
	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// question is the content of a step's dialog, in the order of a bank's: amount,
// for whom, the facts, what is asked, what it means for the money.
type question struct {
	s                    *settling
	title, icon, no, yes string
	kind                 dialog.Kind
	box                  *fyne.Container
	fault                *fyne.Container // why the answer before did not go through
	point                *form.SearchSelect
	reason               *form.TextField
	needed               bool // the reason
}

func newQuestion(s *settling) *question {
	q := &question{s: s, kind: dialog.Primary, no: s.page.Book.T("exceptions.cancel"), box: container.New(&part.Column{Gap: sized(look.SizeGap, 1.25)}),
		fault: container.New(&part.Column{Gap: sized(look.SizeGap, 1)})}
	q.fault.Hide()
	q.box.Add(q.fault)
	switch {
	case s.step == exception.Propose && s.act == exception.Assign:
		q.assign()
	case s.step == exception.Propose:
		q.closing()
	case s.step == exception.Approve:
		q.approve()
	case s.step == exception.Reject:
		q.reject()
	default:
		q.withdraw()
	}
	return q
}

func (q *question) words(title, icon, yes string) {
	b := q.s.page.Book
	q.title, q.icon, q.yes = b.T(title), icon, b.T(yes)
}

// money is the large line, and below it what payment this is.
func (q *question) money(more ...fact) {
	b, e := q.s.page.Book, q.s.seen
	t := e.Told()
	if words := amountWords(b, t); words != "" {
		q.box.Add(dialog.Amount("exceptions.ask.amount", words))
	}
	list := append([]fact{}, more...)
	if e.Kind != exception.Alarm {
		list = append(list, fact{"exceptions.ask.payment", b.T("exceptions.fact.payment"), b.T("exceptions.payment", "number", orNone(t.WalletTransfer), "stamp", b.Stamp(e.When())), ""},
			fact{"exceptions.ask.told", b.T("exceptions.fact.toldpsr"), t.PSR, ""},
			fact{"exceptions.ask.cbu", b.T("exceptions.fact.account"), t.ToCBU, ""})
	} else {
		list = append(list, fact{"exceptions.ask.kind", b.T("exceptions.col.kind"), kindWords(b, e), ""}, fact{"exceptions.ask.told", b.T("exceptions.col.psr"), t.PSR, ""})
	}
	q.box.Add(facts(list...))
}

func orNone(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// consequence says what happens, and what it means for the money.
func (q *question) consequence(icon string, tone look.Tone, text string) {
	q.box.Add(piece.Note("exceptions.ask.consequence", icon, tone, text))
}

func (q *question) assign() {
	p, b, e := q.s.page, q.s.page.Book, q.s.seen
	q.words("exceptions.assign.title", "point_of_sale", "exceptions.propose")
	q.money()
	hint, chosen := "", form.Option{}
	if e.Suggestion != nil {
		hint = b.T("exceptions.suggestion", "agent", e.Suggestion.Agent)
		if e.Suggestion.PSR != "" {
			chosen = form.Option{ID: e.Suggestion.PSR, Text: e.Suggestion.PSR + " · " + e.Suggestion.Agent}
		}
	}
	if p.mine(e) && e.Proposal.Act == exception.Assign {
		chosen = form.Option{ID: e.Proposal.PSR, Text: pointWords(e.Proposal.PSR, e.Proposal.Agent)}
	}
	q.point = form.NewSearchSelect(form.SearchParams{ID: "exceptions.ask.point", Placeholder: b.T("exceptions.assign.choose"), Book: b, Selected: chosen,
		Find: q.findPoints, Explain: func(error) string { return b.T("exceptions.failed.read") }, Do: p.Do})
	q.box.Add(form.NewRow(b.T("exceptions.fact.point"), q.point, hint))
	q.askReason(false, q.before(exception.Assign))
	q.consequence("info", look.ToneInfo, p.assignWords(e, map[string]string{statusPending: "exceptions.assign.pending",
		statusRejected: "exceptions.assign.rejected", "": "exceptions.assign.consequence"}))
}

// before is the reason of the person's own proposal of the same act.
func (q *question) before(act exception.Act) string {
	if e := q.s.seen; q.s.page.mine(e) && e.Proposal.Act == act {
		return e.Proposal.Reason
	}
	return ""
}

// findPoints finds points of sale by PSR, shop or agent; those of the agent who
// got the money come first.
func (q *question) findPoints(ctx context.Context, typed string) ([]form.Option, int, error) {
	list, err := q.s.page.Backend.Agents(ctx)
	if err != nil {
		return nil, 0, err
	}
	typed = strings.ToLower(strings.TrimSpace(typed))
	var likely, others []form.Option
	for _, a := range list {
		for _, s := range a.PointsOfSale {
			text := strings.TrimSuffix(s.PSR+" · "+s.Name, " · ") + " · " + a.Name
			if !strings.Contains(strings.ToLower(text+" "+a.Code), typed) {
				continue
			}
			option := form.Option{ID: s.PSR, Text: text}
			if e := q.s.seen; e.Suggestion != nil && e.Suggestion.AgentID == a.ID {
				likely = append(likely, option)
			} else {
				others = append(others, option)
			}
		}
	}
	found := append(likely, others...)
	const most = 50
	return found[:min(len(found), most)], max(len(found)-most, 0), nil
}

func (q *question) closing() {
	q.words("exceptions.close.title", "block", "exceptions.propose")
	q.money()
	q.askReason(true, q.before(exception.Close))
	q.consequence("info", look.ToneInfo, q.s.page.Book.T("exceptions.close.consequence"))
}

func (q *question) approve() {
	p, b, e := q.s.page, q.s.page.Book, q.s.seen
	if e.Proposal.Act == exception.Assign {
		q.words("exceptions.approve.assign", "check_circle", "exceptions.approve.yes")
		q.money(p.proposalFacts(*e.Proposal)[1:]...)
		q.consequence("warning", look.ToneWarning, p.assignWords(e, map[string]string{statusPending: "exceptions.approve.assign.pending",
			statusRejected: "exceptions.approve.assign.rejected", "": "exceptions.approve.assign.consequence"}))
	} else {
		q.words("exceptions.approve.close", "check_circle", "exceptions.approve.yes")
		q.money(p.proposalFacts(*e.Proposal)[1:]...)
		q.consequence("info", look.ToneInfo, b.T("exceptions.approve.close.consequence"))
	}
}

func (q *question) reject() {
	q.words("exceptions.reject.title", "cancel", "exceptions.reject.yes")
	q.money(q.s.page.proposalFacts(*q.s.seen.Proposal)...)
	q.askReason(true, "")
	q.consequence("info", look.ToneInfo, q.s.page.Book.T("exceptions.reject.consequence"))
}

func (q *question) withdraw() {
	q.words("exceptions.withdraw.title", "undo", "exceptions.withdraw.yes")
	q.box.Add(facts(q.s.page.proposalFacts(*q.s.seen.Proposal)...))
	q.consequence("info", look.ToneInfo, q.s.page.Book.T("exceptions.withdraw.consequence"))
}

func (q *question) askReason(needed bool, text string) {
	b := q.s.page.Book
	key := "exceptions.reason.optional"
	if q.needed = needed; needed {
		key = "exceptions.reason.label"
	}
	q.reason = form.NewTextField(form.FieldParams{ID: "exceptions.ask.reason", Text: text, MultiLine: true, Max: exception.MaxReason})
	q.box.Add(form.NewRow(b.T(key), q.reason, ""))
}

// request is what is sent; false, with the reason at the field, while something
// is missing.
func (q *question) request() (exception.Request, bool) {
	b := q.s.page.Book
	r := exception.Request{ID: q.s.seen.ID, Version: q.s.seen.Version, Step: q.s.step, Act: q.s.act}
	ok := true
	if q.point != nil {
		r.PSR = q.point.Chosen().ID
		if r.PSR == "" {
			q.point.SetError(b.T("exceptions.assign.missing"))
			ok = false
		}
	}
	if q.reason != nil {
		reason, err := exception.CleanReason(q.reason.Text, q.needed)
		switch {
		case errors.Is(err, exception.ErrNoReason):
			q.reason.SetError(b.T("exceptions.reason.missing"))
		case errors.Is(err, purchase.ErrNoteTooLong):
			q.reason.SetError(b.T("exceptions.reason.long", "n", exception.MaxReason))
		case err != nil:
			q.reason.SetError(b.T("exceptions.reason.control"))
		}
		r.Reason = reason
		ok = ok && err == nil
	}
	return r, ok
}

// wrong says above the question why its answer did not go through.
func (q *question) wrong(f failed) {
	q.fault.Objects = []fyne.CanvasObject{piece.Note("exceptions.ask.fault", "error", look.ToneError, f.words)}
	if f.code != "" {
		q.fault.Add(codeLine(q.s.page.Book.T("exceptions.code", "code", f.code)))
	}
	q.fault.Show()
}
