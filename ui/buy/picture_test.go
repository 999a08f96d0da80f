package buy

import (
	"fmt"
	"testing"

	"trastienda/app/agent"
	"trastienda/app/buying"
	"trastienda/app/purchase"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The page and every dialog in three languages, both looks, a wide and the least
// window, the latter also at the greatest zoom: no text is cut. Set
// TRASTIENDA_PICTURES to a folder to look at them.
func TestNoTextIsCut(t *testing.T) {
	for _, lang := range text.Langs() {
		for _, c := range []struct {
			choice        look.Choice
			width, height float32
			zoom          int
		}{{look.Dark, 1366 - 248, 680, 100}, {look.Light, 1024 - 56, 552, 100}, {look.Light, 1024 - 56, 552, 160}} {
			b := newBench(t, lang, func(f *fake) { f.wallet.Holder = "Distribuidora María Fernanda de los Ángeles" })
			b.page.Receipt = func(string) {}
			b.Wear(c.choice, c.zoom)
			b.Resize(c.width, c.height)
			b.page.Rebuild()
			b.everything(fmt.Sprintf("%s-%s-%.0f-%d", lang, c.choice, c.width, c.zoom))
		}
	}
}

func (b *bench) everything(name string) {
	b.T.Helper()
	b.Seen(name + "-nothing")
	b.backend.set(func(f *fake) { f.walleted = refusal(codeNoSession, 409, "x") })
	b.choose()
	b.Seen(name + "-nosession")
	b.backend.set(func(f *fake) {
		f.walleted, f.agents[0].Bank.State, f.offline = nil, agent.BankMissing, true
		f.open = []Sent{{Key: "k5", PSR: shop, At: noon}}
	})
	b.page.Bought(Told{Sent: Sent{Key: "k6", PSR: shop, At: noon}})
	b.page.Refresh()
	b.Until("the notes", func() bool { _, a := b.Item("buy.blocked"); _, c := b.Item("buy.sent.k5"); return a && c })
	b.Seen(name + "-notes")
	b.backend.set(func(f *fake) { f.agents[0].Bank.State, f.offline, f.open = agent.BankApproved, false, nil })
	b.page.forget("k6")
	b.page.online = true
	b.page.Refresh()
	b.settled()
	b.Until("no notes", func() bool { return b.page.notes.said == "" })
	b.confirm("120000")
	b.Seen(name + "-confirm")
	b.page.act.twice.SetText("120000")
	b.press("yes")
	b.Shown("buy.pin")
	b.Seen(name + "-pin")
	b.backend.set(answers(buying.Refused, codeWrongPIN, ""))
	b.pin("1234")
	b.Until("wrong", func() bool { return b.page.act.start != "" })
	b.Seen(name + "-wrong")
	b.backend.set(func(f *fake) { f.gate = make(chan struct{}) })
	b.pin("1234")
	b.Until("the request", func() bool { return len(b.backend.requests()) == 2 })
	b.Seen(name + "-working")
	b.backend.set(func(f *fake) {
		now := f.quote(shop, 12000000)
		now.Credited, now.CBUMasked = 12600000, "0150 5166 •••• •••• ••22 81"
		fails(&Changed{Quote: now})(f)
		close(f.gate)
		f.gate = nil
	})
	b.Until("wrong again", func() bool { return b.page.act.pin != nil })
	b.pin("1234")
	b.Shown("buy.changed")
	b.Seen(name + "-changed")
	b.page.act.close()
	for end, change := range map[string]func(*fake){
		"ok": answers(buying.Accredited, "", purchase.StatusOK), "pending": answers(buying.Pending, "", purchase.StatusPending),
		"nobalance": answers(buying.Accredited, "", purchase.StatusError),
		"funds":     answers(buying.Refused, codeFunds, ""), "unknown": fails(&UnknownError{Key: "0192f0c1-7a3e-7c5d-9d3a-2b1f0e8c4d55"}),
		"just": fails(&JustStarted{Start: buying.Start{PSR: shop, Amount: 10000, Currency: "ARS", At: noon}}),
	} {
		b.backend.set(change)
		b.toPIN("100")
		b.pin("1234")
		b.Until("the end", func() bool { return !b.page.act.sent })
		b.Seen(name + "-" + end)
		b.page.act.close()
	}
}
