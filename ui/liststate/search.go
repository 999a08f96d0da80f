package liststate

import (
	"runtime"

	"fyne.io/fyne/v2"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// SearchParams describe the search box above a list.
type SearchParams struct {
	// ID is the box's and the key of its placeholder, which names the
	// accelerator ({key}).
	ID   string
	Book *text.Book
	// Rows gives the keyboard to the rows below: Down and Enter go there.
	Rows func()
	// Keys gets every other key the box has no use for.
	Keys form.Keys
	// OnChange gets every change of the text.
	OnChange func(string)
}

// NewSearch makes the search box above a list.
func NewSearch(p SearchParams) *form.TextField {
	return form.NewTextField(form.FieldParams{
		ID: p.ID, Placeholder: p.Book.T(p.ID, "key", findKey()), Icon: look.Icon("search"), SelectAll: true, Max: maxSearch, OnChange: p.OnChange,
		Keys: func(e *fyne.KeyEvent) bool {
			switch e.Name {
			case fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter:
				p.Rows()
				return true
			}
			return p.Keys(e)
		},
	})
}

// maxSearch is the greatest number of letters to search for.
const maxSearch = 200

// findKey names the accelerator of the search box on this system.
func findKey() string {
	if runtime.GOOS == "darwin" {
		return "Cmd+F"
	}
	return "Ctrl+F"
}
