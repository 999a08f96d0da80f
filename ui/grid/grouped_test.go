package grid

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
)

// shelf is a GroupSource in memory that counts what it is asked.
type shelf struct {
	mu    sync.Mutex
	sizes map[string]int
	order []string
	asked int // calls of Groups
	read  int // rows given
	fail  error
	short bool // groups say one row more than they have
}

func newShelf(sizes ...int) *shelf {
	s := &shelf{sizes: map[string]int{}}
	for i, n := range sizes {
		key := fmt.Sprint("g", i)
		s.order = append(s.order, key)
		s.sizes[key] = n
	}
	return s
}

func (s *shelf) Groups(ctx context.Context) ([]GroupInfo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var list []GroupInfo
	for _, key := range s.order {
		n := s.sizes[key]
		if s.short {
			n++
		}
		list = append(list, GroupInfo{Key: key, Title: "Grupo " + key, Note: fmt.Sprint(n, " filas"), Count: n,
			Cells: []Cell{{}, {Text: fmt.Sprintf("$ %d,00", n), Kind: Money}}})
	}
	return list, s.fail
}

func (s *shelf) Rows(_ context.Context, key string, from, n int) ([]Row, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []Row
	for i := from; i < min(from+n, s.sizes[key]); i++ {
		id := fmt.Sprint(key, "-", i)
		rows = append(rows, Row{ID: id, Cells: []Cell{{Text: id}, {Text: "$ 1,00", Kind: Money}, {}}})
	}
	s.read += len(rows)
	return rows, s.fail
}

func (s *shelf) set(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// naive lists the whole thing the plain way.
func (s *shelf) naive(open map[string]bool, heads bool) []string {
	var ids []string
	for _, key := range s.order {
		if heads {
			ids = append(ids, "group:"+key)
		}
		if open[key] || !heads {
			for i := range s.sizes[key] {
				ids = append(ids, fmt.Sprint(key, "-", i))
			}
		}
	}
	return ids
}

func idsOf(rows []Row) []string {
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	return ids
}

// Whatever is opened and closed, and whatever part is asked for, Grouped says
// what the naive list says.
func TestGroupedIsTheNaiveList(t *testing.T) {
	ctx := context.Background()
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		var sizes []int
		for range r.IntN(12) {
			sizes = append(sizes, r.IntN(9)*r.IntN(9))
		}
		src := newShelf(sizes...)
		s, open := NewGrouped(src), map[string]bool{}
		for range 30 {
			switch act := r.IntN(10); {
			case act == 0:
				s.OpenAll()
				for _, key := range src.order {
					open[key] = true
				}
			case act == 1:
				s.CloseAll()
				clear(open)
			case act == 2 && len(src.order) > 0: // the data changes
				src.sizes[src.order[r.IntN(len(src.order))]] = r.IntN(50)
				s.refresh()
			case len(src.order) > 0:
				key := src.order[r.IntN(len(src.order))]
				s.Toggle("group:" + key)
				open[key] = !open[key]
			}
			for _, list := range []struct {
				src  Source
				want []string
			}{{s, src.naive(open, true)}, {s.Plain(), src.naive(nil, false)}} {
				n, err := list.src.Count(ctx)
				if err != nil || n != len(list.want) {
					t.Fatalf("seed %d: count %d, %v, want %d", seed, n, err, len(list.want))
				}
				from, many := r.IntN(n+2), r.IntN(40)
				rows, err := list.src.Rows(ctx, from, many)
				want := list.want[min(from, n):min(from+many, n)]
				if err != nil || !slices.Equal(idsOf(rows), want) {
					t.Fatalf("seed %d: rows %d+%d are %v, %v, want %v", seed, from, many, idsOf(rows), err, want)
				}
			}
			head := -1
			for i, id := range src.naive(open, true) {
				key, isHead := GroupKey(id)
				want := head
				if isHead {
					head, want = i, -1
				}
				if got := s.Head(i); got != want {
					t.Fatalf("seed %d: the head above row %d (%s) is %d, want %d", seed, i, id, got, want)
				}
				if rows, _ := s.Rows(ctx, i, 1); isHead && (rows[0].Group == nil || rows[0].Group.Open != open[key]) {
					t.Fatalf("seed %d: head %s: %+v", seed, id, rows[0].Group)
				}
			}
		}
	}
}

