package users

import (
	"fyne.io/fyne/v2"

	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// told are the words around a secret. lost says what to do when the answer that
// told it never came, mailed that the person gets one of their own.
type told struct{ id, done, how, lost, mailed string }

// tell turns a dialog into the one place where a secret is shown.
func (p *Page) tell(d *dialog.Dialog, s Secret, w told) {
	b := p.Book
	var parts []fyne.CanvasObject
	add := func(id string, words *form.Words) *form.Words {
		words.ID = w.id + "." + id
		parts = append(parts, words)
		return words
	}
	add("done", dialog.Paragraph(w.done))
	if s.Text == "" {
		add("lost", dialog.Paragraph(w.lost)).Color = look.ToneWarning.Text()
	} else {
		add("how", dialog.Paragraph(w.how))
		add("secret", dialog.Amount("", s.Text))
		add("until", dialog.Note(b.T("users.until", "at", b.Moment(s.Expires))))
		add("once", dialog.Paragraph(b.T("users.once"))).Color = look.ToneWarning.Text()
	}
	if s.Mailed {
		add("mailed", dialog.Note(w.mailed))
	} else if s.Text != "" {
		add("mailed", dialog.Note(b.T("users.nomail")))
	}
	if s.Text == "" {
		d.Update(dialog.Stack(parts...), []dialog.Button{{ID: "close", Text: b.T("users.close"), Kind: dialog.Primary}}, 0, 0, 0)
		return
	}
	copied := add("copied", dialog.Note(""))
	copied.Hide()
	d.Update(dialog.Stack(parts...), []dialog.Button{{ID: "close", Text: b.T("users.close")},
		{ID: "copy", Text: b.T("users.copy"), Icon: look.Icon("content_copy"), Kind: dialog.Primary, KeepOpen: true, Run: func() {
			p.Copy(s.Text)
			say(d, copied, b.T("users.copied"), false)
			p.viewChanged()
		}}}, 0, 1, 1)
}
