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
	width float32
}

// geometry is where things are, in dp.
type geometry struct {
	headH        float32
	bodyW, bodyH float32
	vbar, hbar   bool
	total        float32   // width of all columns
	x            []float32 // left edge of each column, without the offset
	w            []float32
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
	switch g.density {
	case Compact:
		h *= 28.0 / 34
	case Large:
		h *= 40.0 / 34
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
	for i, c := range g.cols {
		geo.x[i] = geo.total
		geo.w[i] = max(c.width*zoom, g.header.least(i))
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
	if last := len(g.cols) - 1; last >= 0 && geo.total < geo.bodyW {
		geo.w[last] += geo.bodyW - geo.total
		geo.total = geo.bodyW
	}
	g.geo = geo
	g.fit()
}

// columnAt gives the column at x of the body, or -1.
func (g *Grid) columnAt(x float32) int {
	x += g.offsetX
	for i := range g.cols {
		if x >= g.geo.x[i] && x < g.geo.x[i]+g.geo.w[i] {
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

// setWidth changes a column's width, in dp as shown, and tells it.
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
		if row := g.load.row(r); row != nil && i < len(row.Cells) {
			need = max(need, g.ink.need(row.Cells[i])+2*cellPad*g.zoom())
		}
	}
	g.setWidth(i, float32(math.Ceil(float64(need))))
}

// Columns gives the columns with their present widths.
func (g *Grid) Columns() []Column {
	list := make([]Column, len(g.cols))
	for i, c := range g.cols {
		list[i] = c.Column
		list[i].Width = c.width
	}
	return list
}

// SetColumns shows other columns; the cells of the next source follow them.
// Rows loaded for the former columns are not shown any more.
func (g *Grid) SetColumns(cols []Column) {
	g.cols = g.cols[:0:0]
	for _, c := range cols {
		g.cols = append(g.cols, column{Column: c, width: max(c.Width, c.MinWidth, minColumn)})
	}
	g.header.build()
	if g.load.src != nil {
		g.SetSource(g.load.src)
	}
	g.arrange()
}
