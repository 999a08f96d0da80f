package shell

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// sheet is what the pages with fields have in common: the fields with their
// checks, one thing under way, and a line that says how it went.
type sheet struct {
	s      *Shell
	inputs []*input
	job    job
	line   *form.Words
	say    func() (text string, wrong bool) // of the line, in the language of the moment
	button *form.Button
	enter  func()      // Enter in the last field; nil in a dialog, which has its own
	failed func(error) // looks at what fail shows; nil when nobody does
}

func newSheet(s *Shell) sheet { return sheet{s: s, job: job{s: s}} }

// input is a field that outlives its widget: a change of language makes the
// widget anew and keeps what was typed.
type input struct {
	sheet     *sheet
	id, label string
	secret    bool
	value     string
	check     func(*text.Book, string) string
	field     *form.TextField
}

func (p *sheet) add(id, label string, check func(*text.Book, string) string) *input {
	in := &input{sheet: p, id: id, label: label, check: check}
	p.inputs = append(p.inputs, in)
	return in
}

func (p *sheet) addSecret(id, label string, check func(*text.Book, string) string) *input {
	in := p.add(id, label, check)
	in.secret = true
	return in
}

// make makes the widget with its label above and its error below.
func (in *input) make() fyne.CanvasObject {
	s, b := in.sheet.s, in.sheet.s.p.Book
	params := form.FieldParams{ID: in.id, Text: in.value, Keys: s.Key, OnChange: func(t string) { in.value = t }}
	if enter := in.sheet.enter; enter != nil && in == in.sheet.inputs[len(in.sheet.inputs)-1] {
		params.OnSubmit = enter
	}
	if in.secret {
		in.field = form.NewPasswordField(params, b.T("shell.password.show"), b.T("shell.password.hide"))
	} else {
		in.field = form.NewTextField(params)
	}
	return newRow(s, b.T(in.label), in.field)
}

// text is the value without blanks around it; a password keeps them.
func (in *input) text() string { return strings.TrimSpace(in.value) }

func (in *input) refuse(why string) {
	in.field.SetError(why)
	in.sheet.s.win.Canvas().Focus(in.field)
}

// allRight checks every field, marks the wrong ones and goes to the first.
func (p *sheet) allRight() bool {
	var first *input
	for _, in := range p.inputs {
		wrong := in.check(p.s.p.Book, in.value)
		in.field.SetError(wrong)
		if wrong != "" && first == nil {
			first = in
		}
	}
	if first != nil {
		p.s.win.Canvas().Focus(first.field)
		p.s.ViewChanged()
	}
	return first == nil
}

// lay puts title, fields, line and buttons below each other.
func (p *sheet) lay(title, sub string, fields []fyne.CanvasObject, buttons ...fyne.CanvasObject) *fyne.Container {
	parts := []fyne.CanvasObject{p.s.heading("stage.title", title), p.s.note("stage.note", sub)}
	parts = append(parts, fields...)
	return p.s.blocks(append(parts, p.newLine(), container.NewHBox(buttons...))...)
}

// newLine makes the widget of the line; it stays away while it says nothing.
func (p *sheet) newLine() fyne.CanvasObject {
	p.line = form.NewWords("")
	p.line.ID = "stage.line"
	p.show()
	return p.line
}

// submit makes the main button.
func (p *sheet) submit(id, key string, run func()) *form.Button {
	p.button = form.NewButton(form.ButtonParams{ID: id, Text: p.s.p.Book.T(key), Kind: form.Primary, Keys: p.s.Key, Run: run})
	p.button.SetEnabled(!p.job.running(), "")
	return p.button
}

// run does the one thing of the page; while it runs it cannot be pressed again.
func (p *sheet) run(working string, f func(context.Context) error, done func()) {
	if p.job.running() {
		return
	}
	p.job.start(f, func(err error) {
		p.button.SetEnabled(true, "")
		if err != nil {
			p.fail(err)
			return
		}
		done()
	})
	p.button.SetEnabled(false, "")
	p.tell(working)
}

// tell shows texts by their keys.
func (p *sheet) tell(key string, args ...any) {
	p.say = func() (string, bool) { return p.s.p.Book.T(key, args...), false }
	p.show()
}

// fail shows an error in words.
func (p *sheet) fail(err error) {
	p.s.p.Log.Warn("refused", "error", err)
	p.say = func() (string, bool) { return oneText(Explain(p.s.p.Book, err)), true }
	if p.failed != nil {
		p.failed(err)
	}
	p.show()
}

func oneText(e Explanation) string {
	t := e.Title + ". " + e.Text
	for _, more := range []string{e.Do, e.Quote} {
		if more != "" {
			t += " " + more
		}
	}
	return t
}

func (p *sheet) show() {
	if p.line == nil {
		return
	}
	t, wrong := "", false
	if p.say != nil {
		t, wrong = p.say()
	}
	p.line.Hidden = t == ""
	p.line.Color = theme.ColorNameForeground
	if wrong {
		p.line.Color = look.ColorError
	}
	p.line.SetText(t)
	p.s.lay() // a text of another height moves what is below
	p.s.ViewChanged()
}

// stop cancels what is under way and tells whether there was something.
func (p *sheet) stop() bool {
	if !p.job.running() {
		return false
	}
	p.job.stop()
	p.say = nil
	if p.button != nil {
		p.button.SetEnabled(true, "")
	}
	p.show()
	return true
}

func (p *sheet) leave() { p.job.stop() }
