// Package chart draws numbers as stacked columns, a line or lying bars. It
// knows no business: a page gives it formatted names, whole numbers and what
// to do when a bar is chosen. Every chart says its numbers under the pointer
// and under the keyboard, has a table of the same numbers (Panel), and tells
// its series apart by pattern and name, never by colour alone.
//
// Everything here runs on the UI goroutine.
package chart

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/form"
)

// Kind is the shape of a chart.
type Kind int

// The shapes.
const (
	Stacked Kind = iota // one column a bar, its series on top of each other
	Line                // one point a bar, of the first series
	Across              // one lying bar a line, of the first series, its number beside it
)

// Pattern fills the bars of a series.
type Pattern int

// The patterns.
const (
	Plain Pattern = iota
	Hatched
	Dotted
)

// Series is one kind of number that every bar has.
type Series struct {
	ID      string // for the probe
	Name    string
	Color   fyne.ThemeColorName
	Pattern Pattern
}

// Bar is one place on the axis.
type Bar struct {
	ID     string  // for the probe; unique in the chart
	Label  string  // on the axis, short
	Name   string  // under the pointer and in the table
	Values []int64 // one a series; none is negative
}

// Data are the numbers of a chart; at most MostBars bars are shown.
type Data struct {
	Series []Series
	Bars   []Bar
}

// MostBars is how many bars a chart shows: more cannot be told apart.
const MostBars = 31

// Params is what a chart is made of. The functions may be nil.
type Params struct {
	ID   string // "days": probe ids start with "chart.days"
	Kind Kind
	// Step is the least distance between two ticks of the axis: 1 for things,
	// 100 for amounts in cents.
	Step  int64
	Tick  func(int64) string // a number on the axis
	Value func(int64) string // a number in full
	Total string             // the word before the sum of a bar's series
	Empty string             // what stands in place of bars without numbers
	Keys  form.Keys          // the keys the chart has no use for
	// OnPick runs on a click, Enter and Space; series is -1 for the whole bar.
	OnPick  func(bar, series int)
	OnFocus func()
	OnMove  func() // another bar is told about
}

// mark is the bar, and perhaps the series of it, that is told about.
type mark struct{ bar, series int }

// none tells about nothing.
var none = mark{-1, -1}

// Chart is the widget.
type Chart struct {
	widget.BaseWidget
	p       Params
	data    Data
	at      mark
	focused bool
	geo     geometry
	raster  *canvas.Raster
}

var (
	_ fyne.Focusable     = (*Chart)(nil)
	_ fyne.Tappable      = (*Chart)(nil)
	_ desktop.Hoverable  = (*Chart)(nil)
	_ desktop.Cursorable = (*Chart)(nil)
	_ desktop.Keyable    = (*Chart)(nil)
)

// New makes a chart without numbers.
func New(p Params) *Chart {
	c := &Chart{p: p, at: none}
	c.raster = canvas.NewRaster(c.generate)
	c.raster.ScaleMode = canvas.ImageScalePixels
	c.ExtendBaseWidget(c)
	return c
}

// Set shows other numbers. A bar that is told about stays so if it is still
// there.
func (c *Chart) Set(d Data) {
	told := ""
	if c.at.bar >= 0 {
		told = c.data.Bars[c.at.bar].ID
	}
	if len(d.Bars) > MostBars {
		d.Bars = d.Bars[:MostBars]
	}
	c.data = d
	c.at.bar = -1
	for i, b := range d.Bars {
		if b.ID == told {
			c.at.bar = i
		}
	}
	if c.at.bar < 0 || c.at.series >= len(d.Series) {
		c.at.series = -1
	}
	c.Refresh()
}

// Data gives the numbers shown.
func (c *Chart) Data() Data { return c.data }

// Empty tells whether there is no number to show.
func (d Data) Empty() bool {
	for _, b := range d.Bars {
		for _, v := range b.Values {
			if v != 0 {
				return false
			}
		}
	}
	return true
}

// Sum adds the bar's series up.
func (b Bar) Sum() int64 {
	var sum int64
	for _, v := range b.Values {
		sum += v
	}
	return sum
}

// Told gives what is told about: -1 for nothing.
func (c *Chart) Told() (bar, series int) { return c.at.bar, c.at.series }

// tell tells about another bar or series.
func (c *Chart) tell(m mark) {
	if c.data.Empty() {
		m = none
	}
	if m == c.at {
		return
	}
	c.at = m
	c.Refresh()
	if c.p.OnMove != nil {
		c.p.OnMove()
	}
}

func (c *Chart) pick(m mark) {
	if c.p.OnPick != nil && m.bar >= 0 {
		c.p.OnPick(m.bar, m.series)
	}
}

// zoom is the factor of all sizes.
func (c *Chart) zoom() float32 {
	return theme.SizeForWidget(theme.SizeNameText, c) / 13
}

// TSV gives the numbers as tab-separated values with a heading; plain writes a
// number so that a spreadsheet reads it.
func (d Data) TSV(first, total string, plain func(int64) string) string {
	out := ""
	for _, row := range d.table(first, total, plain) {
		for i, cell := range row {
			if i > 0 {
				out += "\t"
			}
			out += cell
		}
		out += "\n"
	}
	return out
}

// table gives heading and rows; several series get a column for their sum.
func (d Data) table(first, total string, write func(int64) string) [][]string {
	head := []string{first}
	for _, s := range d.Series {
		head = append(head, s.Name)
	}
	if len(d.Series) > 1 {
		head = append(head, total)
	}
	rows := [][]string{head}
	for _, b := range d.Bars {
		row := []string{b.Name}
		for _, v := range b.Values {
			row = append(row, write(v))
		}
		if len(d.Series) > 1 {
			row = append(row, write(b.Sum()))
		}
		rows = append(rows, row)
	}
	return rows
}
