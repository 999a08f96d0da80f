package shell

import "fyne.io/fyne/v2"

// Key is the router of every key that nothing else took: fields and grids
// forward here, and the canvas when nothing has the focus. Under a dialog it
// takes nothing, the dialog has its own keys.
func (s *Shell) Key(e *fyne.KeyEvent) bool {
	if s.modal() {
		return false
	}
	if s.page != nil && s.page.Key(e) {
		return true
	}
	if s.cmds.Key(e.Name) {
		return true
	}
	switch e.Name {
	case fyne.KeyF6:
		step := 1
		if shiftDown() {
			step = -1
		}
		s.nextPane(step)
		return true
	case fyne.KeyEscape:
		if s.frame != nil && s.page != nil {
			s.focusPage()
			return true
		}
		return s.stage != nil && s.stage.escape()
	}
	return false
}

// forward gives an editing shortcut of the menu to what has the focus. A menu
// item with such a shortcut takes the keys away from the field otherwise.
func (s *Shell) forward(sc fyne.Shortcut) {
	if f, ok := s.Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(sc)
	}
}
