package users

import (
	"context"
	"sync"

	"trastienda/ui/grid"
)

// source gives the grid rows that are all in memory: an agency has people by the
// dozen.
type source struct {
	mu   sync.Mutex
	rows []grid.Row
}

var _ grid.Source = (*source)(nil)

func (s *source) set(rows []grid.Row) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows = rows
}

func (s *source) have() []grid.Row {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rows
}

// Count tells how many people there are.
func (s *source) Count(context.Context) (int, error) { return len(s.have()), nil }

// Rows gives some of them.
func (s *source) Rows(_ context.Context, from, n int) ([]grid.Row, error) {
	rows := s.have()
	from = min(from, len(rows))
	return rows[from:min(from+n, len(rows))], nil
}
