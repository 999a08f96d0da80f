package grid

import (
	"context"
	"errors"
	"sort"
)

const (
	pageSize = 100 // rows asked for at once
	maxPages = 60  // pages kept; the ones used longest ago go first
	// maxRunning bounds the questions to one source, also when it ignores
	// that they were cancelled (a thumb dragged over a million rows).
	maxRunning = 4
)

// page is a run of loaded rows and the revision of the data they belong to.
type page struct {
	rows []Row
	rev  uint64
	used uint64
}

// loader keeps the pages of the present source. Generations tell sources
// apart: nothing an earlier source answers is ever shown. Revisions tell
// reloads of one source apart: rows of the last revision stay on the screen
// until the new ones arrive.
type loader struct {
	do      func(func())
	changed func(page int) // a page arrived, or the count (-1)
	failed  func(error)

	src      Source
	gen, rev uint64
	ctx      context.Context
	stop     context.CancelFunc

	count    int // rows of the list
	plain    int // rows without the heads of groups, those of closed groups too
	counted  bool
	countRev uint64
	counting bool
	recount  uint64 // revision that was counted a second time already

	pages       map[int]*page
	staged      map[int]*page // came by a reload, see staging.go
	wait        map[int]context.CancelFunc
	broken      map[int]uint64 // revision in which loading the page failed
	running     int
	tick        uint64
	first, last int
}

func newLoader(do func(func())) *loader {
	return &loader{do: do, pages: map[int]*page{}, staged: map[int]*page{}, wait: map[int]context.CancelFunc{}, broken: map[int]uint64{}, stop: func() {}}
}

// setSource forgets everything and starts anew; src may be nil.
func (l *loader) setSource(src Source) {
	l.stop()
	l.src = src
	l.gen++
	l.rev++
	l.count, l.plain, l.counted, l.counting, l.running = 0, 0, false, false, 0
	clear(l.pages)
	clear(l.staged)
	clear(l.wait)
	clear(l.broken)
	l.ctx, l.stop = context.WithCancel(context.Background())
	l.first, l.last = 0, 0
	l.startCount()
	l.pump()
}

// reload asks for everything visible again and keeps what is shown meanwhile.
// Questions under way are not cancelled, or frequent reloads would starve the
// screen; what they bring is older than the reload and is asked for once more.
func (l *loader) reload() {
	if l.src == nil {
		return
	}
	l.rev++
	for i := range l.pages {
		if i < l.first/pageSize || i > l.last/pageSize {
			delete(l.pages, i)
		}
	}
	l.startCount()
	l.pump()
}

// want tells which rows are visible, first to last inclusive.
func (l *loader) want(first, last int) {
	l.first, l.last = max(first, 0), max(last, 0)
	l.pump()
	if len(l.staged) > 0 { // what held it up may be out of sight now
		l.release()
	}
}

// row gives row i, or nil while it is not loaded.
func (l *loader) row(i int) *Row {
	p := l.pages[i/pageSize]
	if i < 0 || p == nil || i%pageSize >= len(p.rows) {
		return nil
	}
	l.tick++
	p.used = l.tick
	return &p.rows[i%pageSize]
}

// total is the number of rows known: the count, or what is loaded before the
// count has come.
func (l *loader) total() int {
	if l.counted {
		return l.count
	}
	n := 0
	for i, p := range l.pages {
		n = max(n, i*pageSize+len(p.rows))
	}
	return n
}

// find gives the place of an id among the loaded rows, or -1. While a reload
// is under way a row can stand in two pages; the newer one tells.
func (l *loader) find(id string) int {
	at, rev := -1, uint64(0)
	for i, p := range l.pages {
		for k := range p.rows {
			if p.rows[k].ID == id && p.rev >= rev {
				at, rev = i*pageSize+k, p.rev
			}
		}
	}
	return at
}

// findSince is find among the rows of a revision and later ones.
func (l *loader) findSince(id string, rev uint64) int {
	if i := l.find(id); i >= 0 && l.pages[i/pageSize].rev >= rev {
		return i
	}
	return -1
}

// busy tells whether a visible page or the count is still to come.
func (l *loader) busy() bool { return l.counting || len(l.wait) > 0 }

// wanted lists the pages to hold, the visible ones first.
func (l *loader) wanted() []int {
	from, to := l.first/pageSize, l.last/pageSize
	var list []int
	for i := from; i <= to; i++ {
		list = append(list, i)
	}
	list = append(list, to+1)
	if from > 0 {
		list = append(list, from-1)
	}
	if !l.counted {
		return []int{0}
	}
	n := 0
	for _, i := range list {
		if i == 0 || i*pageSize < l.count {
			list[n] = i
			n++
		}
	}
	return list[:n]
}

// pump cancels the questions nobody needs and asks the next ones.
func (l *loader) pump() {
	if l.src == nil {
		return
	}
	list := l.wanted()
	needed := map[int]bool{}
	for _, i := range list {
		needed[i] = true
	}
	for i, cancel := range l.wait {
		if !needed[i] {
			cancel()
			delete(l.wait, i)
		}
	}
	for i := range l.broken { // scrolling back to a page tries it again
		if !needed[i] {
			delete(l.broken, i)
		}
	}
	for _, i := range list {
		if l.running >= maxRunning {
			return
		}
		if l.newest(i) {
			continue
		}
		if rev, bad := l.broken[i]; l.wait[i] == nil && (!bad || rev != l.rev) {
			l.ask(i)
		}
	}
}

func (l *loader) ask(i int) {
	ctx, cancel := context.WithCancel(l.ctx)
	l.wait[i] = cancel
	l.running++
	src, gen, rev := l.src, l.gen, l.rev
	go func() {
		rows, err := src.Rows(ctx, i*pageSize, pageSize)
		gone := ctx.Err() != nil
		cancel()
		l.do(func() { l.pageArrived(answer{gen, rev, i, rows, err, gone}) })
	}()
}

// answer is what a source said about one page.
type answer struct {
	gen, rev uint64
	page     int
	rows     []Row
	err      error
	gone     bool // cancelled before it was complete
}

func (l *loader) pageArrived(a answer) {
	if a.gen != l.gen {
		return
	}
	l.running--
	if a.gone { // the page may have been asked for again meanwhile
		l.pump()
		return
	}
	delete(l.wait, a.page)
	switch {
	case a.err != nil:
		l.broken[a.page] = a.rev
		l.report(a.err)
		l.changed(a.page)
	default:
		if len(a.rows) > pageSize {
			a.rows = a.rows[:pageSize]
		}
		l.tick++
		l.staged[a.page] = &page{rows: a.rows, rev: a.rev, used: l.tick}
		l.checkCount(a)
	}
	l.release()
	l.pump()
}

// evict drops the pages used longest ago, never a visible one.
func (l *loader) evict() {
	if len(l.pages) <= maxPages {
		return
	}
	var old []int
	for i := range l.pages {
		if i < l.first/pageSize || i > l.last/pageSize {
			old = append(old, i)
		}
	}
	sort.Slice(old, func(a, b int) bool { return l.pages[old[a]].used < l.pages[old[b]].used })
	for _, i := range old[:min(len(old), len(l.pages)-maxPages)] {
		delete(l.pages, i)
	}
}

func (l *loader) report(err error) {
	if !errors.Is(err, context.Canceled) && l.failed != nil {
		l.failed(err)
	}
}
