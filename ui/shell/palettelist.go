package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
	"trastienda/ui/probe"
)

// paletteRow is one command of the palette as it is shown.
type paletteRow struct {
	id, title, path, keys string
	ok                    bool
	reason                string // why not, when it is not ok
}

// paletteList shows the commands found, two lines each: the title with its
// shortcut, and the menu or the reason why it cannot be run. It never has the
// keyboard itself: the field above it keeps it.
type paletteList struct {
	widget.BaseWidget
	s      *Shell
	all    []paletteRow
	mark   int // the row Enter runs
	first  int // the row at the top
	choose func(int)
	moved  func() // another row is marked
}

var (
	_ fyne.Tappable     = (*paletteList)(nil)
	_ fyne.Scrollable   = (*paletteList)(nil)
	_ desktop.Hoverable = (*paletteList)(nil)
	_ probe.Teller      = (*paletteList)(nil)
)

func newPaletteList(s *Shell, choose func(int), moved func()) *paletteList {
	l := &paletteList{s: s, choose: choose, moved: moved}
	l.ExtendBaseWidget(l)
	return l
}

func (l *paletteList) set(rows []paletteRow) {
	l.all, l.mark, l.first = rows, 0, 0
	l.Refresh()
}

// marked is the row Enter runs, nil when nothing was found.
func (l *paletteList) marked() *paletteRow {
	if l.mark >= len(l.all) {
		return nil
	}
	return &l.all[l.mark]
}

// move marks another row and brings it into sight.
func (l *paletteList) move(to int) {
	l.mark = max(0, min(to, len(l.all)-1))
	l.first = max(min(l.first, l.mark), l.mark-l.rows()+1)
	l.Refresh()
	l.moved()
	l.s.ViewChanged()
}

func (l *paletteList) row() float32 { return l.s.p.Look.Size(look.SizeButton) * 1.4 }

// rows is how many rows are in sight: what the window has room for beside the
// other parts of the dialog, so that the dialog itself need not scroll.
func (l *paletteList) rows() int {
	room := l.s.win.Canvas().Size().Height - 8.5*l.s.p.Look.Size(look.SizeButton)
	return max(3, min(8, int(room/l.row())))
}

// at is the row under a point, -1 for none.
func (l *paletteList) at(p fyne.Position) int {
	if i := l.first + int(p.Y/l.row()); p.Y >= 0 && i < len(l.all) {
		return i
	}
	return -1
}

// Tapped runs the row under the mouse.
func (l *paletteList) Tapped(e *fyne.PointEvent) {
	if i := l.at(e.Position); i >= 0 {
		l.choose(i)
	}
}

// Scrolled moves the rows by the wheel; the mark stays in sight.
func (l *paletteList) Scrolled(e *fyne.ScrollEvent) {
	step := 1
	if e.Scrolled.DY > 0 {
		step = -1
	}
	l.first = max(0, min(l.first+step, len(l.all)-l.rows()))
	l.mark = max(l.first, min(l.mark, l.first+l.rows()-1, len(l.all)-1))
	l.Refresh()
	l.moved()
}

// MouseIn marks the row under the mouse.
func (l *paletteList) MouseIn(e *desktop.MouseEvent) { l.MouseMoved(e) }

// MouseMoved marks the row under the mouse.
func (l *paletteList) MouseMoved(e *desktop.MouseEvent) {
	if i := l.at(e.Position); i >= 0 && i != l.mark {
		l.mark = i
		l.Refresh()
		l.moved()
	}
}

// MouseOut leaves the mark where it is.
func (l *paletteList) MouseOut() {}

// ProbeItems lists the rows in sight as palette.<command>.
func (l *paletteList) ProbeItems() []probe.Item {
	at, scale := fyne.CurrentApp().Driver().AbsolutePositionForObject(l), l.s.win.Canvas().Scale()
	var items []probe.Item
	for i := l.first; i < min(len(l.all), l.first+l.rows()); i++ {
		r := l.all[i]
		items = append(items, probe.Item{ID: "palette." + r.id, Text: r.title, X: at.X * scale, Y: (at.Y + float32(i-l.first)*l.row()) * scale,
			W: l.Size().Width * scale, H: l.row() * scale, Focused: i == l.mark, Disabled: !r.ok})
	}
	return items
}

