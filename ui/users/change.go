package users

import (
	"context"

	"trastienda/app/access"
	"trastienda/ui/dialog"
	"trastienda/ui/look"
)

// change opens name, role and agent of a registered person.
func (p *Page) change(u person) {
	b := p.Book
	const id = "users.edit"
	f := newFields(p, id, u)
	f.lay(id, "", false)
	if p.lastManager(u.User) {
		f.role.SetEnabled(false)
		f.rows[1].SetHint(b.T("users.reason.last"))
	}
	email := dialog.Paragraph(u.Email)
	email.ID = id + ".email"
	base := u.User
	save := func() {
		asked, ok := f.read(base)
		switch {
		case !ok:
		case asked == base:
			f.d.Hide()
		default:
			act(p, deed[access.User]{d: f.d, line: f.line, changed: func(now access.User) {
				saw := base
				base = now
				p.settle(faster{saw: saw, asked: asked, now: now, below: f.d})
			},
				do:   func(ctx context.Context) (access.User, error) { return p.Backend.Edit(ctx, asked) },
				done: func(access.User) { f.d.Hide() }})
		}
	}
	f.d = dialog.Show(dialog.Params{ID: id, Window: p.Shell.Window(), Title: b.T("users.change.title"), Icon: look.Icon("edit"),
		Content: f.stack(email, dialog.Note(b.T("users.change.about"))),
		Buttons: []dialog.Button{
			{ID: "cancel", Text: b.T("users.cancel")},
			{ID: "do", Text: b.T("users.save"), Kind: dialog.Primary, KeepOpen: true, Run: save},
		}, Cancel: 0, Default: 1, Focus: dialog.None, CtrlEnter: 1})
	p.viewChanged()
}

// switchActive asks before somebody is kept out or let in again.
func (p *Page) switchActive(u person) {
	b := p.Book
	base := u.User
	on := !u.Active
	q := question{id: "users.off", title: b.T("users.deactivate.title"), icon: "block", do: b.T("users.deactivate.do"), kind: dialog.Danger, who: u,
		texts: []string{b.T("users.deactivate.text"), b.T("users.deactivate.wipe")}}
	if on {
		q = question{id: "users.on", title: b.T("users.activate.title"), icon: "check_circle", do: b.T("users.activate.do"), kind: dialog.Primary, who: u,
			texts: []string{b.T("users.activate.text")}}
	}
	asked := func() access.User {
		next := base
		next.Active = on
		return next
	}
	var d *dialog.Dialog
	d = ask(p, q, deed[access.User]{
		changed: func(now access.User) {
			f := faster{saw: base, asked: asked(), now: now, below: d}
			base = now
			p.settle(f)
		},
		do: func(ctx context.Context) (access.User, error) { return p.Backend.Edit(ctx, asked()) }})
}

// reset asks before it makes a one-time code, and then tells it.
func (p *Page) reset(u person) {
	b := p.Book
	q := question{id: "users.code", title: b.T("users.reset.title"), icon: "key", do: b.T("users.reset.do"), kind: dialog.Primary, who: u,
		texts: []string{b.T("users.reset.text")}}
	var d *dialog.Dialog
	d = ask(p, q, deed[Secret]{do: func(ctx context.Context) (Secret, error) { return p.Backend.Reset(ctx, u.ID) },
		done: func(s Secret) {
			p.tell(d, s, told{id: q.id, done: b.T("users.reset.done", "name", u.Name), how: b.T("users.reset.how"),
				lost: b.T("users.reset.lost"), mailed: b.T("users.mailed", "email", u.Email)})
		}})
}

// endSessions asks before it signs somebody out everywhere.
func (p *Page) endSessions(u person) {
	b := p.Book
	texts := []string{b.T("users.sessions.text")}
	if u.ID == p.Backend.Me() {
		texts = append(texts, b.T("users.sessions.self"))
	}
	ask(p, question{id: "users.out", title: b.T("users.sessions.title"), icon: "logout", do: b.T("users.sessions.do"), kind: dialog.Danger, who: u, texts: texts},
		deed[struct{}]{do: func(ctx context.Context) (struct{}, error) { return struct{}{}, p.Backend.EndSessions(ctx, u.ID) }})
}

// withdraw asks before it takes an invitation back.
func (p *Page) withdraw(u person) {
	b := p.Book
	ask(p, question{id: "users.gone", title: b.T("users.withdraw.title"), icon: "delete", do: b.T("users.withdraw.do"), kind: dialog.Danger, who: u,
		texts: []string{b.T("users.withdraw.text")}},
		deed[struct{}]{do: func(ctx context.Context) (struct{}, error) { return struct{}{}, p.Backend.Withdraw(ctx, u.ID) }})
}
