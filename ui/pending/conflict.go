package pending

import (
	"context"
	"errors"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

func (p *Page) mayResolve() (bool, string) {
	if ok, reason := p.one(); !ok {
		return false, reason
	}
	return p.chosen()[0].State == InConflict, p.Book.T("outbox.reason.noconflict")
}

// resolve asks what of a change is to be kept against the hub's record.
func (p *Page) resolve() {
	if ok, _ := p.mayResolve(); !ok {
		return
	}
	id := p.chosen()[0].ID
	part.Run(p.ctx, p.Do, func(ctx context.Context) (Conflict, error) { return p.Backend.Conflict(ctx, id) }, func(c Conflict, err error) {
		switch {
		case dialog.Open(p.Shell.Window().Canvas()): // another question came first
		case err == nil:
			newClash(p, c).show()
		case errors.Is(err, ErrSettled):
			p.Changed()
		default:
			p.Log.Warn("read a conflict", "error", err)
			p.tell(p.trouble(err))
		}
	})
}

// clash is the question about one conflict: "tu cambio / en el servidor", field
// by field.
type clash struct {
	page    *Page
	c       Conflict
	mine    map[string]bool
	options map[string][2]*option // by field: theirs comes second
	effect  *form.Words
	d       *dialog.Dialog
}

// newClash begins with what the person changed as theirs, and the hub's for
// what they left as it was.
func newClash(p *Page, c Conflict) *clash {
	q := &clash{page: p, c: c, mine: map[string]bool{}, options: map[string][2]*option{}}
	for _, x := range c.Choices {
		q.mine[x.Field] = x.Differs && x.Changed
	}
	return q
}

func (q *clash) show() {
	p, b := q.page, q.page.Book
	lead := dialog.Paragraph(b.T("outbox.clash.lead", "what", p.what(q.c.Change), "record", p.record(q.c.Change)))
	lead.ID = "outbox.clash.lead"
	parts := []fyne.CanvasObject{lead}
	columns := container.New(&part.Wall{Gap: part.Sized(look.SizeGap, 1), Least: part.Sized(look.SizeDialog, 0.3)},
		heading("outbox.clash.mine", b.T("outbox.clash.mine")), heading("outbox.clash.theirs", b.T("outbox.clash.theirs")))
	parts = append(parts, columns)
	for _, x := range q.c.Choices {
		if x.Differs {
			parts = append(parts, q.row(x))
		}
	}
	q.effect = dialog.Note("")
	q.effect.ID = "outbox.clash.effect"
	q.tellEffect()
	end := canvas.NewRectangle(color.Transparent) // a gap below: what hangs below the last line is cut at a broken pixel
	parts = append(parts, q.effect, end)
	q.d = dialog.Show(dialog.Params{ID: "outbox.clash", Window: p.Shell.Window(), Title: b.T("outbox.clash.title"), Icon: look.Icon("sync_problem"),
		Content: container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1)}, parts...),
		Buttons: []dialog.Button{
			{ID: "later", Text: b.T("outbox.clash.later")},
			{ID: "settle", Text: b.T("outbox.clash.do"), Kind: dialog.Primary, KeepOpen: true, Run: q.settle},
		}, Cancel: 0, Default: dialog.None, Focus: dialog.None, CtrlEnter: 1})
	p.Shell.ViewChanged()
}

func heading(id, words string) *form.Words {
	w := form.NewWords(words)
	w.ID, w.Bold = id, true
	return w
}

// row is one field with its two answers beside each other.
func (q *clash) row(x Choice) fyne.CanvasObject {
	p := q.page
	name := form.NewWords(p.field(x.Field))
	name.Color, name.ID = look.ColorMuted, "outbox.clash."+x.Field
	mine := newOption("outbox.clash."+x.Field+".mine", p.words(q.c.Change, x.Field, x.Mine), func() { q.choose(x.Field, true) })
	theirs := newOption("outbox.clash."+x.Field+".theirs", p.words(q.c.Change, x.Field, x.Theirs), func() { q.choose(x.Field, false) })
	q.options[x.Field] = [2]*option{mine, theirs}
	mine.set(q.mine[x.Field])
	theirs.set(!q.mine[x.Field])
	return container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 1)}, name,
		container.New(&part.Wall{Gap: part.Sized(look.SizeGap, 1), Least: part.Sized(look.SizeDialog, 0.3)}, mine, theirs))
}

// choose takes one side of a field.
func (q *clash) choose(field string, mine bool) {
	pair := q.options[field]
	q.mine[field] = mine
	pair[0].set(mine)
	pair[1].set(!mine)
	q.tellEffect()
	q.page.Shell.ViewChanged()
}

// kept are the fields that stay the person's, in their order.
func (q *clash) kept() []string {
	var mine []string
	for _, x := range q.c.Choices {
		if x.Differs && q.mine[x.Field] {
			mine = append(mine, x.Field)
		}
	}
	return mine
}

// tellEffect says what the choice comes to.
func (q *clash) tellEffect() {
	key := "outbox.clash.effect.send"
	if len(q.kept()) == 0 {
		key = "outbox.clash.effect.drop"
	}
	q.effect.SetText(q.page.Book.T(key))
}

func (q *clash) settle() {
	p := q.page
	q.d.Enable("settle", false, p.Book.T("outbox.clash.working"))
	p.act(func(ctx context.Context) error { return p.Backend.Resolve(ctx, q.c.ID, q.c.Version, q.kept()) }, func(err error) {
		switch {
		case err == nil, errors.Is(err, ErrSettled):
			q.d.Hide()
		case errors.Is(err, ErrOutdated):
			q.again()
		default:
			p.Log.Warn("settle a conflict", "error", err)
			q.d.Enable("settle", true, "")
			q.effect.SetText(p.trouble(err))
			q.d.Fit()
		}
	})
}

// again asks anew about a record that changed meanwhile, and says so.
func (q *clash) again() {
	p := q.page
	part.Run(p.ctx, p.Do, func(ctx context.Context) (Conflict, error) { return p.Backend.Conflict(ctx, q.c.ID) }, func(c Conflict, err error) {
		q.d.Hide()
		if err != nil {
			p.Log.Warn("read a conflict", "error", err)
			return
		}
		next := newClash(p, c)
		next.show()
		next.effect.SetText(p.Book.T("outbox.clash.again"))
		next.d.Fit()
	})
}