func TestGroupedReadsNoMoreThanItIsAskedFor(t *testing.T) {
	ctx := context.Background()
	src := newShelf(400_000, 0, 600_000)
	s := NewGrouped(src)
	s.OpenAll()
	if n, _ := s.Count(ctx); n != million+3 {
		t.Fatalf("count = %d", n)
	}
	if rows, err := s.Rows(ctx, million-97, 100); err != nil || len(rows) != 100 || rows[99].ID != "g2-599999" {
		t.Errorf("the last page: %d rows, %v", len(rows), err)
	}
	if !s.Whole() || s.Head(million) != 400_002 {
		t.Errorf("whole %v, head %d", s.Whole(), s.Head(million))
	}
	if src.read != 100 || src.asked != 1 {
		t.Errorf("%d rows were read, the groups %d times", src.read, src.asked)
	}
}

func TestAGroupThatLostRowsIsReadAgain(t *testing.T) {
	ctx := context.Background()
	src := newShelf(3, 3)
	src.short = true
	s := NewGrouped(src)
	s.OpenAll()
	rows, err := s.Rows(ctx, 0, 100)
	if err != nil || !slices.Equal(idsOf(rows), []string{"group:g0", "g0-0", "g0-1", "g0-2"}) {
		t.Errorf("what comes after the gap is shown in a wrong place: %v, %v", idsOf(rows), err)
	}
	src.short = false
	if n, _ := s.Count(ctx); n != 8 || src.asked != 2 {
		t.Errorf("count %d after %d readings", n, src.asked)
	}
}

func TestGroupedFailsAndRecovers(t *testing.T) {
	src := newShelf(3)
	src.fail = errSource
	s := NewGrouped(src)
	if _, err := s.Count(context.Background()); !errors.Is(err, errSource) {
		t.Errorf("count: %v", err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	src.set(func() { src.fail = nil })
	if _, err := s.Rows(gone, 0, 10); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if n, err := s.Count(context.Background()); n != 1 || err != nil {
		t.Errorf("afterwards: %d, %v", n, err)
	}
}

// asking is a shelf that knows its ids.
type asking struct{ *shelf }

func (asking) Existing(context.Context, []string) ([]string, error) { return []string{"said"}, nil }

func TestGroupedTellsWhichIDsAreLeft(t *testing.T) {
	ctx := context.Background()
	got, err := NewGrouped(newShelf(5, 5)).Existing(ctx, []string{"g1-4", "g0-9", "g0-0"})
	if err != nil || !slices.Equal(got, []string{"g0-0", "g1-4"}) {
		t.Errorf("by reading: %v, %v", got, err)
	}
	src := asking{newShelf(5)}
	if got, _ := NewGrouped(src).Existing(ctx, []string{"x"}); !slices.Equal(got, []string{"said"}) || src.read != 0 {
		t.Errorf("by asking: %v, %d rows read", got, src.read)
	}
}

func TestGroupedFromManySides(t *testing.T) {
	src := newShelf(50, 60, 70, 80)
	s := NewGrouped(src)
	var wait sync.WaitGroup
	for side := range 8 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range 100 {
				switch (side + i) % 5 {
				case 0:
					s.Toggle(fmt.Sprint("group:g", i%4))
				case 1:
					s.refresh()
				case 2:
					s.OpenAll()
				}
				rows, err := s.Rows(context.Background(), i, 20)
				if n, _ := s.Count(context.Background()); err != nil || n < 4 || n > 264 {
					t.Errorf("count %d, error %v", n, err)
				}
				for k := range rows {
					if rows[k].ID == "" {
						t.Error("a row without id")
					}
				}
			}
		}()
	}
	wait.Wait()
}
