package purchases

import (
	"testing"

	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The page, its panels and the question in both looks and three languages: no
// text is cut. Set TRASTIENDA_PICTURES to a folder to look at them.
func TestBothLooksInEveryLanguage(t *testing.T) {
	for _, lang := range text.Langs() {
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			b := newBench(t, lang, func(f *fake) { f.attempts = sampleAttempts() })
			b.Wear(choice, 100)
			b.page.Rebuild()
			b.Until("rows", func() bool { return !b.page.grid.Busy() })
			name := string(lang) + "-" + string(choice)
			b.page.grid.Select("p4", "p5")
			b.Until("sum", func() bool { return b.Selection != "" })
			b.Seen(name + "-page")
			b.page.filters.show(true)
			b.Seen(name + "-filters")
			b.page.filters.show(false)
			b.confirm("p5")
			b.Until("balance", func() bool { return b.Shown("purchases.retry.balance") != b.Book.T("purchases.fact.asking") })
			b.Seen(name + "-confirm")
			b.page.retrying.close()
			b.page.open("p5")
			b.Until("attempts", func() bool { return b.page.detail.asked })
			b.Seen(name + "-detail")
		}
	}
}
