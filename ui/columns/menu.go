// Package columns is what every list offers for its columns: the menu of a
// heading and the dialog "Columnas…". It works on any grid and applies what
// the user does at once; what is to be remembered the grid tells its page
// (OnLayout, OnSort).
package columns

import (
	"slices"

	"fyne.io/fyne/v2"

	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// Params say whose columns, and what rows can be grouped by.
type Params struct {
	Grid   *grid.Grid
	Window fyne.Window
	Book   *text.Book
	// Groupable are the ids of the columns rows can be grouped by, Grouped the
	// present one ("" none). Group is told another one, or "" to end grouping;
	// nil for a list that does not group.
	Groupable []string
	Grouped   string
	Group     func(columnID string)
}

// HeaderMenu makes the menu of a heading.
func HeaderMenu(p Params, columnID string) *fyne.Menu {
	items := orderItems(p, columnID)
	items = append(items, fyne.NewMenuItemSeparator(),
		item(p, "grid.menu.fit", "sync_alt", func() { p.Grid.FitColumn(columnID) }),
		enabled(item(p, "grid.menu.hide", "visibility_off", func() { p.Grid.HideColumn(columnID) }), p.Grid.CanHide(columnID)),
		freezeItem(p))
	if p.Group != nil && slices.Contains(p.Groupable, columnID) {
		items = append(items, fyne.NewMenuItemSeparator(), groupItem(p, columnID))
	}
	items = append(items, fyne.NewMenuItemSeparator(),
		item(p, "grid.columns", "view_column", func() { Show(p) }))
	return fyne.NewMenu("", items...)
}

// orderItems: up, down, and joining or leaving the other keys.
func orderItems(p Params, id string) []*fyne.MenuItem {
	sort, sortable := p.Grid.Sort(), false
	for _, c := range p.Grid.Columns() {
		sortable = sortable || c.ID == id && c.Sortable
	}
	place, desc := -1, false
	for i, key := range sort {
		if key.Field == id {
			place, desc = i, key.Desc
		}
	}
	// Within several keys a column turns where it stands.
	among := place >= 0 && len(sort) > 1
	up := item(p, "grid.menu.ascending", "arrow_upward", func() { p.Grid.OrderBy(id, false, among) })
	down := item(p, "grid.menu.descending", "arrow_downward", func() { p.Grid.OrderBy(id, true, among) })
	up.Checked, down.Checked = place >= 0 && !desc, place >= 0 && desc
	other := enabled(item(p, "grid.menu.add", "add", func() { p.Grid.OrderBy(id, false, true) }), sortable && len(sort) > 0)
	if place >= 0 {
		other = enabled(item(p, "grid.menu.leave", "remove", func() { p.Grid.LeaveOrder(id) }), among)
	}
	return []*fyne.MenuItem{enabled(up, sortable), enabled(down, sortable), other}
}

func freezeItem(p Params) *fyne.MenuItem {
	freeze := item(p, "grid.menu.freeze", "lock", func() { p.Grid.SetFrozen(1 - p.Grid.Frozen()) })
	freeze.Checked = p.Grid.Frozen() > 0
	return freeze
}

func groupItem(p Params, id string) *fyne.MenuItem {
	if p.Grouped == id {
		return item(p, "grid.menu.ungroup", "menu", func() { p.Group("") })
	}
	return item(p, "grid.menu.group", "storage", func() { p.Group(id) })
}

func item(p Params, textKey, icon string, run func()) *fyne.MenuItem {
	m := fyne.NewMenuItem(p.Book.T(textKey), run)
	m.Icon = look.Icon(icon) // every item has one, or their words would not stand in line
	return m
}

func enabled(m *fyne.MenuItem, ok bool) *fyne.MenuItem {
	m.Disabled = !ok
	return m
}
