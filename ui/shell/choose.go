package shell

import (
	"os"
	"runtime"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"trastienda/ui/look"
	"trastienda/ui/text"
)

const zoomStep = 10

// recall takes what was remembered and what the command line says; the
// command line counts for this run only.
func (s *Shell) recall() {
	choice, zoom := look.Choice(s.prefs.Theme), s.prefs.Zoom
	if choice == "" {
		choice = look.System
	}
	if s.p.Theme != "" {
		choice = s.p.Theme
	}
	s.p.Look.SetChoice(choice)
	if zoom == 0 {
		zoom = look.ZoomNormal
	}
	s.p.Look.SetZoom(zoom)
	s.zoom = s.p.Look.Zoom()
	s.p.Look.SetDensity(look.Density(s.prefs.Density))
	l := text.Lang(s.prefs.Lang)
	if l == "" {
		l = systemLang(os.Getenv, lang.SystemLocale)
	}
	if s.p.Lang != "" {
		l = s.p.Lang
	}
	s.p.Book.Set(l)
}

// systemLang is the language offered first: that of the system where we have
// it, else the one of the agencies the program is made for. A Unix without a
// locale is reported as English by Fyne, but nobody chose that.
func systemLang(env func(string) string, locale func() fyne.Locale) text.Lang {
	if runtime.GOOS != "windows" && runtime.GOOS != "darwin" {
		set := ""
		for _, name := range []string{"LANG", "LC_MESSAGES", "LC_ALL"} {
			if v := env(name); v != "" {
				set = v
			}
		}
		if base, _, _ := strings.Cut(set, "."); base == "" || base == "C" || base == "POSIX" {
			return text.ES
		}
	}
	switch code, _, _ := strings.Cut(string(locale()), "-"); code {
	case "pt":
		return text.PT
	case "en":
		return text.EN
	}
	return text.ES
}

// Lang is the language of the window.
func (s *Shell) Lang() text.Lang { return s.p.Book.Lang() }

// ChooseLang changes the language of every text, and remembers it.
func (s *Shell) ChooseLang(l text.Lang) {
	s.prefs.Lang = string(l)
	s.save()
	s.p.Book.Set(l) // calls langChanged when it is another one
}

// langChanged writes every text of the window again. Toasts are words that were
// said once: those of another language go.
func (s *Shell) langChanged() {
	s.toasts.clear()
	s.redraw()
}

// Theme is the look that was chosen.
func (s *Shell) Theme() look.Choice { return s.p.Look.Choice() }

// ChooseTheme changes the look, and remembers it.
func (s *Shell) ChooseTheme(c look.Choice) {
	s.prefs.Theme = string(c)
	s.save()
	s.p.Look.SetChoice(c)
	s.p.App.Settings().SetTheme(s.p.Look)
	s.redraw()
}

// Zoom is the size of everything in percent.
func (s *Shell) Zoom() int { return s.zoom }

// SetZoom changes it within look.ZoomLeast and look.ZoomMost, and remembers it.
func (s *Shell) SetZoom(percent int) {
	s.p.Look.SetZoom(percent)
	s.zoom = s.p.Look.Zoom()
	s.prefs.Zoom = s.zoom
	s.save()
	s.p.App.Settings().SetTheme(s.p.Look)
	s.redraw()
}

// Density is how close the rows of lists stand.
func (s *Shell) Density() look.Density { return s.p.Look.Density() }

// ChooseDensity changes it, and remembers it.
func (s *Shell) ChooseDensity(d look.Density) {
	s.p.Look.SetDensity(d)
	s.prefs.Density = string(d)
	s.save()
	s.p.App.Settings().SetTheme(s.p.Look)
	s.redraw()
}

// redraw makes menus, frame, stage and page anew after a change of language
// or look. The keyboard stays where it is unless the thing itself is gone.
func (s *Shell) redraw() {
	switch {
	case s.frame != nil:
		s.redrawPage()
		s.frame.refresh()
	case s.stage != nil:
		s.drawStage()
	}
	s.cmds.Refresh()
	s.rebuildMenu()
	s.ViewChanged()
}

func (s *Shell) redrawPage() {
	if s.page == nil {
		return
	}
	f := s.Focused()
	if r, ok := s.page.(Rebuilder); ok {
		r.Rebuild()
	}
	s.frame.setPage(s.page)
	if f != nil && !s.frame.nav.owns(f) && !s.toasts.owns(f) { // what had it may be gone
		s.focusPage()
	}
}
