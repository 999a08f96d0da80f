package shell

import "testing"

// readingPage is a page whose rows are on their way.
type readingPage struct {
	*fakePage
	reading bool
}

func (p *readingPage) Reading() bool { return p.reading }

// again makes a bench whose window was not shown yet, with a page that reads.
func again(t *testing.T) (*bench, *readingPage) {
	t.Helper()
	b := newBench(t, ready()).inSession()
	page := &readingPage{b.pages[0], true}
	b.s.page, b.s.revealed, b.s.told = page, false, false
	return b, page
}

func TestTheFirstWindowWaitsForThePageThatReads(t *testing.T) {
	b, page := again(t)
	b.s.revealWhenRead()
	if b.s.revealed || b.s.told {
		t.Errorf("shown %v, told %v while the page reads", b.s.revealed, b.s.told)
	}
	page.reading = false
	b.until("the window", func() bool { return b.s.revealed && b.s.told })
}

func TestTheFirstWindowDoesNotWaitForLong(t *testing.T) {
	b, page := again(t)
	b.s.overdue()
	b.s.revealWhenRead()
	if !b.s.revealed || b.s.told {
		t.Errorf("shown %v, told %v when it was overdue and the page reads on", b.s.revealed, b.s.told)
	}
	page.reading = false
	b.until("the page's first frame", func() bool { return b.s.told })
}

func TestASlowStartSaysWhatItDoes(t *testing.T) {
	opened := make(chan struct{})
	backend := ready()
	backend.startFn = func() error { <-opened; return nil }
	b := newBench(t, backend)
	if b.s.stage != nil || b.s.revealed {
		t.Errorf("the window shows %T at once", b.s.stage)
	}
	b.s.overdue()
	if got := b.textOf("waiting.title"); !b.s.revealed || got != b.s.p.Book.T("shell.start.opening") {
		t.Errorf("shown %v, it says %q", b.s.revealed, got)
	}
	close(opened)
	b.inSession()
}

// Fyne makes a window when it is first shown, and cannot close one it has not
// made: a program that is ended at its start shows it before.
func TestAWindowIsMadeBeforeItIsClosed(t *testing.T) {
	opened := make(chan struct{})
	backend := ready()
	backend.startFn = func() error { <-opened; return nil }
	b := newBench(t, backend)
	b.s.Close()
	close(opened)
	if !b.s.revealed || b.s.ctx.Err() == nil {
		t.Errorf("shown %v, ended %v", b.s.revealed, b.s.ctx.Err())
	}
}
