package grid

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"trastienda/app/clock"
	"trastienda/app/listing"
)

var (
	_ fyne.Widget            = (*Grid)(nil)
	_ fyne.Focusable         = (*Grid)(nil)
	_ fyne.Shortcutable      = (*Grid)(nil)
	_ fyne.Scrollable        = (*Grid)(nil)
	_ fyne.SecondaryTappable = (*Grid)(nil)
	_ desktop.Mouseable      = (*Grid)(nil)
	_ desktop.Hoverable      = (*Grid)(nil)
	_ desktop.Cursorable     = (*Grid)(nil)
)

// Grid is the list widget. Its On… fields may be nil.
type Grid struct {
	widget.BaseWidget

	OnSelect  func(ids []string)                       // the selection changed; Selected tells more
	OnOpen    func(id string)                          // Enter or a double click
	OnAction  func(id, columnID string)                // a click on an Action cell
	OnContext func(id string, pos fyne.Position)       // right click or menu key; absolute position
	OnHeader  func(columnID string, pos fyne.Position) // right click on a heading; absolute position
	OnSort    func(listing.Sort)                       // a heading was pressed; the page sets the source
	OnWidth   func(columnID string, width float32)     // a column was resized; dp at 100 %
	OnLayout  func()                                   // the user resized, moved, hid, showed or froze columns; View tells
	OnToggle  func(id string)                          // the head of a group is to be opened or closed: the source does it
	OnCount   func(n int)                              // the number of rows became known, heads of groups not counted
	OnLoad    func()                                   // rows arrived
	OnCurrent func(id string)                          // another row is the current one; "" none
	OnEscape  func() bool                              // asked before Esc clears the selection; true = taken
	OnError   func(error)                              // a Source failed
	OnCopy    func(text string)                        // Ctrl+C: tab-separated values for the clipboard

	id     string
	keys   func(*fyne.KeyEvent) bool
	do     func(func())
	clock  clock.Clock
	mods   func() fyne.KeyModifier
	cols   []column // the model: rows have their cells in this order
	view   []int    // all columns in the order the user sees them
	shown  []int    // those of view that are not hidden
	frozen int      // how many of shown stay at the left
	sort   listing.Sort
	row    float64 // height of the rows when they were last laid out, dp
	empty  fyne.CanvasObject

	load    *loader
	sel     selection
	current current
	anchor  *anchor
	offset  float64
	offsetX float32
	geo     geometry
	focused bool
	pointer pointer
	tip     tip
	typed   typed

	header     *header
	vbar, hbar *bar
	mark       *canvas.Rectangle // where a dragged column would go
	raster     *canvas.Raster
	corner     *canvas.Rectangle // between the two scroll bars
	ink        *ink
	canvas     *image.RGBA // what was painted last, for reuse
}

// current is the row the keyboard is on; from is where a range begins.
type current struct {
	index, from int // -1 none
	id          string
	given       bool // by the focus alone, nobody chose it
}

// New makes a grid without rows.
func New(p Params) *Grid {
	g := &Grid{id: p.ID, keys: p.Keys, do: p.Do, clock: p.Clock, mods: p.Modifiers}
	if g.do == nil {
		g.do = fyne.Do
	}
	if g.clock == nil {
		g.clock = clock.System{}
	}
	if g.mods == nil {
		g.mods = driverModifiers
	}
	g.current = current{index: -1, from: -1}
	g.pointer.clear()
	g.sel.clear()
	g.load = newLoader(g.do)
	g.load.changed = g.arrived
	g.load.failed = func(err error) {
		if g.OnError != nil {
			g.OnError(err)
		}
	}
	g.ink = newInk(g)
	g.raster = canvas.NewRaster(g.generate)
	g.raster.ScaleMode = canvas.ImageScalePixels
	g.corner = canvas.NewRectangle(color.Transparent)
	g.vbar = newBar(g, true)
	g.hbar = newBar(g, false)
	g.header = newHeader(g)
	g.mark = canvas.NewRectangle(color.Transparent)
	g.mark.Hide()
	g.ExtendBaseWidget(g)
	g.SetColumns(p.Columns)
	return g
}

