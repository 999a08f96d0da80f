package settings

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

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

	proxy func() string // the way to the hub in words, nil while it is not known
	way   *form.Words   // shows it
	shown string        // fingerprint of a certificate that may be trusted
	trust *form.Button  // hidden without one
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
	h.at = newSection(p, "settings.hub", b.T("settings.hub"), b.T("settings.hub.about"), words, h.way, beside(h.test, h.trust))
	h.last.on(h.at)
	return h.at
}

// load finds the way to the hub. Asking for it may run a script of the network.
func (h *hubPart) load() {
	if h.page.Backend.Hub().Address == "" {
		return
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
	h.tell(func() string { return h.page.Explain(err) }, true)
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
	words := b.T("settings.hub.ok", "version", r.Version)
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

func (*hubPart) busy() bool { return false }
