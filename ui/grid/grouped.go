package grid

import (
	"context"
	"sort"
	"strings"
	"sync"
)

// GroupInfo is one group of rows and what they come to.
type GroupInfo struct {
	Key   string // unique among the groups
	Title string
	Note  string // beside the title, such as the number of rows in words
	Count int    // rows in it
	Cells []Cell // subtotals, in the order of the columns; empty cells where there is none
}

// GroupSource gives groups and their rows. Its methods are called off the UI
// goroutine, several at a time. One that is a Keeper too tells which ids are
// left without being read.
type GroupSource interface {
	// Groups gives all groups in the order of the list.
	Groups(ctx context.Context) ([]GroupInfo, error)
	// Rows gives up to n rows of one group, starting with row from (0 is the first).
	Rows(ctx context.Context, key string, from, n int) ([]Row, error)
}

var (
	_ Source  = (*Grouped)(nil)
	_ Outline = (*Grouped)(nil)
	_ Keeper  = (*Grouped)(nil)
)

// groupID marks the ids of heads, which no row of a page begins with.
const groupID = "group:"

// Grouped is the Source that shows a GroupSource: every group has a head, and
// below the heads of open groups stand their rows. No row is read to count or
// to find another. All methods may be called from any goroutine.
//
// Which groups are open is changed by Toggle and its like; the page then calls
// Grid.Relist. Grid.Reload reads the groups again as well.
type Grouped struct {
	src GroupSource

	turn chan struct{} // one reads the groups at a time, the others wait for the answer

	mu    sync.Mutex
	open  map[string]bool
	all   bool // groups not named in open are open
	age   int  // counts refreshes: what was read before the last one is not kept
	shape *groupShape
	stale bool // the groups have to be read again
}

// groupShape is where everything stands for one reading of the groups and one
// choice of open ones. It never changes.
type groupShape struct {
	groups []GroupInfo
	open   []bool
	start  []int // row of the list each head stands in, and after the last the number of rows
	plain  []int // the same without heads and with every group open
}

// NewGrouped shows src with every group closed.
func NewGrouped(src GroupSource) *Grouped {
	return &Grouped{src: src, turn: make(chan struct{}, 1), open: map[string]bool{}}
}

// GroupKey gives the key of the group whose head has that row id, or false
// for the id of a plain row.
func GroupKey(id string) (key string, ok bool) { return strings.CutPrefix(id, groupID) }

// Toggle opens or closes the group with that head; OnToggle told the id.
func (s *Grouped) Toggle(id string) {
	key, ok := GroupKey(id)
	if !ok {
		return
	}
	s.change(func() { s.open[key] = !s.isOpen(key) })
}

// OpenAll opens every group, also those that come later.
func (s *Grouped) OpenAll() { s.change(func() { s.open, s.all = map[string]bool{}, true }) }

// CloseAll closes every group.
func (s *Grouped) CloseAll() { s.change(func() { s.open, s.all = map[string]bool{}, false }) }

func (s *Grouped) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	if s.shape != nil {
		s.shape = s.lay(s.shape.groups)
	}
}

func (s *Grouped) isOpen(key string) bool {
	if open, said := s.open[key]; said {
		return open
	}
	return s.all
}

// refresh has the groups read again by the next question.
func (s *Grouped) refresh() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.age++
	s.stale = true
}

// lay works out where everything stands; s.mu is held.
func (s *Grouped) lay(groups []GroupInfo) *groupShape {
	h := &groupShape{groups: groups, open: make([]bool, len(groups)), start: make([]int, len(groups)+1), plain: make([]int, len(groups)+1)}
	for i, g := range groups {
		n := max(g.Count, 0)
		h.open[i] = s.isOpen(g.Key)
		h.start[i+1], h.plain[i+1] = h.start[i]+1, h.plain[i]+n
		if h.open[i] {
			h.start[i+1] += n
		}
	}
	return h
}

// fresh gives the present shape, or nil when it has to be read.
func (s *Grouped) fresh() (*groupShape, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stale {
		return nil, s.age
	}
	return s.shape, s.age
}

