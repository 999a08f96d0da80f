package shell

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/ui/form"
	"trastienda/ui/text"
)

// PasswordReset is a new password with the one-time code that allows it.
type PasswordReset struct{ Email, Code, Password string }

// entry is where a way around the password leads back to, and what was typed
// there already. Address is nil where the hub is known.
type entry struct {
	back    func(*Shell, string) stage // with the e-mail of whoever comes back
	address *string
	email   string
}

// links are the ways in without a password, below the buttons of a page.
func (s *Shell) links(id string, from func() entry) fyne.CanvasObject {
	link := func(id, key string, make func(*Shell, entry) stage) fyne.CanvasObject {
		return form.NewButton(form.ButtonParams{ID: id, Text: s.p.Book.T(key), Kind: form.Quiet, Keys: s.Key, Run: func() { s.show(make(s, from())) }})
	}
	return container.NewHBox(
		link(id+".forgot", "shell.forgot.link", func(s *Shell, e entry) stage { return newForgot(s, e) }),
		link(id+".register", "shell.register.link", func(s *Shell, e entry) stage { return newRegister(s, e) }))
}

// hubField adds the address of the hub when it is not known yet.
func (p *sheet) hubField(id string, e entry) *input {
	if e.address == nil {
		return nil
	}
	in := p.add(id, "shell.connect.address", checkAddress)
	in.value = *e.address
	return in
}

// hubOf is the address to ask, empty for the hub that is known.
func hubOf(in *input) string {
	if in == nil {
		return ""
	}
	address, _ := readAddress(in.value)
	return address
}

// newPasswordFields adds a new password and the same once more.
func (p *sheet) newPasswordFields(id string) (password, again *input) {
	password = p.addSecret(id+".password", "shell.password.new", checkPassword)
	again = p.addSecret(id+".again", "shell.password.again", func(b *text.Book, s string) string {
		if s != password.value {
			return b.T("shell.check.again")
		}
		return ""
	})
	return password, again
}

// forgot asks for a one-time code and sets a new password with it. Whoever got
// the code from a manager begins with the code.
type forgot struct {
	sheet
	from                                  entry
	address, email, code, password, again *input
	ask                                   job
}

func newForgot(s *Shell, e entry) *forgot {
	p := &forgot{sheet: newSheet(s), from: e, ask: job{s: s}}
	p.address = p.hubField("forgot.address", e)
	p.email = p.add("forgot.email", "shell.email", checkEmail)
	p.email.value = e.email
	p.code = p.add("forgot.code", "shell.forgot.code", checkFilled)
	p.password, p.again = p.newPasswordFields("forgot")
	return p
}

func (p *forgot) build() fyne.CanvasObject {
	s, b := p.s, p.s.p.Book
	p.enter = p.send
	var fields []fyne.CanvasObject
	if p.address != nil {
		fields = append(fields, p.address.make())
	}
	request := form.NewButton(form.ButtonParams{ID: "forgot.ask", Text: b.T("shell.forgot.ask"), Keys: s.Key, Run: p.request})
	back := form.NewButton(form.ButtonParams{ID: "forgot.back", Text: b.T("shell.back"), Kind: form.Quiet, Keys: s.Key, Run: func() { p.escape() }})
	fields = append(fields, p.email.make(), container.NewHBox(request), p.code.make(), container.NewGridWithColumns(2, p.password.make(), p.again.make()))
	return p.lay(b.T("shell.forgot.title"), b.T("shell.forgot.text"), fields, p.submit("forgot.do", "shell.forgot.do", p.send), back)
}

// request asks for a code by mail. The answer is the same whoever there is.
func (p *forgot) request() {
	for _, in := range []*input{p.address, p.email} {
		if in == nil {
			continue
		}
		if wrong := in.check(p.s.p.Book, in.value); wrong != "" {
			in.refuse(wrong)
			p.s.ViewChanged()
			return
		}
	}
	address, email := hubOf(p.address), p.email.text()
	p.tell("shell.forgot.asking")
	p.ask.start(func(ctx context.Context) error {
		return p.s.p.Backend.RequestReset(ctx, address, email)
	}, func(err error) {
		if err != nil {
			p.fail(err)
			return
		}
		p.tell("shell.forgot.asked")
		p.s.win.Canvas().Focus(p.code.field)
	})
}

func (p *forgot) send() {
	if !p.allRight() {
		return
	}
	p.ask.stop()
	address, reset := hubOf(p.address), PasswordReset{Email: p.email.text(), Code: p.code.text(), Password: p.password.value}
	p.run("shell.forgot.working", func(ctx context.Context) error {
		return p.s.p.Backend.ConfirmReset(ctx, address, reset)
	}, func() {
		p.s.show(p.from.back(p.s, reset.Email))
		if said, ok := p.s.stage.(interface{ tell(string, ...any) }); ok {
			said.tell("shell.forgot.done")
		}
	})
}

func (p *forgot) focus() fyne.Focusable {
	switch {
	case p.address != nil && p.address.value == "":
		return p.address.field
	case p.email.value == "":
		return p.email.field
	}
	return p.code.field
}

func (p *forgot) escape() bool {
	if !p.stop() {
		p.s.show(p.from.back(p.s, p.email.text()))
	}
	return true
}

func (p *forgot) leave() {
	p.ask.stop()
	p.sheet.leave()
}
