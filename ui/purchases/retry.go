package purchases

import (
	"context"
	"errors"
	"time"

	"trastienda/app/purchase"
	"trastienda/ui/dialog"
)

const (
	// answerLimit is how long the hub takes at most to answer a retry
	// (hub-api.md).
	answerLimit = 10 * time.Second
	// giveUp is when the page stops waiting and says that it does not know.
	giveUp = 3 * answerLimit
)

// retrying is one retry from the press of "Reintentar" to the closed dialog.
// There is at most one at a time on a page.
type retrying struct {
	page   *Page
	id     string
	before purchase.Purchase
	dialog *dialog.Dialog
	sent   bool // "Sí" was pressed: nothing presses it again
	over   bool // the dialog is closed
}

// retry starts a retry of one purchase. Whatever way it was asked for ends
// here: row, toolbar, context menu, Ctrl+Enter, detail panel.
func (p *Page) retry(id string) {
	if p.retrying != nil || p.bulking != nil && !p.bulking.hidden() || id == "" {
		return
	}
	r := &retrying{page: p, id: id}
	p.retrying = r
	p.commandsChanged()
	if !p.backend.Online() {
		r.show(offlineMessage(p.book))
		return
	}
	run(p, func(ctx context.Context) (purchase.Purchase, error) { return p.backend.Find(ctx, id) },
		func(found purchase.Purchase, err error) { r.confirm(found, err) })
}

// confirm opens the question of S0-42.
func (r *retrying) confirm(found purchase.Purchase, err error) {
	b := r.page.book
	switch {
	case errors.Is(err, ErrNotFound):
		r.show(message{icon: "info", lines: []string{b.T("purchases.dialog.gone"), b.T("purchases.dialog.notwithit")}})
		return
	case err != nil:
		r.show(readMessage(b, err))
		return
	case !found.Retryable():
		r.show(message{icon: "info", lines: []string{noRetryWords(b, found), b.T("purchases.dialog.notwithit")}})
		return
	}
	r.before = found
	content := newConfirmation(r.page, found)
	r.open(dialog.Params{
		Content: content.box,
		Buttons: []dialog.Button{
			{ID: "no", Text: b.T("purchases.dialog.no"), Kind: dialog.Plain, Run: r.close},
			{ID: "yes", Text: b.T("purchases.dialog.yes"), Kind: dialog.Primary, Run: r.send, KeepOpen: true, NoEnter: true},
		},
		// Esc is "No" and so is the first focus. Enter has no default: only a
		// click, Space, or Ctrl+Enter pressed anew sends.
		Cancel: 0, Default: -1, Focus: 0, CtrlEnter: 1,
	})
	content.ask(r)
}

// send presses "Sí", once.
func (r *retrying) send() {
	if r.sent || r.over {
		return
	}
	r.sent = true
	p := r.page
	p.commandsChanged()
	wait := newWaiting(p, workingWords(p.book, r.before))
	r.dialog.Update(wait.box, nil, -1, -1, -1)
	p.viewChanged()
	ask := func(ctx context.Context) (purchase.RetryAnswer, error) {
		ctx, cancel := context.WithTimeout(ctx, giveUp)
		defer cancel()
		return p.backend.Retry(ctx, r.id)
	}
	run(p, ask, func(a purchase.RetryAnswer, err error) {
		wait.stop()
		r.sent = false
		if err != nil {
			p.log.Warn("retry", "purchase", r.id, "error", err)
			r.update(errorMessage(p.book, err))
		} else {
			r.update(answerMessage(p.book, r.before, a))
		}
		p.answered()
	})
}

// consult asks what became of a retry whose answer never came.
func (r *retrying) consult(key string) {
	if r.sent || r.over {
		return
	}
	r.sent = true
	p := r.page
	wait := newWaiting(p, p.book.T("purchases.dialog.asking"))
	r.dialog.Update(wait.box, nil, -1, -1, -1)
	ask := func(ctx context.Context) (purchase.RetryAnswer, error) {
		ctx, cancel := context.WithTimeout(ctx, giveUp)
		defer cancel()
		return p.backend.Consult(ctx, r.id, key)
	}
	run(p, ask, func(a purchase.RetryAnswer, err error) {
		wait.stop()
		r.sent = false
		if err != nil {
			p.log.Warn("consult retry", "purchase", r.id, "error", err)
			r.update(consultMessage(p.book, key, err))
		} else {
			r.update(answerMessage(p.book, r.before, a))
		}
		p.answered()
	})
}

// show opens the dialog with a message.
func (r *retrying) show(m message) {
	content, buttons, closes := r.message(m)
	r.open(dialog.Params{Content: content, Buttons: buttons, Cancel: closes, Default: closes, Focus: closes, CtrlEnter: -1})
}

// update shows a message in the open dialog.
func (r *retrying) update(m message) {
	content, buttons, closes := r.message(m)
	r.dialog.Update(content, buttons, closes, closes, closes)
	r.page.viewChanged()
}

func (r *retrying) open(d dialog.Params) {
	p := r.page
	d.ID, d.Window, d.Title = "purchases.retry", p.shell.Window(), p.book.T("purchases.dialog.title")
	r.dialog = dialog.Show(d)
	p.viewChanged()
}

// close ends the retry; the grid gets the keyboard back.
func (r *retrying) close() {
	if r.over || r.sent {
		return
	}
	r.over = true
	p := r.page
	p.retrying = nil
	p.commandsChanged()
	r.dialog.Hide()
	p.focusGrid()
	p.viewChanged()
}
