package grid

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/app/listing"
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
	g       *Grid
	cells   []*heading
	grips   []*grip
	box     *fyne.Container
	clip    *container.Clip
	back    *canvas.Rectangle
	line    *canvas.Rectangle
	focused bool
	at      int // the heading the keyboard is on
}

func newHeader(g *Grid) *header {
	h := &header{g: g, back: canvas.NewRectangle(color.Transparent), line: canvas.NewRectangle(color.Transparent), box: container.NewWithoutLayout()}
	h.clip = container.NewClip(h.box)
	h.ExtendBaseWidget(h)
	return h
}

// build makes the headings anew for other columns.
func (h *header) build() {
	h.cells, h.grips, h.box.Objects = nil, nil, nil
	for i := range h.g.cols {
		h.cells = append(h.cells, newHeading(h, i))
		h.grips = append(h.grips, newGrip(h.g, i))
		h.box.Objects = append(h.box.Objects, h.cells[i])
	}
	for _, gr := range h.grips { // above the headings they stand between
		h.box.Objects = append(h.box.Objects, gr)
	}
	h.at = min(h.at, max(0, len(h.cells)-1))
	h.box.Refresh()
}

// height is as much as the headings need at their present widths.
func (h *header) height() float32 {
	need := theme.SizeForWidget(look.SizeHeader, h.g)
	for i, c := range h.cells {
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
	grip := gripSize * g.zoom()
	for i, c := range h.cells {
		c.Move(fyne.NewPos(g.geo.x[i]-g.offsetX, 0))
		c.Resize(fyne.NewSize(g.geo.w[i], g.geo.headH))
		edge := g.geo.x[i] + g.geo.w[i] - g.offsetX
		left := edge - grip/2
		if i == len(h.cells)-1 { // the last edge may be the widget's own
			left = edge - grip
		}
		h.grips[i].Move(fyne.NewPos(left, 0))
		h.grips[i].Resize(fyne.NewSize(grip, g.geo.headH))
	}
}

// sortBy makes a heading the order: first up, then down; with add it joins
// the present keys.
func (h *header) sortBy(i int, add bool) {
	c := h.g.cols[i]
	if !c.Sortable {
		return
	}
	old := h.g.sort
	var next listing.Sort
	found := false
	for _, k := range old {
		switch {
		case k.Field == c.ID:
			next = append(next, listing.Key{Field: c.ID, Desc: !k.Desc})
			found = true
		case add:
			next = append(next, k)
		}
	}
	if !found {
		next = append(next, listing.Key{Field: c.ID})
	}
	h.g.SetSort(next)
	if h.g.OnSort != nil {
		h.g.OnSort(h.g.Sort())
	}
}

// order tells where a column stands in the order, 0 for nowhere.
func (h *header) order(i int) (place int, desc bool) {
	for n, k := range h.g.sort {
		if k.Field == h.g.cols[i].ID {
			return n + 1, k.Desc
		}
	}
	return 0, false
}

// FocusGained implements fyne.Focusable.
func (h *header) FocusGained() { h.focused = true; h.Refresh() }

// FocusLost implements fyne.Focusable.
func (h *header) FocusLost() { h.focused = false; h.Refresh() }

// TypedRune implements fyne.Focusable.
func (h *header) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (h *header) TypedKey(e *fyne.KeyEvent) {
	if len(h.cells) == 0 {
		return
	}
	mods := h.g.mods()
	switch e.Name {
	case fyne.KeyLeft:
		h.focusOn(h.at - 1)
	case fyne.KeyRight:
		h.focusOn(h.at + 1)
	case fyne.KeyHome:
		h.focusOn(0)
	case fyne.KeyEnd:
		h.focusOn(len(h.cells) - 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		h.sortBy(h.at, mods&fyne.KeyModifierShift != 0)
	case fyne.KeyDown:
		if c := fyne.CurrentApp().Driver().CanvasForObject(h.g); c != nil {
			c.Focus(h.g)
		}
	case desktop.KeyMenu:
		h.context(h.at)
	default:
		if e.Name == fyne.KeyF10 && mods == fyne.KeyModifierShift {
			h.context(h.at)
			return
		}
		if h.g.keys != nil {
			h.g.keys(e)
		}
	}
}

// TypedShortcut resizes with Ctrl+arrows; the mouse is not the only way.
func (h *header) TypedShortcut(s fyne.Shortcut) {
	if c, ok := s.(*desktop.CustomShortcut); ok && c.Modifier == control && len(h.cells) > 0 {
		switch c.KeyName {
		case fyne.KeyLeft:
			h.g.setWidth(h.at, h.g.geo.w[h.at]-8*h.g.zoom())
			return
		case fyne.KeyRight:
			h.g.setWidth(h.at, h.g.geo.w[h.at]+8*h.g.zoom())
			return
		}
	}
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(h.g).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

// focusOn moves the keyboard to heading i and scrolls it into view.
func (h *header) focusOn(i int) {
	h.at = min(max(i, 0), len(h.cells)-1)
	x, w := h.g.geo.x[h.at], h.g.geo.w[h.at]
	switch {
	case x < h.g.offsetX:
		h.g.scrollToX(x)
	case x+w > h.g.offsetX+h.g.geo.bodyW:
		h.g.scrollToX(x + w - h.g.geo.bodyW)
	}
	h.Refresh()
}

func (h *header) context(i int) {
	if h.g.OnHeader != nil {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(h.cells[i])
		h.g.OnHeader(h.g.cols[i].ID, at.AddXY(0, h.g.geo.headH))
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
}

func (r *headerRenderer) Layout(size fyne.Size) {
	r.h.back.Resize(size)
	r.h.clip.Resize(size)
	r.h.line.Move(fyne.NewPos(0, size.Height-1))
	r.h.line.Resize(fyne.NewSize(size.Width, 1))
}

func (r *headerRenderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

func (r *headerRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.h.back, r.h.line, r.h.clip}
}

func (r *headerRenderer) Refresh() {
	r.colour()
	r.h.back.Refresh()
	r.h.line.Refresh()
	for _, c := range r.h.cells {
		c.Refresh()
	}
}

func (r *headerRenderer) Destroy() {}
