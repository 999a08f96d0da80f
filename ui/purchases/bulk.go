package purchases

import (
	"context"
	"errors"
	"strings"

	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/grid"
	"trastienda/ui/look"
)

// bulking is one bulk retry from the press of "Reintentar" to its end. There is
// at most one on a page, and none beside a retry of one purchase.
type bulking struct {
	page   *Page
	chosen []purchase.Purchase
	plan   purchase.BulkPlan
	dialog *dialog.Dialog
	tally  purchase.BulkTally // as last told
	task   Task               // in the status bar, while the dialog is hidden
	sent   bool               // "Sí" was pressed: nothing presses it again
	over   bool               // the dialog is closed
}

// retryChosen retries what is chosen, one row or several.
func (p *Page) retryChosen() {
	if p.chosen > 1 {
		p.retryMany()
		return
	}
	p.retry(p.selected.ID)
}

// mayRetryMany tells whether so many rows may be retried at once.
func (p *Page) mayRetryMany() (bool, string) {
	most := purchase.BulkLimit(p.role)
	switch {
	case p.chosen <= most:
		return true, ""
	case most == purchase.BulkMost:
		return false, p.book.T("bulk.reason.most", "n", most)
	}
	return false, p.book.T("bulk.reason.few", "n", most)
}

// retryMany asks whether the chosen rows are to be retried. They are read first,
// as they stand at this moment: what is chosen later is not among them.
func (p *Page) retryMany() {
	if ok, _ := p.mayRetry(); !ok {
		return
	}
	b := &bulking{page: p}
	p.bulking = b
	p.commandsChanged()
	if !p.backend.Online() {
		b.show(offlineMessage(p.book))
		return
	}
	chosen, filter, most := p.grid.Selected(), p.source.current(), purchase.BulkLimit(p.role)
	run(p, func(ctx context.Context) (picked, error) { return pick(ctx, p.backend, chosen, filter, most) }, b.confirm)
}

// picked are the chosen purchases, and how many of them are gone by now.
type picked struct {
	list []purchase.Purchase
	gone int
}

// pick reads what is chosen, at most so many.
func pick(ctx context.Context, from Backend, s grid.Selected, f purchase.Filter, most int) (picked, error) {
	if !s.All {
		list, err := from.ByIDs(ctx, s.IDs)
		return picked{list, len(s.IDs) - len(list)}, err
	}
	except := make(map[string]bool, len(s.Except))
	for _, id := range s.Except {
		except[id] = true
	}
	rows, err := from.Rows(ctx, f, purchase.NewestFirst, 0, most+len(s.Except)+1)
	if err != nil {
		return picked{}, err
	}
	var list []purchase.Purchase
	for _, row := range rows {
		if !except[row.ID] {
			list = append(list, row)
		}
	}
	if len(list) > most {
		return picked{}, ErrBulkTooMany
	}
	return picked{list: list}, nil
}

// confirm opens the question. Nothing is sent by it.
func (b *bulking) confirm(found picked, err error) {
	p := b.page
	switch {
	case errors.Is(err, ErrBulkTooMany):
		b.show(bulkError(p, err))
		return
	case err != nil:
		p.log.Error("read what is chosen", "error", err)
		b.show(readMessage(p.book, err))
		return
	}
	b.chosen, b.plan = found.list, purchase.PlanBulk(found.list, p.backend.Now())
	if len(b.plan.Items) == 0 {
		b.show(message{icon: "info", lines: append([]string{p.book.T("bulk.nothing")}, leftOut(p.book, b.plan, found.gone))})
		return
	}
	question := newBulkQuestion(p, b.plan, found.gone)
	b.open(dialog.Params{
		Content: question.box,
		Buttons: []dialog.Button{
			{ID: "no", Text: p.book.T("purchases.dialog.no"), Kind: dialog.Plain, Run: b.close},
			{ID: "yes", Text: p.book.T("purchases.dialog.yes"), Kind: dialog.Primary, Run: b.send, KeepOpen: true, NoEnter: true},
		},
		// The same as for one purchase: Esc is "No", Enter does nothing.
		Cancel: 0, Default: -1, Focus: 0, CtrlEnter: 1,
	})
	question.ask(b)
}

