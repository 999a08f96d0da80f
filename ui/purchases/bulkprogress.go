package purchases

import (
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/app/purchase"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// bulkProgress is the content while a bulk retry is under way: how far it is,
// what was completed so far, and what Cancel does.
type bulkProgress struct {
	page *Page
	rows int
	box  *fyne.Container
	head *para
	sums *para
	told *para
	more *para
	bar  *widget.ProgressBar
}

func newBulkProgress(p *Page, plan purchase.BulkPlan) *bulkProgress {
	w := &bulkProgress{page: p, rows: len(plan.Items), bar: widget.NewProgressBar(),
		head: newPara("").of(look.SizeSection).strong().named("purchases.bulk.working"),
		sums: newPara("").named("purchases.bulk.sofar"), told: newPara("").in(look.ColorMuted).named("purchases.bulk.told"),
		more: newPara(p.book.T("bulk.cancel.note")).in(look.ColorMuted).named("purchases.bulk.more")}
	w.bar.TextFormatter = func() string { return "" }
	w.box = container.New(p.dialogColumn(), w.head, newSlim(w.bar, theme.SizeNameInnerPadding), w.sums, w.told, w.more)
	w.show(purchase.BulkTally{Rows: w.rows})
	return w
}

// show takes the present numbers.
func (w *bulkProgress) show(t purchase.BulkTally) {
	b := w.page.book
	dealt := t.Dealt()
	if t.States == nil {
		dealt = 0
	}
	w.head.set(b.T("bulk.working", "n", min(dealt+1, w.rows), "total", w.rows))
	w.bar.SetValue(float64(dealt) / float64(max(w.rows, 1)))
	if len(t.Done) == 0 {
		w.sums.set(b.T("bulk.sofar.none"))
	} else {
		w.sums.set(b.T("bulk.sofar", "sum", sumWords(b, t.Done)))
	}
	words := tallyWords(b, t)
	if words == "" {
		words = b.T("bulk.sofar.wait")
	}
	w.told.set(words)
}

// cancelled says what Cancel has done.
func (w *bulkProgress) cancelled() { w.more.set(w.page.book.T("bulk.cancelling")) }

// tallyKeys name the counts of a tally, in the order they are told.
var tallyKeys = []struct {
	state purchase.BulkState
	key   string
}{
	{purchase.BulkDone, "bulk.tally.done"},
	{purchase.BulkPending, "bulk.tally.pending"},
	{purchase.BulkNoBalance, "bulk.tally.nobalance"},
	{purchase.BulkRefused, "bulk.tally.refused"},
	{purchase.BulkUnknown, "bulk.tally.unknown"},
	{purchase.BulkNotSent, "bulk.tally.notsent"},
	{purchase.BulkNotNeeded, "bulk.tally.notneeded"},
}

// tallyWords: "2 enviadas, 1 sin respuesta, 2 no se enviaron".
func tallyWords(b *text.Book, t purchase.BulkTally) string {
	var words []string
	for _, k := range tallyKeys {
		if n := t.States[k.state]; n > 0 {
			words = append(words, b.N(k.key, n))
		}
	}
	return strings.Join(words, ", ")
}

// tallyOf counts the rows of a run.
func tallyOf(rows []purchase.BulkRow) (tally purchase.BulkTally) {
	for _, row := range rows {
		tally.Add(row.State, row.Purchase)
	}
	return tally
}

// sumWords writes one sum per currency, always in one order.
func sumWords(b *text.Book, sums map[string]int64) string {
	var words []string
	for _, currency := range slices.Sorted(maps.Keys(sums)) {
		words = append(words, b.Money(sums[currency], currency))
	}
	return strings.Join(words, " + ")
}

// lines is the content of a message: what happened, and what it means.
func (p *Page) lines(m message) fyne.CanvasObject {
	box := container.New(p.dialogColumn())
	for i, line := range m.lines {
		switch {
		case line == "":
		case i == 0:
			box.Add(p.note(m.icon, m.tone, line, "purchases.bulk.text"))
		default:
			box.Add(newPara(line).strong().named("purchases.bulk.more"))
		}
	}
	if m.code != "" {
		box.Add(newPara(p.book.T("purchases.dialog.code", "code", m.code)).in(look.ColorMuted).named("purchases.bulk.code"))
	}
	return box
}
