package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
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
	case session.Simulated && session.Mixed:
		marks, note = []string{"simulated"}, "mixed"
	case session.Simulated:
		marks, note = []string{"simulated"}, "simulated"
	}
	if len(marks) > 0 {
		var pills []fyne.CanvasObject
		for _, m := range marks {
			pills = append(pills, pill("ribbon."+m, b.T("shell.ribbon."+m), look.ColorWarningTint, look.ColorWarning))
		}
		r.add(look.ColorPendingRow, pills, ribbonText("ribbon.note", b.T("shell.ribbon.note."+note), look.ColorWarning), r.sampleButtons()...)
	}
	r.addNotes(r.s.conn.Notes)
	if session.NotKept && !r.hidden {
		r.add(look.ColorInfoTint, nil, ribbonText("ribbon.notkept", b.T("shell.ribbon.notkept"), look.ColorInfo),
			r.button("ribbon.close", "close", b.T("shell.close"), func() { r.hidden = true; r.s.frame.refresh() }))
	}
	r.object.Refresh()
}

// addNotes says what is wrong between this computer and the hub, while it is.
func (r *ribbons) addNotes(n HubNotes) {
	b := r.s.p.Book
	say := func(id, words string) {
		r.add(look.ColorPendingRow, nil, ribbonText(id, words, look.ColorWarning))
	}
	if n.Certificate != "" {
		say("ribbon.certificate", b.T("shell.fault."+string(n.Certificate)+".title")+". "+b.T("shell.ribbon.certificate"))
	}
	if n.TooOld {
		say("ribbon.tooold", b.T("shell.tooold"))
	}
	if n.ClockOff != 0 {
		say("ribbon.clock", part.ClockWords(b, n.ClockOff))
	}
}

// sampleButtons are what can be done about the sample: be somebody else of it,
// and leave it.
func (r *ribbons) sampleButtons() []*navItem {
	b, session := r.s.p.Book, r.s.seen
	var buttons []*navItem
	if _, can := r.s.p.Backend.(SampleCast); can && session.Sample {
		var as *navItem
		as = r.button("ribbon.persona", "person", b.T("shell.ribbon.persona", "role", b.T("shell.role."+string(session.Role))), func() { r.pop(as) })
		buttons = append(buttons, as)
	}
	if _, can := r.s.p.Backend.(SampleLeaver); can && session.Sample {
		buttons = append(buttons, r.button("ribbon.leave", "logout", b.T("shell.leavesample.do"), func() { r.s.cmds.Run("shell.leavesample") }))
	}
	return buttons
}

// pop opens the people of the sample below the button.
func (r *ribbons) pop(at *navItem) {
	popup := widget.NewPopUpMenu(r.s.cmds.ContextMenu(r.s.personaIDs()...), r.s.win.Canvas())
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(at)
	popup.ShowAtPosition(pos.AddXY(0, at.Size().Height))
	r.s.win.Canvas().Focus(popup)
	r.s.ViewChanged()
}

func (r *ribbons) button(id, icon, text string, tap func()) *navItem {
	n := newNavItem(id, icon, tap, r.s.Key)
	n.text, n.low = text, true
	return n
}

func ribbonText(id, text string, color fyne.ThemeColorName) *form.Words {
	w := form.NewWords(text)
	w.ID, w.Color = id, color
	return w
}

func (r *ribbons) add(color fyne.ThemeColorName, pills []fyne.CanvasObject, text *form.Words, buttons ...*navItem) {
	l := ribbonLine{s: r.s, pills: pills, text: text, buttons: buttons}
	objects := append([]fyne.CanvasObject{newFill(color, "")}, append(pills, text)...)
	for _, b := range buttons {
		objects = append(objects, b)
	}
	r.object.Add(&fyne.Container{Layout: l, Objects: objects})
}

// ribbonTextLeast is the width of the text, at 100 %, below which buttons show
// their icon only: what the ribbon says counts more than their names.
const ribbonTextLeast = 320

// ribbonLine puts words on a tint at the left, buttons at the right, and
// gives the text what is left: it wraps, because it must be read whole.
type ribbonLine struct {
	s       *Shell
	pills   []fyne.CanvasObject
	text    *form.Words
	buttons []*navItem
}

func (l ribbonLine) MinSize([]fyne.CanvasObject) fyne.Size {
	h := l.text.MinSize().Height
	for _, p := range l.pills {
		h = max(h, p.MinSize().Height)
	}
	for _, b := range l.buttons {
		h = max(h, b.MinSize().Height)
	}
	return fyne.NewSize(0, h+l.s.p.Look.Size(theme.SizeNamePadding))
}

func (l ribbonLine) Layout(o []fyne.CanvasObject, size fyne.Size) {
	gap := l.s.p.Look.Size(look.SizeGap)
	l.fold(size.Width - 3*gap)
	o[0].Resize(size)
	left, right := 2*gap, size.Width-gap
	place := func(o fyne.CanvasObject, x, width, height float32) {
		o.Resize(fyne.NewSize(width, height))
		o.Move(fyne.NewPos(x, (size.Height-height)/2))
	}
	for _, p := range l.pills {
		m := p.MinSize()
		place(p, left, m.Width, m.Height)
		left += m.Width + gap
	}
	for i := len(l.buttons) - 1; i >= 0; i-- {
		m := l.buttons[i].MinSize()
		right -= m.Width
		place(l.buttons[i], right, m.Width, m.Height)
		right -= gap
	}
	l.text.Resize(fyne.NewSize(right-left, l.text.MinSize().Height))
	place(l.text, left, right-left, l.text.MinSize().Height)
}

// fold shows the buttons with their names if the text has room beside them, with
// their icons alone otherwise.
func (l ribbonLine) fold(room float32) {
	gap := l.s.p.Look.Size(look.SizeGap)
	for _, p := range l.pills {
		room -= p.MinSize().Width + gap
	}
	for _, b := range l.buttons {
		b.narrow = false
		room -= b.MinSize().Width + gap
	}
	narrow := room < min(ribbonTextLeast*float32(l.s.p.Look.Zoom())/100, l.text.Fit(10000).Width)
	for _, b := range l.buttons {
		b.narrow = narrow
		b.Refresh()
	}
}

// pill is a word on a tint.
func pill(id, text string, tint, color fyne.ThemeColorName) fyne.CanvasObject {
	return container.NewStack(newFill(tint, theme.SizeNameSelectionRadius),
		container.New(layout.NewCustomPaddedLayout(1, 1, 6, 6), newWords(id, text, color, look.SizeCaption, true)))
}
