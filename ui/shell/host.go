package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Open shows a page of the session.
func (s *Shell) Open(id string) {
	if s.frame == nil {
		return
	}
	var next Page
	for _, p := range s.pages {
		if p.ID() == id {
			next = p
		}
	}
	if next == nil || next == s.page {
		s.cmds.Refresh()
		s.rebuildMenu()
		s.ViewChanged()
		return
	}
	if s.page != nil {
		s.page.Hidden()
	}
	s.page = next
	s.SetSelection("")
	s.pagesMoved()
	if err := s.cmds.Set("page", next.Commands()); err != nil {
		s.p.Log.Error("commands of page", "page", id, "error", err)
	}
	s.frame.setPage(next)
	next.Shown()
	if s.prefs.Page != id {
		s.prefs.Page = id
		s.save()
	}
	s.rebuildMenu()
	s.focusPage()
	s.ViewChanged()
}

// PageID is the page that is shown, empty outside a session.
func (s *Shell) PageID() string {
	if s.page == nil {
		return ""
	}
	return s.page.ID()
}

// BadgesChanged shows the numbers of the navigation again.
func (s *Shell) BadgesChanged() {
	if s.frame != nil {
		s.pagesMoved()
		s.frame.nav.refresh()
		s.frame.status.refresh()
	}
}

// focusPage gives the keyboard to the first thing of the page that takes it.
// The focus order is that of the object tree, navigation first.
func (s *Shell) focusPage() {
	if panes := s.panes(); len(panes) > 0 {
		s.win.Canvas().Focus(panes[0])
		return
	}
	s.win.Canvas().Focus(s.frame.nav.last())
	s.win.Canvas().FocusNext()
}

// panes are the panes of the page that can take the keyboard now.
func (s *Shell) panes() []fyne.Focusable {
	var panes []fyne.Focusable
	if p, ok := s.page.(Paner); ok {
		for _, f := range p.Panes() {
			if focusable(f) {
				panes = append(panes, f)
			}
		}
	}
	return panes
}

// nextPane moves the keyboard through the navigation, the panes of the page
// and the toasts; step is 1 or -1. Something between two panes counts for the
// first.
func (s *Shell) nextPane(step int) {
	if s.frame == nil || s.page == nil {
		return
	}
	panes := s.panes()
	last := max(1, len(panes)) // the navigation is number 0
	count := 1 + last
	if s.toasts.first() != nil {
		count++
	}
	at := 0
	if f := s.Focused(); s.toasts.owns(f) {
		at = last + 1
	} else if f != nil && !s.frame.nav.owns(f) {
		at = 1
		for i, p := range panes {
			if p == f {
				at = i + 1
			}
		}
	}
	switch next := (at + step + count) % count; {
	case next == 0:
		s.win.Canvas().Focus(s.frame.nav.current(s.page.ID()))
	case next > last:
		s.win.Canvas().Focus(s.toasts.first())
	case len(panes) == 0:
		s.focusPage()
	default:
		s.win.Canvas().Focus(panes[next-1])
	}
	s.ViewChanged()
}

func shiftDown() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

func focusable(f fyne.Focusable) bool {
	if d, ok := f.(fyne.Disableable); ok && d.Disabled() {
		return false
	}
	o, ok := f.(fyne.CanvasObject)
	return !ok || o.Visible()
}
