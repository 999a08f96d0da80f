package shell

import (
	"fyne.io/fyne/v2"

	"trastienda/ui/form"
	"trastienda/ui/look"
)

// newRow is a field with its label above and the line about it below.
func newRow(s *Shell, label string, f form.Field) fyne.CanvasObject {
	name := form.NewWords(label)
	name.TextSize, name.Color = look.SizeCaption, look.ColorMuted
	note := form.NewWords("")
	note.ID = f.ProbeID() + ".note"
	note.Hide()
	shown := form.Note{}
	show := func() {
		n := f.Note()
		if shown == n {
			return
		}
		shown = n
		note.Color = look.ColorMuted
		if n.Error {
			note.Color = look.ColorError
		}
		note.Hidden = n.Text == ""
		note.SetText(n.Text)
		s.lay()
	}
	f.OnNote(show)
	show()
	return &fyne.Container{Layout: stack{s, 0.25}, Objects: []fyne.CanvasObject{name, f, note}}
}
