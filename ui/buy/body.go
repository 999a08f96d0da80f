package buy

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/money"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// listMost is the greatest number of points of sale in a drop-down: more are
// searched in (ui.md 2.2).
const listMost = 12

// body is what is built of the page.
type body struct {
	page *Page

	place  *fyne.Container // of the point of sale
	made   string          // what the choice in it was made of
	point  form.Field
	hello  *form.Words
	money  *form.Words
	age    *form.Words
	eye    *form.Button
	again  *form.Button
	login  *fyne.Container
	limits *form.Words

	amount  *form.AmountField
	judged  bool // the field says what judge found
	cancel  *form.Button
	confirm *form.Button
}

// build makes everything the page shows, in the present language and look.
func (p *Page) build() {
	p.madeFor = p.appearance()
	p.notes = newNotes(p)
	p.body = newBody(p)
	title := words("buy.title", p.Title())
	title.TextSize, title.Bold = look.SizeTitle, true
	subtitle := muted(p.Book.T("buy.subtitle"))
	subtitle.ID = "buy.subtitle"
	wall := container.New(part.Wall{Gap: part.Sized(look.SizeGap, 1.5), Least: part.Sized(look.SizeDetail, 1.05)}, p.body.card(), p.about())
	offset := fyne.Position{}
	if p.scroll != nil {
		offset = p.scroll.Offset
	}
	p.scroll = container.NewVScroll(container.New(readable{}, container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1.25)},
		title, subtitle, p.notes.root, wall)))
	p.root.Objects = []fyne.CanvasObject{p.scroll}
	p.root.Refresh()
	p.scroll.Offset = offset
	p.body.amount.SetText(p.typed)
	p.fill()
}

func newBody(p *Page) *body {
	b := p.Book
	f := &body{page: p, place: container.NewStack(), hello: words("buy.hello", ""), money: words("buy.available", ""), age: muted(""), limits: muted("")}
	f.hello.TextSize, f.hello.Bold = look.SizeSection, true
	f.money.TextSize, f.money.Bold = look.SizeAmount, true
	f.age.ID, f.age.TextSize = "buy.available.age", look.SizeCaption
	f.limits.ID, f.limits.TextSize = "buy.limits", look.SizeCaption
	f.eye = form.NewButton(form.ButtonParams{ID: "buy.eye", Kind: form.Quiet, Keys: p.keys, Run: p.turnEye})
	f.again = form.NewIconButton("buy.wallet.again", b.T("buy.wallet.again"), look.Icon("refresh"), p.keys, p.askWallet)
	f.login = container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1)}, piece.Note("buy.nosession", "lock", look.ToneWarning, b.T("buy.nosession")+"\n"+b.T("buy.once")),
		container.New(part.Flow{Gap: part.Sized(theme.SizeNamePadding, 1)}, form.NewButton(form.ButtonParams{ID: "buy.login", Text: b.T("buy.login"),
			Icon: look.Icon("login"), Keys: p.keys, Run: p.askWallet})))
	f.amount = form.NewAmountField(form.AmountParams{Book: b, Currency: p.Currency, Most: money.Limit, OnAmount: p.judge,
		Field: form.FieldParams{ID: "buy.amount", Keys: p.keys, OnSubmit: p.begin}})
	f.cancel = form.NewButton(form.ButtonParams{ID: "buy.cancel", Text: b.T("buy.cancel"), Keys: p.keys, Run: p.leave})
	f.confirm = form.NewButton(form.ButtonParams{ID: "buy.confirm", Text: b.T("buy.confirm"), Kind: form.Primary, Keys: p.keys, Run: p.begin})
	return f
}

// card is the form itself (S0-11).
func (f *body) card() fyne.CanvasObject {
	b := f.page.Book
	gap := part.Sized(look.SizeGap, 1)
	brand := muted(b.T("buy.brand"))
	brand.ID = "buy.brand"
	label := muted(b.T("buy.available"))
	label.ID = "buy.available.label"
	funds := container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 0.5)},
		container.New(part.Ends{}, label, container.NewHBox(f.eye, f.again)),
		f.money, f.age)
	ask := words("buy.ask", b.T("buy.ask"))
	ask.Bold = true
	how := muted(b.T("buy.how"))
	how.ID = "buy.how"
	column := container.New(&part.Column{Gap: gap},
		container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 0.5)}, brand, f.hello),
		f.place, rule(), funds, f.login, rule(), ask, how,
		form.NewRow(b.T("buy.amount"), f.amount, ""), f.limits,
		container.New(right{}, container.New(part.Flow{Gap: gap}, f.cancel, f.confirm)))
	return surface(column)
}

// about are the explanations of the source, beside the form or below it.
func (p *Page) about() fyne.CanvasObject {
	b := p.Book
	column := container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1)})
	for _, key := range []string{"buy.about", "buy.about.coelsa", "buy.about.agent"} {
		text := muted(b.T(key))
		text.ID = key
		column.Add(text)
	}
	return container.New(part.Padded{Pad: part.Sized(look.SizeGap, 1.5)}, column)
}