// CreateRenderer draws the rows in sight.
func (l *paletteList) CreateRenderer() fyne.WidgetRenderer {
	r := &paletteRenderer{l: l, mark: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil), thumb: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type paletteRenderer struct {
	l                *paletteList
	mark, bar, thumb *canvas.Rectangle
	rows             []*paletteLine
}

// paletteLine are the texts of one row in sight.
type paletteLine struct{ title, keys, below *words }

func (r *paletteRenderer) Destroy() {}

func (r *paletteRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.mark, r.bar, r.thumb}
	for _, x := range r.rows {
		objects = append(objects, x.title, x.keys, x.below)
	}
	return objects
}

func (r *paletteRenderer) MinSize() fyne.Size {
	return fyne.NewSize(0, float32(r.l.rows())*r.l.row())
}

// thumbWidth is the room of the bar that shows where the rows are.
const thumbWidth = 4

func (r *paletteRenderer) Layout(size fyne.Size) {
	l, row := r.l, r.l.row()
	pad := l.s.p.Look.Size(look.SizeGap)
	top := float32(l.mark-l.first) * row
	r.mark.Resize(fyne.NewSize(size.Width, row))
	r.mark.Move(fyne.NewPos(0, top))
	r.bar.Resize(fyne.NewSize(3, row-4))
	r.bar.Move(fyne.NewPos(0, top+2))
	if n := len(l.all); n > l.rows() {
		r.thumb.Resize(fyne.NewSize(thumbWidth, size.Height*float32(l.rows())/float32(n)))
		r.thumb.Move(fyne.NewPos(size.Width-thumbWidth, size.Height*float32(l.first)/float32(n)))
	}
	width := size.Width - 2*pad - thumbWidth
	for i, x := range r.rows {
		keys := x.keys.MinSize()
		high, low := x.title.MinSize().Height, x.below.MinSize().Height
		y := float32(i)*row + (row-high-low)/2
		x.title.Resize(fyne.NewSize(width-keys.Width-pad, high))
		x.title.Move(fyne.NewPos(pad, y))
		x.keys.Resize(keys)
		x.keys.Move(fyne.NewPos(pad+width-keys.Width, y))
		x.below.Resize(fyne.NewSize(width, low))
		x.below.Move(fyne.NewPos(pad, y+high))
	}
}

func (r *paletteRenderer) Refresh() {
	l := r.l
	th, variant := l.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	r.mark.FillColor = th.Color(look.ColorSelection, variant)
	r.bar.FillColor = th.Color(look.ColorSelectionBar, variant)
	r.thumb.FillColor = th.Color(theme.ColorNameScrollBar, variant)
	r.mark.Hidden, r.bar.Hidden, r.thumb.Hidden = len(l.all) == 0, len(l.all) == 0, len(l.all) <= l.rows()
	r.rows = r.rows[:0]
	for i := l.first; i < min(len(l.all), l.first+l.rows()); i++ {
		r.rows = append(r.rows, newPaletteLine(l.all[i]))
	}
	r.Layout(l.Size())
	canvas.Refresh(l)
}

func newPaletteLine(c paletteRow) *paletteLine {
	color, below := theme.ColorNameForeground, c.path
	if !c.ok {
		color, below = look.ColorMuted, c.path+" · "+c.reason
	}
	x := &paletteLine{
		title: newWords("", c.title, color, theme.SizeNameText, c.ok),
		keys:  newWords("", c.keys, look.ColorMuted, theme.SizeNameText, false),
		below: newWords("", below, look.ColorMuted, look.SizeCaption, false),
	}
	x.title.short, x.below.short = true, true
	return x
}
