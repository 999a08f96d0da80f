package purchases

import (
	"context"
	"sync"
	"time"

	"trastienda/app/listing"
	"trastienda/app/purchase"
	"trastienda/ui/grid"
	"trastienda/ui/text"
)

// source gives the grid the rows of one query. Its filter may be set anew
// while the grid keeps its place: "due within 12 h" moves with the clock.
type source struct {
	backend Backend
	book    *text.Book
	order   listing.Sort
	now     func() time.Time // remaining times count from it

	mu     sync.Mutex
	filter purchase.Filter
	seen   map[string]purchase.Purchase // what the grid was given lately
}

// seenMost bounds seen; it is more than the grid itself keeps.
const seenMost = 10_000

var (
	_ grid.Source = (*source)(nil)
	_ grid.Seeker = (*source)(nil)
)

// Count tells how many purchases the filter keeps.
func (s *source) Count(ctx context.Context) (int, error) {
	return s.backend.Count(ctx, s.current())
}

// Rows gives formatted rows.
func (s *source) Rows(ctx context.Context, from, n int) ([]grid.Row, error) {
	return s.rows(ctx, s.current(), from, n)
}

func (s *source) rows(ctx context.Context, f purchase.Filter, from, n int) ([]grid.Row, error) {
	list, err := s.backend.Rows(ctx, f, s.order, from, n)
	if err != nil {
		return nil, err
	}
	s.remember(list)
	ids := make([]string, len(list))
	for i, p := range list {
		ids[i] = p.ID
	}
	marks, err := s.backend.Marks(ctx, ids)
	if err != nil {
		return nil, err
	}
	closings, err := s.backend.Closings(ctx, ids)
	if err != nil {
		return nil, err
	}
	now := s.now()
	rows := make([]grid.Row, len(list))
	for i, p := range list {
		rows[i] = formatRow(s.book, p, marks[p.ID], closings[p.ID], now)
	}
	return rows, nil
}

// Seek finds the first row that begins with what was typed, in the column the
// list is ordered by. Days and remaining times have no text to begin with.
func (s *source) Seek(ctx context.Context, column, prefix string) (int, bool, error) {
	if column == colAt || column == colDeadline {
		return 0, false, nil
	}
	return s.backend.Seek(ctx, s.current(), s.order, column, prefix)
}

func (s *source) remember(list []purchase.Purchase) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen == nil || len(s.seen) > seenMost {
		s.seen = map[string]purchase.Purchase{}
	}
	for _, p := range list {
		s.seen[p.ID] = p
	}
}

// known gives a purchase as the grid shows it, so that a row can be acted on
// the moment it is chosen; zero when it was not seen lately.
func (s *source) known(id string) purchase.Purchase {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen[id]
}

func (s *source) current() purchase.Filter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.filter
}

func (s *source) set(f purchase.Filter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.filter = f
}
