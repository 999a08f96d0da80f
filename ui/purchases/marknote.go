package purchases

import (
	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// editNote opens the note of a purchase. What was typed stays in the dialog
// until it is stored, whatever happens on the way.
func (p *Page) editNote(m Mark) {
	b := p.book
	var d *dialog.Dialog
	note := dialog.Note("")
	note.ID = "marks.line"
	field := form.NewTextField(form.FieldParams{ID: "marks.field", Text: m.Note, MultiLine: true, Max: purchase.MaxNote})
	content := func() { note.SetText(b.T("marks.count", "n", len([]rune(field.Text)), "most", purchase.MaxNote)) }
	field.OnChanged = func(string) {
		field.SetError("")
		content()
	}
	content()
	save := func() {
		clean, err := purchase.CleanNote(field.Text)
		if err != nil {
			field.SetError(p.markWords(err))
			return
		}
		d.Enable("save", false, b.T("marks.saving"))
		p.setMark(m, clean, p.mine(m), func(err error) {
			switch {
			case d.Hidden():
			case err == nil:
				d.Hide()
			default:
				d.Enable("save", true, "")
				field.SetError(p.markWords(err))
				d.Fit()
			}
		})
	}
	d = dialog.Show(dialog.Params{ID: "marks", Window: p.shell.Window(), Title: b.T("marks.edit.title"), Icon: look.Icon("edit"),
		Content: dialog.Stack(form.NewRow(b.T("marks.note"), field, ""), note),
		Buttons: []dialog.Button{
			{ID: "cancel", Text: b.T("purchases.view.cancel")},
			{ID: "save", Text: b.T("purchases.view.save"), Kind: dialog.Primary, KeepOpen: true, Run: save},
		}, Cancel: 0, Default: dialog.None, Focus: dialog.None, CtrlEnter: 1})
	p.viewChanged()
}
