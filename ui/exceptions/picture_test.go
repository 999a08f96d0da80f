package exceptions

import (
	"testing"

	"trastienda/app/access"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The page, its panel and every question in both looks and three languages: no
// text is cut. Set TRASTIENDA_PICTURES to a folder to look at them.
func TestBothLooksInEveryLanguage(t *testing.T) {
	for _, lang := range text.Langs() {
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			b := newBench(t, lang, access.Manager)
			b.Wear(choice, 100)
			b.page.Rebuild()
			b.Until("rows", func() bool { return !b.page.grid.Busy() })
			b.everything(string(lang) + "-" + string(choice))
		}
	}
}

// Nothing is cut at the smallest window, nor at the greatest zoom.
func TestNoTextIsCut(t *testing.T) {
	for _, lang := range text.Langs() {
		for name, zoom := range map[string]int{"small": 100, "zoom": look.ZoomMost} {
			b := newBench(t, lang, access.Manager)
			b.Wear(look.Light, zoom)
			b.Resize(1024-56, 640-60) // navigation folded in, menu and status bar
			b.page.Rebuild()
			b.Until("rows", func() bool { return !b.page.grid.Busy() })
			b.everything(string(lang) + "-" + name)
		}
	}
}

func (b *bench) everything(name string) {
	b.T.Helper()
	b.choose("e2")
	b.Seen(name + "-page")
	for _, id := range []string{"e1", "e2", "e3", "e4", "e5"} {
		b.choose(id)
		b.page.open(id)
		b.Until("the detail", func() bool {
			return b.page.detail.data.ID == id && (b.backend.known[id] == nil || b.page.detail.data.Known != nil)
		})
		b.Seen(name + "-detail-" + id)
	}
	b.page.detail.hide()
	for _, c := range []struct{ id, cmd string }{{"e1", cmdAssign}, {"e4", cmdClose}, {"e6", cmdApprove}, {"e2", cmdReject}, {"e3", cmdWithdraw}} {
		b.ask(c.id, c.cmd)
		b.Seen(name + "-" + c.cmd)
		b.press("no")
	}
}
