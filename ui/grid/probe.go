package grid

import (
	"fmt"
	"strconv"

	"fyne.io/fyne/v2"

	"trastienda/ui/probe"
)

var (
	_ probe.Teller = (*Grid)(nil)
	_ probe.Parent = (*Grid)(nil)
)

// frame is a rectangle of the grid in dp.
type frame struct{ x, y, w, h float32 }

// within leaves the part of f inside the body or header rectangle.
func (f frame) within(o frame) (frame, bool) {
	x0, y0 := max(f.x, o.x), max(f.y, o.y)
	x1, y1 := min(f.x+f.w, o.x+o.w), min(f.y+f.h, o.y+o.h)
	return frame{x0, y0, x1 - x0, y1 - y0}, x1 > x0 && y1 > y0
}

// ProbeItems tells what the grid shows, in pixels of the window:
//
//	grid.<id>                  the number of rows without heads of groups, "" while it is not known
//	grid.<id>.head.<column>    a heading, its text and after it ↑ or ↓ when sorted by; none of a hidden column
//	grid.<id>.mark             where a dragged column would go
//	grid.<id>.r<row>           a row, its text is the row's id ("" while it is loaded)
//	grid.<id>.r<row>.<column>  a cell; disabled while it is loaded or cannot be run
//	grid.<id>.r<row>.chosen    only for chosen rows
//	grid.<id>.r<row>.group     the triangle of the head of a group; its text is ▸ or ▾ and the title.
//	                           Of the head's cells only the subtotals that can be seen are told
//	grid.<id>.tip              the full text of a cut cell
//	grid.<id>.thumb            the thumb of the vertical scroll bar
func (g *Grid) ProbeItems() []probe.Item {
	name := "grid." + g.id
	count := ""
	if n, known := g.Count(); known {
		count = strconv.Itoa(n)
	}
	t := teller{at: fyne.CurrentApp().Driver().AbsolutePositionForObject(g), px: g.scale()}
	t.add(probe.Item{ID: name, Text: count, Focused: g.focused}, frame{0, 0, g.Size().Width, g.Size().Height})
	g.tellHeadings(&t, name)
	first, last := g.VisibleRows()
	for i := first; i <= last; i++ {
		g.tellRow(&t, name, i)
	}
	if g.tip.text != "" {
		y := g.geo.headH + float32(float64(g.tip.at.row)*g.rowH()-g.offset)
		t.add(probe.Item{ID: name + ".tip", Text: g.tip.text}, frame{g.left(g.tip.at.col), y, g.geo.w[g.tip.at.col], float32(g.rowH())})
	}
	if !g.mark.Hidden {
		at, size := g.mark.Position(), g.mark.Size()
		t.add(probe.Item{ID: name + ".mark"}, frame{at.X, at.Y, size.Width, size.Height})
	}
	if g.geo.vbar {
		from, length := g.vbar.thumbAt()
		t.add(probe.Item{ID: name + ".thumb"}, frame{g.geo.bodyW, g.geo.headH + float32(from), g.vbar.Size().Width, float32(length)})
	}
	return t.items
}

// ProbeChildren lets the probe see what stands in place of rows.
func (g *Grid) ProbeChildren() []fyne.CanvasObject {
	if g.empty == nil {
		return nil
	}
	return []fyne.CanvasObject{g.empty}
}

func (g *Grid) tellHeadings(t *teller, name string) {
	for _, i := range g.shown {
		c := g.cols[i]
		text := c.Title
		if place, desc := g.header.order(i); place > 0 && desc {
			text += " ↓"
		} else if place > 0 {
			text += " ↑"
		}
		f, seen := g.columnFrame(i, 0, g.geo.headH)
		if seen {
			f, seen = f.within(frame{0, 0, g.Size().Width, g.geo.headH})
		}
		if seen {
			t.add(probe.Item{ID: name + ".head." + c.ID, Text: text, Focused: g.header.focused && g.header.at == i, Disabled: !c.Sortable}, f)
		}
	}
}

func (g *Grid) tellRow(t *teller, name string, i int) {
	body := frame{0, g.geo.headH, g.geo.bodyW, g.geo.bodyH}
	y, h := g.geo.headH+float32(float64(i)*g.rowH()-g.offset), float32(g.rowH())
	row := g.load.row(i)
	id := fmt.Sprintf("%s.r%d", name, i)
	whole, seen := frame{0, y, g.geo.bodyW, h}.within(body)
	if !seen {
		return
	}
	item := probe.Item{ID: id, Focused: g.focused && i == g.current.index, Disabled: row == nil}
	if row != nil {
		item.Text = row.ID
	}
	t.add(item, whole)
	if row != nil && row.Group != nil {
		g.tellGroup(t, id, row, whole)
	}
	if row != nil && g.sel.shows(i, row) {
		t.add(probe.Item{ID: id + ".chosen", Text: row.ID}, whole)
	}
	for _, c := range g.shown {
		col := g.cols[c]
		f, seen := g.columnFrame(c, y, h)
		if seen {
			f, seen = f.within(body)
		}
		if !seen || row != nil && row.Group != nil && !g.subtotalSeen(row, c) {
			continue
		}
		item := probe.Item{ID: id + "." + col.ID, Disabled: row == nil}
		if row != nil && c < len(row.Cells) {
			item.Text, item.Disabled = row.Cells[c].Text, row.Cells[c].Disabled
		}
		t.add(item, f)
	}
}

// teller turns frames of the grid into pixels of the window.
type teller struct {
	items []probe.Item
	at    fyne.Position
	px    float32
}

func (t *teller) add(item probe.Item, f frame) {
	item.X, item.Y = (t.at.X+f.x)*t.px, (t.at.Y+f.y)*t.px
	item.W, item.H = f.w*t.px, f.h*t.px
	t.items = append(t.items, item)
}
