package form

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
)

// actionIcon is the icon at the right end of a field. It is for the mouse
// only: the field itself offers the same by a key, and Tab should not stop
// twice in one field.
type actionIcon struct {
	widget.BaseWidget
	tipper
	id, name string
	icon     *canvas.Image
	back     *canvas.Rectangle
	run      func()
}

var (
	_ fyne.Tappable      = (*actionIcon)(nil)
	_ desktop.Hoverable  = (*actionIcon)(nil)
	_ desktop.Cursorable = (*actionIcon)(nil)
)

func newActionIcon(id, name, icon string, run func()) *actionIcon {
	a := &actionIcon{id: id, name: name, run: run, back: canvas.NewRectangle(color.Transparent), icon: canvas.NewImageFromResource(look.IconIn(icon, look.ColorMuted))}
	a.icon.FillMode = canvas.ImageFillContain
	a.ExtendBaseWidget(a)
	return a
}

func (a *actionIcon) set(name, icon string) {
	a.name = name
	a.icon.Resource = look.IconIn(icon, look.ColorMuted)
	a.icon.Refresh()
}

func (a *actionIcon) ProbeID() string                { return a.id }
func (a *actionIcon) ProbeText() string              { return a.name }
func (a *actionIcon) Cursor() desktop.Cursor         { return desktop.DefaultCursor }
func (a *actionIcon) MouseMoved(*desktop.MouseEvent) {}

func (a *actionIcon) Tapped(*fyne.PointEvent) {
	a.hideTip()
	a.run()
}

func (a *actionIcon) MouseIn(*desktop.MouseEvent) {
	a.tipSoon(a, func() string { return a.name })
	a.back.FillColor = theme.Color(theme.ColorNameHover)
	a.back.Refresh()
}

func (a *actionIcon) MouseOut() {
	a.hideTip()
	a.back.FillColor = color.Transparent
	a.back.Refresh()
}

// CreateRenderer is called by Fyne.
func (a *actionIcon) CreateRenderer() fyne.WidgetRenderer { return &actionRenderer{a} }

type actionRenderer struct{ a *actionIcon }

func (r *actionRenderer) Destroy() { r.a.hideTip() }
func (r *actionRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.a.back, r.a.icon}
}
func (r *actionRenderer) Refresh() { r.a.icon.Refresh() }

func (r *actionRenderer) MinSize() fyne.Size {
	return fyne.NewSquareSize(theme.Size(theme.SizeNameInlineIcon) + theme.Size(theme.SizeNameInnerPadding)*1.5)
}

func (r *actionRenderer) Layout(size fyne.Size) {
	inset := theme.Size(look.SizeRing)
	r.a.back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	r.a.back.Move(fyne.NewSquareOffsetPos(inset))
	r.a.back.Resize(size.SubtractWidthHeight(2*inset, 2*inset))
	icon := theme.Size(theme.SizeNameInlineIcon)
	r.a.icon.Move(fyne.NewPos((size.Width-icon)/2, (size.Height-icon)/2))
	r.a.icon.Resize(fyne.NewSquareSize(icon))
}
