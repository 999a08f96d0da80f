package audit

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/app/problem"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/text"
)

// barDelay is how long the list may load before the thin bar shows.
const barDelay = 300 * time.Millisecond

// listState is what the list says about itself: loading, nothing there,
// nothing found, not readable. Old rows stay while new ones load.
type listState struct {
	page    *Page
	banner  *fyne.Container // an error, above the rows
	bar     *fyne.Container // thin, while loading takes longer
	moving  *widget.ProgressBarInfinite
	overlay *fyne.Container // over the rows: empty, offline, or the skeleton
	count   int             // -1 until it is known the first time
	waits   generation
	busy    bool
	fault   error // what the banner or the overlay says
}

func newListState(p *Page) *listState {
	s := &listState{page: p, count: -1, overlay: container.NewStack(), moving: widget.NewProgressBarInfinite(),
		banner: container.New(&part.Column{Gap: sized(theme.SizeNamePadding, 1)})}
	if old := p.state; old != nil {
		s.count, s.fault = old.count, old.fault
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

// loading: the chain was asked for.
func (s *listState) loading() {
	s.busy = true
	n := s.waits.next()
	if s.count < 0 && s.fault == nil {
		s.cover(newSkeleton())
	}
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

// counted: the list is known, it has n links.
func (s *listState) counted(n int) {
	s.settled()
	s.banner.Hide()
	s.fault, s.count = nil, n
	p, b := s.page, s.page.Book
	switch {
	case n > 0:
		s.cover(nil)
	case p.query.filter().Narrows():
		s.cover(s.empty("search", b.T("audit.empty.filtered"), "", form.NewButton(form.ButtonParams{
			ID: "audit.empty.clear", Text: b.T("audit.empty.clear"), Keys: p.keys, Run: p.clearFilters})))
	default:
		s.cover(s.empty("history", b.T("audit.empty"), b.T("audit.empty.text"), nil))
	}
	p.tellSelection()
	p.viewChanged()
}

// failed: the chain could not be read; links that are there stay.
func (s *listState) failed(err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	s.settled()
	s.page.Log.Warn("read the audit", "error", err)
	s.fault = err
	s.tell()
	s.page.commandsChanged()
	s.page.viewChanged()
}

// tell says the fault: over the rows when there are none, else above them.
func (s *listState) tell() {
	p, b := s.page, s.page.Book
	words := errorWords(b, s.fault)
	again := func(id string) *form.Button {
		return form.NewButton(form.ButtonParams{ID: id, Text: b.T("audit.again"), Icon: look.Icon("refresh"), Keys: p.keys, Run: p.Refresh})
	}
	if s.count < 0 {
		s.cover(s.empty(words.icon, words.title, words.text, again("audit.empty.again")))
		return
	}
	line := form.NewWords(words.title + " " + words.text + " " + b.T("audit.error.stays"))
	line.ID, line.Color = "audit.error", words.tone.Text()
	back := canvas.NewRectangle(theme.Color(words.tone.Tint()))
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	s.banner.Objects = []fyne.CanvasObject{container.New(part.Padded{Pad: sized(look.SizeGap, 1)}, back, container.New(part.Sided{Gap: sized(look.SizeGap, 1)},
		picture(words.icon, words.tone), line)),
		container.New(part.Flow{Gap: sized(theme.SizeNamePadding, 1)}, again("audit.error.again"))}
	s.banner.Show()
	p.root.Refresh()
}

// picture is an icon of the size of a line of text.
func picture(icon string, tone look.Tone) fyne.CanvasObject {
	image := canvas.NewImageFromResource(look.IconIn(icon, tone.Text()))
	image.SetMinSize(fyne.NewSquareSize(theme.Size(theme.SizeNameInlineIcon)))
	return image
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

// empty says why there are no links, in the middle of where they would be.
func (s *listState) empty(icon, title, more string, button *form.Button) fyne.CanvasObject {
	image := canvas.NewImageFromResource(look.IconIn(icon, look.ColorMuted))
	image.SetMinSize(fyne.NewSquareSize(2 * theme.Size(theme.SizeNameInlineIcon)))
	head := form.NewWords(title)
	head.ID, head.TextSize, head.Bold = "audit.empty", look.SizeSection, true
	body := []fyne.CanvasObject{container.New(part.Flow{Gap: sized(theme.SizeNamePadding, 1)}, image), head}
	if more != "" {
		line := form.NewWords(more)
		line.ID, line.Color = "audit.empty.more", look.ColorMuted
		body = append(body, line)
	}
	if button != nil {
		body = append(body, container.New(part.Flow{Gap: sized(theme.SizeNamePadding, 1)}, button))
	}
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

// said is a fault in words.
type said struct {
	icon        string
	tone        look.Tone
	title, text string
}

// errorWords says what kept the chain from being read, and what to do.
func errorWords(b *text.Book, err error) said {
	var known *problem.Problem
	switch {
	case errors.Is(err, ErrOffline):
		return said{"cloud_off", look.ToneNeutral, b.T("audit.offline"), b.T("audit.offline.text")}
	case errors.Is(err, ErrSignedOut):
		return said{"lock", look.ToneNeutral, b.T("audit.signedout"), b.T("audit.signedout.text")}
	case errors.As(err, &known):
		code := string(known.Code)
		if known.RequestID != "" {
			code += " · " + known.RequestID
		}
		return said{"error", look.ToneError, b.T("audit.error"), known.Detail + " " + b.T("audit.error.code", "code", code)}
	}
	return said{"error", look.ToneError, b.T("audit.error"), b.T("audit.error.text")}
}

// newSkeleton shows the places of the first rows before anything was ever read.
func newSkeleton() fyne.CanvasObject {
	box := container.New(skeleton{})
	for range 8 * 4 {
		r := canvas.NewRectangle(theme.Color(theme.ColorNameHeaderBackground))
		r.CornerRadius = theme.Size(theme.SizeNameInputRadius)
		box.Add(r)
	}
	return box
}

// skeleton lays bars out like the cells of rows.
type skeleton struct{}

// MinSize is part of fyne.Layout.
func (skeleton) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

// Layout is part of fyne.Layout.
func (skeleton) Layout(bars []fyne.CanvasObject, size fyne.Size) {
	row, gap := theme.Size(look.SizeRow), theme.Size(look.SizeGap)
	for i, bar := range bars {
		w := size.Width / 4
		bar.Move(fyne.NewPos(float32(i%4)*w+gap, float32(i/4)*row+row/2-gap/2))
		bar.Resize(fyne.NewSize(w*0.6, gap))
		bar.(*canvas.Rectangle).Hidden = float32(i/4+1)*row > size.Height
	}
}
