package shell

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// dialog shows a dialog of the shell over the window.
func (s *Shell) dialog(p dialog.Params) *dialog.Dialog {
	p.Window = s.win
	d := dialog.Show(p)
	s.ViewChanged()
	return d
}

// ShowError shows an error in words with a button to close it.
func (s *Shell) ShowError(err error) {
	e := Explain(s.p.Book, err)
	s.inform("shell.error", e.Title, s.explained(e))
}

// Explain puts an error into words of the language of the moment.
func (s *Shell) Explain(err error) Explanation { return Explain(s.p.Book, err) }

// explained lays out what an error means, what to do, and the code to quote.
func (s *Shell) explained(e Explanation) fyne.CanvasObject {
	box := container.NewVBox()
	for _, part := range []struct {
		id, text string
		color    fyne.ThemeColorName
	}{
		{"error.text", e.Text, theme.ColorNameForeground}, {"error.do", e.Do, theme.ColorNameForeground}, {"error.quote", e.Quote, look.ColorMuted},
	} {
		if part.text != "" {
			w := form.NewWords(part.text)
			w.ID, w.Color = part.id, part.color
			box.Add(w)
		}
	}
	return box
}

// inform shows something to read and to close.
func (s *Shell) inform(id, title string, content fyne.CanvasObject) {
	s.dialog(dialog.Params{ID: id, Title: title, Content: content,
		Buttons: []dialog.Button{{ID: "close", Text: s.p.Book.T("shell.close"), Kind: dialog.Primary}},
		Cancel:  0, Default: 0, Focus: 0, CtrlEnter: dialog.None})
}

// showAbout says the version and whose works are inside.
func (s *Shell) showAbout() {
	b := s.p.Book
	box := container.NewVBox()
	for i, t := range []string{
		b.T("shell.about.version", "version", s.p.Version, "system", runtime.GOOS+"/"+runtime.GOARCH),
		b.T("shell.about.what"), b.T("shell.about.font"), b.T("shell.about.icons"), b.T("shell.about.kit"),
	} {
		w := form.NewWords(t)
		w.ID = []string{"about.version", "about.what", "about.font", "about.icons", "about.kit"}[i]
		box.Add(w)
	}
	s.inform("shell.about", appName, box)
}
