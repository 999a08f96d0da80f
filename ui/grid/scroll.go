package grid

import "math"

// The place in the list is a float64 in dp: float32 cannot tell row 999,999
// of a list from its neighbours (34 million dp).

// fit bounds the offsets after anything that sizes depend on has changed.
func (g *Grid) fit() {
	g.offset = math.Max(0, math.Min(g.offset, g.maxOffset()))
	g.offsetX = max(0, min(g.offsetX, g.maxOffsetX()))
}

func (g *Grid) maxOffset() float64 {
	return math.Max(0, float64(g.rowCount())*g.rowH()-float64(g.geo.bodyH))
}

func (g *Grid) maxOffsetX() float32 { return max(0, g.geo.total-g.geo.bodyW) }

// rowCount is how many rows there is a place for: while the count is unknown,
// enough to show that something is being loaded.
func (g *Grid) rowCount() int {
	n := g.load.total()
	if !g.load.counted && g.load.busy() {
		n = max(n, int(math.Ceil(float64(g.geo.bodyH)/g.rowH())))
	}
	return n
}

// scrollTo moves the list and loads what gets visible.
func (g *Grid) scrollTo(y float64) {
	g.anchor = nil
	g.offset = y
	g.fit()
	g.hideTip()
	g.moved()
}

func (g *Grid) scrollToX(x float32) {
	g.offsetX = x
	g.fit()
	g.hideTip()
	g.header.place()
	g.moved()
}

// moved loads and paints what the offsets show now.
func (g *Grid) moved() {
	first, last := g.VisibleRows()
	g.load.want(first, last)
	g.bars()
	g.repaint()
}

// reveal scrolls as little as needed to show row i whole.
func (g *Grid) reveal(i int) {
	top, h := float64(i)*g.rowH(), g.rowH()
	switch {
	case top < g.offset:
		g.scrollTo(top)
	case top+h > g.offset+float64(g.geo.bodyH):
		g.scrollTo(top + h - float64(g.geo.bodyH))
	}
}

// VisibleRows gives the first and the last row that can be seen, also partly;
// last is -1 in an empty list.
func (g *Grid) VisibleRows() (first, last int) {
	n := g.rowCount()
	if n == 0 || g.geo.bodyH <= 0 {
		return 0, -1
	}
	const tiny = 1e-6 // a row of which less can be seen is not visible
	first = int(math.Floor(g.offset/g.rowH() + tiny))
	last = int(math.Ceil((g.offset+float64(g.geo.bodyH))/g.rowH()-tiny)) - 1
	return min(first, n-1), min(max(last, first), n-1)
}

// Offset is the place of the list, in dp from its top.
func (g *Grid) Offset() float64 { return g.offset }

// ScrollTo shows row i at the top, as far as the list allows.
func (g *Grid) ScrollTo(i int) { g.scrollTo(float64(i) * g.rowH()) }
