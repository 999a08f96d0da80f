package exceptions

import (
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/problem"
	"trastienda/ui/form"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// state is what the list says about itself: loading, offline, empty, not
// readable (ui.md 3.5). Old rows stay while new ones load.
type state struct {
	page    *Page
	words   *form.Words     // offline: what is shown may be old
	banner  *fyne.Container // an error, above the rows
	told    error           // what the banner says
	bar     *liststate.Bar
	overlay *fyne.Container // over the rows: empty, or the skeleton
	covered string          // what the overlay shows
}

func newState(p *Page) *state {
	s := &state{page: p, words: piece.Words("exceptions.offline", ""), banner: container.New(&part.Column{Gap: sized(theme.SizeNamePadding, 1)}), overlay: container.NewStack()}
	var old *liststate.Bar
	if p.state != nil {
		old = p.state.bar
	}
	s.bar = liststate.NewBar(old)
	s.words.Color = look.ColorMuted
	for _, o := range []fyne.CanvasObject{s.words, s.banner, s.overlay} {
		o.Hide()
	}
	return s
}

// loading shows the bar if the answer takes longer.
func (s *state) loading() { s.bar.Start(s.page.ctx, s.page.Do, s.page.root.Refresh) }

// fill says what there is to say.
func (s *state) fill() {
	p, b := s.page, s.page.Book
	if !p.waiting {
		s.bar.Stop()
	}
	s.words.Hidden = p.online || !p.read
	if !s.words.Hidden {
		s.words.SetText(b.T("exceptions.offline.stale"))
	}
	s.fault(p.failure)
	switch {
	case len(p.list) > 0:
		s.cover("", nil)
	case !p.read && !p.online:
		s.cover("offline", s.empty("cloud_off", b.T("exceptions.offline.title"), b.T("exceptions.offline.text")))
	case !p.read && p.failure != nil:
		s.cover("", nil)
	case !p.read:
		s.cover("skeleton", liststate.NewSkeleton())
	default:
		s.cover("empty", s.empty("check_circle", b.T("exceptions.empty.title"), b.T("exceptions.empty.text")))
	}
}

// fault shows that the list could not be read.
func (s *state) fault(err error) {
	p, b := s.page, s.page.Book
	s.banner.Hidden = err == nil
	if err == nil {
		s.told, s.banner.Objects = nil, nil
		return
	}
	if s.told == err {
		return // it says so already, and a button in it may have the keyboard
	}
	s.told, s.banner.Objects = err, nil
	said, code := b.T("exceptions.error"), ""
	var known *problem.Problem
	switch {
	case errors.As(err, &known):
		// What the hub says of its own failures is about acts; this was a reading.
		if code = quote(known); known.Status < 500 {
			said = known.Detail
		}
	case errors.Is(err, ErrOffline):
		said = b.T("exceptions.error.offline")
	}
	s.banner.Add(piece.Note("exceptions.error", "error", look.ToneError, said+" "+b.T("exceptions.error.money")))
	row := container.New(part.Flow{Gap: sized(theme.SizeNamePadding, 1)}, form.NewButton(form.ButtonParams{ID: "exceptions.error.again",
		Text: b.T("exceptions.error.again"), Icon: look.Icon("refresh"), Keys: p.keys, Run: p.Refresh}))
	if code != "" {
		line := piece.Words("exceptions.error.code", b.T("exceptions.code", "code", code))
		line.Color = look.ColorMuted
		s.banner.Add(line)
		row.Add(form.NewButton(form.ButtonParams{ID: "exceptions.error.copy", Text: b.T("exceptions.copy"), Icon: look.Icon("content_copy"),
			Kind: form.Quiet, Keys: p.keys, Run: func() { p.Copy(code) }}))
	}
	s.banner.Add(row)
}

// cover lays something over the rows; what is there already stays.
func (s *state) cover(what string, o fyne.CanvasObject) {
	if s.covered == what {
		return
	}
	s.covered = what
	liststate.Cover(s.overlay, o)
}

// empty says why there are no rows, in the middle of where they would be.
func (s *state) empty(icon, title, text string) fyne.CanvasObject {
	image := canvas.NewImageFromResource(look.IconIn(icon, look.ColorMuted))
	image.SetMinSize(fyne.NewSquareSize(2 * theme.Size(theme.SizeNameInlineIcon)))
	head, more := piece.Words("exceptions.empty", title), piece.Words("exceptions.empty.more", text)
	head.TextSize, head.Bold, more.Color = look.SizeSection, true, look.ColorMuted
	return container.New(middle{}, image, head, more)
}

// middle puts an icon and texts under each other in the middle of the room.
type middle struct{}

// MinSize is part of fyne.Layout.
func (middle) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

// Layout is part of fyne.Layout.
func (middle) Layout(o []fyne.CanvasObject, size fyne.Size) {
	gap, width := theme.Size(look.SizeGap), min(size.Width, theme.Size(look.SizeDialog))
	icon := o[0].MinSize()
	whole := icon.Height
	for _, each := range o[1:] {
		whole += gap + each.(*form.Words).Fit(width).Height
	}
	y := max((size.Height-whole)/2, 0)
	o[0].Move(fyne.NewPos((size.Width-icon.Width)/2, y))
	o[0].Resize(icon)
	y += icon.Height + gap
	for _, each := range o[1:] {
		text := each.(*form.Words).Fit(width)
		each.Move(fyne.NewPos((size.Width-text.Width)/2, y))
		each.Resize(text.AddWidthHeight(1, 0))
		y += text.Height + gap
	}
}
