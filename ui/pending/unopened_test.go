package pending

import (
	"testing"

	"trastienda/ui/text"
)

// A page that nobody opened tells its number, and goes along with whatever comes.
func TestAPageThatNobodyOpened(t *testing.T) {
	b := newBench(t, text.ES)
	if err := b.Table.Set(PageID, nil); err != nil { // the one of the window has them
		t.Fatal(err)
	}
	p, err := New(b.page.Params)
	if err != nil {
		t.Fatal(err)
	}
	b.Until("its number", func() bool { return p.Badge() == len(samples()) })
	p.Changed()
	p.Refresh()
	p.Hidden()
	if p.Away() || p.Notice() == "" || p.Busy() {
		t.Errorf("away %v, notice %q, busy %v", p.Away(), p.Notice(), p.Busy())
	}
	p.Dispose()
}
