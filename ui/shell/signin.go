package shell

import (
	"context"

	"fyne.io/fyne/v2"

	"trastienda/ui/dialog"
	"trastienda/ui/form"
)

// signIn is the page of a later start without a session: the hub is known.
type signIn struct {
	sheet
	email, password *input
	trust           *trustOffer
}

func newSignIn(s *Shell) *signIn {
	p := &signIn{sheet: newSheet(s)}
	p.email = p.add("signin.email", "shell.email", checkEmail)
	p.email.value = s.p.Backend.Session().Email
	p.password = p.addSecret("signin.password", "shell.password", checkFilled)
	p.trust = newTrustOffer(&p.sheet, "signin.trust", p.send)
	return p
}

func (p *signIn) build() fyne.CanvasObject {
	s, b := p.s, p.s.p.Book
	other := form.NewButton(form.ButtonParams{ID: "signin.otherhub", Text: b.T("shell.signin.otherhub"), Kind: form.Quiet, Keys: s.Key,
		Run: func() { s.show(newConnect(s, func(s *Shell) stage { return newSignIn(s) })) }})
	p.enter = p.send
	ways := s.links("signin", func() entry {
		return entry{email: p.email.text(), back: func(s *Shell, email string) stage {
			next := newSignIn(s)
			next.email.value = email
			return next
		}}
	})
	return s.near(p.trust.under(p.lay(b.T("shell.signin.title"), s.where(), []fyne.CanvasObject{p.email.make(), p.password.make()},
		p.submit("signin.do", "shell.signin.do", p.send), other)), ways)
}

// where says at which hub one signs in.
func (s *Shell) where() string {
	if hub := s.p.Backend.Session().Hub; hub != "" {
		return s.p.Book.T("shell.signin.hub", "address", hub)
	}
	return s.p.Book.T("shell.signin.local")
}

func (p *signIn) send() {
	if !p.allRight() {
		return
	}
	p.trust.trying(p.s.p.Backend.Session().Hub)
	email, password := p.email.text(), p.password.value
	p.run("shell.signin.working", func(ctx context.Context) error {
		return p.s.p.Backend.SignIn(ctx, email, password)
	}, p.s.enter)
}

func (p *signIn) focus() fyne.Focusable {
	if p.email.value != "" {
		return p.password.field
	}
	return p.email.field
}

func (p *signIn) escape() bool { return p.stop() }

// askSignIn asks for the password over the page of an expired session.
func (s *Shell) askSignIn() { s.askWhy("shell.signin.expired", func() {}) }

// askWhy asks for the password and says why, by the key of a text; otherwise is for
// whoever does not sign in.
func (s *Shell) askWhy(why string, otherwise func()) {
	if s.asking || s.frame == nil {
		return
	}
	s.asking = true
	q := &question{signIn: newSignIn(s), why: why, otherwise: otherwise}
	q.open()
}

// question is the sign-in dialog; it uses the fields of the page.
type question struct {
	*signIn
	why       string
	in        bool // somebody signed in
	otherwise func()
	d         *dialog.Dialog
}

func (q *question) open() {
	s, b := q.s, q.s.p.Book
	q.trust.run = func(f func(context.Context) error, then func()) { q.try("shell.connect.testing", f, then) }
	q.trust.then, q.trust.next = q.send, q.focus
	q.trust.changed = func() {
		if q.d != nil {
			q.d.Fit()
		}
	}
	content := s.blocks(s.note("signin.expired", b.T(q.why)), s.note("signin.hub", s.where()),
		q.email.make(), q.password.make(), q.newLine(), q.trust.make())
	remove := b.OnChange(func() { q.d.Hide() }) // its texts are of another language now
	q.d = s.dialog(dialog.Params{
		ID: "shell.signin", Title: b.T("shell.signin.title"), Content: &fyne.Container{Layout: inset{s, 0.5, 0}, Objects: []fyne.CanvasObject{content}}, // room for the rings
		Buttons: []dialog.Button{
			{ID: "cancel", Text: b.T("shell.cancel")},
			{ID: "do", Text: b.T("shell.signin.do"), Kind: dialog.Primary, KeepOpen: true, Run: q.send},
		},
		Cancel: 0, Default: 1, Focus: dialog.None, CtrlEnter: dialog.None,
		OnHide: func() {
			remove()
			q.stop()
			s.asking = false
			if !q.in {
				q.otherwise()
			}
			s.ViewChanged()
		},
	})
	s.win.Canvas().Focus(q.focus())
}

func (q *question) send() {
	s := q.s
	if !q.allRight() {
		return
	}
	q.trust.trying(s.p.Backend.Session().Hub)
	email, password := q.email.text(), q.password.value
	q.try("shell.signin.working", func(ctx context.Context) error { return s.p.Backend.SignIn(ctx, email, password) }, func() {
		q.in = true
		q.d.Hide()
		s.signedInAgain()
	})
}

// try does one thing of the dialog and says what went wrong; meanwhile nothing
// else can be pressed but the way out.
func (q *question) try(working string, f func(context.Context) error, then func()) {
	if q.job.running() {
		return
	}
	q.d.Enable("do", false, "")
	q.tell(working)
	q.job.start(f, func(err error) {
		q.d.Enable("do", true, "")
		if err == nil {
			then()
			return
		}
		q.fail(err)
		q.d.Fit()
	})
}

// signedInAgain goes on where the session expired; another user or role gets
// a window of their own.
func (s *Shell) signedInAgain() {
	now := s.p.Backend.Session()
	if now != s.seen {
		s.enter()
		return
	}
	s.setConnection(Connection{State: Connecting, LastSync: s.conn.LastSync})
	s.syncNow()
}
