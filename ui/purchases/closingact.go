package purchases

import (
	"context"
	"slices"

	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/look"
)

// closing is one step of closing by hand from its button to the closed dialog.
// There is at most one at a time on a page.
type closing struct {
	page   *Page
	step   purchase.ClosingStep
	id     string
	seen   purchase.Purchase // what the person decides on
	was    purchase.Closing
	dialog *dialog.Dialog
	ask    *closingQuestion
	sent   bool // the step left: nothing sends it again
	over   bool // the dialog is closed
}

// close starts a step on a purchase: it is read anew first, so that the person
// decides on what it is now.
func (p *Page) close(step purchase.ClosingStep, id string) {
	if p.closing != nil || id == "" {
		return
	}
	c := &closing{page: p, step: step, id: id}
	p.closing = c
	p.commandsChanged()
	type found struct {
		purchase purchase.Purchase
		closing  purchase.Closing
	}
	run(p, func(ctx context.Context) (found, error) {
		q, err := p.backend.Find(ctx, id)
		if err != nil {
			return found{}, err
		}
		was, err := p.closingOf(ctx, id)
		return found{q, was}, err
	}, func(f found, err error) {
		c.seen, c.was = f.purchase, f.closing
		p.closing = nil // whether the step may be taken does not depend on itself
		ok, reason := p.mayClose(step, c.seen, c.was)
		p.closing = c
		switch {
		case err != nil:
			p.log.Warn("read purchase to close", "purchase", id, "error", err)
			m, _ := closingFailed(p.book, err)
			c.tell(m)
		case !ok:
			c.tell(message{icon: "info", tone: look.ToneInfo, lines: []string{reason, p.book.T("closing.failed.money")}})
		default:
			c.question()
		}
	})
}

// question opens the dialog. Esc is "Cancelar" and so is the first focus; Enter
// sends nothing, only a click, Space, or Ctrl+Enter pressed anew does.
func (c *closing) question() {
	p := c.page
	c.ask = newClosingQuestion(c)
	c.dialog = dialog.Show(dialog.Params{ID: "closing", Window: p.shell.Window(), Title: c.ask.title, Icon: look.Icon(c.ask.icon),
		Content: c.ask.box, Buttons: c.buttons(), Cancel: 0, Default: dialog.None, Focus: 0, CtrlEnter: 1})
	p.viewChanged()
}

func (c *closing) buttons() []dialog.Button {
	return []dialog.Button{
		{ID: "no", Text: c.page.book.T("closing.cancel"), Kind: dialog.Plain, Run: c.close, KeepOpen: true},
		{ID: "yes", Text: c.ask.yes, Kind: dialog.Primary, Run: c.send, KeepOpen: true, NoEnter: true},
	}
}

// send takes the step, once.
func (c *closing) send() {
	if c.sent || c.over {
		return
	}
	r, ok := c.ask.request()
	if !ok {
		c.dialog.Fit()
		return
	}
	c.sent = true
	p := c.page
	p.commandsChanged()
	c.dialog.Update(dialog.Progress(p.book.T("closing.sending")), nil, dialog.None, dialog.None, dialog.None)
	p.viewChanged()
	ask := func(ctx context.Context) (purchase.Closing, error) {
		ctx, cancel := context.WithTimeout(ctx, giveUp)
		defer cancel()
		return p.backend.SettleClosing(ctx, r)
	}
	run(p, ask, func(is purchase.Closing, err error) {
		c.sent = false
		if err != nil {
			p.log.Warn("close by hand", "purchase", c.id, "step", string(c.step), "error", err)
			m, again := closingFailed(p.book, err)
			c.failed(m, again)
		} else {
			if p.detail.id == c.id {
				p.detail.closing = is
			}
			c.tell(message{icon: "check_circle", tone: look.ToneSuccess, lines: []string{closingDone(p.book, c.step, is)}})
		}
		p.answered()
	})
}

// failed tells why a step did not go through. Where the same question may be
// answered anew it comes back, with what was typed.
func (c *closing) failed(m message, again bool) {
	if !again {
		c.tell(m)
		return
	}
	c.ask.wrong(m)
	c.dialog.Update(c.ask.box, c.buttons(), 0, dialog.None, 0)
	c.dialog.SetCtrlEnter(1)
	c.page.viewChanged()
}

// tell shows a message with a button that closes.
func (c *closing) tell(m message) {
	p, b := c.page, c.page.book
	content := p.messageLines("closing", m)
	buttons := []dialog.Button{{ID: "ok", Text: b.T("purchases.dialog.ok"), Kind: dialog.Primary, KeepOpen: true, Run: c.close}}
	if m.code != "" {
		buttons = slices.Insert(buttons, 0, dialog.Button{ID: "copy", Text: b.T("purchases.copy"), Icon: look.Icon("content_copy"), KeepOpen: true,
			Run: func() { p.copy(m.code) }})
	}
	last := len(buttons) - 1
	if c.dialog == nil {
		c.dialog = dialog.Show(dialog.Params{ID: "closing", Window: p.shell.Window(), Title: b.T("closing.title"), Content: content, Buttons: buttons,
			Cancel: last, Default: last, Focus: last, CtrlEnter: dialog.None})
	} else {
		c.dialog.Update(content, buttons, last, last, last)
	}
	p.viewChanged()
}

// close ends the step; the grid gets the keyboard back.
func (c *closing) close() {
	if c.over || c.sent {
		return
	}
	c.over = true
	p := c.page
	p.closing = nil
	c.dialog.Hide()
	p.commandsChanged()
	p.detail.rerender()
	p.focusGrid()
	p.viewChanged()
}
