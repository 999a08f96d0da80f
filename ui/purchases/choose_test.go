package purchases

import (
	"testing"

	"fyne.io/fyne/v2"

	"trastienda/ui/text"
)

// With a detail open, the first Esc closes it and the row stays chosen; the
// next one lets the row go.
func TestEscClosesWhatLiesOnTop(t *testing.T) {
	b := newBench(t, text.ES)
	b.choose("p5")
	b.page.open("p5")
	b.Until("the detail", func() bool { return b.page.detail.root.Visible() })
	b.page.grid.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if b.page.detail.root.Visible() || len(b.page.grid.Selection()) != 1 {
		t.Errorf("after one Esc: detail %v, chosen %v", b.page.detail.root.Visible(), b.page.grid.Selection())
	}
	b.page.grid.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if len(b.page.grid.Selection()) != 0 {
		t.Errorf("after two Esc %v is chosen", b.page.grid.Selection())
	}
}

// A row can be retried the moment it is chosen, before it was read again.
func TestAChosenRowCanBeRetriedAtOnce(t *testing.T) {
	b := newBench(t, text.ES)
	b.page.grid.Select("p5")
	if ok, reason := b.page.mayRetry(); !ok {
		t.Errorf("not yet: %s", reason)
	}
	b.page.grid.Select("p1")
	if ok, _ := b.page.mayRetry(); ok {
		t.Error("a row that is OK may be retried")
	}
}
