package grid

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
)

// Sizes in dp at 100 % zoom that no theme size says.
const (
	baseText  = 13 // the text size the other sizes belong to
	cellPad   = 8
	barSize   = 12 // scroll bars
	gripSize  = 8  // the zone at a heading's edge that resizes
	markSize  = 16 // the sort mark of a heading
	minColumn = 32
)

// column is a column and its present width in dp at 100 %.
type column struct {
	Column
	width  float32
	hidden bool
}

// first is the width a column begins with and is reset to.
func (c Column) first() float32 { return max(c.Width, c.MinWidth, minColumn) }

// geometry is where things are, in dp.
type geometry struct {
	headH        float32
	bodyW, bodyH float32
	vbar, hbar   bool
	total        float32   // width of all columns shown
	frozen       float32   // width of the column that stays at the left, 0 for none
	x            []float32 // left edge of each column of the model, without the offset
	w            []float32 // 0 of a hidden one
}

// zoom is the factor of the theme's sizes.
func (g *Grid) zoom() float32 { return theme.SizeForWidget(theme.SizeNameText, g) / baseText }

// scale is how many pixels of the canvas a dp has.
func (g *Grid) scale() float32 {
	if c := fyne.CurrentApp().Driver().CanvasForObject(g); c != nil && c.Scale() > 0 {
		return c.Scale()
	}
	return 1
}

// rowH is the height of a row in dp, such that it is whole pixels: rows of
// uneven heights would dance while scrolling.
func (g *Grid) rowH() float64 {
	h := theme.SizeForWidget(look.SizeRow, g)
	if h <= 0 { // a theme that does not know our sizes
		h = 34 * g.zoom()
	}
	s := float64(g.scale())
	return math.Max(1, math.Round(float64(h)*s)) / s
}

// snap puts a place on whole pixels: text between them would be blurred.
func (g *Grid) snap(x, y float32) fyne.Position {
	s := float64(g.scale())
	return fyne.NewPos(float32(math.Round(float64(x)*s)/s), float32(math.Round(float64(y)*s)/s))
}

// measure works out the geometry for the present size.
func (g *Grid) measure() {
	size, zoom := g.Size(), g.zoom()
	geo := geometry{headH: g.header.height()}
	geo.x, geo.w = make([]float32, len(g.cols)), make([]float32, len(g.cols))
	for _, i := range g.shown {
		geo.x[i] = geo.total
		geo.w[i] = max(g.cols[i].width*zoom, g.header.least(i))
		geo.total += geo.w[i]
	}
	bar := barSize * zoom
	geo.bodyW, geo.bodyH = size.Width, size.Height-geo.headH
	for range 2 { // one bar can make the other one necessary
		if !geo.hbar && geo.total > geo.bodyW+0.5 {
			geo.hbar = true
			geo.bodyH -= bar
		}
		if !geo.vbar && float64(g.load.total())*g.rowH() > float64(geo.bodyH) {
			geo.vbar = true
			geo.bodyW -= bar
		}
	}
	geo.bodyW, geo.bodyH = max(0, geo.bodyW), max(0, geo.bodyH)
	if n := len(g.shown); n > 0 && geo.total < geo.bodyW {
		geo.w[g.shown[n-1]] += geo.bodyW - geo.total
		geo.total = geo.bodyW
	}
	if g.frozen > 0 && len(g.shown) > 1 {
		// A column that left no room for the others would hide them for good.
		if w := geo.w[g.shown[0]]; w <= geo.bodyW*2/3 {
			geo.frozen = w
		}
	}
	g.geo = geo
	g.fit()
}

// stuck tells whether a column stays where it is under sideways scrolling.
func (g *Grid) stuck(c int) bool { return g.geo.frozen > 0 && c == g.shown[0] }

// left is where a column begins on the screen, in dp of the grid.
func (g *Grid) left(c int) float32 {
	if g.stuck(c) {
		return g.geo.x[c]
	}
	return g.geo.x[c] - g.offsetX
}

// columnFrame is the part of column c that is not below the frozen one.
func (g *Grid) columnFrame(c int, y, h float32) (frame, bool) {
	f := frame{g.left(c), y, g.geo.w[c], h}
	if g.stuck(c) {
		return f, true
	}
	return f.within(frame{g.geo.frozen, y, max(g.geo.total, g.Size().Width), h})
}

// columnAt gives the column at x of the body, or -1. The frozen one lies
// over what has scrolled below it and comes first.
func (g *Grid) columnAt(x float32) int {
	for _, i := range g.shown {
		if at := g.left(i); x >= at && x < at+g.geo.w[i] {
			return i
		}
	}
	return -1
}

// rowAt gives the row at y of the body, or -1.
func (g *Grid) rowAt(y float32) int {
	if y < 0 || y >= g.geo.bodyH {
		return -1
	}
	i := int(math.Floor((g.offset + float64(y)) / g.rowH()))
	if i < 0 || i >= g.rowCount() {
		return -1
	}
	return i
}

// setWidth changes a column's width, in dp as shown, and tells it; the whole
// layout is told by the caller, when the user has done.
func (g *Grid) setWidth(i int, shown float32) {
	c := &g.cols[i]
	c.width = max(shown, g.header.least(i), c.MinWidth*g.zoom()) / g.zoom()
	g.arrange()
	if g.OnWidth != nil {
		g.OnWidth(c.ID, c.width)
	}
}

// fitColumn makes a column as wide as its heading and its loaded visible
// cells need.
func (g *Grid) fitColumn(i int) {
	need := g.header.least(i)
	first, last := g.VisibleRows()
	for r := first; r <= last; r++ {
		if row := g.load.row(r); row != nil && i < len(row.Cells) && row.Group == nil {
			need = max(need, g.ink.need(row.Cells[i])+2*cellPad*g.zoom())
		}
	}
	g.setWidth(i, float32(math.Ceil(float64(need))))
	g.layoutChanged()
}

// FitColumn makes a column as wide as what can be seen in it needs.
func (g *Grid) FitColumn(id string) {
	if i := g.modelIndex(id); i >= 0 && !g.cols[i].hidden {
		g.fitColumn(i)
	}
}

// Columns gives the columns in the order of the rows' cells, hidden ones too,
// with their present widths.
func (g *Grid) Columns() []Column {
	list := make([]Column, len(g.cols))
	for i, c := range g.cols {
		list[i] = c.Column
		list[i].Width = c.width
	}
	return list
}

// SetColumns shows other columns, in their own order and all of them; the
// cells of the next source follow them. Rows loaded for the former columns are
// not shown any more.
func (g *Grid) SetColumns(cols []Column) {
	g.cols = g.cols[:0:0]
	for _, c := range cols {
		g.cols = append(g.cols, column{Column: c, width: c.first(), hidden: c.Away})
	}
	g.view, g.frozen = modelOrder(len(cols)), 0
	g.header.build()
	g.reshow()
	if g.load.src != nil {
		g.SetSource(g.load.src)
	}
	g.arrange()
}
