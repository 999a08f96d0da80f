package buy

import (
	"context"
	"errors"
	"time"

	"trastienda/app/buying"
	"trastienda/app/problem"
)

// Codes of problems that the page tells apart (hub-api.md).
const (
	codeNoSession     problem.Code = "wallet-no-session"
	codeNotConfigured problem.Code = "not-configured"
	codeNoBank        problem.Code = "no-bank"
	codeAmountRange   problem.Code = "amount-out-of-range"
	codeInProgress    problem.Code = "in-progress"
	codeStartNotOpen  problem.Code = "start-not-open"
)

// isProblem tells whether err holds a problem of that code.
func isProblem(err error, code problem.Code) bool {
	var p *problem.Problem
	return errors.As(err, &p) && p.Code == code
}

// funds is what is known of the wallet of the chosen point of sale.
type funds struct {
	wallet *buying.Wallet // as it was last told; nil: never
	err    error          // of the last question
	asking bool
}

// noSession tells whether nobody is logged in at the wallet (S0-10).
func (f funds) noSession() bool { return isProblem(f.err, codeNoSession) }

// short tells whether an amount is certainly more than there is.
func (f funds) short(amount int64) bool {
	return f.wallet != nil && f.err == nil && amount > f.wallet.Available
}

// askWallet asks the wallet of the chosen point of sale. What it said before stays
// until the answer is there.
func (p *Page) askWallet() {
	turn, psr := p.asks.Next(), p.psr
	if psr == "" || !p.Backend.Online() {
		p.funds.asking = false
		return
	}
	p.funds.asking = true
	p.fill()
	run(p, func(ctx context.Context) (buying.Wallet, error) { return p.Backend.Wallet(ctx, psr) }, func(w buying.Wallet, err error) {
		if p.asks.Current(turn) {
			p.walletTold(w, err)
		}
	})
}

// walletTold shows what the wallet said.
func (p *Page) walletTold(w buying.Wallet, err error) {
	p.funds.asking, p.funds.err = false, err
	if err != nil {
		p.Log.Warn("ask the wallet", "psr", p.psr, "error", err)
	} else {
		p.funds.wallet = &w
	}
	p.fill()
}

// hiddenMoney stands for an amount that others shall not read.
const hiddenMoney = "••••••"

// fundsWords are the large line of the available money and the line below it.
func (p *Page) fundsWords() (amount, more string) {
	b, f := p.Book, p.funds
	if f.wallet != nil {
		amount = b.Money(f.wallet.Available, f.wallet.Currency)
		if p.hide {
			amount = hiddenMoney
		}
		more = b.T("buy.available.at", "when", p.moment(f.wallet.AsOf), "age", b.Span(p.Backend.Now().Sub(f.wallet.AsOf)))
	}
	switch {
	case p.psr == "":
		return "", b.T("buy.available.choose")
	case !p.online && f.wallet == nil:
		return "", b.T("buy.available.offline")
	case f.noSession():
		return "", b.T("buy.available.nosession")
	case f.err != nil && isProblem(f.err, codeNotConfigured):
		return "", b.T("buy.available.notconfigured")
	case f.err != nil && f.wallet != nil:
		return amount, b.T("buy.available.stale", "before", more)
	case f.err != nil:
		return "", b.T("buy.available.unknown")
	case f.wallet == nil:
		return "", b.T("buy.available.asking")
	case f.asking:
		return amount, b.T("buy.available.asking")
	}
	return amount, more
}

// moment is the time of day, with its day unless that is today.
func (p *Page) moment(t time.Time) string {
	if p.Book.Day(t) == p.Book.Day(p.Backend.Now()) {
		return p.Book.Clock(t)
	}
	return p.Book.Moment(t)
}

// turnEye hides the available money, or shows it, from now on.
func (p *Page) turnEye() {
	p.hide = !p.hide
	value := ""
	if p.hide {
		value = "1"
	}
	p.keep(settingHidden, value)
	p.fill()
}
