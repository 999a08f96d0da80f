package purchases

import (
	"errors"

	"trastienda/app/purchase"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// editNote opens the note of a purchase. What was typed stays in the dialog
// until it is stored, whatever happens on the way.
func (p *Page) editNote(m purchase.Mark) {
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
			var conflict *MarkConflict
			switch {
			case d.Hidden():
			case err == nil:
				d.Hide()
			case errors.As(err, &conflict):
				// What the other wrote stands below; saving again replaces it. If they
				// took the purchase it is theirs to write on: saving would let it go
				// for them.
				m = conflict.Current
				if p.othersHave(m) {
					d.Enable("save", false, b.T("marks.reason.other", "name", m.Holder.Name))
				} else {
					d.Enable("save", true, "")
				}
				field.SetError(b.T("marks.conflict.note", "note", orNone(b.T("marks.empty"), m.Note), "name", orNone(b.T("marks.somebody"), m.NoteBy)))
				d.Fit()
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

func orNone(none, text string) string {
	if text == "" {
		return none
	}
	return text
}
