package users

import (
	"context"

	"fyne.io/fyne/v2"

	"trastienda/app/access"
	"trastienda/ui/dialog"
	"trastienda/ui/look"
)

// invite asks who is invited and as what, and then tells the token; of somebody
// who is invited already it renews the invitation.
func (p *Page) invite(u person) {
	b := p.Book
	const id = "users.new"
	f := newFields(p, id, u)
	f.lay(id, u.Email, true)
	about := dialog.Note(b.T("users.invite.about"))
	if u.Invited {
		about = dialog.Note(b.T("users.reinvite.about"))
		f.email.Disable()
	}
	send := func() {
		asked, ok := f.read(access.User{})
		if !ok {
			return
		}
		act(p, deed[Secret]{d: f.d, line: f.line, do: func(ctx context.Context) (Secret, error) {
			return p.Backend.Invite(ctx, Invitation{Email: asked.Email, Name: asked.Name, Role: asked.Role, Agent: asked.Agent})
		}, done: func(s Secret) {
			p.tell(f.d, s, told{id: id, done: b.T("users.invited", "name", asked.Name, "email", asked.Email),
				how: b.T("users.invited.how"), lost: b.T("users.invited.lost"), mailed: b.T("users.mailed", "email", asked.Email)})
		}})
	}
	f.d = dialog.Show(dialog.Params{ID: id, Window: p.Shell.Window(), Title: b.T("users.invite.title"), Icon: look.Icon("mail"), Content: f.stack(about),
		Buttons: []dialog.Button{
			{ID: "cancel", Text: b.T("users.cancel")},
			{ID: "do", Text: b.T("users.invite.do"), Kind: dialog.Primary, KeepOpen: true, Run: send},
		}, Cancel: 0, Default: 1, Focus: dialog.None, CtrlEnter: 1})
	if u.Invited {
		p.Shell.Window().Canvas().Focus(f.name)
	}
	p.viewChanged()
}

// stack puts texts above the fields and the line below them.
func (f *fields) stack(above ...fyne.CanvasObject) fyne.CanvasObject {
	parts := above
	for _, r := range f.rows {
		parts = append(parts, r)
	}
	return dialog.Stack(append(parts, f.line)...)
}
