package purchases

import (
	"errors"

	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// closedKeys are the words of the two kinds: the pill, the choice, the sentence of
// a closed purchase, what a proposal means and what an approval means.
var closedKeys = map[purchase.ClosingKind]struct{ pill, choice, sentence, proposal, approval string }{
	purchase.ClosedByHand: {"closing.pill.closed", "closing.kind.closed", "closing.closed", "closing.proposal.closed", "closing.approval.closed"},
	purchase.Refunded:     {"closing.pill.refunded", "closing.kind.refunded", "closing.refunded", "closing.proposal.refunded", "closing.approval.refunded"},
}

// closingPill tells in a word how far the closing of a purchase is, "" when there
// is nothing to tell. The state of the source stays beside it.
func closingPill(b *text.Book, c purchase.Closing) (icon string, tone look.Tone, word string) {
	switch {
	case c.Closed():
		return "block", look.ToneNeutral, b.T(closedKeys[c.Kind].pill)
	case c.State == purchase.ClosingProposed:
		return "hourglass_top", look.ToneInfo, b.T("closing.pill.proposed")
	}
	return "", look.ToneNeutral, ""
}

// actionCell is the last cell of a row: the retry, for PENDIENTE and ERROR alone
// (S0-38), or that two people closed the purchase.
func actionCell(b *text.Book, p purchase.Purchase, c purchase.Closing) grid.Cell {
	switch {
	case c.Closed():
		icon, tone, word := closingPill(b, c)
		return grid.Cell{Text: word, Kind: grid.Pill, Icon: icon, Tone: tone, Bold: true}
	case p.Retryable():
		return grid.Cell{Text: b.T("purchases.retry.row"), Kind: grid.Action, Icon: "refresh"}
	}
	return grid.Cell{}
}

// closingFacts is what is proposed or decided, by whom, when and why, as facts.
func (p *Page) closingFacts(c purchase.Closing) []any {
	b := p.book
	list := []any{
		b.T("closing.fact.kind"), newPara(b.T(closedKeys[c.Kind].choice)).named("closing.kind"),
		b.T("closing.fact.reason"), newPara(c.Reason).named("closing.reason"),
		b.T("closing.fact.by"), newPara(b.T("marks.by", "name", c.By, "when", shortTime(b, c.At, p.backend.Now()))).named("closing.by"),
	}
	if c.Closed() {
		list = append(list, b.T("closing.fact.decided"), newPara(b.T("marks.by", "name", c.DecidedBy, "when", p.decided(c))).named("closing.decided"))
	}
	return list
}

// decided is when a closing was decided.
func (p *Page) decided(c purchase.Closing) string {
	if c.DecidedAt == nil {
		return "–"
	}
	return shortTime(p.book, *c.DecidedAt, p.backend.Now())
}

// closingDone tells what a step came to.
func closingDone(b *text.Book, step purchase.ClosingStep, c purchase.Closing) string {
	switch step {
	case purchase.ProposeClosing:
		return b.T("closing.done.propose")
	case purchase.WithdrawClosing:
		return b.T("closing.done.withdraw")
	case purchase.RejectClosing:
		return b.T("closing.done.reject")
	}
	if c.Kind == purchase.Refunded {
		return b.T("closing.done.refunded")
	}
	return b.T("closing.done.closed")
}

// closingFailed tells why a step did not go through; again tells that the same
// question may be answered anew.
func closingFailed(b *text.Book, err error) (m message, again bool) {
	m = message{icon: "error", tone: look.ToneWarning}
	var unknown *UnknownError
	var known *problem.Problem
	say := func(key string) []string { return []string{b.T(key), b.T("closing.failed.money")} }
	switch {
	case errors.Is(err, ErrClosingConflict):
		m.lines = say("closing.failed.conflict")
	case errors.Is(err, ErrNotFound):
		m.lines = say("purchases.dialog.gone")
	case errors.Is(err, ErrOffline):
		m.lines, again = say("closing.failed.offline"), true
	case errors.Is(err, ErrTooOld):
		m.lines = say("shell.tooold")
	case errors.Is(err, ErrNotStored):
		m.lines, again = say("closing.failed.notstored"), true
	case errors.Is(err, ErrSignedOut):
		m.lines = say("closing.failed.signedout")
	case errors.As(err, &known) && refusedOutright(known):
		m = problemMessage(known, b.T("closing.failed.conflict"))
		m.lines = append(m.lines, b.T("closing.failed.money"))
		again = known.Status == 422
	default:
		m.icon, m.lines = "sync_problem", []string{b.T("closing.failed.unknown"), b.T("closing.failed.unknown.more")}
		switch {
		case errors.As(err, &unknown):
			m.code = unknown.Key
		case errors.As(err, &known):
			m.code = quote(known)
		}
	}
	return m, again
}
