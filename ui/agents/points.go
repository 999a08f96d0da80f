package agents

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/agent"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// points are the points of sale of the agent, to be written and taken away.
type points struct {
	form  *formView
	root  *fyne.Container
	lines *fyne.Container
	rows  []pointRow
}

type pointRow struct{ psr, name *form.TextField }

func newPoints(f *formView) *points {
	b := f.page.Book
	x := &points{form: f, lines: container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 1)})}
	head := piece.Strong(b.T("agents.points"))
	head.ID = "agents.points.title"
	x.root = stacked(head, x.lines)
	if f.edits() {
		x.root.Add(container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)}, form.NewButton(form.ButtonParams{ID: "agents.points.add",
			Text: b.T("agents.points.add"), Icon: look.Icon("add"), Keys: f.page.keys, Run: x.add})))
	}
	x.fill()
	return x
}

// fill makes a line for each point of sale.
func (x *points) fill() {
	f, b := x.form, x.form.page.Book
	same := len(x.rows) == len(f.now.PointsOfSale)
	if same {
		for i, p := range f.now.PointsOfSale {
			x.rows[i].psr.Put(p.PSR)
			x.rows[i].name.Put(p.Name)
		}
		if len(x.rows) > 0 || len(x.lines.Objects) > 0 {
			return
		}
	}
	x.rows, x.lines.Objects = nil, nil
	for i, p := range f.now.PointsOfSale {
		row := pointRow{x.field(i, "psr", p.PSR, 32, func(to *agent.PointOfSale) *string { return &to.PSR }),
			x.field(i, "name", p.Name, agent.MaxText, func(to *agent.PointOfSale) *string { return &to.Name })}
		x.rows = append(x.rows, row)
		line := pair(form.NewRow(b.T("agents.points.psr"), row.psr, ""), form.NewRow(b.T("agents.points.name"), row.name, ""))
		if f.edits() {
			remove := form.NewIconButton("agents.points."+strconv.Itoa(i)+".remove", b.T("agents.points.remove"), look.Icon("delete"), f.page.keys, func() { x.remove(i) })
			line = container.New(part.Ends{}, line, remove)
		}
		x.lines.Add(line)
	}
	if len(x.rows) == 0 {
		none := piece.Muted(b.T("agents.points.empty"))
		none.ID = "agents.points.none"
		x.lines.Add(none)
	}
	if f.root != nil {
		f.root.Refresh()
	}
}

func (x *points) field(i int, name, words string, most int, of func(*agent.PointOfSale) *string) *form.TextField {
	f := x.form
	t := form.NewTextField(form.FieldParams{ID: "agents.points." + strconv.Itoa(i) + "." + name, Text: words, Max: most, Keys: f.page.keys,
		OnChange: func(s string) {
			if i < len(f.now.PointsOfSale) {
				*of(&f.now.PointsOfSale[i]) = s
				f.typed()
			}
		}})
	if !f.edits() {
		t.Disable()
	}
	return t
}

func (x *points) add() {
	f := x.form
	if len(f.now.PointsOfSale) >= agent.MaxPointsOfSale {
		f.say("agents.fault.too-many", true)
		return
	}
	f.now.PointsOfSale = append(f.now.PointsOfSale, agent.PointOfSale{})
	x.fill()
	f.typed()
	f.page.focus(x.rows[len(x.rows)-1].psr)
}

func (x *points) remove(i int) {
	f := x.form
	list := append([]agent.PointOfSale{}, f.now.PointsOfSale[:i]...)
	f.now.PointsOfSale = append(list, f.now.PointsOfSale[i+1:]...)
	x.fill()
	f.typed()
	f.page.focus(f.chips[f.at])
}

// find gives the field that a fault names: ".2.psr"; the first one for a fault of
// the whole list.
func (x *points) find(rest string) form.Field {
	parts := strings.Split(strings.TrimPrefix(rest, "."), ".")
	i, err := strconv.Atoi(parts[0])
	switch {
	case len(x.rows) == 0:
		return nil
	case err != nil || i >= len(x.rows):
		return x.rows[0].psr
	case len(parts) > 1 && parts[1] == "name":
		return x.rows[i].name
	}
	return x.rows[i].psr
}
