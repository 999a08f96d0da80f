package grid

import (
	"image/color"

	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

var (
	_ fyne.Draggable     = (*grip)(nil)
	_ desktop.Mouseable  = (*grip)(nil)
	_ desktop.Cursorable = (*grip)(nil)
	_ desktop.Hoverable  = (*grip)(nil)
)

// grip is the edge between two headings: a drag resizes the column at its
// left, a double click makes it fit.
type grip struct {
	widget.BaseWidget
	g        *Grid
	col      int
	dragging bool
	width    float32 // while dragged, before any limit
	last     time.Time
	line     *canvas.Rectangle
}

func newGrip(g *Grid, col int) *grip {
	p := &grip{g: g, col: col, line: canvas.NewRectangle(color.Transparent)}
	p.line.Hide()
	p.ExtendBaseWidget(p)
	return p
}

// Dragged implements fyne.Draggable.
func (p *grip) Dragged(e *fyne.DragEvent) {
	if !p.dragging {
		p.dragging, p.width = true, p.g.geo.w[p.col]
	}
	p.width += e.Dragged.DX
	p.g.setWidth(p.col, p.width)
}

// DragEnd implements fyne.Draggable.
func (p *grip) DragEnd() {
	p.dragging = false
	p.g.layoutChanged()
}

// MouseDown tells a double click by its time.
func (p *grip) MouseDown(e *desktop.MouseEvent) {
	if e.Button != desktop.MouseButtonPrimary {
		return
	}
	now := p.g.clock.Now()
	if now.Sub(p.last) <= fyne.CurrentApp().Driver().DoubleTapDelay() {
		p.last = time.Time{}
		p.g.fitColumn(p.col)
		return
	}
	p.last = now
}

// MouseUp implements desktop.Mouseable.
func (p *grip) MouseUp(*desktop.MouseEvent) {}

// MouseIn implements desktop.Hoverable.
func (p *grip) MouseIn(*desktop.MouseEvent) { p.line.Show(); p.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (p *grip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *grip) MouseOut() { p.line.Hide(); p.Refresh() }

// Cursor implements desktop.Cursorable.
func (p *grip) Cursor() desktop.Cursor { return desktop.HResizeCursor }

// CreateRenderer implements fyne.Widget.
func (p *grip) CreateRenderer() fyne.WidgetRenderer { return &gripRenderer{p} }

type gripRenderer struct{ p *grip }

func (r *gripRenderer) Layout(size fyne.Size) {
	r.p.line.Move(fyne.NewPos(size.Width/2-1, 0))
	r.p.line.Resize(fyne.NewSize(2, size.Height))
}

func (r *gripRenderer) MinSize() fyne.Size           { return fyne.NewSize(1, 1) }
func (r *gripRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.p.line} }

func (r *gripRenderer) Refresh() {
	r.p.line.FillColor = theme.ColorForWidget(theme.ColorNamePrimary, r.p)
	r.p.line.Refresh()
}

func (r *gripRenderer) Destroy() {}
