package shell

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/ui/form"
	"trastienda/ui/part"
	"trastienda/ui/text"
)

// newTrust makes the button that trusts the certificate whose fingerprint the
// line shows. Enter leaves it alone: nobody is to trust by getting on quickly.
func (p *connect) newTrust() fyne.CanvasObject {
	p.trust = form.NewButton(form.ButtonParams{ID: "connect.trust", Text: p.s.p.Book.T("shell.trust.do"), Keys: p.s.Key, NoEnter: true, Run: p.accept})
	p.trust.Hidden = p.shown == ""
	return container.NewHBox(p.trust)
}

// ask notes which address is tried now; what another one showed is forgotten.
func (p *connect) ask() string {
	p.asked, _ = readAddress(p.address.value)
	p.offer("")
	return p.asked
}

// offerTrust looks for a certificate that may be trusted in what went wrong.
func (p *connect) offerTrust(err error) {
	var fault *Fault
	if errors.As(err, &fault) {
		p.offer(fault.Fingerprint)
	}
}

func (p *connect) offer(fingerprint string) {
	p.shown = fingerprint
	if p.trust == nil {
		return
	}
	if fingerprint == "" && p.s.Focused() == p.trust {
		p.s.win.Canvas().Focus(p.button)
	}
	p.trust.Hidden = fingerprint == ""
	p.trust.Refresh()
	p.s.lay()
}

// accept trusts the certificate and then tests the address again.
func (p *connect) accept() {
	address, fingerprint := p.asked, p.shown
	p.offer("")
	p.tell("shell.connect.testing")
	p.test.start(func(ctx context.Context) error {
		return p.s.p.Backend.TrustHub(ctx, address, fingerprint)
	}, func(err error) {
		if err != nil {
			p.fail(err)
			return
		}
		p.try()
	})
}

// hubWords says what answers at an address, and what is not right between it and
// this computer.
func hubWords(b *text.Book, info HubInfo) (words string, wrong bool) {
	words = b.T("shell.connect.ok", "version", info.Version)
	if !info.TLS {
		words += " " + b.T("shell.connect.plain")
	}
	if part.ClockIsOff(info.ClockOff) {
		words, wrong = words+" "+part.ClockWords(b, info.ClockOff), true
	}
	if info.TooOld {
		words, wrong = words+" "+b.T("shell.tooold"), true
	}
	return words, wrong
}
