package users

import "trastienda/ui/liststate"

// parts are the sections that have a place of their own on the page.
func (p *Page) parts() liststate.Parts {
	return liststate.Parts{Rows: p.grid, Overlay: p.state.Overlay, Bar: p.state.Bar.Root}
}
