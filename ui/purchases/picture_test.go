package purchases

import (
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The page, its panels and the question in both looks and three languages: no
// text is cut. Set TRASTIENDA_PICTURES to a folder to look at them.
func TestBothLooksInEveryLanguage(t *testing.T) {
	for _, lang := range text.Langs() {
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			b := newBench(t, lang, func(f *fake) { f.attempts = sampleAttempts() })
			b.look.SetChoice(choice)
			fyne.CurrentApp().Settings().SetTheme(b.look)
			b.page.Rebuild()
			b.until("rows", func() bool { return !b.page.grid.Busy() })
			name := string(lang) + "-" + string(choice)
			b.page.grid.Select("p4", "p5")
			b.until("sum", func() bool { return b.selection != "" })
			b.seen(name + "-page")
			b.page.filters.show(true)
			b.seen(name + "-filters")
			b.page.filters.show(false)
			b.confirm("p5")
			b.until("balance", func() bool { return b.shown("purchases.retry.balance") != b.book.T("purchases.fact.asking") })
			b.seen(name + "-confirm")
			b.page.retrying.close()
			b.page.open("p5")
			b.until("attempts", func() bool { return b.page.detail.asked })
			b.seen(name + "-detail")
		}
	}
}

// seen checks what is on the screen and draws it for people to look at.
func (b *bench) seen(name string) {
	b.t.Helper()
	b.uncut(name)
	b.picture(name)
}
