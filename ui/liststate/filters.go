package liststate

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/look"
	"trastienda/ui/part"
)

// Filters is the frame of a collapsible panel of filters: a surface above the
// rows that scrolls where its fields do not fit. It begins folded in and empty.
type Filters struct {
	Root *fyne.Container

	content fyne.CanvasObject
}

// NewFilters makes the frame.
func NewFilters() *Filters {
	f := &Filters{Root: container.NewStack()}
	f.Root.Hide()
	return f
}

// Fill puts the fields in, in the present look.
func (f *Filters) Fill(content fyne.CanvasObject) {
	f.content = content
	back := canvas.NewRectangle(theme.Color(look.ColorSurface))
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	back.StrokeColor, back.StrokeWidth = theme.Color(theme.ColorNameSeparator), theme.Size(theme.SizeNameSeparatorThickness)
	f.Root.Objects = []fyne.CanvasObject{back, container.NewVScroll(container.New(part.Padded{Pad: part.Sized(look.SizeGap, 1)}, content))}
}

// Filled tells whether there are fields yet.
func (f *Filters) Filled() bool { return f.content != nil }

// HeightFor is the height at which nothing has to be scrolled.
func (f *Filters) HeightFor(width float32) float32 {
	pad := theme.Size(look.SizeGap)
	return part.HeightFor(f.content, width-2*pad) + 2*pad
}

// Open tells whether the panel is folded out.
func (f *Filters) Open() bool { return !f.Root.Hidden }

// Fold folds it out or in; the page lays itself out again.
func (f *Filters) Fold(open bool) { f.Root.Hidden = !open }
