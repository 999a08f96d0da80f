package exceptions

import (
	"testing"

	"trastienda/app/access"
	"trastienda/ui/text"
)

// A page that nobody opened tells its number, and goes along with whatever comes.
func TestAPageThatNobodyOpened(t *testing.T) {
	b := newBench(t, text.ES, access.Manager)
	p, err := New(b.page.Params)
	if err != nil {
		t.Fatal(err)
	}
	p.ticked(true)
	b.Until("its number", func() bool { return p.Badge() == len(b.backend.list) })
	b.backend.set(func(f *fake) { f.offline = true })
	p.ticked(false)
	p.Refresh()
	if p.Busy() || p.Badge() != len(b.backend.list) {
		t.Errorf("busy %v, number %d", p.Busy(), p.Badge())
	}
	p.Dispose()
}