// send presses "Sí", once.
func (b *bulking) send() {
	if b.sent || b.over {
		return
	}
	b.sent = true
	p := b.page
	p.commandsChanged()
	progress := newBulkProgress(p, b.plan)
	buttons := []dialog.Button{{ID: "cancel", Text: p.book.T("bulk.cancel"), Icon: look.Icon("stop"), KeepOpen: true, NoEnter: true,
		Run: func() {
			p.backend.CancelBulk()
			progress.cancelled()
			b.dialog.Enable("cancel", false, p.book.T("bulk.cancelling"))
			b.dialog.Fit()
		}}}
	if p.task != nil {
		buttons = append(buttons, dialog.Button{ID: "hide", Text: p.book.T("bulk.hide"), KeepOpen: true, NoEnter: true, Run: b.hide})
	}
	b.dialog.Update(progress.box, buttons, 0, dialog.None, 0)
	p.viewChanged()
	tell := func(t purchase.BulkTally) {
		p.do(func() {
			if b.sent && p.ctx.Err() == nil {
				b.told(t, progress)
			}
		})
	}
	run(p, func(ctx context.Context) (string, error) { return p.backend.Bulk(ctx, b.chosen, tell) }, b.ended)
}

// told takes the present numbers.
func (b *bulking) told(t purchase.BulkTally, progress *bulkProgress) {
	b.tally = t
	if b.task != nil {
		b.task.Set(t.Dealt(), t.Rows)
		return
	}
	progress.show(t)
	b.page.viewChanged()
}

// hide goes on with the run in the status bar, so that somebody at the counter
// can be served meanwhile.
func (b *bulking) hide() {
	p := b.page
	b.task = p.task(p.title("bulk.task"), p.backend.CancelBulk)
	b.task.Set(b.tally.Dealt(), len(b.plan.Items))
	b.dialog.Hide()
	p.commandsChanged()
	p.focusGrid()
	p.viewChanged()
}

// hidden tells whether the run goes on in the status bar.
func (b *bulking) hidden() bool { return b != nil && b.task != nil }

// endedHidden says how a run ended that nobody watched: with a button to its
// list, and outside the window while that is not in front. Until somebody
// looked, the banner over the list says it too.
func (b *bulking) endedHidden(id string, err error) {
	p := b.page
	b.task.Done()
	p.bulking = nil
	p.answered()
	if id == "" {
		p.log.Warn("bulk retry", "error", err)
		words := strings.Join(bulkError(p, err).lines, " ")
		p.alert(words, "", func() {})
		p.notify(words)
		return
	}
	p.readLeft()
	run(p, func(ctx context.Context) ([]purchase.BulkRow, error) { return p.backend.BulkRows(ctx, id) },
		func(rows []purchase.BulkRow, err error) {
			if err != nil {
				p.log.Error("read a bulk retry", "run", id, "error", err)
				return
			}
			words := outcomeOf(p.book, tallyOf(rows))
			p.alert(words, p.book.T("bulk.view"), func() { p.openOutcome(id) })
			p.notify(words)
		})
}

// ended shows what became of every row.
func (b *bulking) ended(run string, err error) {
	p := b.page
	b.sent = false
	if b.task != nil {
		b.endedHidden(run, err)
		return
	}
	if run == "" {
		p.log.Warn("bulk retry", "error", err)
		b.update(bulkError(p, err))
		p.answered()
		return
	}
	b.close()
	p.answered()
	p.openOutcome(run)
}

// bulkError says why no purchase was sent.
func bulkError(p *Page, err error) message {
	switch {
	case errors.Is(err, ErrBulkRunning):
		return notMadeMessage(p.book, "purchases.reason.busy")
	case errors.Is(err, ErrBulkTooMany):
		return message{icon: "info", lines: []string{p.book.T("bulk.reason.most", "n", purchase.BulkLimit(p.role)), p.book.T("purchases.dialog.notwithit")}}
	}
	return errorMessage(p.book, err)
}

// show opens the dialog with a message.
func (b *bulking) show(m message) {
	b.open(dialog.Params{Content: b.page.lines(m), Buttons: b.ok(), Cancel: 0, Default: 0, Focus: 0, CtrlEnter: -1})
}

// update shows a message in the open dialog.
func (b *bulking) update(m message) {
	b.dialog.Update(b.page.lines(m), b.ok(), 0, 0, 0)
	b.page.viewChanged()
}

func (b *bulking) ok() []dialog.Button {
	return []dialog.Button{{ID: "ok", Text: b.page.book.T("purchases.dialog.ok"), Kind: dialog.Primary, Run: b.close}}
}

func (b *bulking) open(d dialog.Params) {
	p := b.page
	d.ID, d.Window, d.Title = "purchases.bulk", p.shell.Window(), p.book.T("bulk.title")
	b.dialog = dialog.Show(d)
	p.viewChanged()
}

// close ends it; the grid gets the keyboard back.
func (b *bulking) close() {
	if b.over || b.sent {
		return
	}
	b.over = true
	p := b.page
	p.bulking = nil
	p.commandsChanged()
	b.dialog.Hide()
	p.focusGrid()
	p.viewChanged()
}
