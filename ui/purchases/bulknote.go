package purchases

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/purchase"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// bulkNote is the banner over the list that tells of a bulk retry nobody has
// seen the end of: the window was closed half-way, or its list was left to look
// at a purchase.
type bulkNote struct {
	page *Page
	root *fyne.Container
	run  *purchase.BulkRun // what it tells of, nil for nothing
}

func newBulkNote(p *Page) *bulkNote {
	n := &bulkNote{page: p, root: container.New(&column{Gap: p.sized(theme.SizeNamePadding)})}
	n.root.Hide()
	if old := p.left; old != nil {
		n.show(old.run)
	}
	return n
}

// show tells of a run, or of nothing.
func (n *bulkNote) show(run *purchase.BulkRun) {
	n.run = run
	n.root.Objects = nil
	n.root.Hide()
	if run == nil {
		return
	}
	p, b := n.page, n.page.book
	icon, tone := "info", look.ToneInfo
	if run.Tally.Halfway() || run.Tally.States[purchase.BulkUnknown] > 0 {
		icon, tone = "sync_problem", look.ToneWarning
	}
	n.root.Add(newNote(icon, tone, newPara(outcomeOf(b, run.Tally)).named("purchases.left")))
	n.root.Add(container.New(flow{Gap: p.sized(theme.SizeNamePadding)},
		form.NewButton(form.ButtonParams{ID: "purchases.left.view", Text: b.T("bulk.view"), Keys: p.keys, Run: func() { p.openOutcome(run.ID) }}),
		form.NewButton(form.ButtonParams{ID: "purchases.left.close", Text: b.T("purchases.dialog.close"), Kind: form.Quiet, Keys: p.keys,
			Run: func() {
				p.toldBulk(run.ID)
				p.focusGrid()
			}})))
	n.root.Show()
}

// readLeft asks whether there is anything to tell of. The answer goes to the
// banner there is by then: the page may be made anew meanwhile.
func (p *Page) readLeft() {
	n := p.lefts.Next()
	run(p, p.backend.UntoldBulk, func(found *purchase.BulkRun, err error) {
		if err != nil {
			p.log.Warn("read bulk retries", "error", err)
			return
		}
		if !p.lefts.Current(n) || same(p.left.run, found) {
			return
		}
		p.left.show(found)
		p.root.Refresh()
		p.viewChanged()
	})
}

// same tells whether two runs are told in the same words: a banner that is
// built anew would take the keyboard from its buttons.
func same(a, b *purchase.BulkRun) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.ID != b.ID {
		return false
	}
	for _, k := range tallyKeys {
		if a.Tally.States[k.state] != b.Tally.States[k.state] {
			return false
		}
	}
	return true
}

// toldBulk notes that the person has seen how a run ended.
func (p *Page) toldBulk(id string) {
	run(p, func(ctx context.Context) (struct{}, error) { return struct{}{}, p.backend.ToldBulk(ctx, id) },
		func(_ struct{}, err error) {
			if err != nil {
				p.log.Warn("a bulk retry could not be noted as seen", "run", id, "error", err)
			}
			p.readLeft()
		})
}
