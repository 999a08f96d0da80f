package shell

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"trastienda/ui/command"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

func key(name fyne.KeyName, more fyne.KeyModifier) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: name, Modifier: command.Modifier | more}
}

// title gives the text of a key in the language of the moment.
func (s *Shell) title(key string) func() string {
	return func() string { return s.p.Book.T(key) }
}

// inSession refuses a command while there are no pages.
func (s *Shell) inSession() (bool, string) { return s.frame != nil, "" }

// commands are those of the window itself.
func (s *Shell) commands() []command.Command {
	var all []command.Command
	all = append(all, s.editCommands()...)
	all = append(all, s.viewCommands()...)
	all = append(all, s.choices()...)
	all = append(all, s.personaCommands()...)
	all = append(all, s.syncCommands()...)
	all = append(all, s.helpCommands()...)
	return append(all, s.fileCommands()...)
}

func (s *Shell) fileCommands() []command.Command {
	return []command.Command{
		s.passwordCommand(),
		{ID: "shell.signout", Title: s.title("shell.signout"), Icon: look.Icon("logout"), Menu: command.File, Run: s.signOut,
			Enabled: func() (bool, string) { return s.frame != nil && !s.seen.Sample, "" }},
		{ID: "shell.leavesample", Title: s.title("shell.leavesample.do"), Icon: look.Icon("logout"), Menu: command.File, Run: s.leaveSample,
			Enabled: func() (bool, string) {
				_, can := s.p.Backend.(SampleLeaver)
				return can && s.frame != nil && s.seen.Sample, ""
			}},
		{ID: "shell.quit", Title: s.title("shell.quit"), Menu: command.File, Shortcut: key(fyne.KeyQ, 0), Run: s.Quit, UnderModal: true},
	}
}

// editCommands hand the editing keys on to the field that has the focus, also
// in a dialog.
func (s *Shell) editCommands() []command.Command {
	clip := s.p.App.Clipboard()
	edits := []struct {
		id, icon string
		shortcut fyne.Shortcut
	}{
		{"shell.undo", "undo", &fyne.ShortcutUndo{}},
		{"shell.redo", "redo", &fyne.ShortcutRedo{}},
		{"shell.cut", "content_cut", &fyne.ShortcutCut{Clipboard: clip}},
		{"shell.copy", "content_copy", &fyne.ShortcutCopy{Clipboard: clip}},
		{"shell.paste", "content_paste", &fyne.ShortcutPaste{Clipboard: clip}},
		{"shell.selectall", "select_all", &fyne.ShortcutSelectAll{}},
	}
	var all []command.Command
	for _, e := range edits {
		all = append(all, command.Command{ID: e.id, Title: s.title(e.id), Icon: look.Icon(e.icon), Menu: command.Edit,
			Shortcut: e.shortcut, Run: func() { s.forward(e.shortcut) }, UnderModal: true})
	}
	return all
}

func (s *Shell) viewCommands() []command.Command {
	ctrlShift := fyne.KeyModifierShift
	return []command.Command{
		{ID: "shell.refresh", Title: s.title("shell.refresh"), Icon: look.Icon("refresh"), Menu: command.View, Shortcut: key(fyne.KeyR, 0),
			Keys: []fyne.KeyName{fyne.KeyF5}, Enabled: func() (bool, string) { return s.page != nil, "" }, Run: func() { s.page.Refresh() }},
		{ID: "shell.nav", Title: s.title("shell.nav"), Menu: command.View, Shortcut: key(fyne.KeyB, 0), Enabled: s.inSession,
			Checked: func() bool { return s.frame != nil && !s.frame.folded() }, Run: func() { s.frame.toggleNav() }},
		{ID: "shell.zoom.in", Title: s.title("shell.zoom.in"), Icon: look.Icon("zoom_in"), Menu: command.View, Shortcut: key(fyne.KeyPlus, 0),
			Also:    []fyne.Shortcut{key(fyne.KeyEqual, 0), key(fyne.KeyEqual, ctrlShift), key(fyne.KeyPlus, ctrlShift)},
			Enabled: func() (bool, string) { return s.zoom < look.ZoomMost, "" }, Run: func() { s.SetZoom(s.zoom + zoomStep) }},
		{ID: "shell.zoom.out", Title: s.title("shell.zoom.out"), Icon: look.Icon("zoom_out"), Menu: command.View, Shortcut: key(fyne.KeyMinus, 0),
			Enabled: func() (bool, string) { return s.zoom > look.ZoomLeast, "" }, Run: func() { s.SetZoom(s.zoom - zoomStep) }},
		{ID: "shell.zoom.normal", Title: s.title("shell.zoom.normal"), Menu: command.View, Shortcut: key(fyne.Key0, 0),
			Run: func() { s.SetZoom(look.ZoomNormal) }},
	}
}

