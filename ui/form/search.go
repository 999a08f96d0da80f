package form

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
	"trastienda/ui/text"
)

// SearchParams describe a SearchSelect.
type SearchParams struct {
	ID          string
	Placeholder string
	Book        *text.Book
	Selected    Option
	Keys        Keys
	// Find returns the options for what was typed, the best first, and how
	// many more there are. It is called off the UI goroutine; ctx ends when
	// the user typed on or closed the list.
	Find func(ctx context.Context, query string) (options []Option, more int, err error)
	// Explain says an error of Find in the user's language.
	Explain  func(error) string
	OnChange func(Option)
	// Go runs f beside the UI and Do runs f on the UI goroutine; nil is a
	// goroutine and fyne.Do.
	Go func(f func())
	Do func(f func())
}

// SearchSelect chooses one of many (agents, accounts): it looks like a
// drop-down and opens a list with a field to search in.
type SearchSelect struct {
	Select
	s      SearchParams
	chosen Option
	field  *TextField
	list   *choices
	line   *Words
	cancel context.CancelFunc
	turn   int
}

var _ Field = (*SearchSelect)(nil)

// NewSearchSelect returns a closed SearchSelect.
func NewSearchSelect(p SearchParams) *SearchSelect {
	if p.Go == nil {
		p.Go = func(f func()) { go f() }
	}
	if p.Do == nil {
		p.Do = fyne.Do
	}
	s := &SearchSelect{s: p}
	s.p = SelectParams{ID: p.ID, Placeholder: p.Placeholder, Keys: p.Keys}
	s.SetChosen(p.Selected)
	s.ExtendBaseWidget(s)
	return s
}

// Chosen returns the option chosen, empty for none.
func (s *SearchSelect) Chosen() Option { return s.chosen }

// SetChosen chooses an option without calling OnChange; the empty one is none.
func (s *SearchSelect) SetChosen(o Option) {
	s.chosen = o
	s.p.Options, s.p.Selected = nil, ""
	if o != (Option{}) {
		s.p.Options, s.p.Selected = []Option{o}, o.ID
	}
	s.Refresh()
}

// Tapped opens the list.
func (s *SearchSelect) Tapped(*fyne.PointEvent) {
	focus(s)
	s.search("")
}

// TypedKey opens the list on Space and Down and forwards the rest.
func (s *SearchSelect) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyDown, fyne.KeyUp, fyne.KeyF4:
		s.search("")
	case fyne.KeyBackspace, fyne.KeyDelete:
		s.take(Option{})
	default:
		Forward(s, s.p.Keys, ev)
	}
}

// TypedRune opens the list and begins the search with the letter.
func (s *SearchSelect) TypedRune(r rune) {
	if r != ' ' {
		s.search(string(r))
	}
}

// KeyDown tells the dialog around the field.
func (s *SearchSelect) KeyDown(ev *fyne.KeyEvent) { Press(s, ev, true) }

// KeyUp tells the dialog around the field.
func (s *SearchSelect) KeyUp(ev *fyne.KeyEvent) { Press(s, ev, false) }

// FocusGained shows the ring.
func (s *SearchSelect) FocusGained() { s.focused = true; s.Refresh(); reveal(s) }

// search opens the list with a query.
func (s *SearchSelect) search(query string) {
	if s.off {
		return
	}
	b := s.s.Book
	s.line = NewWords("")
	s.line.ID, s.line.Color, s.line.TextSize = s.p.ID+".line", look.ColorMuted, look.SizeCaption
	s.list = newChoices(s.p.ID, nil, s.chosen.ID, s.take)
	s.field = NewTextField(FieldParams{ID: s.p.ID + ".search", Text: query, Placeholder: b.T("kit.search.type"), Icon: look.IconIn("search", look.ColorMuted),
		Keys: s.list.key, OnChange: s.find, OnSubmit: func() { s.list.choose(s.list.mark) }})
	content := container.New(layout.NewBorderLayout(s.field, s.line, nil, nil), s.field, s.line, container.New(&tall{s.list}, s.list.scroll))
	s.Select.list = openFloater(s, content, true, s.field)
	if s.Select.list == nil {
		return
	}
	s.Select.list.onClose = func() { s.cancel() }
	s.field.CursorColumn = len([]rune(query))
	s.find(query)
}

// tall keeps the list at its full height, so that it does not jump while
// the options change.
type tall struct{ l *choices }

func (t *tall) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(theme.Size(look.SizeDetail), 8*t.l.row())
}

func (t *tall) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }

// find looks for the options of a query; an answer that comes after the user
// typed on is dropped.
func (s *SearchSelect) find(query string) {
	if s.cancel != nil {
		s.cancel()
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.turn++
	turn := s.turn
	s.s.Go(func() {
		options, more, err := s.s.Find(ctx, query)
		s.s.Do(func() {
			if turn == s.turn && !s.Select.list.closed {
				s.found(options, more, err)
			}
		})
	})
}

func (s *SearchSelect) found(options []Option, more int, err error) {
	b := s.s.Book
	line, role := "", look.ColorMuted
	switch {
	case err != nil:
		options, role = nil, theme.ColorNameError
		line = s.s.Explain(err)
	case len(options) == 0:
		line = b.T("kit.search.none")
	case more > 0:
		line = b.N("kit.search.more", more)
	}
	s.list.set(options)
	s.line.Color = role
	s.line.SetText(line)
	s.Select.list.Refresh()
}

// take chooses an option and closes the list.
func (s *SearchSelect) take(o Option) {
	if s.Select.list != nil {
		s.Select.list.close()
	}
	if o == s.chosen {
		return
	}
	s.SetChosen(o)
	s.wrong = ""
	s.told()
	if s.s.OnChange != nil {
		s.s.OnChange(o)
	}
}
