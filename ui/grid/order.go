package grid

import (
	"slices"

	"trastienda/app/listing"
)

// sortBy is a press on a heading: alone it makes the column the order, first
// up, then down; with add the column joins the present keys, turns, and at
// the third press leaves them again, unless it is the only one.
func (h *header) sortBy(i int, add bool) {
	id := h.g.cols[i].ID
	place, desc := h.order(i)
	switch {
	case add && place > 0 && desc && len(h.g.sort) > 1:
		h.g.LeaveOrder(id)
	default:
		h.g.OrderBy(id, place > 0 && !desc, add)
	}
}

// OrderBy makes a column the order, up or down, as the user asks by heading
// or menu; with add it joins the other keys as the last one, or turns where
// it stands. It tells OnSort.
func (g *Grid) OrderBy(id string, desc, add bool) {
	i := g.modelIndex(id)
	if i < 0 || !g.cols[i].Sortable {
		return
	}
	key := listing.Key{Field: id, Desc: desc}
	next := listing.Sort{key}
	if add {
		next = g.Sort()
		if at := sortPlace(next, id); at >= 0 {
			next[at] = key
		} else {
			next = append(next, key)
		}
	}
	g.order(next)
}

// LeaveOrder takes a column out of the order, unless it is the only one.
func (g *Grid) LeaveOrder(id string) {
	if at := sortPlace(g.sort, id); at >= 0 && len(g.sort) > 1 {
		g.order(slices.Delete(g.Sort(), at, at+1))
	}
}

// order shows another order and tells it.
func (g *Grid) order(s listing.Sort) {
	g.SetSort(s)
	if g.OnSort != nil {
		g.OnSort(g.Sort())
	}
}

func sortPlace(s listing.Sort, id string) int {
	return slices.IndexFunc(s, func(k listing.Key) bool { return k.Field == id })
}

// order tells where a column stands in the order, 0 for nowhere.
func (h *header) order(i int) (place int, desc bool) {
	at := sortPlace(h.g.sort, h.g.cols[i].ID)
	if at < 0 {
		return 0, false
	}
	return at + 1, h.g.sort[at].Desc
}