// SetSource shows another filter or order from its top. Chosen ids that the
// new source still holds stay chosen; until that is known nothing is.
func (g *Grid) SetSource(src Source) {
	ids := g.Selection()
	had := len(ids) > 0 || g.sel.all
	g.sel.clear()
	g.current, g.anchor, g.offset = current{index: -1, from: -1}, nil, 0
	g.hideTip()
	g.load.setSource(src)
	g.keepExisting(ids, true)
	if had {
		g.selected()
	}
	g.currentChanged()
	g.arrange()
}

// arrived takes a page (or the count, page -1) that has just come.
func (g *Grid) arrived(p int) {
	if p < 0 {
		if g.load.counted && g.OnCount != nil {
			g.OnCount(g.load.plain)
		}
	} else if held := g.load.pages[p]; held != nil {
		g.sel.refresh(p*pageSize, held.rows)
		g.followCurrent()
	}
	moved := g.followAnchor()
	g.arrange()
	if moved {
		g.pointer.over = g.spotAt(g.pointer.at)
	}
	if p < 0 && g.sel.all { // "all" is another number now
		g.selected()
	}
	if p >= 0 && g.OnLoad != nil {
		g.OnLoad()
	}
}

// followCurrent moves the current row with its id; when the id has gone, the
// row that took its place becomes the current one.
func (g *Grid) followCurrent() {
	if g.current.index < 0 {
		return
	}
	r := g.load.row(g.current.index)
	if r != nil && r.ID == g.current.id {
		return
	}
	if i := g.load.find(g.current.id); i >= 0 && g.current.id != "" {
		g.current.from += i - g.current.index
		g.current.index = i
		return
	}
	if r != nil {
		g.current.id = r.ID
		g.currentChanged()
	}
}

// setCurrent makes row i the current one.
func (g *Grid) setCurrent(i int) {
	g.current.index, g.current.id, g.current.given = i, "", false
	if r := g.load.row(i); i >= 0 && r != nil {
		g.current.id = r.ID
	}
	g.currentChanged()
}

func (g *Grid) currentChanged() {
	if g.OnCurrent != nil {
		g.OnCurrent(g.CurrentID())
	}
}

// CurrentID is the id of the row the keyboard is on, "" when there is none, it
// is still being loaded, or it is the head of a group.
func (g *Grid) CurrentID() string {
	if r := g.currentRow(); r != nil && r.Group != nil {
		return ""
	}
	return g.current.id
}

// Count is the number of rows, heads of groups not counted and rows of closed
// groups counted, and whether it is known yet.
func (g *Grid) Count() (n int, known bool) {
	if g.load.counted {
		return g.load.plain, true
	}
	return g.load.total(), false
}

// Busy tells whether visible rows or the count are still being loaded.
func (g *Grid) Busy() bool { return g.load.busy() || g.sel.reading }

// Row gives row i, or false while it is not loaded.
func (g *Grid) Row(i int) (Row, bool) {
	if r := g.load.row(i); r != nil {
		return *r, true
	}
	return Row{}, false
}

// RowByID gives a loaded row.
func (g *Grid) RowByID(id string) (Row, bool) { return g.Row(g.load.find(id)) }

// Sort is the order the headings show.
func (g *Grid) Sort() listing.Sort { return append(listing.Sort(nil), g.sort...) }

// SetSort shows an order in the headings; the page sets a source of it.
func (g *Grid) SetSort(s listing.Sort) {
	g.sort = append(listing.Sort(nil), s...)
	g.header.Refresh()
	g.arrange()
}

// SetEmpty sets what is shown in place of rows when there are none.
func (g *Grid) SetEmpty(o fyne.CanvasObject) {
	g.empty = o
	g.Refresh()
}

// Stop ends all questions to the source; for a page that is thrown away.
func (g *Grid) Stop() { g.load.setSource(nil) }

func (g *Grid) repaint() { g.raster.Refresh() }
