package form

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// maxPIN is more digits than any PIN has. The sources do not say how many one
// has (S0-53), so whoever asks for it decides.
const maxPIN = 12

// PINField takes the digits of a PIN and shows dots. It has no eye, is not
// copied, and its text is taken out once.
type PINField struct{ TextField }

var _ Field = (*PINField)(nil)

// NewPINField returns an empty field. Of p the text is left out.
func NewPINField(p FieldParams) *PINField {
	f := &PINField{}
	change := p.OnChange
	p.Text = ""
	p.OnChange = func(s string) {
		if digits := onlyDigits(s); digits != s {
			f.SetText(digits)
			return
		}
		if change != nil {
			change(s)
		}
	}
	f.Password = true
	f.ActionItem = canvas.NewRectangle(color.Transparent) // else Fyne gives it an eye
	f.build(f, p)
	return f
}

// onlyDigits keeps the first digits of a text.
func onlyDigits(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	return digits[:min(len(digits), maxPIN)]
}

// Take gives what was typed and empties the field, with what could be undone.
func (f *PINField) Take() string {
	typed := f.Text
	f.SetText("")
	return typed
}

// ProbeChildren tells of nothing inside.
func (f *PINField) ProbeChildren() []fyne.CanvasObject { return nil }