// fill shows what is known; nothing is shown of a page that nobody opened.
func (p *Page) fill() {
	if p.scroll == nil {
		return
	}
	b, f := p.Book, p.body
	f.fillPoint()
	f.hello.Hidden = true
	if w := p.funds.wallet; w != nil && w.Holder != "" {
		f.hello.SetText(b.T("buy.hello", "holder", w.Holder))
		f.hello.Hidden = false
	}
	amount, more := p.fundsWords()
	f.money.SetText(amount)
	f.money.Hidden = amount == ""
	f.age.SetText(more)
	f.login.Hidden = !p.funds.noSession()
	tip, icon := b.T("buy.hide"), "visibility_off"
	if p.hide {
		tip, icon = b.T("buy.show"), "visibility"
	}
	f.eye.SetTip(tip)
	f.eye.SetIcon(look.Icon(icon))
	f.again.SetEnabled(p.psr != "" && p.online, b.T("buy.reason.offline"))
	f.limits.Hidden = p.limits.Maximum == 0
	f.limits.SetText(b.T("buy.limits", "least", b.Money(p.limits.Minimum, p.Currency), "most", b.Money(p.limits.Maximum, p.Currency)))
	p.notes.fill()
	p.judge(f.amount.Amount())
	p.commandsChanged()
	p.root.Refresh()
	p.scroll.Content.Refresh()
	p.viewChanged()
}

// fillPoint offers the points of sale there are.
func (f *body) fillPoint() {
	p, b := f.page, f.page.Book
	all := p.points()
	made, selected := p.psr, form.Option{}
	options := make([]form.Option, len(all))
	for i, q := range all {
		options[i] = form.Option{ID: q.PSR, Text: q.words()}
		made += "\n" + options[i].Text
		if q.PSR == p.psr {
			selected = options[i]
		}
	}
	if made == f.made && f.point != nil {
		return
	}
	f.made = made
	take := func(psr string) {
		p.keep(settingPoint, psr)
		p.choose(psr)
	}
	had := f.point != nil && p.Shell.Window().Canvas().Focused() == fyne.Focusable(f.point)
	if len(options) > listMost {
		f.point = form.NewSearchSelect(form.SearchParams{ID: "buy.point", Placeholder: b.T("buy.point.choose"), Book: b, Selected: selected, Keys: p.keys,
			Find: func(_ context.Context, typed string) ([]form.Option, int, error) { return matching(options, typed) },
			Do:   p.Do, OnChange: func(o form.Option) { take(o.ID) }})
	} else {
		f.point = form.NewSelect(form.SelectParams{ID: "buy.point", Placeholder: b.T("buy.point.choose"), Options: options, Selected: selected.ID, Keys: p.keys, OnChange: take})
	}
	f.place.Objects = []fyne.CanvasObject{form.NewRow(b.T("buy.point"), f.point, "")}
	f.place.Refresh()
	if had {
		p.Shell.Window().Canvas().Focus(f.point)
	}
}

// matching keeps the options that contain what was typed.
func matching(options []form.Option, typed string) ([]form.Option, int, error) {
	const most = 50
	typed = strings.ToLower(strings.TrimSpace(typed))
	var found []form.Option
	for _, o := range options {
		if strings.Contains(strings.ToLower(o.Text), typed) {
			found = append(found, o)
		}
	}
	return found[:min(len(found), most)], max(len(found)-most, 0), nil
}

// judge says at the field what is wrong with an amount that is understood.
func (p *Page) judge(amount int64, ok bool) {
	wrong := ""
	if ok {
		wrong = p.outOfLimits(amount)
	}
	if f := p.body.amount; wrong != "" || p.body.judged {
		f.SetError(wrong)
		p.body.judged = wrong != ""
	}
}

// outOfLimits tells which limit an amount breaks, "" for none that is known.
func (p *Page) outOfLimits(amount int64) string {
	b := p.Book
	switch {
	case p.limits.Maximum > 0 && amount < p.limits.Minimum:
		return b.T("buy.amount.least", "least", b.Money(p.limits.Minimum, p.Currency))
	case p.limits.Maximum > 0 && amount > p.limits.Maximum:
		return b.T("buy.amount.most", "most", b.Money(p.limits.Maximum, p.Currency))
	case p.funds.short(amount) && p.hide:
		return b.T("buy.amount.short.hidden")
	case p.funds.short(amount):
		return b.T("buy.amount.short", "available", b.Money(p.funds.wallet.Available, p.funds.wallet.Currency))
	}
	return ""
}

// leave is "Cancelar": the amount is forgotten, and the board comes up.
func (p *Page) leave() {
	p.body.amount.Clear()
	p.typed = ""
	p.Home()
}

func words(id, text string) *form.Words {
	w := form.NewWords(text)
	w.ID = id
	return w
}

func muted(text string) *form.Words {
	w := form.NewWords(text)
	w.Color = look.ColorMuted
	return w
}

// rule is a thin line between the parts of a card.
func rule() fyne.CanvasObject {
	line := canvas.NewRectangle(theme.Color(theme.ColorNameSeparator))
	line.SetMinSize(fyne.NewSize(0, 1))
	return line
}

// surface is a card.
func surface(content fyne.CanvasObject) *fyne.Container {
	back := canvas.NewRectangle(theme.Color(look.ColorSurface))
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	back.StrokeColor, back.StrokeWidth = theme.Color(theme.ColorNameSeparator), theme.Size(theme.SizeNameSeparatorThickness)
	return container.New(part.Padded{Pad: part.Sized(look.SizeGap, 1.75)}, back, content)
}
