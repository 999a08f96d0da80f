package purchases

import (
	"errors"
	"net/http"

	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/reports"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// message is what the person is told after "Sí": what happened, what it means
// for the money, what to do, and a code to quote (ui.md 3.5).
type message struct {
	icon  string
	tone  look.Tone
	lines []string // the first says what happened, word for word of the source
	code  string   // to quote; empty for none
	// consult offers to ask what became of it; key is the operation's.
	consult bool
	key     string
}

// answerMessage tells the hub's answer. before is the purchase as it was when
// "Sí" was pressed.
func answerMessage(b *text.Book, before purchase.Purchase, a purchase.RetryAnswer) message {
	switch a.Result {
	case purchase.ResultCompleted:
		m := message{icon: "check_circle", tone: look.ToneSuccess, lines: []string{b.T("purchases.dialog.completed")}}
		if before.Legs.Transfer == purchase.Done {
			m.lines = append(m.lines, b.T("purchases.dialog.noticedone"))
		}
		return m
	case purchase.ResultNoBalance:
		return message{icon: "account_balance_wallet", tone: look.ToneError, lines: []string{b.T("purchases.dialog.nobalance")}}
	case purchase.ResultRefused:
		return refusedMessage(b, a)
	case purchase.ResultPending:
		m := message{icon: "schedule", tone: look.ToneWarning, lines: []string{b.T("purchases.dialog.pending")}}
		if more := pendingWords(b, a); more != "" {
			m.lines = append(m.lines, more)
		}
		return m
	}
	// A result this version does not know may mean anything.
	return unknownMessage(b, "")
}

// pendingWords tells why a purchase is still pending.
func pendingWords(b *text.Book, a purchase.RetryAnswer) string {
	switch {
	case a.Code == purchase.CodeSettling:
		return b.T("purchases.dialog.more.settling")
	case purchase.Cause(a.Code) == purchase.CausePaymentPending && nothingSent(a.Purchase.Legs):
		return b.T("purchases.dialog.more.payment") + " " + b.T("purchases.dialog.nothingsent")
	case a.Code == "":
		return reports.CauseSentence(b, a.Purchase)
	}
	p := a.Purchase
	p.Cause = purchase.Cause(a.Code)
	return reports.CauseSentence(b, p)
}

// refusedMessage says the reason in words. That no balance went out is said
// only when the legs prove it.
func refusedMessage(b *text.Book, a purchase.RetryAnswer) message {
	m := message{icon: "error", tone: look.ToneError, code: a.Code, lines: []string{reports.RefusalWords(b, a.Code)}}
	switch {
	case nothingSent(a.Purchase.Legs):
		m.lines = append(m.lines, b.T("purchases.dialog.nothingsent"))
	case a.Purchase.Legs.Transfer == purchase.Done:
		m.lines = append(m.lines, b.T("purchases.dialog.alreadysent"))
	default:
		m.lines = append(m.lines, b.T("purchases.dialog.unknown"))
		m.consult = true
	}
	return m
}

// unknownMessage says that nobody knows, and offers to ask.
func unknownMessage(b *text.Book, key string) message {
	return message{icon: "sync_problem", tone: look.ToneWarning, lines: []string{b.T("purchases.dialog.unknown")},
		code: key, consult: true, key: key}
}

// offlineMessage says why a retry was refused here.
func offlineMessage(b *text.Book) message {
	return message{icon: "cloud_off", tone: look.ToneWarning, lines: []string{
		b.T("purchases.dialog.offline"), b.T("purchases.dialog.notwithit") + " " + b.T("purchases.dialog.offlinetodo")}}
}

// notMadeMessage says why a retry never left this machine.
func notMadeMessage(b *text.Book, key string) message {
	return message{icon: "error", tone: look.ToneError, lines: []string{b.T(key), b.T("purchases.dialog.notwithit")}}
}

// errorMessage tells an error of Retry. Only errors that prove that the
// retry was not carried out say so; everything else is not known.
func errorMessage(b *text.Book, err error) message {
	var unknown *UnknownError
	var p *problem.Problem
	switch {
	case errors.Is(err, ErrOffline):
		return offlineMessage(b)
	case errors.Is(err, ErrTooOld):
		return notMadeMessage(b, "shell.tooold")
	case errors.Is(err, ErrNotStored):
		return notMadeMessage(b, "purchases.dialog.notstored")
	case errors.Is(err, ErrSignedOut):
		return notMadeMessage(b, "purchases.dialog.signedout")
	case errors.As(err, &unknown):
		return unknownMessage(b, unknown.Key)
	case errors.As(err, &p) && refusedOutright(p):
		m := problemMessage(p, b.T("purchases.refusal.failed"))
		m.lines = append(m.lines, b.T("purchases.dialog.notwithit"))
		return m
	case errors.As(err, &p):
		m := unknownMessage(b, "")
		m.code = quote(p)
		return m
	}
	return unknownMessage(b, "")
}

// refusedOutright tells whether the hub turned the request away before doing
// anything: a client error other than those that mean "somebody is at it" or
// "it did not get through in time".
func refusedOutright(p *problem.Problem) bool {
	switch {
	case p.Code == codeInProgress, p.Status == http.StatusRequestTimeout, p.Status == http.StatusTooEarly:
		return false
	case p.Code == codeNotConfigured:
		return true
	}
	return p.Status >= 400 && p.Status < 500
}

// Codes of problems that the page tells apart (hub-api.md, architecture.md).
const (
	codeInProgress    problem.Code = "in-progress"
	codeNotConfigured problem.Code = "not-configured"
)

// problemMessage says a problem in the hub's own words; the hub writes them
// in the user's language.
func problemMessage(p *problem.Problem, otherwise string) message {
	line := p.Detail
	if line == "" {
		line = p.Title
	}
	if line == "" {
		line = otherwise
	}
	return message{icon: "error", tone: look.ToneError, lines: []string{line}, code: quote(p)}
}

// quote is what a person tells support.
func quote(p *problem.Problem) string {
	if p.RequestID == "" {
		return string(p.Code)
	}
	return string(p.Code) + " · " + p.RequestID
}

// consultMessage tells an error of Consult, which only asked.
func consultMessage(b *text.Book, key string, err error) message {
	m := unknownMessage(b, key)
	switch {
	case errors.Is(err, ErrOffline):
		m.lines = append(m.lines, b.T("purchases.dialog.consultoffline"))
	case errors.Is(err, ErrNotReceived):
		m.lines = []string{b.T("purchases.dialog.notreceived")}
		m.consult = false
	default:
		m.lines = []string{b.T("purchases.dialog.stillunknown")}
	}
	return m
}
