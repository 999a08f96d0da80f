package reports

import "trastienda/app/purchase"

// Codes of refusals of the recharge system that have words of their own
// (connectors.md, "Recharge system").
const (
	codeTerminalBlocked = "terminal-blocked"
	codeUnknownPSR      = "unknown-psr"
	codeUnknownAgent    = "unknown-agent"
	codeAmountRange     = "amount-out-of-range"
)

// CauseSentence tells why p is not OK, in a sentence; empty when it is. "No
// answer" is the cause of every purchase whose transfer is not done, so the
// leg decides whether something may be under way or nothing was sent yet.
func CauseSentence(w Words, p purchase.Purchase) string {
	switch p.Cause {
	case purchase.CauseNone:
		return ""
	case purchase.CausePaymentPending:
		return w.T("purchases.cause.payment")
	case purchase.CauseNoBalance:
		return w.T("purchases.cause.nobalance")
	case purchase.CauseNoticePending:
		return w.T("purchases.cause.notice")
	case purchase.CauseExpired:
		return w.T("purchases.cause.expired")
	case purchase.CauseNoAnswer:
		if p.Legs.Transfer == purchase.Waiting {
			return w.T("purchases.cause.notsent")
		}
		return w.T("purchases.cause.noanswer")
	}
	return RefusalWords(w, p.Cause.Refusal())
}

// RefusalWords tells the reason of a refusal by its code.
func RefusalWords(w Words, code string) string {
	switch code {
	case purchase.CodeNoBalance:
		return w.T("purchases.cause.nobalance")
	case codeTerminalBlocked:
		return w.T("purchases.refusal.terminal")
	case codeUnknownPSR:
		return w.T("purchases.refusal.psr")
	case codeUnknownAgent:
		return w.T("purchases.refusal.agent")
	case codeAmountRange:
		return w.T("purchases.refusal.range")
	case purchase.CodePaymentRejected:
		return w.T("purchases.refusal.rejected")
	case purchase.CodeImported:
		return w.T("purchases.refusal.imported")
	}
	return w.T("purchases.refusal.other")
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

// LegKey is the text that names a leg, as the lamps do.
func LegKey(leg purchase.Leg) string { return legKeys[leg] }

// LegStateWords says how far a leg is. A state this version does not know is told
// as not known, never as one of the others.
func LegStateWords(w Words, leg purchase.Leg, state purchase.LegState) string {
	if key, ok := lampKeys[leg][state]; ok {
		return w.T(key)
	}
	return w.T(lampKeys[leg][purchase.Unknown])
}

// OutcomeWords says what an attempt brought.
func OutcomeWords(w Words, a purchase.Attempt) string {
	switch a.Outcome {
	case purchase.OutcomeOpen:
		return w.T("purchases.outcome.open")
	case purchase.OutcomeRefused:
		if a.Code == purchase.CodeNoBalance {
			return w.T("purchases.outcome.nobalance")
		}
		return w.T("purchases.outcome.refused")
	}
	switch a.Leg {
	case purchase.Payment:
		return w.T(paymentOutcome(a.Outcome))
	case purchase.Transfer:
		return w.T(transferOutcome(a.Outcome))
	}
	return w.T(noticeOutcome(a.Outcome))
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
