package settings

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"trastienda/app/evidence"
	"trastienda/ui/form"
	"trastienda/ui/part"
)

// hubPart says which hub the program works with, and tests it.
type hubPart struct {
	page    *Page
	testing bool
	last    said
	at      *section
	test    *form.Button

	key   evidence.Fingerprint // empty while it is not known
	print *form.Words          // shows it

	proxy func() string // the way to the hub in words, nil while it is not known
	way   *form.Words   // shows it
	shown string        // fingerprint of a certificate that may be trusted
	trust *form.Button  // hidden without one

	file   string // with authorities, as the field has it
	typed  bool   // it was changed and not saved
	saving bool
	found  func() string // how many authorities the saved file has; nil for nothing to say
	field  *form.TextField
}

func newHubPart(p *Page) *hubPart { return &hubPart{page: p} }

func (h *hubPart) build() *section {
	p, b := h.page, h.page.Book
	hub := p.Backend.Hub()
	where := b.T("settings.hub.inside")
	if hub.Address != "" {
		where = b.T("settings.hub.at", "address", hub.Address)
	}
	if hub.Sample {
		where = b.T("settings.hub.sample")
	}
	words := form.NewWords(where)
	words.ID = "settings.hub.where"
	h.test = p.button("settings.hub.test", "settings.test", form.Plain, h.try)
	h.trust = form.NewButton(form.ButtonParams{ID: "settings.hub.trust", Text: b.T("shell.trust.do"), Keys: p.keys, NoEnter: true, Run: h.accept})
	h.trust.Hidden = h.shown == ""
	h.way = form.NewWords("")
	h.way.ID = "settings.hub.proxy"
	h.showWay()
	h.field = nil
	h.print = form.NewWords("")
	h.print.ID = "settings.hub.key"
	h.showKey()
	parts := []fyne.CanvasObject{words, h.way, h.print}
	switch {
	case hub.Address == "": // the hub is inside: there is no certificate
	case hub.AuthorityFlag != "":
		flag := form.NewWords(b.T("settings.hub.ca.flag", "file", hub.AuthorityFlag))
		flag.ID = "settings.hub.ca.flag"
		parts = append(parts, flag)
	default:
		field, row := p.field("settings.hub.ca", "settings.hub.ca", b.T("settings.hub.ca.hint"), h.file, func(s string) { h.file, h.typed = s, true })
		h.field = field
		parts = append(parts, row, beside(p.button("settings.hub.ca.save", "settings.save", form.Plain, h.save)))
	}
	h.at = newSection(p, "settings.hub", b.T("settings.hub"), b.T("settings.hub.about"), append(parts, beside(h.test, h.trust))...)
	h.last.on(h.at)
	return h.at
}

// save keeps the file with authorities and tries the hub with them.
func (h *hubPart) save() {
	if h.saving || h.testing {
		return
	}
	h.saving = true
	file := h.file
	run(h.page, func(ctx context.Context) (int, error) { return h.page.Backend.SetAuthorityFile(ctx, file) }, func(n int, err error) {
		h.saving = false
		switch {
		case errors.Is(err, ErrNoAuthority):
			h.field.SetError(h.page.Book.T("settings.hub.ca.none"))
			h.page.changed()
		case err != nil:
			h.tell(func() string { return h.page.Explain(err) }, true)
		default:
			h.field.SetError("")
			h.typed = false
			h.found = func() string { return h.page.Book.N("settings.hub.ca.found", n) + " " }
			if n == 0 {
				h.found = nil
			}
			h.try()
		}
	})
}

