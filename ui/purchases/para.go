package purchases

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// para is a paragraph that knows its height for a width before it is laid
// out. Fyne's own label only learns it afterwards, and a dialog or a panel
// would be shown too low once.
type para struct {
	widget.BaseWidget
	id    string
	text  string
	color fyne.ThemeColorName
	size  fyne.ThemeSizeName
	bold  bool
	align fyne.TextAlign

	// What was measured last: shaping a text is dear, and a layout asks for
	// the same width several times.
	wrapped measured
	natural measured
	height  float32
}

// measured is what a text came to, and for what.
type measured struct {
	text   string
	width  float32
	points float32
	lines  []string
	size   fyne.Size
}

func (m measured) holds(text string, width, points float32) bool {
	return m.points == points && m.width == width && m.text == text
}

func newPara(text string) *para {
	p := &para{text: text, color: theme.ColorNameForeground, size: theme.SizeNameText}
	p.ExtendBaseWidget(p)
	return p
}

func (p *para) in(c fyne.ThemeColorName) *para { p.color = c; return p }
func (p *para) of(s fyne.ThemeSizeName) *para  { p.size = s; return p }
func (p *para) strong() *para                  { p.bold = true; return p }
func (p *para) named(id string) *para          { p.id = id; return p }
func (p *para) centered() *para                { p.align = fyne.TextAlignCenter; return p }

// ProbeID and ProbeText tell the probe what stands here.
func (p *para) ProbeID() string   { return p.id }
func (p *para) ProbeText() string { return p.text }

// set changes the text; the owner lays out again.
func (p *para) set(text string) {
	if p.text == text {
		return
	}
	p.text = text
	p.Refresh()
}

func (p *para) style() fyne.TextStyle { return fyne.TextStyle{Bold: p.bold} }

func (p *para) measure(s string) fyne.Size {
	return fyne.MeasureText(s, theme.SizeForWidget(p.size, p), p.style())
}

// rounding keeps a text that was given exactly its own width on one line.
const rounding = 0.5

// wrap breaks the text at blanks so that each line fits; a single word that
// is too long (a code, a reference) is broken inside.
func (p *para) wrap(width float32) []string {
	points := theme.SizeForWidget(p.size, p)
	if !p.wrapped.holds(p.text, width, points) {
		p.wrapped = measured{text: p.text, width: width, points: points, lines: p.lines(width)}
		p.height = p.measure("M").Height
	}
	return p.wrapped.lines
}

func (p *para) lines(width float32) []string {
	if !strings.Contains(p.text, "\n") && p.whole().Width <= width+rounding {
		return []string{p.text}
	}
	var lines []string
	for _, part := range strings.Split(p.text, "\n") {
		line := ""
		for _, word := range strings.Split(part, " ") {
			try := word
			if line != "" {
				try = line + " " + word
			}
			if p.measure(try).Width <= width+rounding {
				line = try
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			head, rest := p.breakWord(word, width)
			lines = append(lines, head...)
			line = rest
		}
		lines = append(lines, line)
	}
	return lines
}

func (p *para) breakWord(word string, width float32) (full []string, rest string) {
	runes := []rune(word)
	for len(runes) > 1 && p.measure(string(runes)).Width > width+rounding {
		n := len(runes) - 1
		for n > 1 && p.measure(string(runes[:n])).Width > width+rounding {
			n--
		}
		full = append(full, string(runes[:n]))
		runes = runes[n:]
	}
	return full, string(runes)
}

// HeightFor tells how high the paragraph is when it is width wide.
func (p *para) HeightFor(width float32) float32 {
	return float32(len(p.wrap(width))) * p.height
}

// whole is the size of the text on one line.
func (p *para) whole() fyne.Size {
	points := theme.SizeForWidget(p.size, p)
	if !p.natural.holds(p.text, 0, points) {
		p.natural = measured{text: p.text, points: points, size: p.measure(p.text)}
	}
	return p.natural.size
}

// CreateRenderer is part of fyne.Widget.
func (p *para) CreateRenderer() fyne.WidgetRenderer { return &paraRenderer{p: p} }

type paraRenderer struct {
	p     *para
	lines []fyne.CanvasObject
}

func (r *paraRenderer) Layout(size fyne.Size) {
	p := r.p
	c := theme.ColorForWidget(p.color, p)
	points := theme.SizeForWidget(p.size, p)
	texts, height := p.wrap(size.Width), p.height
	r.lines = r.lines[:0]
	for i, s := range texts {
		t := lineOf(s, c, points, p.style())
		t.Alignment = p.align
		t.Move(fyne.NewPos(0, float32(i)*height))
		t.Resize(fyne.NewSize(size.Width, height))
		r.lines = append(r.lines, t)
	}
}

func lineOf(s string, c color.Color, points float32, style fyne.TextStyle) *canvas.Text {
	t := canvas.NewText(s, c)
	t.TextSize, t.TextStyle = points, style
	return t
}

// MinSize is that of the text on one line: a row of words beside each other
// needs it; where a paragraph may wrap, its layout asks HeightFor.
func (r *paraRenderer) MinSize() fyne.Size { return r.p.whole() }

func (r *paraRenderer) Refresh() {
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}

func (r *paraRenderer) Objects() []fyne.CanvasObject { return r.lines }
func (r *paraRenderer) Destroy()                     {}
