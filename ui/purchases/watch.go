package purchases

import (
	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// watch tells when something happens that somebody should look at: a purchase
// gets stuck, or has used up 48, 60 or all of its 72 hours. What was so already
// when the page began is on the board and on the chips.
type watch struct {
	page  *Page
	known bool
	last  Counts
}

// see compares the numbers with those before them.
func (w *watch) see(now Counts) {
	if w.page.backend.LastSync().IsZero() {
		return // the first rows are still coming
	}
	before, first := w.last, !w.known
	w.last, w.known = now, true
	if first {
		return
	}
	if n := now.Error - before.Error; n > 0 {
		// The person at the window sees it in the list or has just been told.
		w.page.notify(w.page.book.N("purchases.alert.stuck", n))
	}
	// The nearer deadline is the news; a purchase that passed several at once
	// (the computer slept) is told of once.
	for _, limit := range []struct {
		key string
		n   int
	}{
		{"purchases.alert.72", now.Over72 - before.Over72},
		{"purchases.alert.60", now.Over60 - before.Over60},
		{"purchases.alert.48", now.Over48 - before.Over48},
	} {
		if limit.n > 0 {
			words := w.page.book.N(limit.key, limit.n)
			w.page.alert(words, w.page.book.T("purchases.alert.see"), w.page.showDue)
			w.page.notify(words)
			return
		}
	}
}

// showDue shows what is undecided, the nearest deadline first.
func (p *Page) showDue() {
	p.toolbar.search.Put("")
	p.order = listing.Sort{{Field: colDeadline}}
	p.grid.SetSort(p.order)
	p.setQuery(query{status: purchase.StatusPending})
	p.focusGrid()
}
