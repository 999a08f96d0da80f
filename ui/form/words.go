package form

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Words is a block of text that wraps to its width, without the padding of
// Fyne's labels, in a colour and a size of the theme. Set the fields before
// it is shown, or call Refresh.
type Words struct {
	widget.BaseWidget
	Color    fyne.ThemeColorName
	TextSize fyne.ThemeSizeName
	Bold     bool
	ID       string

	text  string
	width float32
	lines []*canvas.Text
}

// NewWords returns text in the colour and size of running text.
func NewWords(text string) *Words {
	w := &Words{text: text, Color: theme.ColorNameForeground, TextSize: theme.SizeNameText}
	w.ExtendBaseWidget(w)
	return w
}

// Text returns the whole text.
func (w *Words) Text() string { return w.text }

// SetText changes the text.
func (w *Words) SetText(text string) { w.text = text; w.Refresh() }

// ProbeID names the text for the probe; without an ID it is left out.
func (w *Words) ProbeID() string { return w.ID }

// ProbeText returns the whole text.
func (w *Words) ProbeText() string { return w.text }

// Fit wraps the text to at most width and returns the room it then takes.
func (w *Words) Fit(width float32) fyne.Size {
	w.width = width
	w.wrap()
	size := fyne.Size{}
	for _, line := range w.lines {
		m := line.MinSize()
		size = fyne.NewSize(max(size.Width, m.Width), size.Height+m.Height)
	}
	return size
}

// HeightFor tells how high the text is when it is width wide.
func (w *Words) HeightFor(width float32) float32 {
	return float32(len(w.rows(width))) * w.LineHeight()
}

// Resize wraps the text to the new width.
func (w *Words) Resize(size fyne.Size) {
	if size.Width != w.width {
		w.width = size.Width
		w.Refresh()
	}
	w.BaseWidget.Resize(size)
}

func (w *Words) style() (float32, fyne.TextStyle) {
	return theme.Size(w.TextSize), fyne.TextStyle{Bold: w.Bold}
}

// wrap breaks the text between words, and keeps the breaks it has.
func (w *Words) wrap() {
	size, style := w.style()
	w.lines = w.lines[:0]
	for _, row := range w.rows(w.width) {
		line := canvas.NewText(row, roleColor(w.Color))
		line.TextSize, line.TextStyle = size, style
		w.lines = append(w.lines, line)
	}
}

// rows are the lines of the text at that width.
func (w *Words) rows(width float32) []string {
	size, style := w.style()
	var rows []string
	for _, paragraph := range strings.Split(w.text, "\n") {
		rows = append(rows, breakLines(paragraph, width, func(s string) float32 {
			return fyne.MeasureText(s, size, style).Width
		})...)
	}
	return rows
}

// breakLines fills lines greedily. A word wider than the line is cut between
// letters: account numbers and web addresses have no blanks. Before a width
// is known there is one line.
func breakLines(text string, width float32, measure func(string) float32) []string {
	if width <= 1 || measure(text) <= width {
		return []string{text}
	}
	var lines []string
	line := ""
	// Only the blank breaks: U+00A0 keeps an amount with its symbol.
	for _, word := range strings.Split(text, " ") {
		next := word
		if line != "" {
			next = line + " " + word
		}
		if measure(next) <= width {
			line = next
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = word
		for measure(line) > width {
			head := cut(line, width, measure)
			lines = append(lines, head)
			line = line[len(head):]
		}
	}
	return append(lines, line)
}

// cut returns the longest beginning of word that fits, at least one letter.
func cut(word string, width float32, measure func(string) float32) string {
	last := 0
	for i := range word {
		if i > 0 && measure(word[:i]) > width {
			break
		}
		last = i
	}
	if last == 0 {
		for i := range word {
			if i > 0 {
				return word[:i]
			}
		}
		return word
	}
	return word[:last]
}

// CreateRenderer is called by Fyne.
func (w *Words) CreateRenderer() fyne.WidgetRenderer {
	w.wrap()
	return &wordsRenderer{w}
}

type wordsRenderer struct{ w *Words }

func (r *wordsRenderer) Destroy() {}

func (r *wordsRenderer) Objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(r.w.lines))
	for i, line := range r.w.lines {
		objects[i] = line
	}
	return objects
}

// MinSize is as high as the text is at its present width. Its least width is
// nothing, so that a narrow place wraps it instead of being pushed wide.
func (r *wordsRenderer) MinSize() fyne.Size {
	height := float32(0)
	for _, line := range r.w.lines {
		height += line.MinSize().Height
	}
	return fyne.NewSize(0, height)
}

func (r *wordsRenderer) Layout(size fyne.Size) {
	y := float32(0)
	for _, line := range r.w.lines {
		height := line.MinSize().Height
		line.Move(fyne.NewPos(0, y))
		line.Resize(fyne.NewSize(size.Width, height))
		y += height
	}
}

func (r *wordsRenderer) Refresh() {
	r.w.wrap()
	r.Layout(r.w.BaseWidget.Size())
	canvas.Refresh(r.w)
}

// LineHeight is the height of one line.
func (w *Words) LineHeight() float32 {
	size, style := w.style()
	return fyne.MeasureText("X", size, style).Height
}
