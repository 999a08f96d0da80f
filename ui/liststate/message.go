package liststate

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// Message says why there are no rows, or why no newer ones, and what to do.
type Message struct {
	Icon        string
	Tone        look.Tone // of a banner
	Title, Text string
	Button      *form.Button // what helps; nil for nothing
}

// picture is an icon so many times as high as a line of text.
func picture(icon string, color fyne.ThemeColorName, lines float32) fyne.CanvasObject {
	image := canvas.NewImageFromResource(look.IconIn(icon, color))
	image.SetMinSize(fyne.NewSquareSize(lines * theme.Size(theme.SizeNameInlineIcon)))
	return image
}

// row puts objects on a line of their own width.
func row(o ...fyne.CanvasObject) fyne.CanvasObject {
	return container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)}, o...)
}

// empty stands in the middle of where rows would be.
func (m Message) empty(id string) fyne.CanvasObject {
	head := form.NewWords(m.Title)
	head.ID, head.TextSize, head.Bold = id+".empty", look.SizeSection, true
	body := []fyne.CanvasObject{row(picture(m.Icon, look.ColorMuted, 2)), head}
	if m.Text != "" {
		line := form.NewWords(m.Text)
		line.ID, line.Color = id+".empty.more", look.ColorMuted
		body = append(body, line)
	}
	if m.Button != nil {
		body = append(body, row(m.Button))
	}
	return container.New(middle{}, container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1)}, body...))
}

// banner stands above the rows, which stay.
func (m Message) banner(id, stays string) []fyne.CanvasObject {
	line := form.NewWords(m.Title + " " + m.Text + " " + stays)
	line.ID, line.Color = id+".error", m.Tone.Text()
	back := canvas.NewRectangle(theme.Color(m.Tone.Tint()))
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	gap := part.Sized(look.SizeGap, 1)
	return []fyne.CanvasObject{
		container.New(part.Padded{Pad: gap}, back, container.New(part.Sided{Gap: gap}, picture(m.Icon, m.Tone.Text(), 1), line)),
		row(m.Button),
	}
}

// middle puts a column in the middle, no wider than is read with ease.
type middle struct{}

// MinSize is part of fyne.Layout.
func (middle) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

// Layout is part of fyne.Layout.
func (middle) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := min(theme.Size(look.SizeDetail)*1.3, size.Width-2*theme.Size(look.SizeGap))
	height := part.HeightFor(o[0], width)
	o[0].Move(fyne.NewPos((size.Width-width)/2, max((size.Height-height)/3, 0)))
	o[0].Resize(fyne.NewSize(width, height))
}
