package purchases

import (
	"time"

	"trastienda/app/purchase"
)

// Preset is what another page's link asks to see. Empty fields do not narrow.
type Preset struct {
	Status purchase.Status
	Due    bool // whose deadline comes within DueSoonWithin
	// From and To are calendar days in the agency's zone; both count.
	From, To time.Time
	PSR      string
	Purchase string // id: its detail is opened
}

// Show narrows the list to f and to nothing else; the caller then brings the
// page to the front. A detail that was open closes, unless f names one.
func (p *Page) Show(f Preset) {
	p.toolbar.search.Put("")
	p.setQuery(query{status: f.Status, due: f.Due, panel: panelValues{from: f.From, to: f.To, psr: f.PSR}})
	p.detail.hide()
	if f.Purchase != "" {
		p.grid.Select(f.Purchase)
		p.open(f.Purchase)
	}
}
