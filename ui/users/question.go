package users

import (
	"fyne.io/fyne/v2"

	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// question is what is asked before an act on a person: who, and what happens.
type question struct {
	id, title, icon string
	do              string // the verb of the button
	kind            dialog.Kind
	who             person
	texts           []string
}

// ask shows a question and carries the deed out on yes; without done of its own
// the dialog then goes away. The first focus is on the way out.
func ask[T any](p *Page, q question, x deed[T]) *dialog.Dialog {
	b := p.Book
	x.line = form.NewWords("")
	x.line.ID = q.id + ".line"
	x.line.Hide()
	name, email := form.NewWords(q.who.Name), dialog.Note(q.who.Email)
	name.ID, name.Bold = q.id+".name", true
	email.ID = q.id + ".email"
	parts := []fyne.CanvasObject{dialog.Stack(name, email)}
	for _, text := range q.texts {
		parts = append(parts, dialog.Paragraph(text))
	}
	if x.done == nil {
		x.done = func(T) { x.d.Hide() }
	}
	x.d = dialog.Show(dialog.Params{ID: q.id, Window: p.Shell.Window(), Title: q.title, Icon: look.Icon(q.icon),
		Content: dialog.Stack(append(parts, x.line)...),
		Buttons: []dialog.Button{
			{ID: "cancel", Text: b.T("users.cancel")},
			{ID: "do", Text: q.do, Kind: q.kind, KeepOpen: true, Run: func() { act(p, x) }},
		}, Cancel: 0, Default: dialog.None, Focus: 0, CtrlEnter: 1})
	p.viewChanged()
	return x.d
}
