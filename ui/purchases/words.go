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

// noRetryWords says why a retry is not offered.
func noRetryWords(b *text.Book, p purchase.Purchase) string {
	if p.Imported() {
		return b.T("purchases.refusal.imported")
	}
	return b.T("purchases.reason.ok")
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
