package board

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"trastienda/app/access"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// The page of both roles in three languages, both looks, both widths and at
// the normal and the greatest zoom: no text is cut. Set TRASTIENDA_PICTURES to
// a folder to look at them.
func TestNoTextIsCut(t *testing.T) {
	for _, lang := range text.Langs() {
		for _, role := range []access.Role{access.Manager, access.Agent} {
			b := newBench(t, lang, role, busyAgency())
			for _, choice := range []look.Choice{look.Light, look.Dark} {
				for _, width := range []float32{1366 - 248, 1024 - 56} {
					for _, zoom := range []int{100, 160} {
						b.look.SetChoice(choice)
						b.look.SetZoom(zoom)
						fyne.CurrentApp().Settings().SetTheme(b.look)
						b.window.Resize(fyne.NewSize(width, 708))
						b.page.Rebuild()
						b.settled()
						name := fmt.Sprintf("%s-%s-%s-%.0f-%d", lang, role, choice, width, zoom)
						b.fits(name, b.window.Canvas().Content(), b.window.Canvas().Size().Width)
						b.picture(name)
						if role == access.Manager && choice == look.Light {
							b.tall()
							b.page.body.(*agencyBody).count.Chart().FocusGained()
							b.fits(name, b.window.Canvas().Content(), b.window.Canvas().Size().Width)
							b.picture(name + "-whole")
							b.page.body.(*agencyBody).count.ShowTable(true)
							b.fits(name, b.window.Canvas().Content(), b.window.Canvas().Size().Width)
							b.picture(name + "-table")
						}
					}
				}
			}
		}
	}
}

// fits checks the texts under o against right, the right edge in the window of
// the widget around them, and against its height.
func (b *bench) fits(where string, o fyne.CanvasObject, right float32) {
	b.t.Helper()
	if !o.Visible() {
		return
	}
	left := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).X
	switch o := o.(type) {
	case *canvas.Text:
		if o.Text != "" && (left+o.MinSize().Width > right+1 || left < -1) {
			b.t.Errorf("%s: %q is cut: it goes from %.0f to %.0f of %.0f", where, o.Text, left, left+o.MinSize().Width, right)
		}
	case *fyne.Container:
		for _, each := range o.Objects {
			b.fits(where, each, right)
		}
	case fyne.Widget:
		if a, ok := b.page.body.(*agentBody); ok && o == fyne.Widget(a.table) {
			return // the grid scrolls sideways and has tests of its own
		}
		right = min(right, left+o.Size().Width)
		for _, each := range test.WidgetRenderer(o).Objects() {
			b.fits(where, each, right)
		}
	}
}
