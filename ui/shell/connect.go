package shell

import (
	"context"

	"fyne.io/fyne/v2"

	"trastienda/ui/form"
)

// connect asks for the address of a hub and who signs in there.
type connect struct {
	sheet
	back                     func(*Shell) stage
	address, email, password *input
	test                     job
	trust                    *trustOffer
}

func newConnect(s *Shell, back func(*Shell) stage) *connect {
	p := &connect{sheet: newSheet(s), back: back, test: job{s: s}}
	p.address = p.add("connect.address", "shell.connect.address", checkAddress)
	p.email = p.add("connect.email", "shell.email", checkEmail)
	p.password = p.addSecret("connect.password", "shell.password", checkFilled)
	p.trust = newTrustOffer(&p.sheet, "connect.trust", p.try)
	return p
}

func (p *connect) build() fyne.CanvasObject {
	b := p.s.p.Book
	try := form.NewButton(form.ButtonParams{ID: "connect.test", Text: b.T("shell.connect.test"), Keys: p.s.Key, Run: p.try})
	back := form.NewButton(form.ButtonParams{ID: "connect.back", Text: b.T("shell.back"), Kind: form.Quiet, Keys: p.s.Key, Run: func() { p.escape() }})
	p.enter = p.send
	ways := p.s.links("connect", func() entry {
		address := p.address.text()
		return entry{address: &address, email: p.email.text(), back: func(s *Shell, email string) stage {
			next := newConnect(s, p.back)
			next.address.value, next.email.value = address, email
			return next
		}}
	})
	return p.s.near(p.trust.under(p.lay(b.T("shell.connect.title"), b.T("shell.welcome.hub.text"),
		[]fyne.CanvasObject{p.address.make(), p.email.make(), p.password.make()},
		p.submit("connect.do", "shell.connect.do", p.send), try, back)), ways)
}

// try asks the address what it is, without sending who signs in.
func (p *connect) try() {
	b := p.s.p.Book
	if wrong := checkAddress(b, p.address.value); wrong != "" {
		p.address.refuse(wrong)
		return
	}
	address, _ := readAddress(p.address.value)
	p.trust.trying(address)
	p.tell("shell.connect.testing")
	var info HubInfo
	p.test.start(func(ctx context.Context) (err error) {
		info, err = p.s.p.Backend.TestHub(ctx, address)
		return err
	}, func(err error) {
		if err != nil {
			p.fail(err)
			return
		}
		p.say = func() (string, bool) { return hubWords(p.s.p.Book, info) }
		p.show()
	})
}

func (p *connect) send() {
	if !p.allRight() {
		return
	}
	p.test.stop()
	address, _ := readAddress(p.address.value)
	p.trust.trying(address)
	email, password := p.email.text(), p.password.value
	p.run("shell.connect.working", func(ctx context.Context) error {
		return p.s.p.Backend.Connect(ctx, address, email, password)
	}, p.s.enter)
}

func (p *connect) focus() fyne.Focusable { return p.address.field }

func (p *connect) escape() bool {
	if !p.stop() {
		p.s.show(p.back(p.s))
	}
	return true
}

func (p *connect) leave() {
	p.test.stop()
	p.sheet.leave()
}
