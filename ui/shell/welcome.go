package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// welcome is the first page of the first run: language, look, how to begin.
type welcome struct {
	s     *Shell
	first *form.Button
}

func newWelcome(s *Shell) *welcome { return &welcome{s: s} }

func (w *welcome) build() fyne.CanvasObject {
	s, b := w.s, w.s.p.Book
	var langs, themes []fyne.CanvasObject
	for _, l := range text.Langs() {
		langs = append(langs, w.choice("shell.lang."+string(l)))
	}
	for _, id := range themeIDs() {
		themes = append(themes, w.choice(id))
	}
	parts := []fyne.CanvasObject{
		s.heading("welcome.title", b.T("shell.welcome.title")),
		s.near(s.note("welcome.lang", b.T("shell.welcome.lang")), container.NewHBox(langs...)),
		s.near(s.note("welcome.theme", b.T("shell.welcome.theme")), container.NewHBox(themes...)),
		s.heading("welcome.how", b.T("shell.welcome.how")),
	}
	for i, way := range []struct {
		id, icon string
		kind     form.Kind
		run      func()
	}{
		{"sample", "science", form.Primary, func() { s.show(newMaking(s)) }},
		{"agency", "storage", form.Plain, func() { s.show(newAgencyPage(s)) }},
		{"hub", "hub", form.Plain, func() { s.show(newConnect(s, newWelcomeStage)) }},
	} {
		key := "shell.welcome." + way.id
		button := form.NewButton(form.ButtonParams{ID: "welcome." + way.id, Text: b.T(key), Icon: look.Icon(way.icon),
			Kind: way.kind, Keys: s.Key, Run: way.run})
		if i == 0 {
			w.first = button
		}
		parts = append(parts, s.near(container.NewHBox(button), s.note("welcome."+way.id+".text", b.T(key+".text"))))
	}
	return &fyne.Container{Layout: stack{s, 2}, Objects: parts}
}

// choice is a button of a language or look; the one that counts is marked.
func (w *welcome) choice(id string) fyne.CanvasObject {
	c, _ := w.s.cmds.Find(id)
	p := form.ButtonParams{ID: "welcome." + id, Text: c.Title(), Keys: w.s.Key, Run: func() { w.s.cmds.Run(id) }}
	if c.Checked() {
		p.Icon = look.Icon("check")
	}
	return form.NewButton(p)
}

func newWelcomeStage(s *Shell) stage { return newWelcome(s) }

func (w *welcome) focus() fyne.Focusable { return w.first }
func (w *welcome) escape() bool          { return false }
func (w *welcome) leave()                {}
