package grid

import "slices"

// The user sees a choice of the columns in an order of their own; rows keep
// their cells in the order of the model, so that no page has to know.
//
// What menus and dialogs call on the user's behalf (Hide, Show, Move, Fit,
// SetFrozen, Reset) tells OnLayout; SetLayout and SetView, by which a page
// takes back what it remembers, do not.

// ColumnState is what the user has made of a column.
type ColumnState struct {
	ID     string  `json:"id"`
	Width  float32 `json:"width"` // dp at 100 % zoom
	Hidden bool    `json:"hidden,omitempty"`
}

// ViewState is everything a page remembers of how its columns are shown.
type ViewState struct {
	Columns []ColumnState `json:"columns"`
	Frozen  int           `json:"frozen,omitempty"` // columns that stay at the left: 0 or 1
}

func modelOrder(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	return order
}

// modelIndex gives a column's place in the model, or -1.
func (g *Grid) modelIndex(id string) int {
	return slices.IndexFunc(g.cols, func(c column) bool { return c.ID == id })
}

// reshow lists anew which columns can be seen.
func (g *Grid) reshow() {
	g.shown = g.shown[:0:0]
	for _, i := range g.view {
		if !g.cols[i].hidden {
			g.shown = append(g.shown, i)
		}
	}
	g.header.columnsChanged()
	g.hideTip()
	g.pointer.clear()
}

// layoutChanged shows the columns anew and tells that the user changed them.
func (g *Grid) layoutChanged() {
	g.reshow()
	g.arrange()
	if g.OnLayout != nil {
		g.OnLayout()
	}
}

// Layout gives all columns in the order the user sees them.
func (g *Grid) Layout() []ColumnState {
	list := make([]ColumnState, len(g.view))
	for n, i := range g.view {
		list[n] = ColumnState{ID: g.cols[i].ID, Width: g.cols[i].width, Hidden: g.cols[i].hidden}
	}
	return list
}

// SetLayout shows the columns as they were remembered, without telling
// OnLayout. Ids of columns that are no more are passed over; a column that
// came since stands after the one it follows in the model; one column at
// least is always shown.
func (g *Grid) SetLayout(list []ColumnState) {
	var order []int
	for i := range g.cols {
		g.cols[i].hidden, g.cols[i].width = g.cols[i].Away, g.cols[i].first()
	}
	for _, s := range list {
		i := g.modelIndex(s.ID)
		if i < 0 || slices.Contains(order, i) {
			continue
		}
		order = append(order, i)
		c := &g.cols[i]
		c.hidden = s.Hidden && !c.Fixed
		if s.Width > 0 {
			c.width = max(s.Width, c.MinWidth, minColumn)
		}
	}
	for i := range g.cols {
		if !slices.Contains(order, i) {
			order = slices.Insert(order, slices.Index(order, i-1)+1, i)
		}
	}
	g.view = order
	if len(order) > 0 && !slices.ContainsFunc(g.cols, func(c column) bool { return !c.hidden }) {
		g.cols[order[0]].hidden = false
	}
	g.reshow()
	g.arrange()
}

// View gives what a page remembers; SetView takes it back.
func (g *Grid) View() ViewState { return ViewState{Columns: g.Layout(), Frozen: g.frozen} }

// SetView shows the columns as they were remembered, without telling OnLayout.
func (g *Grid) SetView(v ViewState) {
	g.frozen = min(max(v.Frozen, 0), 1)
	g.SetLayout(v.Columns)
}

// ResetLayout shows every column as the page made it.
func (g *Grid) ResetLayout() {
	g.frozen = 0
	g.SetLayout(nil)
	g.layoutChanged()
}

// Frozen tells how many columns stay at the left: 0 or 1.
func (g *Grid) Frozen() int { return g.frozen }

// SetFrozen keeps the first column at the left while the others scroll
// sideways (1), or none (0).
func (g *Grid) SetFrozen(n int) {
	if n = min(max(n, 0), 1); n != g.frozen {
		g.frozen = n
		g.layoutChanged()
	}
}

// CanHide tells whether a column may be hidden: not a fixed one, nor the last
// that can be seen.
func (g *Grid) CanHide(id string) bool {
	i := g.modelIndex(id)
	return i >= 0 && !g.cols[i].Fixed && (g.cols[i].hidden || len(g.shown) > 1)
}

// HideColumn takes a column away, if it may be hidden.
func (g *Grid) HideColumn(id string) {
	if i := g.modelIndex(id); i >= 0 && !g.cols[i].hidden && g.CanHide(id) {
		g.cols[i].hidden = true
		g.layoutChanged()
	}
}

// ShowColumn shows a hidden column where it was.
func (g *Grid) ShowColumn(id string) {
	if i := g.modelIndex(id); i >= 0 && g.cols[i].hidden {
		g.cols[i].hidden = false
		g.layoutChanged()
	}
}

// MoveColumn makes a column stand at place to of Layout, 0 being the first.
func (g *Grid) MoveColumn(id string, to int) {
	i := g.modelIndex(id)
	if i < 0 {
		return
	}
	from := slices.Index(g.view, i)
	if to = min(max(to, 0), len(g.view)-1); to == from {
		return
	}
	g.view = slices.Insert(slices.Delete(g.view, from, from+1), to, i)
	g.layoutChanged()
}

// moveShown makes the column at one place of those shown stand at another;
// hidden ones between them stay beside their left neighbour.
func (g *Grid) moveShown(from, to int) {
	if from < 0 || from >= len(g.shown) || to < 0 || to >= len(g.shown) || from == to {
		return
	}
	g.MoveColumn(g.cols[g.shown[from]].ID, slices.Index(g.view, g.shown[to]))
}
