package purchases

import (
	"context"
	"errors"
	"reflect"
	"slices"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/access"
	"trastienda/app/purchase"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// Closings is what the page needs of closing by hand what cannot go on: one person
// proposes it, and another decides. Its methods may block and are called off the
// UI goroutine.
type Closings interface {
	// Closings gives those of several purchases, by id, from the copy; purchases
	// that nobody proposed to close are not among them.
	Closings(ctx context.Context, ids []string) (map[string]purchase.Closing, error)
	// SettleClosing takes a step once: it makes its own operation key and sends
	// nothing a second time. Errors: ErrOffline, ErrTooOld, ErrNotStored and
	// ErrSignedOut (nothing left the machine), ErrClosingConflict and
	// *problem.Problem (the hub changed nothing), *UnknownError. Any other error
	// counts as not known.
	SettleClosing(ctx context.Context, r purchase.ClosingRequest) (purchase.Closing, error)
}

// ErrClosingConflict tells that somebody did something about the purchase first;
// nothing was changed.
var ErrClosingConflict = errors.New("purchases: somebody did something about the purchase first")

// closingSteps are the steps with their commands, in the order of the panel.
var closingSteps = []struct {
	step           purchase.ClosingStep
	cmd, key, icon string
}{
	{purchase.ProposeClosing, cmdClose, "closing.propose", "block"},
	{purchase.ApproveClosing, cmdCloseApprove, "closing.approve", "check_circle"},
	{purchase.RejectClosing, cmdCloseReject, "closing.reject", "cancel"},
	{purchase.WithdrawClosing, cmdCloseWithdraw, "closing.withdraw", "undo"},
}

// mayClose tells whether a step may be taken on a purchase, and why not.
func (p *Page) mayClose(step purchase.ClosingStep, q purchase.Purchase, c purchase.Closing) (bool, string) {
	b := p.book
	mine, open := c.ByID == p.user, c.State == purchase.ClosingProposed
	switch {
	case p.closing != nil:
		return false, b.T("closing.reason.busy")
	case q.ID == "":
		return false, b.T("purchases.reason.norow")
	case !p.backend.Online():
		return false, b.T("closing.reason.offline")
	case c.Closed():
		return false, b.T("closing.reason.closed")
	}
	switch step {
	case purchase.ProposeClosing:
		switch {
		case !p.role.Allows(access.ClosingPropose):
			return false, b.T("closing.reason.role")
		case open && mine:
			return false, b.T("closing.reason.mine")
		case open:
			return false, b.T("closing.reason.other", "name", c.By)
		case len(purchase.Closable(q)) == 0:
			return false, b.T("closing.reason.goeson")
		}
		return true, ""
	case purchase.WithdrawClosing:
		switch {
		case !open:
			return false, b.T("closing.reason.nothing")
		case !mine:
			return false, b.T("closing.reason.notmine", "name", c.By)
		}
		return true, ""
	}
	switch {
	case !open:
		return false, b.T("closing.reason.nothing")
	case mine:
		return false, b.T("closing.reason.second")
	case !p.role.Allows(access.ClosingDecide):
		return false, b.T("closing.reason.manager")
	}
	return true, ""
}

// closingMenu are the steps that a row's menu offers.
func (p *Page) closingMenu() []string {
	switch {
	case !p.role.Allows(access.ClosingPropose):
		return nil
	case p.selectedClosing.State == purchase.ClosingProposed:
		return []string{"", cmdCloseApprove, cmdCloseReject, cmdCloseWithdraw}
	}
	return []string{"", cmdClose}
}

// closingPart adds what people did about closing the purchase: it says more than
// the legs do, so it stands before them.
func (d *detail) closingPart() {
	p, b, c := d.page, d.page.book, d.closing
	switch {
	case c.Closed():
		d.body.Add(newNote("block", look.ToneNeutral, newPara(b.T(closedKeys[c.Kind].sentence)).named("closing.closed")))
		d.body.Add(p.facts(p.closingFacts(c)...))
	case c.State == purchase.ClosingProposed:
		d.body.Add(newNote("hourglass_top", look.ToneInfo, newPara(b.T("closing.waits")).named("closing.waits")))
		d.body.Add(p.facts(p.closingFacts(c)...))
		d.closingButtons(purchase.ApproveClosing, purchase.RejectClosing, purchase.WithdrawClosing)
	case c.State == purchase.ClosingRejected:
		d.body.Add(newNote("error", look.ToneError, newPara(b.T("closing.rejected", "name", c.DecidedBy, "when", p.decided(c), "reason", c.Answer)).named("closing.rejected")))
	}
}

// closingOffer lets somebody propose to close what may be closed. The menu says
// of the others why not; here the room is for the attempts.
func (d *detail) closingOffer() {
	if c := d.closing; len(purchase.Closable(d.data.Purchase)) == 0 || c.Closed() || c.State == purchase.ClosingProposed {
		return
	}
	d.closingButtons(purchase.ProposeClosing)
}

// closingButtons adds the buttons of some steps, for those who may take any.
func (d *detail) closingButtons(steps ...purchase.ClosingStep) {
	p := d.page
	if !p.role.Allows(access.ClosingPropose) {
		return
	}
	row := container.New(flow{Gap: p.sized(theme.SizeNamePadding)})
	for _, s := range closingSteps {
		if !slices.Contains(steps, s.step) {
			continue
		}
		button := form.NewButton(form.ButtonParams{ID: s.cmd + ".button", Text: p.book.T(s.key), Icon: look.Icon(s.icon), Keys: p.keys,
			Run: func() { p.close(s.step, d.id) }})
		button.SetEnabled(p.mayClose(s.step, d.data.Purchase, d.closing))
		row.Add(button)
	}
	d.body.Add(row)
}

// loadClosing reads how far the closing of the purchase is that is shown.
func (d *detail) loadClosing() {
	p, id := d.page, d.id
	if id == "" {
		return
	}
	run(p, func(ctx context.Context) (purchase.Closing, error) { return p.closingOf(ctx, id) }, func(c purchase.Closing, err error) {
		switch {
		case d.id != id:
		case err != nil:
			p.log.Warn("read closing", "purchase", id, "error", err)
		case !reflect.DeepEqual(d.closing, c):
			d.closing = c
			d.render()
			p.viewChanged()
		}
	})
}

// closingsCounted shows another list where the one of proposals is shown and others
// wait now.
func (p *Page) closingsCounted() {
	before := p.query.among
	p.query.among = p.counts.Closing
	if p.source == nil || !p.query.closing || slices.Equal(before, p.query.among) {
		return
	}
	p.source.set(p.query.filter(p.backend.Now()))
	p.grid.Reload()
}

// closingOf reads one closing; its version is 0 when nobody proposed any.
func (p *Page) closingOf(ctx context.Context, id string) (purchase.Closing, error) {
	found, err := p.backend.Closings(ctx, []string{id})
	return found[id], err
}
