package audit

import (
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/liststate"
	"trastienda/ui/look"
)

// parts are the sections that have a place of their own on the page.
func (p *Page) parts() liststate.Parts {
	return liststate.Parts{Rows: p.grid, Overlay: p.state.Overlay, Bar: p.state.Bar.Root, Filters: p.filters.Root,
		FiltersHeight: p.filters.HeightFor, Detail: p.detail.root, DetailWidth: theme.Size(look.SizeDetail)}
}
