package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
)

// LabelledRow is a field with its label above and its note below. The line
// of the note is always there, so that a form does not jump while typing.
type LabelledRow struct {
	widget.BaseWidget
	field Field
	label *Words
	note  *Words
	hint  string
}

// NewRow labels a field; hint stands below it while the field has nothing to
// say itself.
func NewRow(label string, field Field, hint string) *LabelledRow {
	r := &LabelledRow{field: field, label: NewWords(label), note: NewWords(hint), hint: hint}
	r.label.Bold = true
	r.label.ID = field.ProbeID() + ".label"
	r.note.ID = field.ProbeID() + ".note"
	r.note.TextSize = look.SizeCaption
	field.OnNote(r.Refresh)
	r.ExtendBaseWidget(r)
	return r
}

// Field returns the field of the row.
func (r *LabelledRow) Field() Field { return r.field }

// SetLabel changes the label.
func (r *LabelledRow) SetLabel(s string) { r.label.SetText(s); r.Refresh() }

// SetHint changes the hint.
func (r *LabelledRow) SetHint(s string) { r.hint = s; r.Refresh() }

// ProbeChildren returns what the probe walks into.
func (r *LabelledRow) ProbeChildren() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.label, r.field, r.note}
}

// CreateRenderer is called by Fyne.
func (r *LabelledRow) CreateRenderer() fyne.WidgetRenderer {
	row := &rowRenderer{r}
	row.write()
	return row
}

type rowRenderer struct{ r *LabelledRow }

func (r *rowRenderer) Destroy() {}

func (r *rowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.r.label, r.r.field, r.r.note}
}

func (r *rowRenderer) gap() float32 { return theme.Size(theme.SizeNamePadding) / 2 }

func (r *rowRenderer) MinSize() fyne.Size {
	field := r.r.field.MinSize()
	note := max(r.r.note.MinSize().Height, r.r.note.LineHeight())
	return fyne.NewSize(field.Width, r.r.label.MinSize().Height+field.Height+note+2*r.gap())
}

func (r *rowRenderer) Layout(size fyne.Size) {
	y := float32(0)
	label := r.r.label.Fit(size.Width).Height
	r.r.label.Resize(fyne.NewSize(size.Width, label))
	r.r.label.Move(fyne.NewPos(0, y))
	y += label + r.gap()
	field := r.r.field.MinSize().Height
	r.r.field.Resize(fyne.NewSize(size.Width, field))
	r.r.field.Move(fyne.NewPos(0, y))
	y += field + r.gap()
	r.r.note.Resize(fyne.NewSize(size.Width, size.Height-y))
	r.r.note.Move(fyne.NewPos(0, y))
}

// write puts the note of the field, or the hint, into the line below.
func (r *rowRenderer) write() {
	note := r.r.field.Note()
	if note.Text == "" {
		note = Note{Text: r.r.hint}
	}
	r.r.note.Color = look.ColorMuted
	if note.Error {
		r.r.note.Color = theme.ColorNameError
	}
	r.r.note.SetText(note.Text)
}

func (r *rowRenderer) Refresh() {
	r.write()
	r.r.label.Refresh()
	r.r.field.Refresh()
	r.Layout(r.r.Size())
	canvas.Refresh(r.r)
}

// FocusFirstWrong moves the focus to the first row whose field is in error
// and tells whether there was one: what Save does instead of being disabled.
func FocusFirstWrong(rows ...*LabelledRow) bool {
	for _, r := range rows {
		if r.field.Note().Error {
			focus(r.field)
			return true
		}
	}
	return false
}
