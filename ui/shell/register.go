package shell

import (
	"context"

	"fyne.io/fyne/v2"

	"trastienda/ui/form"
)

// register makes a user of somebody who was invited, and signs in.
type register struct {
	sheet
	from                            entry
	address, token, password, again *input
}

func newRegister(s *Shell, e entry) *register {
	p := &register{sheet: newSheet(s), from: e}
	p.address = p.hubField("register.address", e)
	p.token = p.add("register.token", "shell.register.token", checkFilled)
	p.password, p.again = p.newPasswordFields("register")
	return p
}

func (p *register) build() fyne.CanvasObject {
	s, b := p.s, p.s.p.Book
	p.enter = p.send
	var fields []fyne.CanvasObject
	if p.address != nil {
		fields = append(fields, p.address.make())
	}
	fields = append(fields, p.token.make(), p.password.make(), p.again.make())
	back := form.NewButton(form.ButtonParams{ID: "register.back", Text: b.T("shell.back"), Kind: form.Quiet, Keys: s.Key, Run: func() { p.escape() }})
	return p.lay(b.T("shell.register.title"), b.T("shell.register.text"), fields, p.submit("register.do", "shell.register.do", p.send), back)
}

func (p *register) send() {
	if !p.allRight() {
		return
	}
	address, token, password := hubOf(p.address), p.token.text(), p.password.value
	p.run("shell.register.working", func(ctx context.Context) error {
		return p.s.p.Backend.Register(ctx, address, token, password)
	}, p.s.enter)
}

func (p *register) focus() fyne.Focusable {
	if p.address != nil && p.address.value == "" {
		return p.address.field
	}
	return p.token.field
}

func (p *register) escape() bool {
	if !p.stop() {
		p.s.show(p.from.back(p.s, p.from.email))
	}
	return true
}
