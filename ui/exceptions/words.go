package exceptions

import (
	"errors"
	"time"

	"trastienda/app/exception"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// kindKeys are the words of the kinds.
var kindKeys = map[exception.Kind]string{
	exception.Alarm:        "exceptions.kind.alarm",
	exception.UnknownPSR:   "exceptions.kind.psr",
	exception.Reference:    "exceptions.kind.reference",
	exception.Amount:       "exceptions.kind.amount",
	exception.Status:       "exceptions.kind.status",
	exception.OtherPSR:     "exceptions.kind.otherpsr",
	exception.OtherAmount:  "exceptions.kind.otheramount",
	exception.OtherMoney:   "exceptions.kind.othermoney",
	exception.OtherAccount: "exceptions.kind.otheraccount",
	exception.ClosedBefore: "exceptions.kind.closedbefore",
}

// moreKeys say what a kind means for the money.
var moreKeys = map[exception.Kind]string{
	exception.Alarm:        "exceptions.more.alarm",
	exception.UnknownPSR:   "exceptions.more.psr",
	exception.Reference:    "exceptions.more.reference",
	exception.Amount:       "exceptions.more.amount",
	exception.Status:       "exceptions.more.status",
	exception.OtherPSR:     "exceptions.more.other",
	exception.OtherAmount:  "exceptions.more.other",
	exception.OtherMoney:   "exceptions.more.othermoney",
	exception.OtherAccount: "exceptions.more.otheraccount",
	exception.ClosedBefore: "exceptions.more.closedbefore",
}

// alarmKeys are the words of those alarms that have some of their own.
var alarmKeys = map[string]string{
	"transferred-twice":       "exceptions.alarm.twice",
	"rejected-after-transfer": "exceptions.alarm.rejected",
	"answer-differs":          "exceptions.alarm.differs",
	"unknown-purchase":        "exceptions.alarm.merchant",
}

// kindWords is the reason in a few words.
func kindWords(b *text.Book, e exception.Exception) string {
	if key, ok := alarmKeys[e.Told().Code]; ok && e.Kind == exception.Alarm {
		return b.T(key)
	}
	if key, ok := kindKeys[e.Kind]; ok {
		return b.T(key)
	}
	return b.T("exceptions.kind.unknown")
}

// moreWords is what the reason means.
func moreWords(b *text.Book, e exception.Exception) string {
	if key, ok := moreKeys[e.Kind]; ok {
		return b.T(key)
	}
	return b.T("exceptions.more.unknown")
}

// stateWords is how far an exception is.
func stateWords(b *text.Book, e exception.Exception) (icon string, tone look.Tone, words string) {
	switch {
	case e.Closed != nil && e.Closed.Act == exception.Assign:
		return "check_circle", look.ToneSuccess, b.T("exceptions.state.assigned")
	case e.Closed != nil:
		return "block", look.ToneNeutral, b.T("exceptions.state.closed")
	case e.Proposal != nil:
		return "hourglass_top", look.ToneInfo, b.T("exceptions.state.proposed")
	case e.Rejected != nil:
		return "error", look.ToneError, b.T("exceptions.state.rejected")
	}
	return "schedule", look.ToneWarning, b.T("exceptions.state.open")
}

// proposalWords is what is proposed and by whom.
func proposalWords(b *text.Book, e exception.Exception) string {
	switch p := e.Proposal; {
	case p == nil:
		return ""
	case p.Act == exception.Assign:
		return b.T("exceptions.proposal.assign", "psr", p.PSR, "name", p.By)
	default:
		return b.T("exceptions.proposal.close", "name", p.By)
	}
}

func amountWords(b *text.Book, t exception.Told) string {
	if !t.HasAmount || t.Currency == "" {
		return ""
	}
	return b.Money(t.Amount, t.Currency)
}

// What the wallet says of a payment (connectors.md).
const (
	statusAccredited = "accredited"
	statusPending    = "pending"
	statusRejected   = "rejected"
)

// statusWords is what the wallet said of the payment.
func statusWords(b *text.Book, status string) string {
	switch status {
	case statusAccredited:
		return b.T("exceptions.status.accredited")
	case statusPending:
		return b.T("exceptions.status.pending")
	case statusRejected:
		return b.T("exceptions.status.rejected")
	}
	return status
}

// moment is the time of day, with its day unless that is today.
func (p *Page) moment(t time.Time) string {
	if p.Book.Day(t) == p.Book.Day(p.Backend.Now()) {
		return p.Book.Clock(t)
	}
	return p.Book.Moment(t)
}

// standing is how the payment of an exception stands and since when: over all
// the notices that an approval takes in, not over this one alone. A hub of before
// tells only this one.
func standing(e exception.Exception) exception.Payment {
	if e.Payment != nil {
		return *e.Payment
	}
	return exception.Payment{Status: e.Told().Status, At: e.When()}
}

// late tells whether a payment is so old that its purchase is opened expired.
func (p *Page) late(now exception.Payment) bool {
	return p.Backend.Now().Sub(now.At) >= purchase.Window
}

// assignWords is what an assignment means for the money: that depends on what
// the wallet said of the payment. keys have a text by status, "" for the rest.
func (p *Page) assignWords(e exception.Exception, keys map[string]string) string {
	b, now := p.Book, standing(e)
	text := ""
	if told := e.Told().Status; told != now.Status {
		text = b.T("exceptions.another", "status", statusWords(b, now.Status)) + " "
	}
	if key, ok := keys[now.Status]; ok && now.Status != "" {
		return text + b.T(key)
	}
	text += b.T(keys[""])
	if p.late(now) {
		text += " " + b.T("exceptions.late")
	}
	return text
}

// assigned is what the approval of an assignment came to.
func (p *Page) assigned(e exception.Exception) string {
	switch now := standing(e); {
	case now.Status == statusPending:
		return p.Book.T("exceptions.done.pending")
	case now.Status == statusRejected:
		return p.Book.T("exceptions.done.rejected")
	case p.late(now):
		return p.Book.T("exceptions.done.late")
	}
	return p.Book.T("exceptions.done.assign")
}

// dropped names whose proposals on other notices of the payment count no more.
func dropped(b *text.Book, along []exception.Along) string {
	said := ""
	for _, other := range along {
		if other.Dropped != nil {
			said += " " + b.T("exceptions.done.dropped", "name", other.Dropped.By)
		}
	}
	return said
}

// failed is what the person is told when a step did not go through: what
// happened, what it means for the money, what to do, a code to quote. again
// tells that the same question may be answered anew.
type failed struct {
	words, code string
	again       bool
}

func (p *Page) failedStep(err error) failed {
	b := p.Book
	var conflict *Conflict
	var unknown *UnknownError
	var known *problem.Problem
	switch {
	case errors.As(err, &conflict):
		return failed{words: b.T("exceptions.failed.conflict")}
	case errors.Is(err, ErrOffline):
		return failed{words: b.T("exceptions.failed.offline"), again: true}
	case errors.Is(err, ErrTooOld):
		return failed{words: b.T("shell.tooold")}
	case errors.Is(err, ErrNotStored):
		return failed{words: b.T("exceptions.failed.notstored"), again: true}
	case errors.Is(err, ErrSignedOut):
		return failed{words: b.T("exceptions.failed.signedout")}
	case errors.As(err, &unknown):
		return failed{words: b.T("exceptions.failed.unknown"), code: unknown.Key}
	case errors.As(err, &known) && known.Status >= 400 && known.Status < 500 && known.Detail != "":
		return failed{words: known.Detail, code: quote(known), again: known.Status == 422}
	case errors.As(err, &known):
		return failed{words: b.T("exceptions.failed.unknown"), code: quote(known)}
	}
	return failed{words: b.T("exceptions.failed.unknown")}
}

// quote is what a person tells support.
func quote(p *problem.Problem) string {
	if p.RequestID == "" {
		return string(p.Code)
	}
	return string(p.Code) + " · " + p.RequestID
}
