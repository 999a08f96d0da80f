package chart

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
	"trastienda/ui/probe"
)

// Table shows texts in columns: the numbers of a chart for those who read
// them. The first row is the heading, the first column are names.
type Table struct {
	widget.BaseWidget
	id   string
	rows [][]string
}

// NewTable makes a table without rows; probe ids start with id.
func NewTable(id string) *Table {
	t := &Table{id: id}
	t.ExtendBaseWidget(t)
	return t
}

// Set shows other rows.
func (t *Table) Set(rows [][]string) {
	t.rows = rows
	t.Refresh()
}

// ProbeItems tells every cell: <id>.<row>.<column>, the heading is row 0.
func (t *Table) ProbeItems() []probe.Item {
	driver := fyne.CurrentApp().Driver()
	at, px := driver.AbsolutePositionForObject(t), float32(1)
	if cv := driver.CanvasForObject(t); cv != nil {
		px = cv.Scale()
	}
	x, w := t.columns(t.Size().Width)
	var items []probe.Item
	for i, row := range t.rows {
		for j, text := range row {
			items = append(items, probe.Item{ID: t.id + "." + strconv.Itoa(i) + "." + strconv.Itoa(j), Text: text,
				X: (at.X + x[j]) * px, Y: (at.Y + float32(i)*t.line()) * px, W: w[j] * px, H: t.line() * px})
		}
	}
	return items
}

func (t *Table) style(row int) (float32, fyne.TextStyle) {
	return theme.SizeForWidget(look.SizeCaption, t), fyne.TextStyle{Bold: row == 0}
}

func (t *Table) line() float32 {
	size, style := t.style(0)
	return fyne.MeasureText("0", size, style).Height + theme.SizeForWidget(theme.SizeNamePadding, t)
}

// columns gives place and width of each column: as wide as its widest text,
// and an equal share of what is left.
func (t *Table) columns(width float32) (x, w []float32) {
	if len(t.rows) == 0 {
		return nil, nil
	}
	w = make([]float32, len(t.rows[0]))
	pad := 2 * theme.SizeForWidget(theme.SizeNamePadding, t)
	used := float32(0)
	for j := range w {
		for i, row := range t.rows {
			size, style := t.style(i)
			w[j] = max(w[j], fyne.MeasureText(row[j], size, style).Width+pad)
		}
		used += w[j]
	}
	x = make([]float32, len(w))
	more := max(0, width-used) / float32(len(w))
	at := float32(0)
	for j := range w {
		w[j] += more
		x[j] = at
		at += w[j]
	}
	return x, w
}

// CreateRenderer is called by Fyne.
func (t *Table) CreateRenderer() fyne.WidgetRenderer { return &tableRenderer{t: t} }

type tableRenderer struct {
	t       *Table
	objects []fyne.CanvasObject
}

func (r *tableRenderer) Destroy()                     {}
func (r *tableRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *tableRenderer) MinSize() fyne.Size {
	x, w := r.t.columns(0)
	if len(x) == 0 {
		return fyne.Size{}
	}
	return fyne.NewSize(x[len(x)-1]+w[len(w)-1], r.t.line()*float32(len(r.t.rows)))
}

func (r *tableRenderer) Refresh() {
	r.Layout(r.t.Size())
	canvas.Refresh(r.t)
}

func (r *tableRenderer) Layout(size fyne.Size) {
	t := r.t
	x, w := t.columns(size.Width)
	line, gap := t.line(), theme.SizeForWidget(theme.SizeNamePadding, t)
	r.objects = r.objects[:0]
	for i, row := range t.rows {
		y := float32(i) * line
		for j, text := range row {
			cell := canvas.NewText(text, theme.ColorForWidget(theme.ColorNameForeground, t))
			cell.TextSize, cell.TextStyle = t.style(i)
			if j > 0 {
				cell.Alignment = fyne.TextAlignTrailing
			}
			cell.Move(fyne.NewPos(x[j]+gap, y))
			cell.Resize(fyne.NewSize(w[j]-2*gap, line))
			r.objects = append(r.objects, cell)
		}
		under := canvas.NewRectangle(theme.ColorForWidget(theme.ColorNameSeparator, t))
		under.Move(fyne.NewPos(0, y+line-1))
		under.Resize(fyne.NewSize(size.Width, 1))
		r.objects = append(r.objects, under)
	}
}
