package users

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// barDelay is how long the list may load before the thin bar shows.
const barDelay = 300 * time.Millisecond

// listState is what the list says about itself: loading, nothing found, not
// readable. Old rows stay while new ones load.
type listState struct {
	page    *Page
	banner  *fyne.Container // an error, above the rows
	bar     *fyne.Container // thin, while loading takes longer
	moving  *widget.ProgressBarInfinite
	overlay *fyne.Container // over the rows: empty, or why there are none
	count   int             // -1 until it is known the first time
	waits   generation
	busy    bool
	fault   error // what the banner or the overlay says
}

func newListState(p *Page) *listState {
	s := &listState{page: p, count: -1, overlay: container.NewStack(), moving: widget.NewProgressBarInfinite(),
		banner: container.New(&part.Column{Gap: sized(theme.SizeNamePadding, 1)})}
	if old := p.state; old != nil {
		s.count, s.fault, s.busy = old.count, old.fault, old.busy
		old.moving.Stop()
	}
	s.moving.Stop()
	s.moving.Hide()
	s.bar = container.New(slim{}, s.moving)
	s.banner.Hide()
	s.overlay.Hide()
	if s.fault != nil {
		s.tell()
	}
	return s
}

// loading: the people were asked for.
func (s *listState) loading() {
	s.busy = true
	n := s.waits.next()
	p := s.page
	time.AfterFunc(barDelay, func() {
		p.Do(func() {
			if s.busy && s.waits.current(n) && p.ctx.Err() == nil {
				s.moving.Show()
				s.moving.Start()
				p.root.Refresh()
			}
		})
	})
}

func (s *listState) settled() {
	s.busy = false
	s.waits.next()
	s.moving.Stop()
	s.moving.Hide()
}

// counted: the list is known, it has n people.
func (s *listState) counted(n int) {
	s.settled()
	s.banner.Hide()
	s.fault, s.count = nil, n
	p, b := s.page, s.page.Book
	s.cover(nil)
	if n == 0 { // whoever looks is one of them: something narrows the list
		s.cover(s.empty("search", b.T("users.empty"), "", form.NewButton(form.ButtonParams{
			ID: "users.empty.clear", Text: b.T("users.empty.clear"), Keys: p.keys, Run: p.clearFilters})))
	}
	p.tellSelection()
	p.viewChanged()
}

// failed: the people could not be read; those who are there stay.
func (s *listState) failed(err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	s.settled()
	s.page.Log.Warn("read the users", "error", err)
	s.fault = err
	s.tell()
	s.page.commandsChanged()
	s.page.viewChanged()
}

// tell says the fault: over the rows when there are none, else above them.
func (s *listState) tell() {
	p, b := s.page, s.page.Book
	words := p.readWords(s.fault)
	again := func(id string) *form.Button {
		return form.NewButton(form.ButtonParams{ID: id, Text: b.T("users.again"), Icon: look.Icon("refresh"), Keys: p.keys, Run: p.Refresh})
	}
	if s.count < 0 {
		s.cover(s.empty(words.icon, words.title, words.text, again("users.empty.again")))
		return
	}
	line := form.NewWords(words.title + " " + words.text + " " + b.T("users.stays"))
	line.ID, line.Color = "users.error", words.tone.Text()
	back := canvas.NewRectangle(theme.Color(words.tone.Tint()))
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	image := canvas.NewImageFromResource(look.IconIn(words.icon, words.tone.Text()))
	image.SetMinSize(fyne.NewSquareSize(theme.Size(theme.SizeNameInlineIcon)))
	s.banner.Objects = []fyne.CanvasObject{container.New(part.Padded{Pad: sized(look.SizeGap, 1)}, back,
		container.New(part.Sided{Gap: sized(look.SizeGap, 1)}, image, line)),
		container.New(part.Flow{Gap: sized(theme.SizeNamePadding, 1)}, again("users.error.again"))}
	s.banner.Show()
	p.root.Refresh()
}

func (s *listState) cover(o fyne.CanvasObject) {
	s.overlay.Objects = nil
	s.overlay.Hide()
	if o != nil {
		s.overlay.Objects = []fyne.CanvasObject{o}
		s.overlay.Show()
	}
	s.page.root.Refresh()
}

// empty says why there is nobody, in the middle of where they would be.
func (s *listState) empty(icon, title, more string, button *form.Button) fyne.CanvasObject {
	image := canvas.NewImageFromResource(look.IconIn(icon, look.ColorMuted))
	image.SetMinSize(fyne.NewSquareSize(2 * theme.Size(theme.SizeNameInlineIcon)))
	head := form.NewWords(title)
	head.ID, head.TextSize, head.Bold = "users.empty", look.SizeSection, true
	body := []fyne.CanvasObject{container.New(part.Flow{Gap: sized(theme.SizeNamePadding, 1)}, image), head}
	if more != "" {
		line := form.NewWords(more)
		line.ID, line.Color = "users.empty.more", look.ColorMuted
		body = append(body, line)
	}
	body = append(body, container.New(part.Flow{Gap: sized(theme.SizeNamePadding, 1)}, button))
	return container.New(middle{}, container.New(&part.Column{Gap: sized(look.SizeGap, 1)}, body...))
}

// middle puts a column in the middle, no wider than is read with ease.
type middle struct{}

// MinSize is part of fyne.Layout.
func (middle) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

// Layout is part of fyne.Layout.
func (middle) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := min(theme.Size(look.SizeDetail)*1.3, size.Width-2*theme.Size(look.SizeGap))
	height := part.HeightFor(o[0], width)
	o[0].Move(fyne.NewPos((size.Width-width)/2, max((size.Height-height)/3, 0)))
	o[0].Resize(fyne.NewSize(width, height))
}
