package columns

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/look"
)

// ID is the dialog's name for the probe. Its parts are ID.show.<column>,
// ID.up.<column>, ID.down.<column>, ID.freeze, ID.reset and ID.close.
const ID = "columns"

// chooser is the open dialog: a line for every column in the order they are
// seen, hidden ones too.
type chooser struct {
	p      Params
	lines  map[string]*line
	order  []string
	box    *fyne.Container
	freeze *form.Check
}

// line is one column: shown or not, and the ways up and down.
type line struct {
	id, title string
	fixed     bool
	show      *form.Check
	up, down  *form.Button
	row       *fyne.Container
}

// Show opens the dialog of a grid's columns.
func Show(p Params) *dialog.Dialog {
	c := &chooser{p: p, lines: map[string]*line{}, box: container.New(tight{})}
	for _, col := range p.Grid.Columns() {
		c.lines[col.ID] = c.newLine(col)
	}
	c.freeze = form.NewCheck(form.CheckParams{ID: ID + ".freeze", Text: p.Book.T("grid.menu.freeze"), OnChange: func(on bool) {
		p.Grid.SetFrozen(map[bool]int{true: 1}[on])
	}})
	c.follow()
	return dialog.Show(dialog.Params{
		ID: ID, Window: p.Window, Title: p.Book.T("grid.columns.title"), Icon: look.Icon("view_column"),
		Content: dialog.Stack(dialog.Note(p.Book.T("grid.columns.note")), c.box, c.freeze),
		Buttons: []dialog.Button{
			{ID: "reset", Text: p.Book.T("grid.columns.reset"), KeepOpen: true, Run: func() {
				p.Grid.ResetLayout()
				c.follow()
			}},
			{ID: "close", Text: p.Book.T("grid.columns.close"), Kind: dialog.Primary},
		},
		Cancel: 1, Default: 1, Focus: dialog.None, CtrlEnter: dialog.None,
	})
}

func (c *chooser) newLine(col grid.Column) *line {
	l, b := &line{id: col.ID, title: col.Title, fixed: col.Fixed}, c.p.Book
	keys := func(at int) form.Keys { return func(ev *fyne.KeyEvent) bool { return c.key(l.id, at, ev) } }
	l.show = form.NewCheck(form.CheckParams{ID: ID + ".show." + l.id, Keys: keys(0), OnChange: func(on bool) {
		if on {
			c.p.Grid.ShowColumn(l.id)
		} else {
			c.p.Grid.HideColumn(l.id)
		}
		c.follow()
	}})
	l.up = form.NewIconButton(ID+".up."+l.id, b.T("grid.columns.up", "name", l.title), look.Icon("arrow_upward"), keys(1), func() { c.move(l.id, -1) })
	l.down = form.NewIconButton(ID+".down."+l.id, b.T("grid.columns.down", "name", l.title), look.Icon("arrow_downward"), keys(2), func() { c.move(l.id, 1) })
	l.row = container.NewBorder(nil, nil, nil, container.NewHBox(l.up, l.down), l.show)
	return l
}

// move takes a column one line up or down.
func (c *chooser) move(id string, by int) {
	for i, have := range c.order {
		if have == id {
			c.p.Grid.MoveColumn(id, i+by)
			break
		}
	}
	c.follow()
}

// follow shows what has become of the grid's columns. The lines are kept, so
// that the focus stays on the column that was moved.
func (c *chooser) follow() {
	b, list := c.p.Book, c.p.Grid.Layout()
	c.order, c.box.Objects = nil, nil
	for i, state := range list {
		l := c.lines[state.ID]
		c.order = append(c.order, l.id)
		c.box.Objects = append(c.box.Objects, l.row)
		words := l.title
		if l.fixed {
			words = b.T("grid.columns.fixed", "name", l.title)
		}
		l.show.SetText(words)
		l.show.SetChecked(!state.Hidden)
		l.show.SetEnabled(c.p.Grid.CanHide(l.id))
		l.up.SetEnabled(i > 0, b.T("grid.columns.first"))
		l.down.SetEnabled(i < len(list)-1, b.T("grid.columns.last"))
	}
	c.freeze.SetChecked(c.p.Grid.Frozen() > 0)
	c.box.Refresh()
}

// key goes with ↑ and ↓ from line to line, within the same column of controls.
func (c *chooser) key(id string, at int, ev *fyne.KeyEvent) bool {
	by := map[fyne.KeyName]int{fyne.KeyUp: -1, fyne.KeyDown: 1}[ev.Name]
	if by == 0 {
		return false
	}
	for i, have := range c.order {
		if to := i + by; have == id && to >= 0 && to < len(c.order) {
			l := c.lines[c.order[to]]
			c.p.Window.Canvas().Focus([]fyne.Focusable{l.show, l.up, l.down}[at])
		}
	}
	return true
}

// tight puts the lines one below the other without gaps.
type tight struct{}

func (tight) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		m := o.MinSize()
		size = fyne.NewSize(max(size.Width, m.Width), size.Height+m.Height)
	}
	return size
}

func (tight) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		h := o.MinSize().Height
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h
	}
}
