package exceptions

import (
	"fyne.io/fyne/v2"

	"trastienda/ui/piece"
)

// fact is a label and its value; wrong says that it differs, in words.
type fact struct{ id, label, value, wrong string }

// facts are two columns of them.
func facts(list ...fact) *fyne.Container {
	all := make([]piece.Fact, len(list))
	for i, f := range list {
		all[i] = piece.Fact{ID: f.id, Label: f.label, Value: f.value, Wrong: f.wrong}
	}
	return piece.Facts(all...)
}
