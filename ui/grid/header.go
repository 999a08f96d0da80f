package grid

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
)

var (
	_ fyne.Focusable    = (*header)(nil)
	_ fyne.Shortcutable = (*header)(nil)
)

// header is the line of headings: one stop for the Tab key, inside it the
// arrows move from heading to heading.
type header struct {
	widget.BaseWidget
	g     *Grid
	cells []*heading // by the column of the model, as grips are
	grips []*grip
	// The frozen heading and the others lie in boxes of their own, so that
	// none is drawn or hit below the frozen one.
	box, fixed   *fyne.Container
	clip, corner *container.Clip
	back         *canvas.Rectangle
	line         *canvas.Rectangle
	edge         *canvas.Rectangle // beside the frozen heading
	inFixed      int               // the column whose heading lies in fixed, -1 none
	drag         headDrag
	focused      bool
	at           int // the column of the heading the keyboard is on
}

func newHeader(g *Grid) *header {
	h := &header{g: g, box: container.NewWithoutLayout(), fixed: container.NewWithoutLayout(), inFixed: -1,
		back: canvas.NewRectangle(color.Transparent), line: canvas.NewRectangle(color.Transparent), edge: canvas.NewRectangle(color.Transparent)}
	h.clip, h.corner = container.NewClip(h.box), container.NewClip(h.fixed)
	h.ExtendBaseWidget(h)
	return h
}

// build makes the headings anew for other columns.
func (h *header) build() {
	h.cells, h.grips, h.at = nil, nil, 0
	for i := range h.g.cols {
		h.cells = append(h.cells, newHeading(h, i))
		h.grips = append(h.grips, newGrip(h.g, i))
	}
	h.fillBoxes(-1)
}

// fillBoxes puts the heading of the frozen column (-1 none) into its own box.
func (h *header) fillBoxes(frozen int) {
	h.inFixed = frozen
	h.box.Objects, h.fixed.Objects = nil, nil
	for i, c := range h.cells {
		if i != frozen {
			h.box.Objects = append(h.box.Objects, c)
		}
	}
	for i, p := range h.grips { // above the headings they stand between
		if i != frozen {
			h.box.Objects = append(h.box.Objects, p)
		}
	}
	if frozen >= 0 {
		h.fixed.Objects = []fyne.CanvasObject{h.cells[frozen], h.grips[frozen]}
	}
	h.box.Refresh()
	h.fixed.Refresh()
}

// columnsChanged follows what is shown: the keyboard is never on a heading
// that cannot be seen.
func (h *header) columnsChanged() {
	if h.drag.on {
		h.cancelDrag()
	}
	at := slices.Index(h.g.view, h.at)
	seen := func(i int) bool { return !h.g.cols[i].hidden }
	if at >= 0 && !seen(h.at) && len(h.g.shown) > 0 {
		if next := slices.IndexFunc(h.g.view[at:], seen); next >= 0 {
			h.at = h.g.view[at+next]
		} else {
			h.at = h.g.shown[len(h.g.shown)-1]
		}
	}
	h.Refresh()
}

// height is as much as the headings need at their present widths.
func (h *header) height() float32 {
	need := theme.SizeForWidget(look.SizeHeader, h.g)
	for _, i := range h.g.shown {
		c := h.cells[i]
		lines := c.wrap(max(h.g.cols[i].width*h.g.zoom(), h.least(i)))
		need = max(need, float32(len(lines))*c.lineHeight()+2*4*h.g.zoom())
	}
	s := h.g.scale()
	return float32(int(need*s+0.5)) / s
}

// least is the smallest width at which a heading can be read whole, dp.
func (h *header) least(i int) float32 {
	return max(minColumn*h.g.zoom(), h.cells[i].least())
}

// place moves the headings to where their columns are.
func (h *header) place() {
	g := h.g
	if len(g.geo.x) != len(h.cells) {
		return
	}
	frozen := -1
	if g.geo.frozen > 0 {
		frozen = g.shown[0]
	}
	if frozen != h.inFixed {
		h.fillBoxes(frozen)
	}
	grip := gripSize * g.zoom()
	h.clip.Move(fyne.NewPos(g.geo.frozen, 0))
	h.clip.Resize(fyne.NewSize(max(0, g.Size().Width-g.geo.frozen), g.geo.headH))
	h.corner.Resize(fyne.NewSize(g.geo.frozen+grip/2, g.geo.headH))
	h.corner.Hidden = frozen < 0
	h.edge.Hidden = frozen < 0
	h.edge.Move(fyne.NewPos(g.geo.frozen-1, 0))
	h.edge.Resize(fyne.NewSize(1, g.geo.headH))
	for i, c := range h.cells {
		c.Hidden, h.grips[i].Hidden = g.cols[i].hidden, g.cols[i].hidden
		if c.Hidden {
			continue
		}
		x := g.left(i)
		if i != frozen {
			x -= g.geo.frozen // the box begins there
		}
		c.Move(fyne.NewPos(x, 0))
		c.Resize(fyne.NewSize(g.geo.w[i], g.geo.headH))
		left := x + g.geo.w[i] - grip/2
		if i == g.shown[len(g.shown)-1] { // the last edge may be the widget's own
			left = x + g.geo.w[i] - grip
		}
		h.grips[i].Move(fyne.NewPos(left, 0))
		h.grips[i].Resize(fyne.NewSize(grip, g.geo.headH))
	}
}

// CreateRenderer implements fyne.Widget.
func (h *header) CreateRenderer() fyne.WidgetRenderer {
	r := &headerRenderer{h}
	r.colour()
	return r
}

type headerRenderer struct{ h *header }

func (r *headerRenderer) colour() {
	r.h.back.FillColor = theme.ColorForWidget(theme.ColorNameHeaderBackground, r.h)
	r.h.line.FillColor = theme.ColorForWidget(theme.ColorNameSeparator, r.h)
	r.h.edge.FillColor = theme.ColorForWidget(theme.ColorNameInputBorder, r.h)
}

func (r *headerRenderer) Layout(size fyne.Size) {
	r.h.back.Resize(size)
	r.h.place()
	r.h.line.Move(fyne.NewPos(0, size.Height-1))
	r.h.line.Resize(fyne.NewSize(size.Width, 1))
}

func (r *headerRenderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

func (r *headerRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.h.back, r.h.line, r.h.clip, r.h.corner, r.h.edge}
}

func (r *headerRenderer) Refresh() {
	r.colour()
	r.h.back.Refresh()
	r.h.line.Refresh()
	r.h.edge.Refresh()
	for _, c := range r.h.cells {
		c.Refresh()
	}
}

func (r *headerRenderer) Destroy() {}
