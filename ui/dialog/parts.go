package dialog

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/form"
	"trastienda/ui/look"
)

// Paragraph is running text of a dialog.
func Paragraph(text string) *form.Words { return form.NewWords(text) }

// Note is secondary text of a dialog.
func Note(text string) *form.Words {
	w := form.NewWords(text)
	w.Color = look.ColorMuted
	return w
}

// Amount is the large line with the money; id names it for the probe.
func Amount(id, text string) *form.Words {
	w := form.NewWords(text)
	w.ID, w.Bold, w.TextSize = id, true, look.SizeAmount
	return w
}

// Fact is one row of Facts. ID names the value for the probe.
type Fact struct{ ID, Label, Value string }

// Facts is a table of label and value; values wrap.
func Facts(facts ...Fact) fyne.CanvasObject {
	var objects []fyne.CanvasObject
	for _, f := range facts {
		label, value := form.NewWords(f.Label), form.NewWords(f.Value)
		label.Color, value.ID = look.ColorMuted, f.ID
		objects = append(objects, label, value)
	}
	return container.New(&factsLayout{}, objects...)
}

// Progress says that something is being done, with a moving bar unless the
// user switched animations off.
func Progress(text string) fyne.CanvasObject {
	words := form.NewWords(text)
	if !fyne.CurrentApp().Settings().ShowAnimations() {
		return Stack(words)
	}
	return Stack(words, container.New(&thin{}, widget.NewProgressBarInfinite()))
}

// Stack puts parts one below the other with the gap between blocks.
func Stack(parts ...fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&stack{}, parts...)
}

// stack lays each part out at the full width before it asks for its height,
// because wrapped text knows its height only then.
type stack struct{}

func (stack) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		if o.Visible() {
			m := o.MinSize()
			size = fyne.NewSize(max(size.Width, m.Width), size.Height+m.Height+theme.Size(look.SizeGap))
		}
	}
	size.Height = max(0, size.Height-theme.Size(look.SizeGap))
	return size
}

func (stack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
		height := o.MinSize().Height
		o.Resize(fyne.NewSize(size.Width, height))
		o.Move(fyne.NewPos(0, y))
		y += height + theme.Size(look.SizeGap)
	}
}

// thin gives the bar of Progress its height.
type thin struct{}

func (thin) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, theme.Size(theme.SizeNamePadding)*1.5)
}

func (thin) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
		o.Move(fyne.Position{})
	}
}

// factsLayout is two columns: labels as wide as the widest, up to two fifths.
type factsLayout struct{ width float32 }

func (l *factsLayout) label(objects []fyne.CanvasObject, width float32) float32 {
	widest := float32(0)
	for i := 0; i+1 < len(objects); i += 2 {
		widest = max(widest, objects[i].(*form.Words).Fit(width*2/5).Width)
	}
	return widest
}

func (l *factsLayout) rows(objects []fyne.CanvasObject, width float32, each func(i int, y, label, height float32)) float32 {
	gap := theme.Size(look.SizeGap)
	label := l.label(objects, width)
	y := float32(0)
	for i := 0; i+1 < len(objects); i += 2 {
		height := max(objects[i].(*form.Words).Fit(label).Height, objects[i+1].(*form.Words).Fit(width-label-gap*2).Height)
		each(i, y, label, height)
		y += height + gap/2
	}
	return max(0, y-gap/2)
}

// HeightFor tells how high the rows are at a width.
func (l *factsLayout) HeightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.rows(objects, width, func(int, float32, float32, float32) {})
}

// MinSize is as high as the rows are at the last width.
func (l *factsLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := l.width
	if width == 0 {
		width = theme.Size(look.SizeDialog)
	}
	return fyne.NewSize(0, l.HeightFor(objects, width))
}

// Layout places the rows.
func (l *factsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	gap := theme.Size(look.SizeGap) * 2
	l.rows(objects, size.Width, func(i int, y, label, height float32) {
		objects[i].Move(fyne.NewPos(0, y))
		objects[i].Resize(fyne.NewSize(label, height))
		objects[i+1].Move(fyne.NewPos(label+gap, y))
		objects[i+1].Resize(fyne.NewSize(size.Width-label-gap, height))
	})
}
