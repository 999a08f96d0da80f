package settings

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// formWidth is how wide the page's lines get, in text sizes: longer ones are
// hard to read.
const formWidth = 720.0 / 14

// section is a titled part of the page with a line at its end that says how
// the last thing went.
type section struct {
	page *Page
	box  *fyne.Container
	line *form.Words
}

// newSection titles what follows; id names its line for the probe.
func newSection(p *Page, id, title, about string, objects ...fyne.CanvasObject) *section {
	s := &section{page: p, line: form.NewWords("")}
	head, note := form.NewWords(title), form.NewWords(about)
	head.TextSize, head.Bold, head.ID = look.SizeSection, true, id+".head"
	note.Color, note.ID, note.Hidden = look.ColorMuted, id+".about", about == ""
	s.line.ID, s.line.Hidden = id+".line", true
	rule := canvas.NewRectangle(theme.Color(theme.ColorNameSeparator))
	rule.SetMinSize(fyne.NewSize(0, 1))
	s.box = container.New(column(look.SizeGap, 1), append([]fyne.CanvasObject{rule, head, note}, append(objects, s.line)...)...)
	return s
}

// say writes the line; wrong paints it as an error. Empty words take it away.
func (s *section) say(words string, wrong bool) {
	s.line.Color = lineColor(wrong)
	s.line.Hidden = words == ""
	s.line.SetText(words)
	s.page.changed()
}

// said is what a section's line says, kept over a change of language.
type said struct {
	words func() string // in the language of the moment; nil for nothing
	wrong bool
}

func (l said) on(s *section) {
	if l.words != nil {
		s.line.Hidden = false
		s.line.SetText(l.words())
		s.line.Color = lineColor(l.wrong)
	}
}

func lineColor(wrong bool) fyne.ThemeColorName {
	if wrong {
		return theme.ColorNameError
	}
	return theme.ColorNameForeground
}

// run calls f beside the UI and then done on it, unless the page is gone.
func run[T any](p *Page, f func(context.Context) (T, error), done func(T, error)) {
	part.Run(p.ctx, p.Do, f, done)
}

// act is run for what gives nothing but an error.
func act(p *Page, f func(context.Context) error, done func(error)) {
	run(p, func(ctx context.Context) (struct{}, error) { return struct{}{}, f(ctx) }, func(_ struct{}, err error) { done(err) })
}

func (p *Page) button(id, key string, kind form.Kind, press func()) *form.Button {
	return form.NewButton(form.ButtonParams{ID: id, Text: p.Book.T(key), Kind: kind, Keys: p.keys, Run: press})
}

func (p *Page) field(id, label, hint, value string, change func(string)) (*form.TextField, *form.LabelledRow) {
	f := form.NewTextField(form.FieldParams{ID: id, Text: value, Keys: p.keys, OnChange: change})
	return f, form.NewRow(p.Book.T(label), f, hint)
}

func (p *Page) secret(id, label, hint, value string, change func(string)) *form.LabelledRow {
	f := form.NewPasswordField(form.FieldParams{ID: id, Text: value, Keys: p.keys, OnChange: change},
		p.Book.T("shell.password.show"), p.Book.T("shell.password.hide"))
	return form.NewRow(p.Book.T(label), f, hint)
}

func (p *Page) choice(id, label, selected string, options []form.Option, change func(string)) *form.LabelledRow {
	return form.NewRow(p.Book.T(label), form.NewSelect(form.SelectParams{ID: id, Options: options, Selected: selected, Keys: p.keys, OnChange: change}), "")
}

// pair puts two fields beside each other where there is room for both.
func (p *Page) pair(a, b fyne.CanvasObject) fyne.CanvasObject {
	return container.New(part.Wall{Gap: part.Sized(look.SizeGap, 2), Least: part.Sized(theme.SizeNameText, 20)}, a, b)
}

// beside puts objects beside each other as far as there is room.
func beside(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(part.Flow{Gap: part.Sized(look.SizeGap, 1)}, objects...)
}

func column(name fyne.ThemeSizeName, factor float32) *part.Column {
	return &part.Column{Gap: part.Sized(name, factor)}
}
