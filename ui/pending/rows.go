package pending

import (
	"context"
	"sync"

	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// source holds the rows of the list, which is short.
type source struct {
	mu   sync.Mutex
	rows []grid.Row
}

// Count is part of grid.Source.
func (s *source) Count(context.Context) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.rows), nil
}

// Rows is part of grid.Source.
func (s *source) Rows(_ context.Context, from, n int) ([]grid.Row, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	from = min(from, len(s.rows))
	return s.rows[from:min(from+n, len(s.rows))], nil
}

func (s *source) set(rows []grid.Row) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows = rows
}

func listColumns(b *text.Book) []grid.Column {
	return []grid.Column{
		{ID: "state", Title: b.T("outbox.col.state"), Width: 132, MinWidth: 124, Fixed: true},
		{ID: "what", Title: b.T("outbox.col.what"), Width: 172, MinWidth: 100},
		{ID: "record", Title: b.T("outbox.col.record"), Width: 158, MinWidth: 90},
		{ID: "at", Title: b.T("outbox.col.at"), Width: 130, MinWidth: 110},
		{ID: "age", Title: b.T("outbox.col.age"), Width: 84, MinWidth: 70},
		{ID: "author", Title: b.T("outbox.col.author"), Width: 110, MinWidth: 80},
		{ID: "failure", Title: b.T("outbox.col.failure"), Width: 260, MinWidth: 120},
		{ID: "number", Title: b.T("outbox.col.number"), Width: 250, MinWidth: 100},
	}
}

// signs are the icon, the family and the word of each state.
var signs = map[State]struct {
	icon string
	tone look.Tone
	key  string
}{
	Waiting:    {"cloud_off", look.ToneInfo, "outbox.state.waiting"},
	Sending:    {"hourglass_top", look.ToneInfo, "outbox.state.sending"},
	Held:       {"pause", look.ToneWarning, "outbox.state.paused"},
	Paused:     {"pause", look.ToneWarning, "outbox.state.paused"},
	Refused:    {"error", look.ToneError, "outbox.state.refused"},
	InConflict: {"sync_problem", look.ToneWarning, "outbox.state.conflict"},
	Discarded:  {"block", look.ToneNeutral, "outbox.state.discarded"},
}

func (p *Page) rows(list []Change) []grid.Row {
	b, now := p.Book, p.Backend.Now()
	rows := make([]grid.Row, len(list))
	for i, c := range list {
		sign := signs[c.State]
		since := c.At
		if c.State == Discarded {
			since = c.Settled
		}
		rows[i] = grid.Row{ID: c.ID, Bar: c.State == Refused || c.State == InConflict, Cells: []grid.Cell{
			{Text: b.T(sign.key), Kind: grid.Pill, Icon: sign.icon, Tone: sign.tone, Bold: true, Dashed: c.State == Waiting},
			{Text: p.what(c)},
			{Text: p.record(c)},
			{Text: b.Stamp(since)},
			{Text: b.Span(now.Sub(since))},
			{Text: c.Author},
			{Text: p.whyNot(c)},
			{Text: number(c)},
		}}
	}
	return rows
}
