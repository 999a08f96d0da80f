package purchases

import (
	"trastienda/app/purchase"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// Codes of refusals of the recharge system that have words of their own
// (connectors.md, "Recharge system").
const (
	codeTerminalBlocked = "terminal-blocked"
	codeUnknownPSR      = "unknown-psr"
	codeUnknownAgent    = "unknown-agent"
	codeAmountRange     = "amount-out-of-range"
)

// statusKeys are the words of S0-37.
var statusKeys = map[purchase.Status]string{
	purchase.StatusOK:      "purchases.status.ok",
	purchase.StatusPending: "purchases.status.pending",
	purchase.StatusError:   "purchases.status.error",
}

// statusIcon gives the icon and the colour family of a status (ui.md 3.4).
func statusIcon(s purchase.Status) (string, look.Tone) {
	switch s {
	case purchase.StatusOK:
		return "check_circle", look.ToneSuccess
	case purchase.StatusError:
		return "error", look.ToneError
	}
	return "schedule", look.ToneWarning
}

// causeWords tells why p is not OK, in a sentence; empty when it is. "No
// answer" is the cause of every purchase whose transfer is not done, so the
// leg decides whether something may be under way or nothing was sent yet.
func causeWords(b *text.Book, p purchase.Purchase) string {
	switch p.Cause {
	case purchase.CauseNone:
		return ""
	case purchase.CausePaymentPending:
		return b.T("purchases.cause.payment")
	case purchase.CauseNoBalance:
		return b.T("purchases.cause.nobalance")
	case purchase.CauseNoticePending:
		return b.T("purchases.cause.notice")
	case purchase.CauseExpired:
		return b.T("purchases.cause.expired")
	case purchase.CauseNoAnswer:
		if p.Legs.Transfer == purchase.Waiting {
			return b.T("purchases.cause.notsent")
		}
		return b.T("purchases.cause.noanswer")
	}
	return refusalWords(b, p.Cause.Refusal())
}

// noRetryWords says why a retry is not offered.
func noRetryWords(b *text.Book, p purchase.Purchase) string {
	if p.Imported() {
		return b.T("purchases.refusal.imported")
	}
	return b.T("purchases.reason.ok")
}

// refusalWords tells the reason of a refusal by its code.
func refusalWords(b *text.Book, code string) string {
	switch code {
	case purchase.CodeNoBalance:
		return b.T("purchases.cause.nobalance")
	case codeTerminalBlocked:
		return b.T("purchases.refusal.terminal")
	case codeUnknownPSR:
		return b.T("purchases.refusal.psr")
	case codeUnknownAgent:
		return b.T("purchases.refusal.agent")
	case codeAmountRange:
		return b.T("purchases.refusal.range")
	case purchase.CodePaymentRejected:
		return b.T("purchases.refusal.rejected")
	case purchase.CodeImported:
		return b.T("purchases.refusal.imported")
	}
	return b.T("purchases.refusal.other")
}

// causeChoices are the causes the filter offers, in the order of the legs.
var causeChoices = []struct {
	cause purchase.Cause
	key   string
}{
	{purchase.CausePaymentPending, "purchases.causes.payment"},
	{purchase.CauseNoBalance, "purchases.causes.nobalance"},
	{purchase.CauseNoAnswer, "purchases.causes.noanswer"},
	{purchase.CauseNoticePending, "purchases.causes.notice"},
	{purchase.CauseExpired, "purchases.causes.expired"},
	{purchase.CauseRefused(codeTerminalBlocked), "purchases.causes.terminal"},
	{purchase.CauseRefused(codeUnknownPSR), "purchases.causes.psr"},
	{purchase.CauseRefused(codeUnknownAgent), "purchases.causes.agent"},
	{purchase.CauseRefused(codeAmountRange), "purchases.causes.range"},
	{purchase.CauseRefused(purchase.CodePaymentRejected), "purchases.causes.rejected"},
	{purchase.CauseRefused(purchase.CodeImported), "purchases.causes.imported"},
}

// legKeys name the three legs as the lamps do.
var legKeys = map[purchase.Leg]string{
	purchase.Payment:  "purchases.leg.payment",
	purchase.Transfer: "purchases.leg.transfer",
	purchase.Notice:   "purchases.leg.notice",
}

// lampKeys are the words of the lamps.
var lampKeys = map[purchase.Leg]map[purchase.LegState]string{
	purchase.Payment: {
		purchase.Done:    "purchases.lamp.payment.done",
		purchase.Waiting: "purchases.lamp.payment.waiting",
		purchase.Unknown: "purchases.lamp.payment.unknown",
		purchase.Refused: "purchases.lamp.payment.refused",
	},
	purchase.Transfer: {
		purchase.Done:    "purchases.lamp.transfer.done",
		purchase.Waiting: "purchases.lamp.transfer.waiting",
		purchase.Unknown: "purchases.lamp.transfer.unknown",
		purchase.Refused: "purchases.lamp.transfer.refused",
	},
	purchase.Notice: {
		purchase.Done:    "purchases.lamp.notice.done",
		purchase.Waiting: "purchases.lamp.notice.waiting",
		purchase.Unknown: "purchases.lamp.notice.unknown",
		purchase.Refused: "purchases.lamp.notice.refused",
	},
}

// lampWord says how far a leg is. A state this version does not know is told
// as not known, never as one of the others.
func lampWord(b *text.Book, leg purchase.Leg, state purchase.LegState) string {
	if key, ok := lampKeys[leg][state]; ok {
		return b.T(key)
	}
	return b.T(lampKeys[leg][purchase.Unknown])
}

// lampIcon gives the icon and colour family of a leg's state.
func lampIcon(state purchase.LegState) (string, look.Tone) {
	switch state {
	case purchase.Done:
		return "check_circle", look.ToneSuccess
	case purchase.Waiting:
		return "schedule", look.ToneNeutral
	case purchase.Refused:
		return "error", look.ToneError
	}
	return "sync_problem", look.ToneWarning
}

// outcomeWords says what an attempt brought.
func outcomeWords(b *text.Book, a purchase.Attempt) string {
	switch a.Outcome {
	case purchase.OutcomeOpen:
		return b.T("purchases.outcome.open")
	case purchase.OutcomeRefused:
		if a.Code == purchase.CodeNoBalance {
			return b.T("purchases.outcome.nobalance")
		}
		return b.T("purchases.outcome.refused")
	}
	switch a.Leg {
	case purchase.Payment:
		return b.T(paymentOutcome(a.Outcome))
	case purchase.Transfer:
		return b.T(transferOutcome(a.Outcome))
	}
	return b.T(noticeOutcome(a.Outcome))
}

func paymentOutcome(o purchase.Outcome) string {
	switch o {
	case purchase.OutcomeDone, purchase.OutcomeFound:
		return "purchases.outcome.payment.done"
	case purchase.OutcomeWaiting:
		return "purchases.outcome.payment.waiting"
	case purchase.OutcomeNotFound:
		return "purchases.outcome.payment.notfound"
	}
	return "purchases.outcome.payment.unknown"
}

func transferOutcome(o purchase.Outcome) string {
	switch o {
	case purchase.OutcomeDone:
		return "purchases.outcome.transfer.done"
	case purchase.OutcomeFound:
		return "purchases.outcome.transfer.found"
	case purchase.OutcomeNotFound:
		return "purchases.outcome.transfer.notfound"
	case purchase.OutcomeWaiting:
		return "purchases.outcome.transfer.waiting"
	}
	return "purchases.outcome.transfer.unknown"
}

func noticeOutcome(o purchase.Outcome) string {
	switch o {
	case purchase.OutcomeDone, purchase.OutcomeFound:
		return "purchases.outcome.notice.done"
	case purchase.OutcomeUnknown:
		return "purchases.outcome.notice.unknown"
	}
	return "purchases.outcome.notice.failed"
}

// outcomeTone is the colour family of an attempt in the timeline.
func outcomeTone(a purchase.Attempt) (string, look.Tone) {
	switch a.Outcome {
	case purchase.OutcomeDone, purchase.OutcomeFound:
		return "check_circle", look.ToneSuccess
	case purchase.OutcomeRefused:
		return "error", look.ToneError
	case purchase.OutcomeOpen:
		return "hourglass_top", look.ToneInfo
	case purchase.OutcomeUnknown:
		return "sync_problem", look.ToneWarning
	}
	return "schedule", look.ToneNeutral
}

// nothingSent tells whether the legs prove that no balance went out: the
// transfer was refused, or was never tried. Anything else is not known.
func nothingSent(l purchase.Legs) bool {
	return l.Transfer == purchase.Refused || l.Transfer == purchase.Waiting
}
