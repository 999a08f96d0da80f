package shell

import (
	"time"

	"fyne.io/fyne/v2"

	"trastienda/ui/form"
	"trastienda/ui/look"
)

// Toasts on the screen at once, and how long one stays.
const (
	toastsMost = 3
	toastTime  = 10 * time.Second
)

// Toast is a short message at the lower left of the page that goes by itself:
// how something ended that the user need not answer. ID names it for the probe
// ("toast.<id>"); a toast with the ID of one on the screen replaces it. Action
// ("Deshacer", "Ver") and Do are a button that closes the toast and runs Do;
// without an Action there is none. More and DoMore are a second one beside it.
type Toast struct {
	ID, Text string
	Tone     look.Tone
	Action   string
	Do       func()
	More     string
	DoMore   func()
}

// toasts are the messages on the screen, the newest last.
type toasts struct {
	s      *Shell
	list   []*toastView
	object *fyne.Container
	after  func(time.Duration, func()) // runs f later, on any goroutine
}

func newToasts(s *Shell) *toasts {
	t := &toasts{s: s, after: func(d time.Duration, f func()) { time.AfterFunc(d, f) }}
	t.object = &fyne.Container{Layout: toastColumn{s}}
	return t
}

// Toast shows a message over the page for ten seconds, longer while the mouse
// or the keyboard is on it; it never takes the keyboard. There are pages to
// show it on only in a session: outside one it is dropped.
func (s *Shell) Toast(t Toast) {
	if s.frame == nil {
		return
	}
	l := s.toasts
	had := l.owns(s.Focused())
	l.drop(func(v *toastView) bool { return v.t.ID == t.ID })
	if len(l.list) == toastsMost {
		old := l.oldest()
		l.drop(func(v *toastView) bool { return v == old })
	}
	v := newToastView(l, t)
	l.list = append(l.list, v)
	l.changed()
	if had && !l.owns(s.Focused()) && s.page != nil {
		s.focusPage() // a key must not run what is no longer on the screen
	}
	l.wait(v)
}

// oldest is the toast that makes room for a new one: the oldest that nobody
// is at.
func (l *toasts) oldest() *toastView {
	for _, v := range l.list {
		if !v.held() {
			return v
		}
	}
	return l.list[0]
}

// wait takes a toast away when its time is over. Nobody reads what a dialog
// covers, so that time does not count.
func (l *toasts) wait(v *toastView) {
	l.after(toastTime, func() {
		l.s.p.Do(func() {
			switch {
			case v.gone:
			case v.held() || l.s.modal():
				l.wait(v)
			default:
				l.close(v)
			}
		})
	})
}

// close takes one toast away; a keyboard that was on it goes to the page.
func (l *toasts) close(v *toastView) {
	had := v.owns(l.s.Focused())
	l.drop(func(x *toastView) bool { return x == v })
	l.changed()
	if had && l.s.frame != nil && l.s.page != nil {
		l.s.focusPage()
	}
}

func (l *toasts) drop(which func(*toastView) bool) {
	var kept []*toastView
	for _, v := range l.list {
		if which(v) {
			v.gone = true
			continue
		}
		kept = append(kept, v)
	}
	l.list = kept
}

// clear takes all away: they belong to the session.
func (l *toasts) clear() {
	l.drop(func(*toastView) bool { return true })
	l.changed()
}

// changed shows the list as it is now.
func (l *toasts) changed() {
	l.object.Objects = nil
	for _, v := range l.list {
		l.object.Objects = append(l.object.Objects, v)
	}
	l.object.Refresh()
	l.s.ViewChanged()
}

// redraw takes colours, sizes and the names of the buttons again.
func (l *toasts) redraw() {
	for _, v := range l.list {
		v.close.SetTip(l.s.p.Book.T("shell.close"))
		v.Refresh()
	}
	l.object.Refresh()
}

// first is what F6 gives the keyboard to: the newest toast.
func (l *toasts) first() fyne.Focusable {
	if len(l.list) == 0 {
		return nil
	}
	v := l.list[len(l.list)-1]
	if v.action != nil {
		return v.action
	}
	return v.close
}

func (l *toasts) owns(f fyne.Focusable) bool {
	for _, v := range l.list {
		if v.owns(f) {
			return true
		}
	}
	return false
}

// keys are those of a toast that has the keyboard: Esc takes it away.
func (v *toastView) keys(e *fyne.KeyEvent) bool {
	if e.Name == fyne.KeyEscape || e.Name == fyne.KeyDelete {
		v.all.close(v)
		return true
	}
	return v.all.s.Key(e)
}

// run closes the toast first: what it does may show the next one.
func (v *toastView) run(do func()) {
	if v.gone {
		return
	}
	v.all.close(v)
	if do != nil {
		do()
	}
}

func (v *toastView) owns(f fyne.Focusable) bool {
	b, ok := f.(*form.Button)
	return ok && b != nil && (b == v.action || b == v.more || b == v.close)
}

// held tells whether somebody is at the toast.
func (v *toastView) held() bool {
	return v.hovered || v.close.Hovered() || v.action != nil && v.action.Hovered() || v.more != nil && v.more.Hovered() || v.owns(v.all.s.Focused())
}
