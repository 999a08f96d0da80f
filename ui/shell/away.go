package shell

import "strings"

// Hider is a page that is not always there: while Away it stands in no
// navigation and no menu, unless it is the page that is shown. Open shows it
// all the same. It tells of a change by BadgesChanged.
type Hider interface{ Away() bool }

// Noticer is a page with something to say in the status bar, beside the
// connection; a click on it opens the page. "" is nothing. It tells of a change
// by BadgesChanged.
type Noticer interface{ Notice() string }

// away tells whether a page has no place at this moment.
func (s *Shell) away(p Page) bool {
	h, ok := p.(Hider)
	return ok && p != s.page && h.Away()
}

// pagesMoved makes the commands of the pages anew when one came or went.
func (s *Shell) pagesMoved() {
	var ids []string
	for _, p := range s.pages {
		if s.away(p) {
			ids = append(ids, p.ID())
		}
	}
	if now := strings.Join(ids, " "); now != s.gone {
		s.gone = now
		s.setPageCommands()
	}
}

// notice is the first page with something to say.
func (s *Shell) notice() (Page, string) {
	for _, p := range s.pages {
		if n, ok := p.(Noticer); ok && n.Notice() != "" {
			return p, n.Notice()
		}
	}
	return nil, ""
}

// openNotice shows the page of the notice.
func (s *Shell) openNotice() {
	if p, _ := s.notice(); p != nil {
		s.Open(p.ID())
	}
}

// showNotice shows what a page has to say.
func (st *status) showNotice() {
	_, words := st.s.notice()
	st.notice.text = words
	st.notice.Hidden = words == ""
	st.notice.Refresh()
}
