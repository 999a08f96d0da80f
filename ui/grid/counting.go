package grid

// startCount asks for the number of rows, one question at a time.
func (l *loader) startCount() {
	if l.src == nil || l.counting {
		return
	}
	l.counting = true
	src, ctx, gen, rev := l.src, l.ctx, l.gen, l.rev
	go func() {
		n, err := src.Count(ctx)
		plain := n
		if o, ok := src.(Outline); ok && err == nil {
			plain, err = o.Plain().Count(ctx)
		}
		l.do(func() { l.countArrived(gen, rev, n, plain, err) })
	}()
}

func (l *loader) countArrived(gen, rev uint64, n, plain int, err error) {
	if gen != l.gen {
		return
	}
	l.counting = false
	if err != nil {
		l.report(err)
	} else {
		l.count, l.plain, l.counted, l.countRev = max(n, 0), max(plain, 0), true, rev
		for i := range l.pages {
			if i*pageSize >= l.count {
				delete(l.pages, i)
				delete(l.staged, i)
			}
		}
	}
	if rev != l.rev {
		l.startCount()
	}
	l.changed(-1)
	l.release()
	l.pump()
}

// checkCount counts once more when a page disagrees with the count: rows came
// or went between the two questions.
func (l *loader) checkCount(a answer) {
	if !l.counted || a.rev != l.rev || l.recount == l.rev || l.countRev != l.rev {
		return
	}
	want := min(pageSize, max(0, l.count-a.page*pageSize))
	if len(a.rows) != want {
		l.recount = l.rev
		l.startCount()
	}
}
