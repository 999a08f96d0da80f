package shell

import (
	"slices"

	"fyne.io/fyne/v2"

	"trastienda/ui/command"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// recentMost is how many commands run from the palette are remembered.
const recentMost = 8

// palette is the field and the list that find any command by its name.
type palette struct {
	s      *Shell
	dialog *dialog.Dialog
	field  *form.TextField
	list   *paletteList
	line   *form.Words
	all    []command.Entry
}

// showPalette opens the palette over the window.
func (s *Shell) showPalette() {
	b := s.p.Book
	p := &palette{s: s, line: form.NewWords("")}
	for _, c := range s.cmds.All() {
		if !c.Hidden && c.ID != "shell.palette" {
			p.all = append(p.all, command.Entry{ID: c.ID, Title: c.Title(), Path: s.menuPath(c)})
		}
	}
	// What the page does comes first, and last what a field has keys for.
	slices.SortStableFunc(p.all, func(x, y command.Entry) int { return s.nearness(x.ID) - s.nearness(y.ID) })
	p.list = newPaletteList(s, p.choose, p.explain)
	p.field = form.NewTextField(form.FieldParams{ID: "palette.search", Placeholder: b.T("shell.palette.hint"),
		Icon: look.IconIn("search", look.ColorMuted), First: p.list.key, OnChange: p.find, OnSubmit: func() { p.choose(p.list.mark) }})
	p.line.ID, p.line.Color, p.line.TextSize = "palette.line", look.ColorMuted, look.SizeCaption
	p.find("")
	p.dialog = s.dialog(dialog.Params{ID: "palette", Title: b.T("shell.palette"), Content: dialog.Stack(p.field, p.list, p.line),
		Buttons: []dialog.Button{{ID: "close", Text: b.T("shell.close")}},
		Cancel:  0, Default: dialog.None, Focus: dialog.None, CtrlEnter: dialog.None})
}

func (s *Shell) nearness(id string) int {
	switch c, _ := s.cmds.Find(id); c.Menu {
	case "", command.Actions:
		return 0
	case menuPages:
		return 1
	case command.Edit:
		return 3
	}
	return 2
}

// menuPath says where in the menus a command is.
func (s *Shell) menuPath(c command.Command) string {
	b := s.p.Book
	view := b.T("shell.menu.view")
	switch c.Menu {
	case "":
		return b.T("shell.menu.actions")
	case menuPages:
		return view
	case menuPersona:
		return b.T("shell.menu.file") + " › " + b.T("shell.menu.persona")
	case menuLang, menuTheme, menuDensity, command.Group:
		return view + " › " + b.T("shell.menu."+string(c.Menu))
	}
	return b.T("shell.menu." + string(c.Menu))
}

// find shows what fits the query.
func (p *palette) find(query string) {
	var rows []paletteRow
	for _, e := range command.Find(query, p.all, p.s.recent) {
		c, _ := p.s.cmds.Find(e.ID)
		r := paletteRow{id: e.ID, title: e.Title, path: e.Path, keys: command.KeysText(c)}
		r.ok, r.reason = p.s.cmds.State(e.ID)
		if !r.ok && r.reason == "" {
			r.reason = p.s.p.Book.T("shell.palette.off")
		}
		rows = append(rows, r)
	}
	p.list.set(rows)
	p.explain()
	p.s.ViewChanged()
}

// explain says below the list why the marked command cannot be run now.
func (p *palette) explain() {
	text := ""
	if r := p.list.marked(); r == nil {
		text = p.s.p.Book.T("shell.palette.none")
	} else if !r.ok {
		text = r.reason
	}
	p.line.SetText(text)
	if p.dialog != nil {
		p.dialog.Fit()
	}
}

// choose closes the palette and runs a command; one that cannot be run now
// only says why.
func (p *palette) choose(i int) {
	p.list.move(i)
	r := p.list.marked()
	if r == nil || !r.ok {
		return
	}
	p.dialog.Hide()
	s := p.s
	s.recent = slices.DeleteFunc(s.recent, func(id string) bool { return id == r.id })
	s.recent = slices.Insert(s.recent, 0, r.id)
	s.recent = s.recent[:min(len(s.recent), recentMost)]
	s.cmds.Run(r.id)
}

// key moves in the list while the keyboard is in the field above it. It gets
// the keys before the field: Home and End are those of the list.
func (l *paletteList) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDown:
		l.move(l.mark + 1)
	case fyne.KeyUp:
		l.move(l.mark - 1)
	case fyne.KeyPageDown:
		l.move(l.mark + l.rows())
	case fyne.KeyPageUp:
		l.move(l.mark - l.rows())
	case fyne.KeyHome:
		l.move(0)
	case fyne.KeyEnd:
		l.move(len(l.all) - 1)
	default:
		return false
	}
	return true
}
