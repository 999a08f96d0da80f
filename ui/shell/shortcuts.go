package shell

import (
	"runtime"

	"fyne.io/fyne/v2"

	"trastienda/ui/command"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// shortcut is one line of the sheet: what it does and its keys.
type shortcut struct{ id, title, keys string }

// showShortcuts shows every key there is: the commands that have one, from the
// table itself, and the keys of lists, which need no command.
func (s *Shell) showShortcuts() {
	b := s.p.Book
	box := s.near()
	section := func(title string, lines []shortcut) {
		head := form.NewWords(b.T(title))
		head.Bold, head.ID = true, title
		box.Add(head)
		for _, l := range lines {
			box.Add(s.shortcutLine(l))
		}
	}
	section("shell.shortcut.program", s.programKeys())
	section("shell.shortcut.rows", s.rowKeys())
	section("shell.shortcut.heads", s.headKeys())
	s.inform("shell.shortcuts", b.T("shell.shortcuts"), box) // the dialog scrolls, by keys too
}

func (s *Shell) programKeys() []shortcut {
	var lines []shortcut
	for _, c := range s.cmds.All() {
		if keys := command.KeysText(c); keys != "" && !c.Hidden {
			lines = append(lines, shortcut{c.ID, c.Title(), keys})
		}
	}
	return append(lines, s.named("pane", "F6 / Shift+F6"), s.named("back", "Esc"))
}

// named is a line whose words are in the texts of the sheet.
func (s *Shell) named(id, keys string) shortcut {
	return shortcut{id, s.p.Book.T("shell.shortcut." + id), keys}
}

// modifier is what Ctrl is called on the keyboard here.
func modifier() string {
	if runtime.GOOS == "darwin" {
		return "Cmd"
	}
	return "Ctrl"
}

// rowKeys are the keys of a list that has the keyboard.
func (s *Shell) rowKeys() []shortcut {
	b := s.p.Book
	return []shortcut{
		s.named("row.move", "↑ / ↓"),
		s.named("row.page", b.T("shell.key.page")),
		s.named("row.ends", b.T("shell.key.ends")),
		s.named("row.extend", "Shift+↑ / Shift+↓"),
		s.named("row.walk", modifier()+"+↑ / "+modifier()+"+↓"),
		s.named("row.toggle", b.T("shell.key.space")),
		s.named("row.open", "Enter"),
		s.named("row.clear", "Esc"),
		s.named("row.menu", b.T("shell.key.menu")+" / Shift+F10"),
		s.named("row.jump", b.T("shell.key.letters")),
		s.named("row.group", "← / →"),
	}
}

// headKeys are the keys of the headings of a list.
func (s *Shell) headKeys() []shortcut {
	b := s.p.Book
	return []shortcut{
		s.named("head.move", "← / →"),
		s.named("head.sort", "Enter"),
		s.named("head.add", "Shift+Enter"),
		s.named("head.width", modifier()+"+← / "+modifier()+"+→"),
		s.named("head.place", modifier()+"+Shift+← / "+modifier()+"+Shift+→"),
		s.named("head.hide", b.T("shell.key.delete")),
		s.named("head.rows", "↓"),
	}
}

// shortcutLine lays a line out in two columns whose texts wrap.
func (s *Shell) shortcutLine(l shortcut) fyne.CanvasObject {
	title, keys := form.NewWords(l.title), form.NewWords(l.keys)
	title.ID = "shortcut." + l.id
	keys.ID, keys.Color = "shortcut."+l.id+".keys", look.ColorMuted
	return &fyne.Container{Layout: twoColumns{s}, Objects: []fyne.CanvasObject{title, keys}}
}

// twoColumns gives three fifths to what a key does and the rest to the key.
type twoColumns struct{ s *Shell }

func (c twoColumns) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, max(o[0].MinSize().Height, o[1].MinSize().Height))
}

func (c twoColumns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	gap := c.s.p.Look.Size(look.SizeGap)
	left := (size.Width - gap) * 3 / 5
	o[0].Resize(fyne.NewSize(left, size.Height))
	o[1].Resize(fyne.NewSize(size.Width-gap-left, size.Height))
	o[1].Move(fyne.NewPos(left+gap, 0))
}
