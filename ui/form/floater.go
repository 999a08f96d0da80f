package form

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
)

// floater is the list or the calendar a field opens: a panel beside the field
// over everything else. Esc and a click beside it close it, and the focus
// goes back to the field.
type floater struct {
	widget.BaseWidget
	anchor  Field
	canvas  fyne.Canvas
	content fyne.CanvasObject
	// wide makes the panel at least as wide as the field.
	wide   bool
	back   *canvas.Rectangle
	tips   *TipHost
	closed bool
	// onClose runs when the panel is gone.
	onClose func()
}

var (
	_ Modal         = (*floater)(nil)
	_ fyne.Tappable = (*floater)(nil)
)

// openFloater shows content at anchor and focuses first.
func openFloater(anchor Field, content fyne.CanvasObject, wide bool, first fyne.Focusable) *floater {
	c := canvasOf(anchor)
	if c == nil {
		return nil
	}
	f := &floater{anchor: anchor, canvas: c, content: content, wide: wide, back: canvas.NewRectangle(color.Transparent)}
	f.tips = WithTips(content)
	f.ExtendBaseWidget(f)
	c.Overlays().Add(f)
	f.Resize(c.Size())
	f.Refresh()
	if first != nil {
		c.Focus(first)
	}
	return f
}

func (f *floater) close() {
	if f.closed {
		return
	}
	f.closed = true
	f.canvas.Overlays().Remove(f)
	f.canvas.Focus(f.anchor)
	if f.onClose != nil {
		f.onClose()
	}
}

// Tapped closes the floater when the click is beside its panel.
func (f *floater) Tapped(ev *fyne.PointEvent) {
	pos, size := f.back.Position(), f.back.Size()
	inside := ev.Position.X >= pos.X && ev.Position.Y >= pos.Y && ev.Position.X <= pos.X+size.Width && ev.Position.Y <= pos.Y+size.Height
	if !inside {
		f.close()
	}
}

// ModalKey closes the floater on Esc; Enter belongs to its content.
func (f *floater) ModalKey(ev *fyne.KeyEvent) bool {
	if ev.Name == fyne.KeyEscape {
		f.close()
		return true
	}
	return false
}

// ModalPress is of no use here.
func (f *floater) ModalPress(*fyne.KeyEvent, bool) {}

// Tips is where tooltips of the content are shown.
func (f *floater) Tips() *TipHost { return f.tips }

// ProbeChildren returns what the probe walks into.
func (f *floater) ProbeChildren() []fyne.CanvasObject { return []fyne.CanvasObject{f.content} }

// CreateRenderer is called by Fyne.
func (f *floater) CreateRenderer() fyne.WidgetRenderer { return &floaterRenderer{f} }

type floaterRenderer struct{ f *floater }

func (r *floaterRenderer) Destroy() {}
func (r *floaterRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.f.back, r.f.tips}
}
func (r *floaterRenderer) MinSize() fyne.Size { return fyne.Size{} }

// Layout puts the panel under the field or, when there is no room, above it.
func (r *floaterRenderer) Layout(size fyne.Size) {
	f := r.f
	pad := theme.Size(theme.SizeNameInnerPadding)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(f.anchor)
	need := f.content.MinSize().AddWidthHeight(2*pad, 2*pad)
	if f.wide {
		need.Width = max(need.Width, f.anchor.Size().Width)
	}
	need.Width = min(need.Width, size.Width)
	below := at.Y + f.anchor.Size().Height + 2
	y := below
	if below+need.Height > size.Height {
		y = max(0, at.Y-need.Height-2)
		if size.Height-below > at.Y {
			y = max(0, size.Height-need.Height)
		}
	}
	need.Height = min(need.Height, size.Height-y)
	x := max(0, min(at.X, size.Width-need.Width))
	f.back.Move(fyne.NewPos(x, y))
	f.back.Resize(need)
	f.tips.Move(fyne.NewPos(x+pad, y+pad))
	f.tips.Resize(need.SubtractWidthHeight(2*pad, 2*pad))
}

func (r *floaterRenderer) Refresh() {
	f := r.f
	f.back.FillColor = theme.Color(theme.ColorNameOverlayBackground)
	f.back.StrokeColor = theme.Color(theme.ColorNameInputBorder)
	f.back.StrokeWidth = 1
	f.back.CornerRadius = theme.Size(look.SizeGap) / 2
	r.Layout(f.Size())
	f.back.Refresh()
	f.tips.Refresh()
	canvas.Refresh(f)
}
