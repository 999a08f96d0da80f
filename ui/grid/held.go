package grid

import (
	"context"
	"sync"
)

// Held is a Source whose rows are all in memory: what an agency has by the dozen
// or the hundred.
type Held struct {
	mu   sync.Mutex
	rows []Row
}

var _ Source = (*Held)(nil)

// Set exchanges the rows. The grid does not know of it before Reload.
func (h *Held) Set(rows []Row) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.rows = rows
}

// All are the rows.
func (h *Held) All() []Row {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rows
}

// Count is part of Source.
func (h *Held) Count(context.Context) (int, error) { return len(h.All()), nil }

// Rows is part of Source.
func (h *Held) Rows(_ context.Context, from, n int) ([]Row, error) {
	rows := h.All()
	from = min(from, len(rows))
	return rows[from:min(from+n, len(rows))], nil
}
