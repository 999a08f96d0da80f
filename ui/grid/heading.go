package grid

import (
	"image/color"

	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
)

var (
	_ fyne.Tappable          = (*heading)(nil)
	_ fyne.SecondaryTappable = (*heading)(nil)
	_ desktop.Mouseable      = (*heading)(nil)
	_ desktop.Hoverable      = (*heading)(nil)
	_ desktop.Cursorable     = (*heading)(nil)
	_ fyne.Draggable         = (*heading)(nil)
)

var bold = fyne.TextStyle{Bold: true}

// The marks of a sorted heading; the font has no triangles.
const (
	markUp   = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 18h16L12 6z"/></svg>`
	markDown = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 6h16l-8 12z"/></svg>`
)

// heading is one cell of the header. Its text goes over two lines when the
// column is narrow and is never shortened.
type heading struct {
	widget.BaseWidget
	h       *header
	col     int
	hovered bool
	adding  bool // Shift or Ctrl was held when the button went down
	mark    *canvas.Image
	digit   *canvas.Text
	texts   [2]*canvas.Text
	back    *canvas.Rectangle
	ring    *canvas.Rectangle
	markOf  string // what the mark shows, so that it is built only on change
}

func newHeading(h *header, col int) *heading {
	c := &heading{h: h, col: col, mark: canvas.NewImageFromResource(nil), digit: canvas.NewText("", color.Transparent)}
	c.texts = [2]*canvas.Text{canvas.NewText("", color.Transparent), canvas.NewText("", color.Transparent)}
	c.back, c.ring = canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	c.mark.FillMode = canvas.ImageFillContain
	c.ExtendBaseWidget(c)
	return c
}

func (c *heading) column() *column { return &c.h.g.cols[c.col] }

// textSize is a little less than the cells'.
func (c *heading) textSize() float32 { return 12 * c.h.g.zoom() }

func (c *heading) measure(s string) float32 {
	return fyne.MeasureText(s, c.textSize(), bold).Width
}

func (c *heading) lineHeight() float32 { return c.textSize() * 1.25 }

// extra is what stands beside the text: padding and the sort mark.
func (c *heading) extra() float32 {
	x := 2 * cellPad * c.h.g.zoom()
	if c.column().Sortable {
		x += markSize * c.h.g.zoom()
	}
	return x
}

// split breaks a title at the blank that makes the wider line narrowest.
func (c *heading) split() []string {
	words := strings.Fields(c.column().Title)
	if len(words) < 2 {
		return []string{c.column().Title}
	}
	var best []string
	width := float32(0)
	for i := 1; i < len(words); i++ {
		a, b := strings.Join(words[:i], " "), strings.Join(words[i:], " ")
		w := max(c.measure(a), c.measure(b))
		if best == nil || w < width {
			best, width = []string{a, b}, w
		}
	}
	return best
}

// wrap gives the lines of the title in a column of that width.
func (c *heading) wrap(width float32) []string {
	if title := c.column().Title; c.measure(title)+c.extra() <= width {
		return []string{title}
	}
	return c.split()
}

// least is the width that the title needs on two lines.
func (c *heading) least() float32 {
	w := float32(0)
	for _, line := range c.split() {
		w = max(w, c.measure(line))
	}
	return w + c.extra() + 1
}

// Tapped sorts.
func (c *heading) Tapped(*fyne.PointEvent) {
	c.h.sortBy(c.col, c.adding)
	c.adding = false
}

// TappedSecondary asks for the column's menu.
func (c *heading) TappedSecondary(e *fyne.PointEvent) {
	if c.h.g.OnHeader != nil {
		c.h.g.OnHeader(c.column().ID, e.AbsolutePosition)
	}
}

// MouseDown notes the modifiers: a tap does not tell them.
func (c *heading) MouseDown(e *desktop.MouseEvent) {
	c.adding = e.Modifier&(fyne.KeyModifierShift|control) != 0
	c.h.drag = headDrag{}
}

// MouseUp implements desktop.Mouseable.
func (c *heading) MouseUp(*desktop.MouseEvent) {}

// MouseIn implements desktop.Hoverable.
func (c *heading) MouseIn(*desktop.MouseEvent) { c.hovered = true; c.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (c *heading) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *heading) MouseOut() { c.hovered = false; c.Refresh() }

// CreateRenderer implements fyne.Widget.
func (c *heading) CreateRenderer() fyne.WidgetRenderer {
	r := &headingRenderer{c}
	r.update()
	return r
}

type headingRenderer struct{ c *heading }

