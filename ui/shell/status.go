package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
)

// status is the bar at the bottom: connection, task, selection.
type status struct {
	s         *Shell
	object    *fyne.Container
	icon      *widget.Icon
	conn      *words
	notice    *navItem
	signIn    *navItem
	task      *words
	cancel    *navItem
	selection *words
}

func newStatus(s *Shell) *status {
	st := &status{s: s, icon: widget.NewIcon(nil)}
	st.conn = newWords("status.connection", "", theme.ColorNameForeground, theme.SizeNameText, false)
	st.task = newWords("status.task", "", theme.ColorNameForeground, theme.SizeNameText, false)
	st.task.short = true
	st.selection = newWords("status.selection", "", theme.ColorNameForeground, theme.SizeNameText, true)
	st.signIn = newNavItem("status.signin", "login", s.askSignIn, s.Key)
	st.cancel = newNavItem("status.cancel", "cancel", s.cancelTask, s.Key)
	st.notice = newNavItem("status.notice", "send", s.openNotice, s.Key)
	st.signIn.low, st.cancel.low, st.notice.low = true, true, true
	st.signIn.Hide()
	st.cancel.Hide()
	left := container.NewHBox(iconBox(s, st.icon), container.NewCenter(st.conn), st.notice, st.signIn)
	right := container.NewHBox(st.cancel, container.NewCenter(st.selection))
	row := container.NewBorder(nil, nil, left, right, &fyne.Container{Layout: middle{}, Objects: []fyne.CanvasObject{&fyne.Container{Layout: inset{s, 2, 0}, Objects: []fyne.CanvasObject{st.task}}}})
	st.object = container.NewStack(newFill(look.ColorNav, ""), &fyne.Container{Layout: inset{s, 1, 0.5}, Objects: []fyne.CanvasObject{row}})
	st.refresh()
	return st
}

// refresh takes every text again.
func (st *status) refresh() {
	b := st.s.p.Book
	icon, color := "cloud_done", look.ColorSuccess
	switch st.s.conn.State {
	case Connecting, Syncing:
		icon, color = "cloud_sync", look.ColorInfo
	case Offline:
		icon, color = "cloud_off", look.ColorWarning
	case SignedOut:
		icon, color = "lock", look.ColorWarning
	}
	st.icon.SetResource(look.IconIn(icon, color))
	st.conn.set(st.s.connectionText())
	st.signIn.text = b.T("shell.signin.do")
	st.signIn.Hidden = st.s.conn.State != SignedOut
	st.cancel.text = b.T("shell.cancel")
	st.signIn.Refresh()
	st.showNotice()
	st.showTask()
}

// showTask shows the newest task and what can be done about it.
func (st *status) showTask() {
	t := st.s.newestTask()
	st.task.set(st.s.tasksText())
	st.cancel.Hidden = t == nil || t.cancel == nil || t.cancelled
	st.cancel.Refresh()
	st.object.Refresh()
}

// connectionText is the state in words, with the last sync as far as it is known.
func (s *Shell) connectionText() string {
	b := s.p.Book
	state := b.T([]string{"shell.conn.connecting", "shell.conn.online", "shell.conn.syncing", "shell.conn.offline", "shell.conn.signedout"}[s.conn.State])
	if s.conn.State == Syncing {
		return state
	}
	if s.conn.LastSync.IsZero() {
		if s.conn.State == Connecting {
			return state
		}
		return state + " · " + b.T("shell.conn.never")
	}
	at := b.Clock(s.conn.LastSync)
	if b.Day(s.conn.LastSync) != b.Day(s.p.Clock.Now()) {
		at = b.Moment(s.conn.LastSync)
	}
	return state + " · " + b.T("shell.conn.last", "at", at)
}

// SetConnection shows what is known about the connection. Any goroutine may
// call it.
func (s *Shell) SetConnection(c Connection) { s.p.Do(func() { s.setConnection(c) }) }

func (s *Shell) setConnection(c Connection) {
	if c == s.conn {
		return
	}
	noted := c.Notes != s.conn.Notes
	s.conn = c
	if s.frame != nil {
		if noted {
			s.frame.ribbons.refresh()
			s.frame.object.Refresh()
		}
		s.frame.status.refresh()
		s.cmds.Refresh()
		s.ViewChanged()
	}
}

// SetSelection shows the count and sum of what is selected on the page, "" for
// nothing. The page writes it again after a change of language.
func (s *Shell) SetSelection(text string) {
	if s.frame != nil {
		s.frame.status.selection.set(text)
		s.frame.status.object.Refresh()
	}
}

// middle centres one object in height and gives it the whole width.
type middle struct{}

func (middle) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (middle) Layout(o []fyne.CanvasObject, size fyne.Size) {
	h := o[0].MinSize().Height
	o[0].Move(fyne.NewPos(0, (size.Height-h)/2))
	o[0].Resize(fyne.NewSize(size.Width, h))
}

// inset keeps a margin of x and y gaps around one object.
type inset struct {
	s    *Shell
	x, y float32
}

func (i inset) MinSize(o []fyne.CanvasObject) fyne.Size {
	gap := i.s.p.Look.Size(look.SizeGap)
	return o[0].MinSize().AddWidthHeight(2*i.x*gap, 2*i.y*gap)
}

func (i inset) Layout(o []fyne.CanvasObject, size fyne.Size) {
	gap := i.s.p.Look.Size(look.SizeGap)
	o[0].Move(fyne.NewPos(i.x*gap, i.y*gap))
	o[0].Resize(size.SubtractWidthHeight(2*i.x*gap, 2*i.y*gap))
}

// iconBox gives an icon the size of a line's icon, in the middle.
func iconBox(s *Shell, icon fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCenterLayout(), &fyne.Container{Layout: square{s}, Objects: []fyne.CanvasObject{icon}})
}

type square struct{ s *Shell }

func (q square) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSquareSize(q.s.p.Look.Size(theme.SizeNameInlineIcon))
}

func (q square) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }
