package pending

import (
	"testing"

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
			b.Wear(choice, 100)
			b.page.Rebuild()
			b.Until("rows", func() bool { return !b.page.grid.Busy() })
			name := string(lang) + "-" + string(choice)
			b.choose(3)
			b.Seen(name + "-page")
			b.Tap("outbox.discard.button")
			b.Seen(name + "-discard")
			b.Tap("outbox.discard.no")
			b.choose(0)
			b.Tap("outbox.resolve.button")
			b.Until("the question", func() bool { return dialog.Open(b.Window().Canvas()) })
			b.Seen(name + "-conflict")
		}
	}
}
