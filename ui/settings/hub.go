package settings

import (
	"time"

	"trastienda/ui/form"
)

// clockLimit is how far two clocks may be apart before anybody is told: from
// there on deadlines and ages are wrong on the screen.
const clockLimit = 60 * time.Second

// hubPart says which hub the program works with, and tests it.
type hubPart struct {
	page    *Page
	testing bool
	last    said
	at      *section
	test    *form.Button
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
	h.at = newSection(p, "settings.hub", b.T("settings.hub"), b.T("settings.hub.about"), words, beside(h.test))
	h.last.on(h.at)
	return h.at
}

func (*hubPart) load() {}

// try asks the hub what it is and says in words what it found.
func (h *hubPart) try() {
	if h.testing {
		return
	}
	h.testing = true
	h.tell(func() string { return h.page.Book.T("settings.testing") }, false)
	run(h.page, h.page.Backend.TestHub, func(r HubReport, err error) {
		h.testing = false
		if err != nil {
			h.tell(func() string { return h.page.Explain(err) }, true)
			return
		}
		h.tell(func() string { return h.words(r) }, clockIsOff(r.ClockOff))
	})
}

func clockIsOff(off time.Duration) bool { return off.Abs() > clockLimit }

// words: what answers, how it is protected, and whether the clocks agree.
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
	switch minutes := int(r.ClockOff.Abs().Round(time.Minute) / time.Minute); {
	case !clockIsOff(r.ClockOff):
		words += " " + b.T("settings.hub.clock")
	case r.ClockOff > 0:
		words += " " + b.N("settings.hub.clock.ahead", minutes)
	default:
		words += " " + b.N("settings.hub.clock.behind", minutes)
	}
	return words
}

func (h *hubPart) tell(words func() string, wrong bool) {
	h.last = said{words, wrong}
	h.at.say(words(), wrong)
}

func (*hubPart) busy() bool { return false }
