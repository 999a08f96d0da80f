package shell

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/ui/form"
	"trastienda/ui/part"
	"trastienda/ui/text"
)

// trustOffer is the button that trusts the certificate whose fingerprint the line
// of a page or a dialog shows; it is there only while there is one. Enter leaves it alone:
// nobody is to trust by getting on quickly.
type trustOffer struct {
	p       *sheet
	id      string
	then    func() // goes on once it is trusted
	run     func(f func(context.Context) error, then func())
	changed func()                // the offer came or went
	next    func() fyne.Focusable // has the keyboard after the offer went
	address string                // that was tried last
	shown   string                // fingerprint of what it showed, if a person may trust it
	button  *form.Button
}

// newTrustOffer makes the offer of a page and looks at what fails there.
func newTrustOffer(p *sheet, id string, then func()) *trustOffer {
	t := &trustOffer{p: p, id: id, then: then, changed: p.s.lay}
	t.run = func(f func(context.Context) error, then func()) { p.run("shell.connect.testing", f, then) }
	t.next = func() fyne.Focusable { return p.button }
	p.failed = t.look
	return t
}

// under puts the button into a card, below the line that says why.
func (t *trustOffer) under(card *fyne.Container) fyne.CanvasObject {
	last := len(card.Objects) - 1
	card.Objects = slices.Insert(card.Objects, last, t.make())
	return card
}

func (t *trustOffer) make() fyne.CanvasObject {
	t.button = form.NewButton(form.ButtonParams{ID: t.id, Text: t.p.s.p.Book.T("shell.trust.do"), Keys: t.p.s.Key, NoEnter: true, Run: t.accept})
	t.button.Hidden = t.shown == ""
	return container.NewHBox(t.button)
}

// trying notes which address is tried now; what another one showed is forgotten.
func (t *trustOffer) trying(address string) {
	t.address = address
	t.show("")
}

// look looks for a certificate that may be trusted in what went wrong.
func (t *trustOffer) look(err error) {
	var fault *Fault
	if errors.As(err, &fault) {
		t.show(fault.Fingerprint)
	}
}

func (t *trustOffer) show(fingerprint string) {
	t.shown = fingerprint
	if t.button == nil {
		return
	}
	if fingerprint == "" && t.p.s.Focused() == t.button {
		t.p.s.win.Canvas().Focus(t.next())
	}
	t.button.Hidden = fingerprint == ""
	t.button.Refresh()
	t.changed()
}

func (t *trustOffer) accept() {
	address, fingerprint := t.address, t.shown
	t.show("")
	t.run(func(ctx context.Context) error { return t.p.s.p.Backend.TrustHub(ctx, address, fingerprint) }, t.then)
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
