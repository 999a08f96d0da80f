package purchases

import (
	"context"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// bulkResult is the list of what became of every row of a bulk retry. It stays
// true while it is open: a row whose outcome becomes known changes.
type bulkResult struct {
	page   *Page
	run    string
	rows   []purchase.BulkRow
	source *bulkSource
	dialog *dialog.Dialog
	grid   *grid.Grid
	box    *fyne.Container
	sum    *note
	more   *para
	saved  *para
	reads  part.Generation
}

// openOutcome opens the list of a run.
func (p *Page) openOutcome(id string) {
	run(p, func(ctx context.Context) ([]purchase.BulkRow, error) { return p.backend.BulkRows(ctx, id) },
		func(rows []purchase.BulkRow, err error) {
			switch {
			case err != nil:
				// What is known is stored; the banner offers it again.
				p.log.Error("read a bulk retry", "run", id, "error", err)
				p.readLeft()
			case p.outcome == nil && p.bulking == nil:
				newBulkResult(p, id).open(rows)
			}
		})
}

func newBulkResult(p *Page, id string) *bulkResult {
	b := p.book
	r := &bulkResult{page: p, run: id, source: &bulkSource{},
		sum:   newNote("info", look.ToneInfo, newPara("").named("purchases.bulk.result.sum")),
		more:  newPara("").in(look.ColorMuted).named("purchases.bulk.result.more"),
		saved: newPara("").in(look.ColorMuted).named("purchases.bulk.result.saved")}
	r.grid = grid.New(grid.Params{ID: "bulk", Do: p.do, Keys: r.keys, Columns: []grid.Column{
		{ID: "at", Title: b.T("purchases.col.at"), Width: 134, MinWidth: 134},
		{ID: "psr", Title: b.T("purchases.col.psr"), Width: 140, MinWidth: 90, Digits: true},
		{ID: "amount", Title: b.T("purchases.col.amount"), Width: 130, MinWidth: 110, Align: grid.Right},
		{ID: "state", Title: b.T("bulk.col.state"), Width: 146, MinWidth: 146},
		{ID: "why", Title: b.T("bulk.col.why"), Width: 300, MinWidth: 120},
	}})
	r.grid.OnCopy = p.copy
	r.grid.OnOpen = r.detail
	r.box = container.New(p.dialogColumn(), r.sum, r.more, container.New(listHeight{r}, r.grid), r.saved)
	r.saved.Hide()
	return r
}

func (r *bulkResult) open(rows []purchase.BulkRow) {
	p, b := r.page, r.page.book
	p.outcome = r
	r.show(rows)
	r.grid.SetSource(r.source)
	r.dialog = dialog.Show(dialog.Params{
		ID: "purchases.bulk.result", Window: p.shell.Window(), Title: b.T("bulk.result"), Content: r.box, Wide: true,
		Buttons: []dialog.Button{
			{ID: "copy", Text: b.T("purchases.copy"), Icon: look.Icon("content_copy"), KeepOpen: true, Run: r.copy},
			{ID: "save", Text: b.T("bulk.save"), Icon: look.Icon("save"), KeepOpen: true, Run: r.save},
			{ID: "close", Text: b.T("purchases.dialog.close"), Kind: dialog.Primary, Run: r.told},
		},
		Cancel: 2, Default: dialog.None, Focus: 2, CtrlEnter: dialog.None,
		OnHide: func() {
			r.grid.Stop()
			p.outcome = nil
		},
	})
	p.viewChanged()
}

// show takes what is known of the rows now.
func (r *bulkResult) show(rows []purchase.BulkRow) {
	b := r.page.book
	r.rows = rows
	tally, lines := tallyOf(rows), make([]grid.Row, len(rows))
	for i, row := range rows {
		lines[i] = bulkLine(b, row)
	}
	r.source.set(lines)
	r.sum.text.set(outcomeOf(b, tally))
	r.more.set("")
	if tally.States[purchase.BulkUnknown] > 0 {
		r.more.set(b.T("bulk.asked"))
	}
	r.more.Hidden = r.more.text == ""
}

// reload reads the rows again.
func (r *bulkResult) reload() {
	p, n := r.page, r.reads.Next()
	run(p, func(ctx context.Context) ([]purchase.BulkRow, error) { return p.backend.BulkRows(ctx, r.run) },
		func(rows []purchase.BulkRow, err error) {
			if err != nil || !r.reads.Current(n) || p.outcome != r {
				return
			}
			r.show(rows)
			r.grid.Reload()
			r.dialog.Fit()
			p.viewChanged()
		})
}

// told: the person has seen it and closes it for good.
func (r *bulkResult) told() {
	r.page.toldBulk(r.run)
	r.page.focusGrid()
}

// detail opens a purchase beside the list. The run stays untold: the banner
// leads back here.
func (r *bulkResult) detail(id string) {
	p := r.page
	r.dialog.Hide()
	p.readLeft()
	p.open(id)
}

// keys gives what the list has no use for to the dialog.
func (r *bulkResult) keys(e *fyne.KeyEvent) bool {
	if typed := r.page.shell.Window().Canvas().OnTypedKey(); typed != nil {
		typed(e)
	}
	return true
}

// bulkChanged brings what is shown of bulk retries up to date.
func (p *Page) bulkChanged() {
	p.readLeft()
	if p.outcome != nil {
		p.outcome.reload()
	}
}

// bulkSource gives the grid of a result its rows.
type bulkSource struct {
	mu   sync.Mutex
	rows []grid.Row
}

func (s *bulkSource) set(rows []grid.Row) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows = rows
}

// Count is part of grid.Source.
func (s *bulkSource) Count(context.Context) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.rows), nil
}

// Rows is part of grid.Source.
func (s *bulkSource) Rows(_ context.Context, from, n int) ([]grid.Row, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rows[min(from, len(s.rows)):min(from+n, len(s.rows))], nil
}

// listHeight gives the list as many rows as it has, up to seven, and fewer in a
// low window: what stands around it stays in sight.
type listHeight struct{ r *bulkResult }

// MinSize is part of fyne.Layout.
func (l listHeight) MinSize([]fyne.CanvasObject) fyne.Size {
	head, row := theme.Size(look.SizeHeader), theme.Size(look.SizeRow)
	room := l.r.page.shell.Window().Canvas().Size().Height - 8*row
	rows := float32(min(max(len(l.r.rows), 3), 7))
	return fyne.NewSize(160, max(min(head+rows*row, room), head+2*row))
}

// Layout is part of fyne.Layout.
func (listHeight) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(size)
}
