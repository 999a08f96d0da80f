package buy

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"trastienda/app/buying"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// act is one purchase from its question to its closed dialog. There is at most
// one at a time on a page. The PIN is in its field and, while it is sent, in the
// request; nowhere here.
type act struct {
	page   *Page
	quote  buying.Quote // what the person was shown and confirms
	start  string       // an earlier refused start whose PIN is typed again
	again  bool         // the person wants a second equal purchase
	key    string       // of the operation that has no answer, "" for none
	dialog *dialog.Dialog
	pin    *form.PINField    // while it is asked for
	twice  *form.AmountField // the amount typed again, nil where it need not be
	sent   bool              // a call is on its way: nothing sends another
	over   bool              // the dialog is closed
}

// begin is "Confirmar" of the page: what the purchase would be is asked of the hub,
// and the wallet once more.
func (p *Page) begin() {
	if ok, _ := p.mayBuy(); !ok {
		return
	}
	amount, understood := p.body.amount.Amount()
	if !p.body.amount.Complain() || !understood || p.outOfLimits(amount) != "" {
		p.Shell.Window().Canvas().Focus(p.body.amount)
		p.viewChanged()
		return
	}
	psr := p.psr
	p.quoting = true
	p.fill()
	type figures struct {
		quote  buying.Quote
		wallet buying.Wallet
		err    error // of the wallet
	}
	turn := p.asks.Next()
	run(p, func(ctx context.Context) (figures, error) {
		w, asked := p.Backend.Wallet(ctx, psr)
		q, err := p.Backend.Quote(ctx, psr, amount)
		return figures{q, w, asked}, err
	}, func(f figures, err error) {
		p.quoting = false
		if p.asks.Current(turn) {
			p.walletTold(f.wallet, f.err)
		}
		p.fill()
		p.quoted(f.quote, err)
	})
}

// quoted opens the question, or says why there is none.
func (p *Page) quoted(q buying.Quote, err error) {
	switch {
	case !p.shown:
		return // the person went elsewhere
	case isProblem(err, codeAmountRange):
		p.body.judged = true
		p.body.amount.SetError(p.errorMessage(err).lines[0])
		p.load()
	case err != nil:
		p.Log.Warn("ask for a quote", "psr", p.psr, "error", err)
		a := p.newAct(buying.Quote{})
		a.show(p.readMessage(err))
	case p.funds.noSession() || p.outOfLimits(q.Amount) != "":
		p.Shell.Window().Canvas().Focus(p.body.amount)
	default:
		a := p.newAct(q)
		a.open(dialog.Params{Title: p.Book.T("buy.confirm.title"), Icon: look.Icon("account_balance_wallet"), Content: a.question(nil), Buttons: a.questionButtons(),
			// Esc is "Cancelar" and so is the first focus. Enter has no default: only
			// a click, Space, or Ctrl+Enter pressed anew goes on.
			Cancel: 0, Default: dialog.None, Focus: 0, CtrlEnter: 1})
	}
}

func (p *Page) newAct(q buying.Quote) *act {
	p.act = &act{page: p, quote: q}
	p.commandsChanged()
	return p.act
}

func (a *act) open(d dialog.Params) {
	p := a.page
	d.ID, d.Window = "buy.dialog", p.Shell.Window()
	a.dialog = dialog.Show(d)
	p.viewChanged()
}

// update exchanges what the dialog shows; cancel is the safe button, yes the one
// that goes on.
func (a *act) update(content fyne.CanvasObject, buttons []dialog.Button, focus, yes int) {
	a.dialog.Update(content, buttons, 0, dialog.None, focus)
	a.dialog.SetCtrlEnter(yes)
	a.page.viewChanged()
}

// confirmed goes on to the PIN, once the amount was typed again where it has to be.
func (a *act) confirmed() {
	if a.sent || a.over {
		return
	}
	if a.twice != nil {
		if typed, ok := a.twice.Amount(); !ok || typed != a.quote.Amount {
			a.twice.Complain()
			a.twice.SetError(a.page.Book.T("buy.twice.wrong"))
			a.page.Shell.Window().Canvas().Focus(a.twice)
			a.dialog.Fit()
			a.page.viewChanged()
			return
		}
	}
	a.askPIN("")
}

