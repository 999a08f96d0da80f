package purchases

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/columns"
	"trastienda/ui/command"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// pop opens a menu below a control; the keyboard goes into it.
func (p *Page) pop(menu *fyne.Menu, below fyne.CanvasObject) {
	c := p.shell.Window().Canvas()
	popup := widget.NewPopUpMenu(menu, c)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(below)
	popup.ShowAtPosition(at.AddXY(0, below.Size().Height))
	c.Focus(popup)
	p.viewChanged()
}

// viewMenu lists the views, and what can be done with the one that is chosen.
func (p *Page) viewMenu() *fyne.Menu {
	b := p.book
	original := fyne.NewMenuItem(b.T("purchases.view.original"), func() { p.showView(view{}) })
	original.Checked = p.view == ""
	items := []*fyne.MenuItem{original}
	for _, v := range p.views {
		item := fyne.NewMenuItem(v.Name, func() { p.showView(v) })
		item.Checked = v.Name == p.view
		items = append(items, item)
	}
	save := fyne.NewMenuItem(b.T("purchases.view.saveas"), p.saveViewAs)
	save.Icon = look.Icon("save")
	items = append(items, fyne.NewMenuItemSeparator(), save)
	if i := p.viewIndex(p.view); i >= 0 {
		keep := fyne.NewMenuItem(b.T("purchases.view.keep", "name", p.view), p.keepView)
		keep.Disabled = p.views[i].same(p.present())
		rename := fyne.NewMenuItem(b.T("purchases.view.rename"), p.renameView)
		rename.Icon = look.Icon("edit")
		remove := fyne.NewMenuItem(b.T("purchases.view.delete"), p.deleteView)
		remove.Icon = look.Icon("delete")
		items = append(items, keep, rename, remove)
	}
	return fyne.NewMenu("", items...)
}

// viewWords names the view that is shown, with a mark when the list was changed
// since.
func (p *Page) viewWords() string {
	name := p.view
	if name == "" {
		return p.book.T("purchases.view", "name", p.book.T("purchases.view.original"))
	}
	if i := p.viewIndex(name); i >= 0 && !p.views[i].same(p.present()) {
		name += " *"
	}
	return p.book.T("purchases.view", "name", name)
}

// keepViews writes the views down; what could not be written is taken back on
// the screen as well.
func (p *Page) keepViews(views []view, chosen string) {
	p.viewSaves++
	p.viewReads.Next() // what is read now would be old
	p.put(settingViews, views, func(err error) {
		p.viewSaves--
		if err != nil {
			p.log.Error("keep the views", "error", err)
			p.tell(p.book.T("purchases.view.failed"))
			return
		}
		p.views, p.view = views, chosen
		p.choicesChanged()
	})
}

// tell says something that needs no choice.
func (p *Page) tell(words string) {
	text := dialog.Paragraph(words)
	text.ID = "purchases.tell.text"
	dialog.Show(dialog.Params{ID: "purchases.tell", Window: p.shell.Window(), Title: p.book.T("purchases.nav"), Icon: look.Icon("error"),
		Content: text, Buttons: []dialog.Button{{ID: "ok", Text: p.book.T("purchases.dialog.ok"), Kind: dialog.Primary}},
		Cancel: 0, Default: 0, Focus: 0, CtrlEnter: dialog.None})
	p.viewChanged()
}

func (p *Page) saveViewAs() {
	p.askName(p.book.T("purchases.view.saveas.title"), "", func(name string) {
		v := p.present()
		v.Name = name
		p.keepViews(append(slices.Clone(p.views), v), name)
	})
}

func (p *Page) keepView() {
	if i := p.viewIndex(p.view); i >= 0 {
		views := slices.Clone(p.views)
		views[i] = p.present()
		views[i].Name = p.view
		p.keepViews(views, p.view)
	}
}

func (p *Page) renameView() {
	p.askName(p.book.T("purchases.view.rename.title"), p.view, func(name string) {
		if i := p.viewIndex(p.view); i >= 0 {
			views := slices.Clone(p.views)
			views[i].Name = name
			p.keepViews(views, name)
		}
	})
}

// deleteView takes the view away at once; for a while it can be had back.
func (p *Page) deleteView() {
	name, before := p.view, p.views
	p.keepViews(slices.DeleteFunc(slices.Clone(p.views), func(v view) bool { return v.Name == name }), "")
	p.alert(p.book.T("purchases.view.deleted", "name", name), p.book.T("purchases.view.undo"), func() { p.keepViews(before, name) })
}

