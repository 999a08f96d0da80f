package shell

import "fyne.io/fyne/v2"

// watchFront follows whether the window is in front, which Fyne says when the
// keyboard comes to the window and goes from it.
func (s *Shell) watchFront() {
	life := s.p.App.Lifecycle()
	life.SetOnEnteredForeground(func() { s.behind = false })
	life.SetOnExitedForeground(func() { s.behind = true })
}

// Notify shows a notification of the operating system while the window is not
// in front: somebody who looks at the window sees it there. Any goroutine may
// call it; the system, which may take its time, is asked beside the window.
func (s *Shell) Notify(title, text string) {
	s.p.Do(func() {
		if s.behind {
			s.beside(func() { s.p.App.SendNotification(fyne.NewNotification(title, text)) })
		}
	})
}
