package exceptions

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// words is running text with a name for the probe.
func words(id, text string) *form.Words {
	w := form.NewWords(text)
	w.ID = id
	return w
}

// muted is secondary text.
func muted(text string) *form.Words {
	w := form.NewWords(text)
	w.Color = look.ColorMuted
	return w
}

// strong is a heading inside a panel.
func strong(text string) *form.Words {
	w := form.NewWords(text)
	w.Bold = true
	return w
}

// picture is an icon of the size of a line of text.
func picture(icon string, tone look.Tone) fyne.CanvasObject {
	image := canvas.NewImageFromResource(look.IconIn(icon, tone.Text()))
	image.SetMinSize(fyne.NewSquareSize(theme.Size(theme.SizeNameInlineIcon)))
	return image
}

// note is a sentence with an icon on the tint of its family: word, icon and
// colour together.
func note(id, icon string, tone look.Tone, text string) *fyne.Container {
	said := words(id, text)
	said.Color = tone.Text()
	back := canvas.NewRectangle(theme.Color(tone.Tint()))
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	return container.New(part.Padded{Pad: sized(look.SizeGap, 1)}, back,
		container.New(part.Sided{Gap: sized(look.SizeGap, 1)}, picture(icon, tone), said))
}

// pill is a state: icon and word on its tint (ui.md 3.4).
func pill(id, icon string, tone look.Tone, text string) fyne.CanvasObject {
	said := words(id, text)
	said.Color, said.Bold = tone.Text(), true
	back := canvas.NewRectangle(theme.Color(tone.Tint()))
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	return container.New(pillLayout{}, back, picture(icon, tone), said)
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

// fact is a label and its value; wrong says that it differs, in words.
type fact struct{ id, label, value, wrong string }

// facts are two columns; values wrap, and what is wrong stands under its value.
func facts(list ...fact) *fyne.Container {
	box := container.New(factsLayout{})
	for _, f := range list {
		if f.value == "" {
			f.value = "–"
		}
		box.Add(muted(f.label))
		value := words(f.id, f.value)
		if f.wrong == "" {
			box.Add(value)
			continue
		}
		wrong := words(f.id+".differs", f.wrong)
		wrong.Color, wrong.Bold = look.ColorError, true
		box.Add(container.New(&part.Column{Gap: func() float32 { return 0 }}, value,
			container.New(part.Sided{Gap: sized(theme.SizeNamePadding, 1)}, picture("error", look.ToneError), wrong)))
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
