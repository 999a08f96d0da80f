package agents

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// waiting is the view of all changes that wait for a second person, each with
// its own decision.
type waiting struct {
	page   *Page
	root   *fyne.Container
	body   *fyne.Container
	scroll *container.Scroll
	back   *form.Button
	seen   map[string]*revealed // what the eye told, by the id of the change
	drawn  string               // what the body shows
}

// showWaiting shows the open changes.
func (p *Page) showWaiting() {
	if p.waiting == nil {
		p.waiting = &waiting{page: p, seen: map[string]*revealed{}}
		p.waiting.build()
	}
	p.turn()
	p.focus(p.waiting.back)
}

// leaveWaiting goes back to the list.
func (p *Page) leaveWaiting() {
	p.waiting = nil
	p.turn()
	p.focusGrid()
}

// seen is what the eye told of a change, wherever it is shown.
func (p *Page) seen(c change) *revealed {
	if p.waiting != nil && p.form == nil {
		return p.waiting.seen[c.id]
	}
	if p.form != nil {
		return p.form.bank.seen[c.id]
	}
	return nil
}

// build makes the view in the present language and look.
func (w *waiting) build() {
	p := w.page
	w.back = form.NewButton(form.ButtonParams{ID: "agents.changes.back", Text: p.Book.T("agents.back"), Icon: look.Icon("arrow_back"), Kind: form.Quiet,
		Keys: p.keys, Run: p.leaveWaiting})
	title := form.NewWords(p.Book.T("agents.changes"))
	title.ID, title.TextSize, title.Bold = "agents.changes.title", look.SizeTitle, true
	w.body = container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1.5)})
	w.scroll = container.NewVScroll(container.New(part.Narrow{Most: part.Sized(theme.SizeNameText, formWidth)}, w.body))
	w.root = container.New(pageLayout{}, container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 1)},
		container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)}, w.back), title, piece.Muted(p.Book.T("agents.changes.about"))), w.scroll, container.NewWithoutLayout())
	w.drawn = ""
	w.fill()
}

// fill shows the open changes anew, if they are others.
func (w *waiting) fill() {
	p := w.page
	changes := p.changes()
	now := fmt.Sprint(p.Backend.Online(), p.asking != nil)
	for _, c := range changes {
		now += fmt.Sprint(" ", c.id, c.version, w.seen[c.id] != nil)
	}
	if now == w.drawn {
		return
	}
	w.drawn = now
	w.body.Objects = nil
	for _, c := range changes {
		w.body.Add(p.card(c, w.seen[c.id], func() { p.reveal(c.id, w.seen, w.fill) }))
	}
	if len(changes) == 0 {
		none := piece.Note("agents.changes.none", "check_circle", look.ToneSuccess, p.Book.T("agents.changes.none"))
		w.body.Add(none)
	}
	w.root.Refresh()
	p.viewChanged()
}

// cover hides what was revealed.
func (w *waiting) cover() {
	clear(w.seen)
	w.fill()
}

func (w *waiting) panes() []fyne.Focusable { return []fyne.Focusable{w.back} }

// formWidth is how wide a form gets, in text sizes: longer lines are hard to
// read (640 dp).
const formWidth = 50

// pageLayout puts a head above what scrolls and a foot below it.
type pageLayout struct{}

// MinSize is part of fyne.Layout: the middle scrolls.
func (pageLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 240) }

// Layout is part of fyne.Layout.
func (pageLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	margin, gap := theme.Size(look.SizeMargin), theme.Size(look.SizeGap)
	width := size.Width - 2*margin
	head, foot := part.HeightFor(o[0], width), part.HeightFor(o[2], width)
	o[0].Move(fyne.NewPos(margin, margin*0.75))
	o[0].Resize(fyne.NewSize(width, head))
	top := margin*0.75 + head + gap
	bottom := size.Height - gap/2
	if foot > 0 {
		bottom -= foot + gap/2
	}
	o[1].Move(fyne.NewPos(margin, top))
	o[1].Resize(fyne.NewSize(width, max(bottom-top-gap/2, 0)))
	o[2].Move(fyne.NewPos(margin, bottom))
	o[2].Resize(fyne.NewSize(width, foot))
}