func (s *Shell) langIDs() []string {
	var ids []string
	for _, l := range text.Langs() {
		ids = append(ids, "shell.lang."+string(l))
	}
	return ids
}

func themeIDs() []string {
	return []string{"shell.theme.light", "shell.theme.dark", "shell.theme.system"}
}

// choices are the languages, densities and looks, each a command with a mark.
func (s *Shell) choices() []command.Command {
	var all []command.Command
	for _, l := range text.Langs() {
		id := "shell.lang." + string(l)
		all = append(all, command.Command{ID: id, Title: s.title(id), Menu: menuLang, Run: func() { s.ChooseLang(l) },
			Checked: func() bool { return s.p.Book.Lang() == l }})
	}
	for _, d := range []look.Density{look.Compact, look.Normal, look.Large} {
		id := "shell.density." + string(d)
		all = append(all, command.Command{ID: id, Title: s.title(id), Menu: menuDensity, Run: func() { s.ChooseDensity(d) },
			Checked: func() bool { return s.p.Look.Density() == d }})
	}
	for i, c := range []look.Choice{look.Light, look.Dark, look.System} {
		id := themeIDs()[i]
		all = append(all, command.Command{ID: id, Title: s.title(id), Menu: menuTheme, Run: func() { s.ChooseTheme(c) },
			Checked: func() bool { return s.p.Look.Choice() == c }})
	}
	return all
}

func (s *Shell) syncCommands() []command.Command {
	return []command.Command{{ID: "shell.sync", Title: s.title("shell.sync"), Icon: look.Icon("sync_alt"), Menu: command.Sync,
		Shortcut: key(fyne.KeyR, fyne.KeyModifierShift), Enabled: s.canSync, Run: s.syncNow}}
}

func (s *Shell) helpCommands() []command.Command {
	return []command.Command{
		{ID: "shell.shortcuts", Title: s.title("shell.shortcuts"), Icon: look.Icon("keyboard"), Menu: command.Help,
			Keys: []fyne.KeyName{fyne.KeyF1}, Run: s.showShortcuts},
		{ID: "shell.palette", Title: s.title("shell.palette"), Icon: look.Icon("search"), Menu: command.Help,
			Shortcut: key(fyne.KeyK, 0), Run: s.showPalette},
		{ID: "shell.diagnosis", Title: s.title("shell.diagnosis"), Icon: look.Icon("save"), Menu: command.Help,
			Enabled: func() (bool, string) { return s.p.Diagnosis != nil, "" }, Run: s.saveDiagnosis},
		{ID: "shell.about", Title: s.title("shell.about"), Icon: look.Icon("info"), Menu: command.Help, Run: s.showAbout},
		{ID: "shell.probe", Title: s.title("shell.probe"), Menu: command.Help, Hidden: true, UnderModal: true,
			Shortcut: key(fyne.KeyF12, fyne.KeyModifierShift), Enabled: func() (bool, string) { return s.p.Probe != "", "" },
			Run: func() { s.prober.now() }},
	}
}

// pageCommands open the pages: Ctrl+1 … Ctrl+9.
func (s *Shell) pageCommands() []command.Command {
	var all []command.Command
	for i, p := range s.pages {
		if s.away(p) {
			continue
		}
		c := command.Command{ID: "shell.page." + p.ID(), Title: p.NavTitle, Icon: look.Icon(p.Icon()), Menu: menuPages,
			Checked: func() bool { return s.page == p }, Run: func() { s.Open(p.ID()) }}
		if i < 9 {
			c.Shortcut = key(fyne.KeyName(strconv.Itoa(i+1)), 0)
		}
		all = append(all, c)
	}
	return all
}