// send pays, once: the PIN leaves its field for the request alone.
func (a *act) send() {
	if a.sent || a.over || a.pin == nil {
		return
	}
	typed := a.pin.Take()
	if typed == "" {
		a.pin.SetError(a.page.Book.T("buy.pin.empty"))
		a.page.Shell.Window().Canvas().Focus(a.pin)
		a.page.viewChanged()
		return
	}
	r := a.quote.Request(buying.PIN(typed))
	r.Start, r.Again = a.start, a.again
	p := a.page
	a.pin = nil
	wait(a, p.Book.T("buy.working"), func(ctx context.Context) (buying.Answer, error) { return p.Backend.Buy(ctx, r) }, func(answer buying.Answer, err error) {
		if err != nil {
			p.Log.Warn("buy", "psr", a.quote.PSR, "error", err)
			a.failed(err)
			return
		}
		a.key = answer.OpID
		a.answered(answer)
	})
}

// consult asks what became of a purchase whose answer did not come.
func (a *act) consult() {
	if a.sent || a.over || a.key == "" {
		return
	}
	p, key := a.page, a.key
	wait(a, p.Book.T("buy.consulting"), func(ctx context.Context) (buying.Answer, error) { return p.Backend.Consult(ctx, key) }, func(answer buying.Answer, err error) {
		if err != nil {
			p.Log.Warn("consult a purchase", "key", key, "error", err)
			a.say(p.consultMessage(err))
			return
		}
		a.answered(answer)
	})
}

// consult opens a dialog that asks what became of a purchase sent before.
func (p *Page) consult(s Sent) {
	if p.act != nil || p.quoting {
		return
	}
	a := p.newAct(buying.Quote{PSR: s.PSR})
	a.key = s.Key
	a.open(dialog.Params{Title: p.Book.T("buy.nav"), Icon: look.Icon("account_balance_wallet"), Content: dialog.Paragraph(""),
		Cancel: dialog.None, Default: dialog.None, Focus: dialog.None, CtrlEnter: dialog.None})
	a.consult()
}

// answered tells the hub's answer. A refused PIN can be typed again at once, for
// the same start.
func (a *act) answered(answer buying.Answer) {
	p := a.page
	if answer.Result != buying.Unknown {
		p.forget(a.key) // it is told here
		a.key = ""
	}
	if answer.Result == buying.Refused && answer.Code == codeWrongPIN && a.quote.Amount > 0 {
		a.start = answer.Start
		a.askPIN(p.Book.T("buy.pin.wrong"))
		return
	}
	a.start = answer.Start
	a.say(p.answerMessage(answer))
	if answer.Result != buying.Refused {
		p.bought()
	}
}

// failed tells why there is no answer.
func (a *act) failed(err error) {
	p := a.page
	var changed *Changed
	var just *JustStarted
	var unknown *UnknownError
	switch {
	case errors.As(err, &changed):
		before := a.quote
		a.quote, a.start = changed.Quote, ""
		a.dialog.SetTitle(p.Book.T("buy.confirm.title"), look.Icon("account_balance_wallet"))
		a.update(a.question(&before), a.questionButtons(), 0, 1)
	case errors.As(err, &just):
		a.askAgain(just.Start)
	default:
		if errors.As(err, &unknown) {
			a.key = unknown.Key
		}
		m := p.errorMessage(err)
		a.say(m)
		if m.maybe {
			p.bought()
		}
	}
}

// late tells an answer that came while the dialog said that there was none.
func (a *act) late(t Told) {
	a.key = ""
	a.say(a.page.toldWords(t))
	a.page.bought()
}

// bought brings the page up to date after something was, or may have been, paid.
// The amount goes: the next purchase is another one.
func (p *Page) bought() {
	p.body.amount.Clear()
	p.typed = ""
	p.Refresh()
}

// say shows a message in the open dialog.
func (a *act) say(m message) {
	content, buttons, closes := a.message(m)
	a.dialog.SetTitle(m.title, look.Icon("account_balance_wallet"))
	a.dialog.Update(content, buttons, closes, closes, closes)
	a.page.fill()
}

// show opens the dialog with a message.
func (a *act) show(m message) {
	content, buttons, closes := a.message(m)
	a.open(dialog.Params{Title: m.title, Icon: look.Icon("account_balance_wallet"), Content: content, Buttons: buttons,
		Cancel: closes, Default: closes, Focus: closes, CtrlEnter: dialog.None})
}

// forget empties the field of the PIN.
func (a *act) forget() {
	if a.pin != nil {
		a.pin.Take()
		a.pin = nil
	}
}

// close ends the purchase; the page gets the keyboard back.
func (a *act) close() {
	if a.over || a.sent {
		return
	}
	a.over = true
	p := a.page
	p.act = nil
	a.forget()
	a.dialog.Hide()
	p.fill()
	if p.shown {
		p.Shell.Window().Canvas().Focus(p.body.amount)
	}
}