// update sets texts and colours.
func (r *headingRenderer) update() {
	c := r.c
	for i, t := range c.texts {
		t.Text = ""
		if lines := c.wrap(c.Size().Width); i < len(lines) {
			t.Text = lines[i]
		}
		t.TextSize, t.TextStyle = c.textSize(), bold
		t.Color = theme.ColorForWidget(theme.ColorNameForeground, c)
	}
	c.back.FillColor = color.Transparent
	switch {
	case c.h.drag.on && c.h.drag.col == c.col:
		c.back.FillColor = theme.ColorForWidget(theme.ColorNamePressed, c)
	case c.hovered && c.column().Sortable && !c.h.drag.on:
		c.back.FillColor = theme.ColorForWidget(theme.ColorNameHover, c)
	}
	c.ring.StrokeWidth, c.ring.StrokeColor = 0, color.Transparent
	if c.h.focused && c.h.at == c.col {
		c.ring.StrokeWidth = theme.SizeForWidget(look.SizeRing, c)
		c.ring.StrokeColor = theme.ColorForWidget(theme.ColorNamePrimary, c)
	}
	place, desc := c.h.order(c.col)
	c.digit.Text = ""
	if place > 0 && len(c.h.g.sort) > 1 {
		c.digit.Text = strconv.Itoa(place)
	}
	c.digit.TextSize, c.digit.TextStyle = 9*c.h.g.zoom(), bold
	c.digit.Color = theme.ColorForWidget(theme.ColorNameForeground, c)
	r.setMark(place, desc)
}

// setMark shows ▲, ▼, or a caret on a heading that could be sorted by.
func (r *headingRenderer) setMark(place int, desc bool) {
	c, want := r.c, ""
	switch {
	case place > 0 && desc:
		want = "down"
	case place > 0:
		want = "up"
	case c.column().Sortable:
		want = "caret"
	}
	if want == c.markOf {
		return
	}
	c.markOf = want
	switch want {
	case "down":
		c.mark.Resource = theme.NewThemedResource(fyne.NewStaticResource("sort-down.svg", []byte(markDown)))
	case "up":
		c.mark.Resource = theme.NewThemedResource(fyne.NewStaticResource("sort-up.svg", []byte(markUp)))
	case "caret":
		c.mark.Resource = look.IconIn("expand_less", look.ColorMuted)
	default:
		c.mark.Resource = nil
	}
	c.mark.Hidden = want == ""
}

func (r *headingRenderer) Layout(size fyne.Size) {
	r.update()
	c, zoom := r.c, r.c.h.g.zoom()
	c.back.Resize(size)
	c.ring.Move(fyne.NewPos(1, 1))
	c.ring.Resize(size.SubtractWidthHeight(2, 2))
	lines := 1
	if c.texts[1].Text != "" {
		lines = 2
	}
	y := (size.Height - float32(lines)*c.lineHeight()) / 2
	mark := float32(0)
	if c.column().Sortable {
		mark = markSize * zoom
	}
	end := cellPad * zoom // right end of the widest line, or left start
	if c.column().Align == Right {
		end = size.Width - cellPad*zoom
	}
	for i := range lines {
		t := c.texts[i]
		need := t.MinSize()
		x := cellPad * zoom
		switch c.column().Align {
		case Right:
			x = size.Width - cellPad*zoom - need.Width
			end = min(end, x)
		case Center:
			x = (size.Width - mark - need.Width) / 2
			end = max(end, x+need.Width)
		default:
			end = max(end, x+need.Width)
		}
		t.Move(c.h.g.snap(x, y+float32(i)*c.lineHeight()+(c.lineHeight()-need.Height)/2))
		t.Resize(need)
	}
	r.placeMark(size, end)
}

// placeMark puts the sort mark beside the text: after it, or before a text
// that stands at the right.
func (r *headingRenderer) placeMark(size fyne.Size, end float32) {
	c, zoom := r.c, r.c.h.g.zoom()
	side := 12 * zoom
	x := end + 2*zoom
	if c.column().Align == Right {
		x = end - side - 2*zoom
	}
	c.mark.Resize(fyne.NewSquareSize(side))
	c.mark.Move(c.h.g.snap(x, (size.Height-side)/2))
	d := c.digit.MinSize()
	c.digit.Resize(d)
	beside := x + side - 1*zoom
	if c.column().Align == Right {
		beside = x - d.Width + 1*zoom
	}
	c.digit.Move(fyne.NewPos(beside, size.Height/2-d.Height+2*zoom))
}

func (r *headingRenderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

func (r *headingRenderer) Objects() []fyne.CanvasObject {
	c := r.c
	return []fyne.CanvasObject{c.back, c.texts[0], c.texts[1], c.mark, c.digit, c.ring}
}

func (r *headingRenderer) Refresh() {
	r.update()
	r.Layout(r.c.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *headingRenderer) Destroy() {}
