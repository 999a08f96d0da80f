package chart

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// PanelParams describe a panel. All texts are in the language of the moment.
type PanelParams struct {
	Params
	Title string
	First string // the heading of the table's first column
	// Plain writes a number so that a spreadsheet reads it.
	Plain func(int64) string

	AsTable, AsChart, CopyText string // the words of the buttons

	Copy    func(tsv string)
	OnFocus func(fyne.CanvasObject) // something inside got the keyboard
	OnTurn  func()                  // chart and table changed places
}

// Panel is a chart with its title and, one press away, the same numbers as a
// table that can be copied.
type Panel struct {
	root    *fyne.Container
	p       PanelParams
	chart   *Chart
	table   *Table
	legend  *fyne.Container
	summary *form.Words
	turn    *form.Button
	copy    *form.Button
	body    *fyne.Container
}

// NewPanel makes a panel that shows the chart.
func NewPanel(p PanelParams) *Panel {
	x := &Panel{p: p, table: NewTable("chart." + p.ID + ".table"), summary: form.NewWords(""), legend: newLegend()}
	focused := func(o func() fyne.CanvasObject) func() {
		return func() {
			if p.OnFocus != nil {
				p.OnFocus(o())
			}
		}
	}
	p.Params.OnFocus = focused(func() fyne.CanvasObject { return x.chart })
	x.chart = New(p.Params)
	x.summary.ID, x.summary.Color = "chart."+p.ID+".summary", look.ColorMuted
	x.turn = form.NewButton(form.ButtonParams{ID: "chart." + p.ID + ".turn", Kind: form.Quiet, Keys: p.Keys,
		Run: func() { x.ShowTable(!x.Table()) }, OnFocus: focused(func() fyne.CanvasObject { return x.turn })})
	x.copy = form.NewButton(form.ButtonParams{ID: "chart." + p.ID + ".copy", Text: p.CopyText, Icon: look.Icon("content_copy"), Kind: form.Quiet,
		Keys: p.Keys, Run: x.copyTable, OnFocus: focused(func() fyne.CanvasObject { return x.copy })})
	title := form.NewWords(p.Title)
	title.ID, title.Bold = "chart."+p.ID+".title", true
	gap := func() float32 { return theme.Size(look.SizeGap) }
	tools := container.New(part.Flow{Gap: func() float32 { return theme.Size(theme.SizeNamePadding) }}, x.copy, x.turn)
	x.body = container.New(&part.Column{Gap: gap}, container.New(head{}, title, tools), x.summary, x.legend, x.chart, x.table)
	back := canvas.NewRectangle(theme.Color(look.ColorSurface))
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	back.StrokeColor, back.StrokeWidth = theme.Color(theme.ColorNameSeparator), theme.Size(theme.SizeNameSeparatorThickness)
	x.root = container.New(part.Padded{Pad: func() float32 { return 1.5 * gap() }}, back, x.body)
	x.show(false)
	return x
}

// Object is what a page lays out.
func (x *Panel) Object() *fyne.Container { return x.root }

// Chart is the chart inside.
func (x *Panel) Chart() *Chart { return x.chart }

// Table tells whether the table is shown.
func (x *Panel) Table() bool { return x.table.Visible() }

// Set shows other numbers and the sentence above them ("" for none).
func (x *Panel) Set(d Data, summary string) {
	x.chart.Set(d)
	x.table.Set(d.table(x.p.First, x.p.Total, x.p.Value))
	x.summary.SetText(summary)
	x.summary.Hidden = summary == ""
	x.legend.Objects = nil
	if len(d.Series) > 1 {
		x.legend.Objects = keysOf("chart."+x.p.ID+".legend", d.Series)
	}
	x.show(x.Table())
}

// ShowTable puts the table in the place of the chart, or the chart back.
func (x *Panel) ShowTable(on bool) {
	if on == x.Table() {
		return
	}
	x.show(on)
	if x.p.OnTurn != nil {
		x.p.OnTurn()
	}
}

func (x *Panel) show(table bool) {
	x.chart.Hidden, x.table.Hidden, x.copy.Hidden = table, !table, !table
	x.legend.Hidden = table || len(x.legend.Objects) == 0
	text, icon := x.p.AsTable, "table_view"
	if table {
		text, icon = x.p.AsChart, "bar_chart"
	}
	x.turn.SetText(text)
	x.turn.SetIcon(look.Icon(icon))
	x.body.Refresh()
	x.root.Refresh()
}

func (x *Panel) copyTable() {
	if x.p.Copy != nil {
		x.p.Copy(x.chart.Data().TSV(x.p.First, x.p.Total, x.p.Plain))
	}
}

// head puts the title at the left and its buttons at the right; where both do
// not fit the buttons go below.
type head struct{}

// sizes gives the room of both; below tells that the title would need more
// than two lines beside the buttons.
func (head) sizes(o []fyne.CanvasObject, width float32) (title, tools fyne.Size, below bool) {
	tools = part.OneLine(o[1])
	words := o[0].(*form.Words)
	room := max(width-tools.Width-theme.Size(look.SizeGap), 1)
	if h := words.HeightFor(room); h <= 2*words.LineHeight() {
		return fyne.NewSize(room, h), tools, false
	}
	return fyne.NewSize(width, words.HeightFor(width)), tools, true
}

// HeightFor is the height of the line, or of both lines.
func (h head) HeightFor(o []fyne.CanvasObject, width float32) float32 {
	title, tools, below := h.sizes(o, width)
	if below {
		return title.Height + tools.Height
	}
	return max(title.Height, tools.Height)
}

// MinSize is part of fyne.Layout.
func (h head) MinSize(o []fyne.CanvasObject) fyne.Size {
	tools := part.OneLine(o[1])
	return fyne.NewSize(tools.Width, h.HeightFor(o, tools.Width))
}

// Layout is part of fyne.Layout.
func (h head) Layout(o []fyne.CanvasObject, size fyne.Size) {
	title, tools, below := h.sizes(o, size.Width)
	at := fyne.NewPos(0, max(0, (tools.Height-title.Height)/2))
	y := float32(0)
	if below {
		at, y = fyne.Position{}, title.Height
	}
	o[0].Move(at)
	o[0].Resize(title)
	o[1].Move(fyne.NewPos(max(0, size.Width-tools.Width), y))
	o[1].Resize(fyne.NewSize(min(tools.Width, size.Width), tools.Height))
}

// First is what takes the keyboard first: the chart, or the buttons of its
// table.
func (x *Panel) First() fyne.Focusable {
	if x.Table() {
		return x.turn
	}
	return x.chart
}
