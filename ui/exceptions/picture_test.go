package exceptions

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"trastienda/app/access"
	"trastienda/ui/form"
	"trastienda/ui/grid"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The page, its panel and every question in both looks and three languages: no
// text is cut. Set TRASTIENDA_PICTURES to a folder to look at them.
func TestBothLooksInEveryLanguage(t *testing.T) {
	for _, lang := range text.Langs() {
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			b := newBench(t, lang, access.Manager)
			b.look.SetChoice(choice)
			fyne.CurrentApp().Settings().SetTheme(b.look)
			b.page.Rebuild()
			b.until("rows", func() bool { return !b.page.grid.Busy() })
			b.everything(string(lang) + "-" + string(choice))
		}
	}
}

// Nothing is cut at the smallest window, nor at the greatest zoom.
func TestNoTextIsCut(t *testing.T) {
	for _, lang := range text.Langs() {
		for name, zoom := range map[string]int{"small": 100, "zoom": look.ZoomMost} {
			b := newBench(t, lang, access.Manager)
			b.look.SetZoom(zoom)
			fyne.CurrentApp().Settings().SetTheme(b.look)
			b.window.Resize(fyne.NewSize(1024-56, 640-60)) // navigation folded in, menu and status bar
			b.page.Rebuild()
			b.until("rows", func() bool { return !b.page.grid.Busy() })
			b.everything(string(lang) + "-" + name)
		}
	}
}

func (b *bench) everything(name string) {
	b.t.Helper()
	b.choose("e2")
	b.seen(name + "-page")
	for _, id := range []string{"e1", "e2", "e3", "e4", "e5"} {
		b.choose(id)
		b.page.open(id)
		b.until("the detail", func() bool {
			return b.page.detail.data.ID == id && (b.backend.known[id] == nil || b.page.detail.data.Known != nil)
		})
		b.seen(name + "-detail-" + id)
	}
	b.page.detail.hide()
	for _, c := range []struct{ id, cmd string }{{"e1", cmdAssign}, {"e4", cmdClose}, {"e6", cmdApprove}, {"e2", cmdReject}, {"e3", cmdWithdraw}} {
		b.ask(c.id, c.cmd)
		b.seen(name + "-" + c.cmd)
		b.press("no")
	}
}

// seen checks what is on the screen and draws it for people to look at.
func (b *bench) seen(name string) {
	b.t.Helper()
	c := b.window.Canvas()
	b.fits(name, c.Content(), c.Size().Width)
	for _, o := range c.Overlays().List() {
		b.fits(name, o, c.Size().Width)
	}
	b.picture(name)
}

// fits checks the texts under o against right, the right edge in the window of
// the widget around them.
func (b *bench) fits(where string, o fyne.CanvasObject, right float32) {
	b.t.Helper()
	if _, rows := o.(*grid.Grid); rows || !o.Visible() { // a grid scrolls sideways and has tests of its own
		return
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	switch o := o.(type) {
	case *canvas.Text:
		if o.Text != "" && at.X+o.MinSize().Width > right+1 {
			b.t.Errorf("%s: %q is cut: it ends at %.0f of %.0f", where, o.Text, at.X+o.MinSize().Width, right)
		}
	case *form.Words:
		if want := o.HeightFor(o.Size().Width); o.Size().Height+1 < want {
			b.t.Errorf("%s: %q needs a height of %.0f and has %.0f", where, o.Text(), want, o.Size().Height)
		}
		b.fitsIn(where, o, min(right, at.X+o.Size().Width))
	case *fyne.Container:
		for _, each := range o.Objects {
			b.fits(where, each, right)
		}
	case fyne.Widget:
		b.fitsIn(where, o, min(right, at.X+o.Size().Width))
	}
}

func (b *bench) fitsIn(where string, o fyne.Widget, right float32) {
	b.t.Helper()
	for _, each := range test.WidgetRenderer(o).Objects() {
		b.fits(where, each, right)
	}
}
