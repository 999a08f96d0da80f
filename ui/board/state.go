package board

import (
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
)

// barDelay is how long the page may load before the thin bar shows.
const barDelay = 300 * time.Millisecond

// state is what the page says about itself: loading, offline, not readable.
type state struct {
	page   *Page
	words  *form.Words // offline, and how old the numbers are
	banner *fyne.Container
	told   error // what the banner says
	bar    *widget.ProgressBarInfinite
}

func newState(p *Page) *state {
	s := &state{page: p, words: form.NewWords(""), bar: widget.NewProgressBarInfinite(),
		banner: container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 1)})}
	if p.state != nil {
		p.state.bar.Stop()
	}
	s.words.ID, s.words.Color = "board.offline", look.ColorMuted
	s.bar.Stop()
	s.bar.Hide()
	return s
}

// loading shows the bar if the answers take longer.
func (s *state) loading() {
	p, turn := s.page, s.page.turn
	time.AfterFunc(barDelay, func() {
		p.Do(func() {
			if p.turn == turn && p.reading > 0 && p.ctx.Err() == nil && p.state == s {
				s.bar.Show()
				s.bar.Start()
				p.root.Refresh()
			}
		})
	})
}

func (s *state) settled() {
	s.bar.Stop()
	s.bar.Hide()
}

// fill says what there is to say.
func (s *state) fill() {
	p, b := s.page, s.page.Book
	text := ""
	if !p.Backend.Online() {
		text = b.T("board.offline.never")
		if at := p.Backend.LastSync(); !at.IsZero() {
			text = b.T("board.offline", "at", p.when(at))
		}
	}
	s.words.SetText(text)
	s.words.Hidden = text == ""
	s.fault(p.failure)
}

// when writes the time of day of an instant of today and else day and time.
func (p *Page) when(at time.Time) string {
	zone := p.Book.Zone()
	if dayName(at.In(zone)) == dayName(p.Backend.Now().In(zone)) {
		return p.Book.Clock(at)
	}
	return p.Book.Moment(at)
}

// fault shows that something could not be read. What was read before stays.
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
	s.told = err
	s.banner.Objects = nil
	words, code := b.T("board.error"), ""
	var known *problem.Problem
	if errors.As(err, &known) {
		if known.Detail != "" {
			words = known.Detail
		}
		code = string(known.Code)
		if known.RequestID != "" {
			code += " · " + known.RequestID
		}
	}
	text := form.NewWords(words + " " + b.T("board.error.money"))
	text.ID, text.Color = "board.error", look.ColorError
	back := canvas.NewRectangle(theme.Color(look.ColorErrorTint))
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	s.banner.Add(container.New(part.Padded{Pad: part.Sized(look.SizeGap, 1)}, back, text))
	buttons := container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)}, form.NewButton(form.ButtonParams{
		ID: "board.error.again", Text: b.T("board.error.again"), Icon: look.Icon("refresh"), Keys: p.keys, Run: p.Refresh}))
	if code != "" {
		line := form.NewWords(b.T("board.error.code", "code", code))
		line.ID, line.Color = "board.error.code", look.ColorMuted
		s.banner.Add(line)
		buttons.Add(form.NewButton(form.ButtonParams{ID: "board.error.copy", Text: b.T("board.copy"), Icon: look.Icon("content_copy"),
			Kind: form.Quiet, Keys: p.keys, Run: func() { p.Copy(code) }}))
	}
	s.banner.Add(buttons)
}