// load finds the way to the hub. Asking for it may run a script of the network.
func (h *hubPart) load() {
	run(h.page, h.page.Backend.HubKey, func(key evidence.Fingerprint, err error) {
		if err != nil {
			h.page.Log.Warn("the hub's key is not known", "error", err)
			return
		}
		h.key = key
		h.showKey()
		h.page.changed()
	})
	if h.page.Backend.Hub().Address == "" {
		return
	}
	if h.field != nil && !h.typed {
		run(h.page, h.page.Backend.AuthorityFile, func(file string, err error) {
			if err != nil {
				h.page.Log.Warn("the file with authorities is not known", "error", err)
			}
			if err == nil && !h.typed {
				h.field.SetText(file)
				h.file, h.typed = file, false
				h.page.changed()
			}
		})
	}
	run(h.page, h.page.Backend.Proxy, func(proxy string, err error) {
		if err != nil {
			h.page.Log.Warn("the proxy is not known", "error", err)
		}
		h.proxy = func() string {
			b := h.page.Book
			switch {
			case err != nil:
				return b.T("settings.hub.proxy.unknown")
			case proxy == "":
				return b.T("settings.hub.proxy.none")
			}
			return b.T("settings.hub.proxy", "proxy", proxy)
		}
		h.showWay()
		h.page.changed()
	})
}

// showKey says what others need to check what the hub signed. Without the hub
// nothing is said: it alone knows.
func (h *hubPart) showKey() {
	h.print.Hidden = h.key == ""
	if h.key != "" {
		h.print.SetText(h.page.Book.T("settings.hub.key", "fingerprint", h.key.String()))
	}
}

func (h *hubPart) showWay() {
	h.way.Hidden = h.proxy == nil
	if h.proxy != nil {
		h.way.SetText(h.proxy())
	}
}

// try asks the hub what it is and says in words what it found.
func (h *hubPart) try() {
	if h.testing {
		return
	}
	h.testing = true
	h.offer("")
	h.tell(func() string { return h.page.Book.T("settings.testing") }, false)
	run(h.page, h.page.Backend.TestHub, func(r HubReport, err error) {
		h.testing = false
		if err != nil {
			h.refused(err)
			return
		}
		h.tell(func() string { return h.words(r) }, part.ClockIsOff(r.ClockOff) || r.TooOld)
	})
}

// refused says why, and offers to trust a certificate where that is all.
func (h *hubPart) refused(err error) {
	var distrust *Distrust
	if errors.As(err, &distrust) {
		h.offer(distrust.Fingerprint)
	}
	h.tell(func() string { return h.foundWords() + h.page.Explain(err) }, true)
}

func (h *hubPart) foundWords() string {
	if h.found == nil {
		return ""
	}
	return h.found()
}

// offer shows the button that trusts a certificate, or takes it away.
func (h *hubPart) offer(fingerprint string) {
	h.shown = fingerprint
	if c := fyne.CurrentApp().Driver().CanvasForObject(h.trust); fingerprint == "" && c != nil && c.Focused() == h.trust {
		c.Focus(h.test)
	}
	h.trust.Hidden = fingerprint == ""
	h.trust.Refresh()
}

// accept trusts the certificate whose fingerprint is shown, and tests again.
func (h *hubPart) accept() {
	fingerprint := h.shown
	if h.testing || fingerprint == "" {
		return
	}
	h.testing = true
	h.offer("")
	act(h.page, func(ctx context.Context) error { return h.page.Backend.TrustHub(ctx, fingerprint) }, func(err error) {
		h.testing = false
		if err != nil {
			h.refused(err)
			return
		}
		h.try()
	})
}

// words: what answers, how it is protected, and whether clocks and versions
// agree.
func (h *hubPart) words(r HubReport) string {
	b := h.page.Book
	words := h.foundWords() + b.T("settings.hub.ok", "version", r.Version)
	if h.page.Backend.Hub().Address != "" {
		if r.TLS {
			words += " " + b.T("settings.hub.tls")
		} else {
			words += " " + b.T("settings.hub.plain")
		}
	}
	if part.ClockIsOff(r.ClockOff) {
		words += " " + part.ClockWords(b, r.ClockOff)
	} else {
		words += " " + b.T("settings.hub.clock")
	}
	if r.TooOld {
		words += " " + b.T("shell.tooold")
	}
	return words
}

func (h *hubPart) tell(words func() string, wrong bool) {
	h.last = said{words, wrong}
	h.at.say(words(), wrong)
}

func (h *hubPart) busy() bool { return h.saving }
