package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
)

// ribbons are the lines above the page that stay: what is made up or
// simulated is said all the time.
type ribbons struct {
	s      *Shell
	object *fyne.Container
	hidden bool // the keychain line was closed
}

func newRibbons(s *Shell) *ribbons {
	r := &ribbons{s: s, object: container.New(layout.NewCustomPaddedVBoxLayout(0))}
	r.refresh()
	return r
}

// refresh makes the lines anew in the language of the moment.
func (r *ribbons) refresh() {
	b, session := r.s.p.Book, r.s.seen
	r.object.Objects = nil
	var marks []string
	note := ""
	switch {
	case session.Sample && session.Simulated:
		marks, note = []string{"sample", "simulated"}, "both"
	case session.Sample:
		marks, note = []string{"sample"}, "sample"
	case session.Simulated:
		marks, note = []string{"simulated"}, "simulated"
	}
	if len(marks) > 0 {
		line := container.NewHBox()
		for _, m := range marks {
			line.Add(container.NewCenter(pill("ribbon."+m, b.T("shell.ribbon."+m), look.ColorWarningTint, look.ColorWarning)))
		}
		line.Add(container.NewCenter(newWords("ribbon.note", b.T("shell.ribbon.note."+note), look.ColorWarning, theme.SizeNameText, false)))
		line.Add(layout.NewSpacer())
		if _, can := r.s.p.Backend.(SampleLeaver); can && session.Sample {
			line.Add(r.button("ribbon.leave", "logout", b.T("shell.leavesample.do"), func() { r.s.cmds.Run("shell.leavesample") }))
		}
		r.object.Add(r.line(look.ColorPendingRow, line))
	}
	if session.NotKept && !r.hidden {
		line := container.NewHBox(
			container.NewCenter(newWords("ribbon.notkept", b.T("shell.ribbon.notkept"), look.ColorInfo, theme.SizeNameText, false)),
			layout.NewSpacer(),
			r.button("ribbon.close", "close", b.T("shell.close"), func() { r.hidden = true; r.s.frame.refresh() }))
		r.object.Add(r.line(look.ColorInfoTint, line))
	}
	r.object.Refresh()
}

func (r *ribbons) button(id, icon, text string, tap func()) fyne.CanvasObject {
	n := newNavItem(id, icon, tap, r.s.Key)
	n.text, n.low = text, true
	return n
}

func (r *ribbons) line(color fyne.ThemeColorName, o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(newFill(color, ""), &fyne.Container{Layout: inset{r.s, 1, 0.25}, Objects: []fyne.CanvasObject{o}})
}

// pill is a word on a tint.
func pill(id, text string, tint, color fyne.ThemeColorName) fyne.CanvasObject {
	return container.NewStack(newFill(tint, theme.SizeNameSelectionRadius),
		container.New(layout.NewCustomPaddedLayout(1, 1, 6, 6), newWords(id, text, color, look.SizeCaption, true)))
}
