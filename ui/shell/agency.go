package shell

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/ui/form"
	"trastienda/ui/text"
)

// agencyPage asks for a new agency on this computer and its two managers.
type agencyPage struct {
	sheet
	name     *input
	managers [2]struct{ name, email, password, again *input }
}

func newAgencyPage(s *Shell) *agencyPage {
	p := &agencyPage{sheet: newSheet(s)}
	p.name = p.add("agency.name", "shell.agency.name", checkFilled)
	for i := range p.managers {
		m := &p.managers[i]
		id := []string{"agency.1.", "agency.2."}[i]
		m.name = p.add(id+"name", "shell.agency.person", checkFilled)
		m.email = p.add(id+"email", "shell.email", checkEmail)
		m.password = p.addSecret(id+"password", "shell.password", checkPassword)
		m.again = p.addSecret(id+"again", "shell.password.again", func(b *text.Book, s string) string {
			if s != m.password.value {
				return b.T("shell.check.again")
			}
			return ""
		})
	}
	second := p.managers[1].email
	second.check = func(b *text.Book, s string) string {
		if wrong := checkEmail(b, s); wrong != "" {
			return wrong
		}
		if strings.EqualFold(second.text(), p.managers[0].email.text()) {
			return b.T("shell.check.email.same")
		}
		return ""
	}
	return p
}

func (p *agencyPage) build() fyne.CanvasObject {
	b := p.s.p.Book
	fields := []fyne.CanvasObject{p.name.make(), p.s.note("agency.hint", b.T("shell.password.hint", "n", passwordLength))}
	for i := range p.managers {
		m := &p.managers[i]
		fields = append(fields, p.s.note("", b.T([]string{"shell.agency.manager1", "shell.agency.manager2"}[i])),
			container.NewGridWithColumns(2, m.name.make(), m.email.make(), m.password.make(), m.again.make()))
	}
	back := form.NewButton(form.ButtonParams{ID: "agency.back", Text: b.T("shell.back"), Kind: form.Quiet, Keys: p.s.Key, Run: func() { p.escape() }})
	p.enter = p.send
	return p.lay(b.T("shell.agency.title"), b.T("shell.agency.text")+" "+b.T("shell.welcome.agency.text"), fields,
		p.submit("agency.do", "shell.agency.do", p.send), back)
}

func (p *agencyPage) send() {
	if !p.allRight() {
		return
	}
	a := NewAgency{Name: p.name.text()}
	for i, m := range p.managers {
		a.Managers[i] = Manager{Name: m.name.text(), Email: m.email.text(), Password: m.password.value}
	}
	p.run("shell.agency.working", func(ctx context.Context) error {
		return p.s.p.Backend.NewAgency(ctx, a)
	}, p.s.enter)
}

func (p *agencyPage) focus() fyne.Focusable { return p.name.field }

func (p *agencyPage) escape() bool {
	if !p.stop() {
		p.s.show(newWelcome(p.s))
	}
	return true
}
