package audit

import (
	"context"
	"maps"
	"strconv"
	"sync"

	chain "trastienda/app/audit"
	"trastienda/app/listing"
	"trastienda/ui/grid"
	"trastienda/ui/text"
)

// source gives the grid the links of one filter in one order, page by page from
// the hub. Links never change, so a list that ends with a fixed number keeps its
// places while others are written.
type source struct {
	backend Backend
	book    *text.Book
	filter  chain.Filter
	order   listing.Sort

	mu    sync.Mutex
	count chain.Count
	marks map[int]string        // cursors by the place they go on from
	seen  map[int64]chain.Entry // what the grid was given lately
	names map[Record]string     // of the records of seen
}

// Bounds of what is remembered: more than the grid itself keeps.
const (
	marksMost = 10_000
	seenMost  = 10_000
)

var _ grid.Source = (*source)(nil)

func newSource(b Backend, book *text.Book, f chain.Filter, order listing.Sort, n chain.Count) *source {
	s := &source{backend: b, book: book, filter: f, order: order, seen: map[int64]chain.Entry{}, names: map[Record]string{}}
	s.set(n)
	return s
}

// again is the same list in another language or order.
func (s *source) again(book *text.Book, order listing.Sort) *source {
	s.mu.Lock()
	defer s.mu.Unlock()
	return newSource(s.backend, book, s.filter, order, s.count)
}

// set moves the end of the list; places are others then.
func (s *source) set(n chain.Count) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count, s.marks = n, map[int]string{}
}

// shows tells whether it is the list of that filter and order.
func (s *source) shows(f chain.Filter, order listing.Sort) bool {
	return s.filter == f && s.order.String() == order.String()
}

func (s *source) total() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count.Count
}

// Count tells how many links there are, as they were counted for this list.
func (s *source) Count(context.Context) (int, error) { return s.total(), nil }

// Rows gives formatted links.
func (s *source) Rows(ctx context.Context, from, n int) ([]grid.Row, error) {
	ask, through := s.ask(from, n)
	if through == 0 {
		return nil, nil // a chain without links
	}
	links, next, err := s.backend.Links(ctx, ask)
	if err != nil {
		return nil, err
	}
	names := s.backend.Names(ctx, s.book, links)
	s.remember(through, from, links, next, names)
	rows := make([]grid.Row, len(links))
	for i, e := range links {
		rows[i] = formatRow(s.book, e, names[recordOf(e)])
	}
	return rows, nil
}

// ask is the question for the rows from a place on: behind the nearest place
// whose cursor is known.
func (s *source) ask(from, n int) (a Ask, through int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a = Ask{Filter: s.filter, Sort: s.order, Limit: n, Skip: from}
	a.Filter.Through = s.count.Through
	for place, cursor := range s.marks {
		if place <= from && from-place < a.Skip {
			a.Cursor, a.Skip = cursor, from-place
		}
	}
	return a, s.count.Through
}

func (s *source) remember(through int64, from int, links []chain.Entry, next string, names map[Record]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if next != "" && through == s.count.Through && len(s.marks) < marksMost {
		s.marks[from+len(links)] = next
	}
	if len(s.seen) > seenMost {
		s.seen, s.names = map[int64]chain.Entry{}, map[Record]string{}
	}
	maps.Copy(s.names, names)
	for _, e := range links {
		s.seen[e.Seq] = e
	}
}

// known gives a link as the grid shows it; zero when it was not seen lately.
func (s *source) known(id string) chain.Entry {
	seq, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return chain.Entry{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen[seq]
}

// name is what people call the record of a link that known gives.
func (s *source) name(e chain.Entry) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.names[recordOf(e)]
}
