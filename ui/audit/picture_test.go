package audit

import (
	"fmt"
	"testing"

	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The page, its panels and its question in three languages, both looks, a wide
// and the least window, the latter also at the greatest zoom: no text is cut. Set
// TRASTIENDA_PICTURES to a folder to look at them.
func TestNoTextIsCut(t *testing.T) {
	for _, lang := range text.Langs() {
		b := newBench(t, lang, &fake{links: sampleLinks(30)})
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			for _, c := range []struct {
				width, height float32
				zoom          int
			}{{1366 - 248, 680, 100}, {1024 - 56, 552, 100}, {1024 - 56, 552, 160}} {
				b.Wear(choice, c.zoom)
				b.Resize(c.width, c.height)
				b.page.Rebuild()
				b.settled()
				name := fmt.Sprintf("%s-%s-%.0f-%d", lang, choice, c.width, c.zoom)
				b.page.filters.show(true)
				b.Seen(name + "-filters")
				b.page.filters.show(false)
				b.page.grid.Select("58")
				b.page.open("58")
				b.Seen(name + "-detail")
				b.page.detail.hide()
				b.page.askExport()
				b.Seen(name + "-export")
				b.Tap("audit.export.ask.cancel")
			}
		}
	}
}

// What the page says when there is nothing to show.
func TestEmptyPicturesAreUncut(t *testing.T) {
	for _, lang := range text.Langs() {
		for name, f := range map[string]*fake{"empty": {}, "offline": {failing: ErrOffline}, "signedout": {failing: ErrSignedOut}} {
			b := newBench(t, lang, f)
			b.Resize(1024-56, 552)
			b.Seen(string(lang) + "-" + name)
		}
		b := newBench(t, lang, &fake{links: sampleLinks(3)})
		b.backend.set(func(f *fake) { f.failing = ErrOffline })
		b.page.Refresh()
		b.settled()
		b.Seen(string(lang) + "-stale")
	}
}
