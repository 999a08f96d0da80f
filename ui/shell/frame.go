package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"trastienda/ui/look"
)

// narrowBelow is the width, in dp at 100 %, under which the navigation folds
// by itself.
const narrowBelow = 1200

// frame is the window of a session: ribbons, navigation, page, status bar.
type frame struct {
	s       *Shell
	object  *fyne.Container
	ribbons *ribbons
	nav     *nav
	page    *fyne.Container
	status  *status

	narrowWindow bool
	forced       bool // unfolded by hand in a narrow window
}

func newFrame(s *Shell) *frame {
	f := &frame{s: s}
	f.ribbons = newRibbons(s)
	f.nav = newNav(s)
	f.page = container.NewStack()
	f.status = newStatus(s)
	f.object = &fyne.Container{Layout: f}
	// No fill behind them: the window is cleared in that colour, and painting it
	// twice costs as much as the page where there is no graphics card.
	f.object.Objects = []fyne.CanvasObject{f.ribbons.object, f.nav.object, f.page, f.status.object, s.toasts.object}
	return f
}

func (f *frame) setPage(p Page) {
	f.page.Objects = []fyne.CanvasObject{&fyne.Container{Layout: pageMargin{f.s}, Objects: []fyne.CanvasObject{p.Content()}}}
	f.nav.refresh()
	f.page.Refresh()
}

// refresh takes the texts of everything around the page again.
func (f *frame) refresh() {
	f.ribbons.refresh()
	f.nav.refresh()
	f.status.refresh()
	f.s.toasts.redraw()
	f.object.Refresh()
}

// toggleNav folds or unfolds the navigation. In a narrow window that counts
// only until it is wide again, so that it is not remembered.
func (f *frame) toggleNav() {
	if f.narrowWindow {
		f.forced = !f.forced
	} else {
		f.s.prefs.NavCollapsed = !f.s.prefs.NavCollapsed
		f.s.save()
	}
	f.object.Refresh()
	f.s.cmds.Refresh()
	f.s.ViewChanged()
}

// MinSize is that of the window, whatever the zoom: a page that needs more
// must scroll.
func (f *frame) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(MinWidth, MinHeight-menuBar)
}

// Layout places the parts and folds the navigation when there is no room.
func (f *frame) Layout(o []fyne.CanvasObject, size fyne.Size) {
	narrow := size.Width < narrowBelow*float32(f.s.p.Look.Zoom())/100
	if narrow != f.narrowWindow {
		f.narrowWindow, f.forced = narrow, false
	}
	f.nav.setNarrow(f.folded())
	o[0].Resize(fyne.NewSize(size.Width, o[0].MinSize().Height)) // its texts wrap, then the height is known
	top := o[0].MinSize().Height
	bottom := o[3].MinSize().Height
	left := f.nav.width()
	middle := size.Height - top - bottom
	o[0].Resize(fyne.NewSize(size.Width, top))
	o[1].Move(fyne.NewPos(0, top))
	o[1].Resize(fyne.NewSize(left, middle))
	o[2].Move(fyne.NewPos(left, top))
	o[2].Resize(fyne.NewSize(size.Width-left, middle))
	o[3].Move(fyne.NewPos(0, size.Height-bottom))
	o[3].Resize(fyne.NewSize(size.Width, bottom))
	o[4].Move(o[2].Position())
	o[4].Resize(o[2].Size())
}

func (f *frame) folded() bool {
	if f.narrowWindow {
		return !f.forced
	}
	return f.s.prefs.NavCollapsed
}

// pageMargin is the margin of a page: none is asked of its content.
type pageMargin struct{ s *Shell }

func (m pageMargin) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (m pageMargin) Layout(o []fyne.CanvasObject, size fyne.Size) {
	margin, gap := m.s.p.Look.Size(look.SizeMargin), m.s.p.Look.Size(look.SizeGap)
	o[0].Move(fyne.NewPos(margin, gap))
	o[0].Resize(size.SubtractWidthHeight(2*margin, 2*gap))
}
