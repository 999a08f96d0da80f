package text

import (
	"encoding/json"
	"fmt"

	"fyne.io/fyne/v2/lang"
)

// toolkitWords are the words Fyne itself puts on the screen (the menu of a
// text field, the menu bar), by the identifier it asks for.
func toolkitWords() map[string]string {
	return map[string]string{
		"Cut": "kit.cut", "Copy": "kit.copy", "Paste": "kit.paste", "Select all": "kit.selectall",
		"Undo": "kit.undo", "Redo": "kit.redo", "Quit": "kit.quit",
	}
}

// tellToolkit gives Fyne its own words in the language of the book. Fyne has
// no way to choose a language: it follows the system, so the words are filed
// under the system's locale, which works again on every change.
func (b *Book) tellToolkit() error {
	words := map[string]string{}
	for id, key := range toolkitWords() {
		words[id] = b.T(key)
	}
	data, err := json.Marshal(words)
	if err != nil {
		return fmt.Errorf("write built-in words: %w", err)
	}
	if err := lang.AddTranslationsForLocale(data, lang.SystemLocale()); err != nil {
		return fmt.Errorf("translate built-in words: %w", err)
	}
	return nil
}
