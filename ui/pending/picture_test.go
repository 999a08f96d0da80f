package pending

import (
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/ui/dialog"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The page and its questions in both looks and three languages: no text is cut.
// Set TRASTIENDA_PICTURES to a folder to look at them.
func TestBothLooksInEveryLanguage(t *testing.T) {
	for _, lang := range text.Langs() {
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			b := newBench(t, lang, func(f *fake) {
				f.conflict = Conflict{Change: f.unsent[0], Version: 2, Choices: []Choice{
					{Field: "note", Mine: f.unsent[0].Says[0].Text, Theirs: "El comercio cerró; hay que llamar mañana a la mañana y preguntar por el encargado de la caja.", Differs: true, Changed: true},
					{Field: "hold", Mine: "true", Theirs: "Beto Pérez", Differs: true, Changed: true}}}
			})
			b.look.SetChoice(choice)
			fyne.CurrentApp().Settings().SetTheme(b.look)
			b.page.Rebuild()
			b.until("rows", func() bool { return !b.page.grid.Busy() })
			name := string(lang) + "-" + string(choice)
			b.choose(3)
			b.seen(name + "-page")
			b.press("outbox.discard.button")
			b.seen(name + "-discard")
			b.press("outbox.discard.no")
			b.choose(0)
			b.press("outbox.resolve.button")
			b.until("the question", func() bool { return dialog.Open(b.window.Canvas()) })
			b.seen(name + "-conflict")
		}
	}
}
