// Package clash asks about a record that somebody else changed first: "tu cambio
// / en el servidor", field by field.
package clash

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/text"
)

// Choice is a field on which the person and the hub differ.
type Choice struct {
	Field, Name  string // for programs and for people
	Mine, Theirs string // the values in words
	Keep         bool   // the question begins with the person's
}

// Params are one question. For the probe it is ID, a field's two answers are
// ID.<field>.mine and ID.<field>.theirs.
type Params struct {
	ID      string
	Window  fyne.Window
	Book    *text.Book
	Lead    string // what it is about
	Later   string // the button that leaves everything as it is
	Choices []Choice
	// Send and Drop say what the choice comes to: with something of the person's,
	// and with nothing.
	Send, Drop string
	// Settle takes the fields that stay the person's, in their order. The question
	// waits for it to Hide the question, or to Say why it cannot.
	Settle func(q *Question, mine []string)
	// Changed is told that the window shows something else.
	Changed func()
}

// Question is one that was asked. UI goroutine only.
type Question struct {
	p       Params
	mine    map[string]bool
	options map[string][2]*option // by field: theirs comes second
	effect  *form.Words
	d       *dialog.Dialog
}

// Ask shows the question.
func Ask(p Params) *Question {
	q := &Question{p: p, mine: map[string]bool{}, options: map[string][2]*option{}}
	lead := dialog.Paragraph(p.Lead)
	lead.ID = p.ID + ".lead"
	parts := []fyne.CanvasObject{lead, container.New(&part.Wall{Gap: part.Sized(look.SizeGap, 1), Least: part.Sized(look.SizeDialog, 0.3)},
		heading(p.ID+".mine", p.Book.T("kit.clash.mine")), heading(p.ID+".theirs", p.Book.T("kit.clash.theirs")))}
	for _, x := range p.Choices {
		q.mine[x.Field] = x.Keep
		parts = append(parts, q.row(x))
	}
	q.effect = dialog.Note("")
	q.effect.ID = p.ID + ".effect"
	q.tellEffect()
	end := canvas.NewRectangle(color.Transparent) // a gap below: what hangs below the last line is cut at a broken pixel
	parts = append(parts, q.effect, end)
	q.d = dialog.Show(dialog.Params{ID: p.ID, Window: p.Window, Title: p.Book.T("kit.clash.title"), Icon: look.Icon("sync_problem"),
		Content: container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1)}, parts...),
		Buttons: []dialog.Button{
			{ID: "later", Text: p.Later},
			{ID: "settle", Text: p.Book.T("kit.clash.do"), Kind: dialog.Primary, KeepOpen: true, Run: q.settle},
		}, Cancel: 0, Default: dialog.None, Focus: dialog.None, CtrlEnter: 1})
	p.Changed()
	return q
}

// Say writes words in the place of what the choice comes to, and lets the person
// answer again.
func (q *Question) Say(words string) {
	q.d.Enable("settle", true, "")
	q.d.Enable("later", true, "")
	q.effect.SetText(words)
	q.d.Fit()
	q.p.Changed()
}

// Hide ends the question.
func (q *Question) Hide() { q.d.Hide() }

func (q *Question) settle() {
	q.d.Enable("settle", false, q.p.Book.T("kit.clash.working"))
	q.d.Enable("later", false, q.p.Book.T("kit.clash.working"))
	q.p.Settle(q, q.kept())
}

func heading(id, words string) *form.Words {
	w := form.NewWords(words)
	w.ID, w.Bold = id, true
	return w
}

// row is one field with its two answers beside each other.
func (q *Question) row(x Choice) fyne.CanvasObject {
	id := q.p.ID + "." + x.Field
	name := form.NewWords(x.Name)
	name.Color, name.ID = look.ColorMuted, id
	mine := newOption(id+".mine", x.Mine, func() { q.choose(x.Field, true) })
	theirs := newOption(id+".theirs", x.Theirs, func() { q.choose(x.Field, false) })
	q.options[x.Field] = [2]*option{mine, theirs}
	mine.set(x.Keep)
	theirs.set(!x.Keep)
	return container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 1)}, name,
		container.New(&part.Wall{Gap: part.Sized(look.SizeGap, 1), Least: part.Sized(look.SizeDialog, 0.3)}, mine, theirs))
}

// choose takes one side of a field.
func (q *Question) choose(field string, mine bool) {
	pair := q.options[field]
	q.mine[field] = mine
	pair[0].set(mine)
	pair[1].set(!mine)
	q.tellEffect()
	q.p.Changed()
}

func (q *Question) kept() []string {
	var mine []string
	for _, x := range q.p.Choices {
		if q.mine[x.Field] {
			mine = append(mine, x.Field)
		}
	}
	return mine
}

// tellEffect says what the choice comes to.
func (q *Question) tellEffect() {
	words := q.p.Send
	if len(q.kept()) == 0 {
		words = q.p.Drop
	}
	q.effect.SetText(words)
}
