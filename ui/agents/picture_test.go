package agents

import (
	"fmt"
	"testing"
	"time"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The page, the form's tabs and the questions in three languages, both looks, a
// wide and the least window, the latter also at the greatest zoom: no text is
// cut. Set TRASTIENDA_PICTURES to a folder to look at them.
func TestNoTextIsCut(t *testing.T) {
	for _, lang := range text.Langs() {
		f := sample()
		from := noon.Add(48 * time.Hour)
		f.rates = []agent.RateChange{
			{ID: "r1", Agent: agent.Ref{ID: "a2", Name: "Almacén Sur"}, Old: 450, New: 475, From: &from, State: agent.Proposed, Decision: agent.Decision{ByID: other, By: "L. Paz", At: noon}},
			{ID: "r2", Old: 400, New: 425, State: agent.Proposed, Decision: agent.Decision{ByID: other, By: "L. Paz", At: noon.Add(-time.Minute)}},
		}
		f.agents[1].Unsent = UnsentWaiting
		b := newBench(t, lang, access.Manager, f)
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			for _, c := range []struct {
				width, height float32
				zoom          int
			}{{1366 - 248, 680, 100}, {1024 - 56, 552, 100}, {1024 - 56, 552, 160}} {
				b.Wear(choice, c.zoom)
				b.Resize(c.width, c.height)
				b.page.Rebuild()
				b.settled()
				b.views(fmt.Sprintf("%s-%s-%.0f-%d", lang, choice, c.width, c.zoom))
			}
		}
	}
}

// views shows each part of the page once.
func (b *bench) views(name string) {
	b.T.Helper()
	b.page.filters.show(true)
	b.Seen(name + "-list")
	b.page.filters.show(false)
	b.page.showWaiting()
	b.Seen(name + "-changes")
	b.Tap("agents.change.c1.eye")
	b.Until("the account", func() bool { return b.page.waiting.seen["c1"] != nil })
	b.Tap("agents.change.c1.reject")
	b.Seen(name + "-reject")
	b.Tap("agents.ask.no")
	b.page.leaveWaiting()
	f := b.edit("a2", tabMain)
	b.Seen(name + "-main")
	f.show(tabContact)
	b.Seen(name + "-contact")
	f.show(tabAddress)
	b.Seen(name + "-address")
	f.show(tabBank)
	b.Type("agents.bank.new.cbu", "0110138 3 0201110037766-4")
	b.Type("agents.bank.new.alias", "ñandú.bank")
	b.Seen(name + "-bank-wrong")
	f.scroll.ScrollToBottom()
	b.Seen(name + "-bank-wrong-end")
	b.Type("agents.bank.new.cbu", "0110138 2 0201110037766-4")
	b.Type("agents.bank.new.alias", "almacen.sur")
	f.say("agents.form.proposed", false)
	b.Seen(name + "-bank-good")
	f.close()
	b.Seen(name + "-discard")
	b.Tap("agents.discard.do")
	b.edit("a1", tabBank)
	b.Seen(name + "-bank-open")
	b.page.form.show(tabMain)
	b.Tap("agents.rate.button")
	b.Seen(name + "-rate")
	b.Tap("agents.rate.ask.no")
	b.Tap("agents.form.rate.history")
	b.Until("the history", func() bool { return b.Says("agents.history.c0.state") != "" })
	b.Seen(name + "-history")
	b.Tap("agents.history.close")
	b.page.form.close()
}