// askName asks for the name of a view.
func (p *Page) askName(title, old string, done func(name string)) {
	b := p.book
	var d *dialog.Dialog
	var field *form.TextField
	save := func() {
		name := strings.Join(strings.Fields(field.Text), " ")
		if problem := p.problemOfName(name, old); problem != "" {
			field.SetError(problem)
			return
		}
		d.Hide()
		if name != old {
			done(name)
		}
	}
	field = form.NewTextField(form.FieldParams{ID: "purchases.view.name", SelectAll: true, OnChange: func(string) { field.SetError("") }})
	field.SetText(old)
	d = dialog.Show(dialog.Params{ID: "purchases.view.ask", Window: p.shell.Window(), Title: title,
		Content: dialog.Stack(form.NewRow(b.T("purchases.view.name"), field, ""), dialog.Note(b.T("purchases.view.note"))),
		Buttons: []dialog.Button{
			{ID: "cancel", Text: b.T("purchases.view.cancel")},
			{ID: "save", Text: b.T("purchases.view.save"), Kind: dialog.Primary, KeepOpen: true, Run: save},
		}, Cancel: 0, Default: 1, Focus: dialog.None, CtrlEnter: dialog.None})
	p.viewChanged()
}

// groupMenu offers what the list can be grouped by.
func (p *Page) groupMenu() *fyne.Menu {
	return p.shell.Commands().ContextMenu(append(groupCommandIDs(), "", cmdOpenAll, cmdCloseAll)...)
}

func (p *Page) groupWords() string {
	for _, c := range groupChoices {
		if c.by == p.group && c.by != "" {
			return p.book.T("purchases.group.by", "by", p.book.T(c.key))
		}
	}
	return p.book.T("purchases.group")
}

// headerMenu is what a heading offers.
func (p *Page) headerMenu(columnID string, at fyne.Position) {
	widget.ShowPopUpMenuAtPosition(columns.HeaderMenu(p.columnParams(), columnID), p.shell.Window().Canvas(), at)
	p.viewChanged()
}

func (p *Page) showColumns() {
	columns.Show(p.columnParams())
	p.viewChanged()
}

func (p *Page) columnParams() columns.Params {
	c := columns.Params{Grid: p.grid, Window: p.shell.Window(), Book: p.book, Group: func(id string) { p.groupBy(groupColumns[id]) }}
	for id, by := range groupColumns {
		c.Groupable = append(c.Groupable, id)
		if by == p.group {
			c.Grouped = id
		}
	}
	return c
}

// groupCommandIDs are the ids of the commands that group the list.
func groupCommandIDs() []string {
	var ids []string
	for _, c := range groupChoices {
		ids = append(ids, groupCommand(c.by))
	}
	return ids
}

func groupCommand(by string) string {
	if by == "" {
		by = "none"
	}
	return "purchases.group." + by
}

// listCommands are those of the list's look: groups and columns.
func (p *Page) listCommands() []command.Command {
	var all []command.Command
	for _, c := range groupChoices {
		all = append(all, command.Command{ID: groupCommand(c.by), Menu: command.Group, Title: p.title(c.key),
			Checked: func() bool { return p.group == c.by }, Run: func() { p.groupBy(c.by) }})
	}
	grouped := func() (bool, string) { return p.grouped != nil, p.book.T("purchases.group.notgrouped") }
	return append(all,
		command.Command{ID: cmdOpenAll, Menu: command.Group, Title: p.title("purchases.group.openall"), Enabled: grouped, Run: func() { p.grouped.OpenAll(); p.relist() }},
		command.Command{ID: cmdCloseAll, Menu: command.Group, Title: p.title("purchases.group.closeall"), Enabled: grouped, Run: func() { p.grouped.CloseAll(); p.relist() }},
		command.Command{ID: cmdColumns, Menu: command.View, Title: p.title("purchases.columns"), Icon: look.Icon("view_column"), Run: p.showColumns},
		command.Command{ID: cmdSaveView, Menu: command.View, Title: p.title("purchases.view.saveas"), Icon: look.Icon("save"), Run: p.saveViewAs},
		command.Command{ID: cmdCopyExcel, Title: p.title("purchases.copy.excel"), Icon: look.Icon("table_view"), Enabled: p.someChosen, Run: p.grid.CopyForExcel},
	)
}
