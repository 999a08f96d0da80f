package audit

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

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
				b.look.SetChoice(choice)
				b.look.SetZoom(c.zoom)
				fyne.CurrentApp().Settings().SetTheme(b.look)
				b.window.Resize(fyne.NewSize(c.width, c.height))
				b.page.Rebuild()
				b.settled()
				name := fmt.Sprintf("%s-%s-%.0f-%d", lang, choice, c.width, c.zoom)
				b.page.filters.show(true)
				b.seen(name + "-filters")
				b.page.filters.show(false)
				b.page.grid.Select("58")
				b.page.open("58")
				b.seen(name + "-detail")
				b.page.detail.hide()
				b.page.askExport()
				b.seen(name + "-export")
				b.tap("audit.export.ask.cancel")
			}
		}
	}
}

// What the page says when there is nothing to show.
func TestEmptyPicturesAreUncut(t *testing.T) {
	for _, lang := range text.Langs() {
		for name, f := range map[string]*fake{"empty": {}, "offline": {failing: ErrOffline}, "signedout": {failing: ErrSignedOut}} {
			b := newBench(t, lang, f)
			b.window.Resize(fyne.NewSize(1024-56, 552))
			b.seen(string(lang) + "-" + name)
		}
		b := newBench(t, lang, &fake{links: sampleLinks(3)})
		b.backend.set(func(f *fake) { f.failing = ErrOffline })
		b.page.Refresh()
		b.settled()
		b.seen(string(lang) + "-stale")
	}
}

// seen checks what is on the screen and draws it for people to look at.
func (b *bench) seen(name string) {
	b.t.Helper()
	b.uncut(name)
	b.picture(name)
}
