package shell

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/form"
)

// words is one line of text in a colour and size of the theme, without the
// padding of a label, that follows a change of the look.
type words struct {
	widget.BaseWidget
	id    string
	text  string
	color fyne.ThemeColorName
	size  fyne.ThemeSizeName
	bold  bool
	short bool // may be shortened with "…" when its place is too narrow
	line  *canvas.Text
	tip   form.Tip
}

func newWords(id, text string, c fyne.ThemeColorName, size fyne.ThemeSizeName, bold bool) *words {
	w := &words{id: id, text: text, color: c, size: size, bold: bold}
	w.ExtendBaseWidget(w)
	return w
}

func (w *words) set(text string) {
	if w.text != text {
		w.text = text
		w.Refresh()
	}
}

// MouseIn shows the whole of a text that was shortened.
func (w *words) MouseIn(*desktop.MouseEvent) {
	if text := w.tipText(); text != "" {
		w.tip.Soon(w, text)
	}
}

func (w *words) tipText() string {
	if w.line == nil || w.line.Text == w.text {
		return ""
	}
	return w.text
}

// MouseMoved does nothing.
func (w *words) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends what MouseIn began.
func (w *words) MouseOut() { w.tip.Hide() }

// ProbeID names the text for the probe.
func (w *words) ProbeID() string { return w.id }

// ProbeText is what it says.
func (w *words) ProbeText() string { return w.text }

// CreateRenderer draws the one line.
func (w *words) CreateRenderer() fyne.WidgetRenderer {
	w.line = canvas.NewText("", nil)
	w.paint()
	return &wordsRenderer{WidgetRenderer: widget.NewSimpleRenderer(w.line), w: w}
}

// wordsRenderer shortens the line to its place.
type wordsRenderer struct {
	fyne.WidgetRenderer
	w *words
}

func (r *wordsRenderer) MinSize() fyne.Size {
	if !r.w.short {
		return r.WidgetRenderer.MinSize()
	}
	return fyne.NewSize(0, r.w.measure(r.w.text).Height)
}

func (r *wordsRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	if r.w.short {
		r.w.line.Text = r.w.fitted(size.Width)
	}
}

func (w *words) measure(text string) fyne.Size {
	return fyne.MeasureText(text, w.line.TextSize, w.line.TextStyle)
}

// fitted is as much of the text as fits, with "…" when some is left out.
func (w *words) fitted(width float32) string {
	if w.measure(w.text).Width <= width {
		return w.text
	}
	runes := []rune(w.text)
	for len(runes) > 0 {
		runes = runes[:len(runes)-1]
		if t := strings.TrimRight(string(runes), " ") + "…"; w.measure(t).Width <= width {
			return t
		}
	}
	return ""
}

// Refresh takes text, colour and size again.
func (w *words) Refresh() {
	if w.line != nil {
		w.paint()
	}
	w.BaseWidget.Refresh()
}

func (w *words) paint() {
	th := w.Theme()
	w.line.Text = w.text
	w.line.Color = th.Color(w.color, fyne.CurrentApp().Settings().ThemeVariant())
	w.line.TextSize = th.Size(w.size)
	w.line.TextStyle = fyne.TextStyle{Bold: w.bold}
	if w.short {
		w.line.Text = w.fitted(w.Size().Width)
	}
}

// fill is a rectangle in a colour of the theme that follows a change of the look.
type fill struct {
	widget.BaseWidget
	color fyne.ThemeColorName
	size  fyne.ThemeSizeName // corner radius, "" = square
	rect  *canvas.Rectangle
}

func newFill(c fyne.ThemeColorName, radius fyne.ThemeSizeName) *fill {
	f := &fill{color: c, size: radius}
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer draws the rectangle.
func (f *fill) CreateRenderer() fyne.WidgetRenderer {
	f.rect = canvas.NewRectangle(nil)
	f.paint()
	return widget.NewSimpleRenderer(f.rect)
}

// Refresh takes the colour again.
func (f *fill) Refresh() {
	if f.rect != nil {
		f.paint()
	}
	f.BaseWidget.Refresh()
}

func (f *fill) paint() {
	f.rect.FillColor = f.Theme().Color(f.color, fyne.CurrentApp().Settings().ThemeVariant())
	if f.size != "" {
		f.rect.CornerRadius = f.Theme().Size(f.size)
	}
}

var _ fyne.Widget = (*words)(nil)
