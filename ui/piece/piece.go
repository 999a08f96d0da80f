// Package piece holds what panels and questions are written with: texts, notes on
// a tint, states, labelled facts. It knows no business.
package piece

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// Words is running text with a name for the probe.
func Words(id, text string) *form.Words {
	w := form.NewWords(text)
	w.ID = id
	return w
}

// Muted is secondary text.
func Muted(text string) *form.Words {
	w := form.NewWords(text)
	w.Color = look.ColorMuted
	return w
}

// Strong is a heading inside a panel.
func Strong(text string) *form.Words {
	w := form.NewWords(text)
	w.Bold = true
	return w
}

// Picture is an icon of the size of a line of text.
func Picture(icon string, tone look.Tone) fyne.CanvasObject {
	image := canvas.NewImageFromResource(look.IconIn(icon, tone.Text()))
	image.SetMinSize(fyne.NewSquareSize(theme.Size(theme.SizeNameInlineIcon)))
	return image
}

// Note is a sentence with an icon on the tint of its family: word, icon and
// colour together.
func Note(id, icon string, tone look.Tone, text string) *fyne.Container {
	said := Words(id, text)
	said.Color = tone.Text()
	back := canvas.NewRectangle(theme.Color(tone.Tint()))
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	return container.New(part.Padded{Pad: part.Sized(look.SizeGap, 1)}, back,
		container.New(part.Sided{Gap: part.Sized(look.SizeGap, 1)}, Picture(icon, tone), said))
}

// Pill is a state: icon and word on its tint (ui.md 3.4).
func Pill(id, icon string, tone look.Tone, text string) fyne.CanvasObject {
	said := Words(id, text)
	said.Color, said.Bold = tone.Text(), true
	back := canvas.NewRectangle(theme.Color(tone.Tint()))
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	return container.New(pillLayout{}, back, Picture(icon, tone), said)
}

// pillLayout is as wide as its words and stands at the left.
type pillLayout struct{}

func (pillLayout) sizes(o []fyne.CanvasObject) (whole, text fyne.Size) {
	gap, icon := theme.Size(theme.SizeNamePadding), theme.Size(theme.SizeNameInlineIcon)
	text = o[2].(*form.Words).Fit(10000)
	return fyne.NewSize(icon+text.Width+5*gap, max(icon, text.Height)+gap), text
}

// MinSize is part of fyne.Layout.
func (l pillLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	whole, _ := l.sizes(o)
	return whole
}

// Layout is part of fyne.Layout.
func (l pillLayout) Layout(o []fyne.CanvasObject, _ fyne.Size) {
	gap, icon := theme.Size(theme.SizeNamePadding), theme.Size(theme.SizeNameInlineIcon)
	whole, text := l.sizes(o)
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(whole)
	o[1].Move(fyne.NewPos(1.5*gap, (whole.Height-icon)/2))
	o[1].Resize(fyne.NewSquareSize(icon))
	o[2].Move(fyne.NewPos(icon+2.5*gap, (whole.Height-text.Height)/2))
	o[2].Resize(fyne.NewSize(text.Width+gap, text.Height))
}

// Fact is a label and its value; Wrong says that it differs, in words. ID names
// the value for the probe.
type Fact struct{ ID, Label, Value, Wrong string }

// Facts are two columns; values wrap, and what is wrong stands under its value.
func Facts(list ...Fact) *fyne.Container {
	box := container.New(factsLayout{})
	for _, f := range list {
		if f.Value == "" {
			f.Value = "–"
		}
		box.Add(Muted(f.Label))
		value := Words(f.ID, f.Value)
		if f.Wrong == "" {
			box.Add(value)
			continue
		}
		wrong := Words(f.ID+".differs", f.Wrong)
		wrong.Color, wrong.Bold = look.ColorError, true
		box.Add(container.New(&part.Column{Gap: func() float32 { return 0 }}, value,
			container.New(part.Sided{Gap: part.Sized(theme.SizeNamePadding, 1)}, Picture("error", look.ToneError), wrong)))
	}
	return box
}

// factsLayout gives the labels as much as the widest needs, up to two fifths.
type factsLayout struct{}

func (factsLayout) place(o []fyne.CanvasObject, width float32, put func(o fyne.CanvasObject, at fyne.Position, size fyne.Size)) float32 {
	gap := theme.Size(look.SizeGap)
	var label float32
	for i := 0; i+1 < len(o); i += 2 {
		w := o[i].(*form.Words)
		label = max(label, fyne.MeasureText(w.Text(), theme.Size(w.TextSize), fyne.TextStyle{}).Width+1)
	}
	label = min(label, width*2/5)
	rest := max(width-label-2*gap, 1)
	var y float32
	for i := 0; i+1 < len(o); i += 2 {
		h := max(part.HeightFor(o[i], label), part.HeightFor(o[i+1], rest))
		put(o[i], fyne.NewPos(0, y), fyne.NewSize(label, h))
		put(o[i+1], fyne.NewPos(label+2*gap, y), fyne.NewSize(rest, h))
		y += h + gap/2
	}
	return max(y-gap/2, 0)
}

// HeightFor is the height of all the pairs.
func (l factsLayout) HeightFor(o []fyne.CanvasObject, width float32) float32 {
	return l.place(o, width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

// MinSize is part of fyne.Layout.
func (l factsLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, l.HeightFor(o, theme.Size(look.SizeDialog)))
}

// Layout is part of fyne.Layout.
func (l factsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.place(o, size.Width, func(o fyne.CanvasObject, at fyne.Position, size fyne.Size) {
		o.Move(at)
		o.Resize(size)
	})
}
