package buy

import (
	"errors"
	"net/http"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/buying"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// Codes of refusals of the wallet (connectors.md, "Wallet").
const (
	codeWrongPIN    = "wrong-pin"
	codeFunds       = "insufficient-funds"
	codeDestination = "unknown-destination"
	codeBlocked     = "wallet-blocked"
	codeNotMade     = "payment-not-made"
)

// message is what the person is told in the end: what happened, what it means for
// the money, what to do, and a code to quote (ui.md 3.5).
type message struct {
	title    string // of the dialog
	icon     string
	tone     look.Tone
	head     string   // large, "" for none
	lines    []string // the first says what happened
	amounts  []dialog.Fact
	code     string // to quote; empty for none
	purchase string // id, "" for none
	maybe    bool   // something may have been paid
	consult  bool   // offers to ask what became of it
	retry    bool   // offers the PIN again, for the same start
	home     bool   // the link "Inicio" of S0-16
}

// answerMessage tells the hub's answer.
func (p *Page) answerMessage(answer buying.Answer) message {
	b := p.Book
	m := message{title: b.T("buy.nav")}
	if q := answer.Purchase; q != nil {
		m.purchase = q.ID
		m.amounts = []dialog.Fact{{ID: "buy.result.paid", Label: b.T("buy.result.paid"), Value: b.Money(q.Paid, q.Currency)},
			{ID: "buy.result.credited", Label: b.T("buy.result.credited"), Value: b.Money(q.Credited, q.Currency)}}
	}
	switch answer.Result {
	case buying.Accredited, buying.Pending:
		return p.paidMessage(m, answer)
	case buying.Refused:
		return p.refusedMessage(m, answer.Code)
	}
	// A result this version does not know may mean anything.
	return p.unknownMessage(m)
}

// paidMessage tells of money that was paid: the balance arrived, or is on its way.
func (p *Page) paidMessage(m message, answer buying.Answer) message {
	b := p.Book
	m.home = true
	if q := answer.Purchase; q != nil && q.Status == purchase.StatusOK {
		m.icon, m.tone, m.head, m.lines = "check_circle", look.ToneSuccess, b.T("buy.result.ok"), []string{b.T("buy.result.done")}
		return m
	}
	m.icon, m.tone, m.head, m.lines = "schedule", look.ToneWarning, b.T("buy.pending"), []string{b.T("buy.pending.text")}
	if q := answer.Purchase; q != nil && q.Status == purchase.StatusError {
		m.lines = append(m.lines, b.T("buy.about.agent"))
	} else {
		m.lines = append(m.lines, b.T("buy.pending.upto"))
	}
	if len(m.amounts) == 2 {
		m.amounts[1].Label = b.T("buy.result.tocredit")
	}
	return m
}

// refusedMessage tells why the wallet did not pay.
func (p *Page) refusedMessage(m message, code string) message {
	b := p.Book
	m.icon, m.tone, m.code = "error", look.ToneError, code
	m.amounts = nil
	key := map[string]string{codeWrongPIN: "buy.pin.wrong", codeFunds: "buy.refused.funds", codeDestination: "buy.refused.destination",
		codeBlocked: "buy.refused.blocked", purchase.CodePaymentRejected: "buy.refused.rejected", codeNotMade: "buy.refused.notmade"}[code]
	if key == "" {
		key = "buy.refused.other"
	}
	m.lines = []string{b.T(key), b.T("buy.nothingpaid")}
	m.retry = m.purchase == "" && code != codeNotMade && code != purchase.CodePaymentRejected
	return m
}

// unknownMessage says that nobody knows, and offers to ask.
func (p *Page) unknownMessage(m message) message {
	b := p.Book
	m.title, m.icon, m.tone, m.maybe, m.consult, m.amounts = b.T("buy.nav"), "sync_problem", look.ToneWarning, true, true, nil
	m.lines = []string{b.T("buy.unknown"), b.T("buy.unknown.more")}
	return m
}

// errorMessage tells an error of Buy. Only errors that prove that nothing was paid
// say so; everything else is not known.
func (p *Page) errorMessage(err error) message {
	b := p.Book
	m := message{title: b.T("buy.nav"), icon: "error", tone: look.ToneError}
	var unknown *UnknownError
	var known *problem.Problem
	nothing := func(key string) message {
		m.lines = []string{b.T(key), b.T("buy.nothingpaid")}
		return m
	}
	switch {
	case errors.Is(err, ErrOffline):
		m.icon, m.tone = "cloud_off", look.ToneWarning
		return nothing("buy.failed.offline")
	case errors.Is(err, ErrTooOld):
		return nothing("shell.tooold")
	case errors.Is(err, ErrNotStored):
		return nothing("buy.failed.notstored")
	case errors.Is(err, ErrSignedOut):
		return nothing("buy.failed.signedout")
	case errors.Is(err, ErrNothingPaid):
		return nothing("buy.failed.nothing")
	case errors.As(err, &unknown):
		m.code = unknown.Key
		return p.unknownMessage(m)
	case isProblem(err, codeNoBank):
		m.icon, m.tone = "block", look.ToneWarning
		return nothing("buy.nobank")
	case isProblem(err, codeStartNotOpen):
		m.lines = []string{b.T("buy.failed.notopen")}
		return m
	case errors.As(err, &known) && refusedOutright(known):
		m.code = quote(known)
		m.lines = []string{p.said(known), b.T("buy.nothingpaid")}
		return m
	case errors.As(err, &known):
		m.code = quote(known)
	}
	m = p.unknownMessage(m)
	m.consult = false // there is no key to ask with
	return m
}

// readMessage tells why a purchase could not even be shown; nothing was sent.
func (p *Page) readMessage(err error) message {
	var known *problem.Problem
	m := p.errorMessage(err)
	if errors.As(err, &known) && known.Status < 500 || errors.Is(err, ErrOffline) || errors.Is(err, ErrSignedOut) || errors.Is(err, ErrTooOld) {
		return m
	}
	m.icon, m.tone, m.maybe, m.consult = "error", look.ToneError, false, false
	m.lines = []string{p.Book.T("buy.failed.read"), p.Book.T("buy.nothingpaid")}
	return m
}

// consultMessage tells an error of Consult, which only asked.
func (p *Page) consultMessage(err error) message {
	b := p.Book
	if errors.Is(err, ErrNothingPaid) {
		return p.errorMessage(err)
	}
	m := p.unknownMessage(message{})
	var unknown *UnknownError
	if errors.As(err, &unknown) {
		m.code = unknown.Key
	}
	if m.lines[0] = b.T("buy.unknown.still"); errors.Is(err, ErrOffline) {
		m.lines[0] = b.T("buy.unknown.offline")
	}
	return m
}

// refusedOutright tells whether the hub turned the request away before it asked
// the wallet: a client error other than those that mean "somebody is at it" or "it
// did not get through in time".
func refusedOutright(p *problem.Problem) bool {
	switch {
	case p.Code == codeInProgress, p.Status == http.StatusRequestTimeout, p.Status == http.StatusTooEarly:
		return false
	case p.Code == codeNotConfigured:
		return true
	}
	return p.Status >= 400 && p.Status < 500
}

// said is a problem in the hub's own words; the hub writes them in the user's
// language.
func (p *Page) said(known *problem.Problem) string {
	switch {
	case known.Detail != "":
		return known.Detail
	case known.Title != "":
		return known.Title
	}
	return p.Book.T("buy.refused.other")
}

// quote is what a person tells support.
func quote(p *problem.Problem) string {
	if p.RequestID == "" {
		return string(p.Code)
	}
	return string(p.Code) + " · " + p.RequestID
}

// message makes content and buttons of a message; closes is the button that only
// closes, which Esc and Enter press.
func (a *act) message(m message) (content fyne.CanvasObject, buttons []dialog.Button, closes int) {
	p, b := a.page, a.page.Book
	a.forget()
	box := column()
	if m.head != "" {
		head := words("buy.result.head", m.head)
		head.TextSize, head.Bold, head.Color = look.SizeAmount, true, m.tone.Text()
		box.Add(container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 0.5)}, muted(b.T("buy.brand")), head))
	}
	box.Add(piece.Note("buy.result", m.icon, m.tone, m.lines[0]))
	for i, line := range m.lines[1:] {
		more := words("buy.result.more", line)
		more.Bold = i == 0 && m.head == ""
		box.Add(more)
	}
	if len(m.amounts) > 0 {
		box.Add(dialog.Facts(m.amounts...))
	}
	if m.code != "" {
		line := muted(b.T("buy.code", "code", m.code))
		line.ID = "buy.result.code"
		box.Add(line)
		buttons = append(buttons, dialog.Button{ID: "copy", Text: b.T("buy.copy"), Icon: look.Icon("content_copy"), KeepOpen: true, Run: func() { p.Copy(m.code) }})
	}
	closing := func(then func()) func() {
		return func() { a.close(); then() }
	}
	if m.purchase != "" {
		buttons = append(buttons, dialog.Button{ID: "open", Text: b.T("buy.open"), KeepOpen: true, Run: closing(func() { p.OpenPurchase(m.purchase) })})
	}
	if m.purchase != "" && p.Receipt != nil {
		buttons = append(buttons, dialog.Button{ID: "receipt", Text: b.T("receipt.do"), Icon: look.Icon("receipt_long"), KeepOpen: true, Run: func() { p.Receipt(m.purchase) }})
	}
	closes = len(buttons)
	switch {
	case m.consult && a.key != "":
		buttons = append(buttons, dialog.Button{ID: "close", Text: b.T("buy.close"), KeepOpen: true, Run: a.close},
			dialog.Button{ID: "consult", Text: b.T("buy.consult"), Kind: dialog.Primary, KeepOpen: true, Run: a.consult})
	case m.retry && a.quote.Amount > 0 && a.start != "":
		buttons = append(buttons, dialog.Button{ID: "close", Text: b.T("buy.close"), KeepOpen: true, Run: a.close},
			dialog.Button{ID: "again", Text: b.T("buy.again"), KeepOpen: true, NoEnter: true, Run: func() { a.askPIN("") }})
	case m.home:
		buttons = append(buttons, dialog.Button{ID: "close", Text: b.T("buy.close"), KeepOpen: true, Run: a.close},
			dialog.Button{ID: "home", Text: b.T("buy.home"), Kind: dialog.Primary, KeepOpen: true, Run: closing(p.Home)})
	default:
		buttons = append(buttons, dialog.Button{ID: "close", Text: b.T("buy.close"), Kind: dialog.Primary, KeepOpen: true, Run: a.close})
	}
	return box, buttons, closes
}
