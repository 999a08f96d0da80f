package grid

// The pages of a reload that replace visible ones are shown together. One
// alone beside another that is still old would show rows twice or not at all
// for a moment, and a click in that moment would meet the wrong row.

// release shows what has come; while a visible page that is older is still on
// its way, only where nothing stood before.
func (l *loader) release() {
	half := l.halfway()
	var came []int
	for i, p := range l.staged {
		if !half || l.pages[i] == nil {
			l.pages[i] = p
			came = append(came, i)
			delete(l.staged, i)
		}
	}
	l.evict()
	for _, i := range came {
		l.changed(i)
	}
}

// halfway tells whether a visible page is older than the last reload and its
// successor still to come. One that was blank, or cannot be had, holds up
// nothing.
func (l *loader) halfway() bool {
	for i := l.first / pageSize; i <= l.last/pageSize; i++ {
		rev, bad := l.broken[i]
		if l.pages[i] != nil && !l.newest(i) && l.staged[i] == nil && !(bad && rev == l.rev) {
			return true
		}
	}
	return false
}

// newest tells whether a page of the last revision has come.
func (l *loader) newest(i int) bool {
	p, s := l.pages[i], l.staged[i]
	return p != nil && p.rev == l.rev || s != nil && s.rev == l.rev
}

// renewed tells whether every visible page has come since the last reload, or
// cannot be had.
func (l *loader) renewed() bool {
	for i := l.first / pageSize; i <= l.last/pageSize; i++ {
		rev, bad := l.broken[i]
		if !l.newest(i) && !(bad && rev == l.rev) && i*pageSize < l.count {
			return false
		}
	}
	return true
}