// last gives the shape known last, or nil before the first.
func (s *Grouped) last() *groupShape {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shape
}

// now gives the present shape and reads the groups if need be.
func (s *Grouped) now(ctx context.Context) (*groupShape, error) {
	if shape, _ := s.fresh(); shape != nil {
		return shape, nil
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	shape, age := s.fresh()
	if shape != nil {
		return shape, nil
	}
	groups, err := s.src.Groups(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	shape = s.lay(groups)
	if age == s.age {
		s.shape, s.stale = shape, false
	}
	return shape, nil
}

// Count tells how many rows the list has now, heads included.
func (s *Grouped) Count(ctx context.Context) (int, error) {
	shape, err := s.now(ctx)
	if err != nil {
		return 0, err
	}
	return shape.start[len(shape.groups)], nil
}

// Rows gives heads and rows of open groups.
func (s *Grouped) Rows(ctx context.Context, from, n int) ([]Row, error) {
	shape, err := s.now(ctx)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for at := groupAt(shape.start, from); at < len(shape.groups) && len(rows) < n; at++ {
		into := from + len(rows) - shape.start[at] // 0 is the head
		if into == 0 {
			rows = append(rows, shape.head(at))
			into = 1
		}
		want := min(n-len(rows), shape.start[at+1]-shape.start[at]-into)
		if want <= 0 {
			continue
		}
		some, err := s.read(ctx, shape.groups[at].Key, into-1, want)
		rows = append(rows, some...)
		if err != nil || len(some) < want {
			return rows, err
		}
	}
	return rows, nil
}

// read gives rows of one group. Fewer than the group said it has mean that it
// changed: the next question reads the groups again, and what would come
// after them is left out rather than shown in a wrong place.
func (s *Grouped) read(ctx context.Context, key string, from, n int) ([]Row, error) {
	rows, err := s.src.Rows(ctx, key, from, n)
	if err != nil {
		return nil, err
	}
	if len(rows) < n {
		s.refresh()
	}
	return rows[:min(n, len(rows))], nil
}

// groupAt finds the group that position i lies in.
func groupAt(start []int, i int) int {
	return sort.Search(len(start)-1, func(k int) bool { return start[k+1] > i })
}

func (h *groupShape) head(i int) Row {
	g := h.groups[i]
	return Row{ID: groupID + g.Key, Cells: g.Cells, Group: &Group{Open: h.open[i], Title: g.Title, Note: g.Note}}
}

// Existing tells which ids are left: the GroupSource's answer or, when it is
// no Keeper, what is found by reading.
func (s *Grouped) Existing(ctx context.Context, ids []string) ([]string, error) {
	if k, ok := s.src.(Keeper); ok {
		return k.Existing(ctx, ids)
	}
	want := map[string]bool{}
	for _, id := range ids {
		want[id] = true
	}
	rows, err := collect(ctx, s.Plain(), len(want), func(id string) bool { return want[id] })
	found := make([]string, len(rows))
	for i := range rows {
		found[i] = rows[i].ID
	}
	return found, err
}

// keeperOf gives the Keeper of a source, if it can tell without reading.
func keeperOf(src Source) (Keeper, bool) {
	if s, ok := src.(*Grouped); ok {
		k, ok := s.src.(Keeper)
		return k, ok
	}
	k, ok := src.(Keeper)
	return k, ok
}

// Whole tells whether every group is known to be open.
func (s *Grouped) Whole() bool {
	shape := s.last()
	if shape == nil {
		return false
	}
	for _, open := range shape.open {
		if !open {
			return false
		}
	}
	return true
}

// Head gives the place of the head above row i of the list, or -1.
func (s *Grouped) Head(i int) int {
	shape := s.last()
	if shape == nil || i < 0 || i >= shape.start[len(shape.groups)] {
		return -1
	}
	if head := shape.start[groupAt(shape.start, i)]; head < i {
		return head
	}
	return -1
}
