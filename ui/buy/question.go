package buy

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/buying"
	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// column is the layout of a dialog's content.
func column() *fyne.Container {
	return container.New(&part.Column{Gap: part.Sized(look.SizeGap, 1.25)})
}

func orNone(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// question is the content of "Confirmar compra" (S0-13), in the order of a bank's:
// amount, for whom, the facts, what it means for the money. before are the figures
// that the person confirmed and that hold no longer.
func (a *act) question(before *buying.Quote) fyne.CanvasObject {
	p, b, q := a.page, a.page.Book, a.quote
	box := column()
	if before != nil {
		box.Add(piece.Note("buy.changed", "sync_problem", look.ToneWarning, b.T("buy.changed")))
		box.Add(p.compare(*before, q))
	} else {
		pay := muted(b.T("buy.confirm.pay"))
		pay.ID = "buy.confirm.pay"
		box.Add(container.New(&part.Column{Gap: part.Sized(theme.SizeNamePadding, 0.5)}, pay, dialog.Amount("buy.confirm.amount", b.Money(q.Amount, q.Currency))))
		box.Add(dialog.Facts(
			dialog.Fact{ID: "buy.confirm.credited", Label: b.T("buy.confirm.credit"), Value: b.Money(q.Credited, q.Currency)},
			dialog.Fact{ID: "buy.confirm.holder", Label: b.T("buy.confirm.to"), Value: orNone(q.Holder)},
			dialog.Fact{ID: "buy.confirm.cbu", Label: b.T("buy.confirm.account"), Value: orNone(q.CBUMasked)},
			dialog.Fact{ID: "buy.confirm.alias", Label: b.T("buy.confirm.name"), Value: orNone(q.Alias)},
			dialog.Fact{ID: "buy.confirm.point", Label: b.T("buy.confirm.point"), Value: p.pointWords(q.PSR)},
		))
	}
	box.Add(piece.Note("buy.confirm.meaning", "info", look.ToneInfo, b.T("buy.confirm.meaning")))
	a.twice = nil
	if q.Amount >= p.TypeAgainFrom {
		a.twice = form.NewAmountField(form.AmountParams{Book: b, Currency: q.Currency, Field: form.FieldParams{ID: "buy.twice"}})
		box.Add(form.NewRow(b.T("buy.twice"), a.twice, b.T("buy.twice.why")))
	}
	return box
}

// pointWords names a point of sale.
func (p *Page) pointWords(psr string) string {
	for _, q := range p.points() {
		if q.PSR == psr {
			return q.words()
		}
	}
	return psr
}

// compare lays what was confirmed and what holds now beside each other.
func (p *Page) compare(was, is buying.Quote) fyne.CanvasObject {
	b := p.Book
	heading := func(key string) fyne.CanvasObject {
		w := words(key, b.T(key))
		w.Bold = true
		return w
	}
	box := container.New(threeColumns{}, muted(""), heading("buy.changed.was"), heading("buy.changed.is"))
	row := func(key, before, now string) {
		old, new := words(key+".was", before), words(key+".is", now)
		if before != now {
			new.Bold = true
			new.Color = look.ColorWarning
		}
		box.Objects = append(box.Objects, muted(b.T(key)), old, new)
	}
	row("buy.confirm.pay", b.Money(was.Amount, was.Currency), b.Money(is.Amount, is.Currency))
	row("buy.confirm.credit", b.Money(was.Credited, was.Currency), b.Money(is.Credited, is.Currency))
	row("buy.confirm.to", orNone(was.Holder), orNone(is.Holder))
	row("buy.confirm.account", orNone(was.CBUMasked), orNone(is.CBUMasked))
	row("buy.confirm.name", orNone(was.Alias), orNone(is.Alias))
	row("buy.confirm.point", p.pointWords(was.PSR), p.pointWords(is.PSR))
	return box
}

func (a *act) questionButtons() []dialog.Button {
	b := a.page.Book
	return []dialog.Button{
		{ID: "no", Text: b.T("buy.cancel"), Kind: dialog.Plain, KeepOpen: true, Run: a.close},
		{ID: "yes", Text: b.T("buy.confirm"), Kind: dialog.Primary, KeepOpen: true, NoEnter: true, Run: a.confirmed},
	}
}

// askPIN asks for the PIN (S0-15); wrong says what was wrong with the one before.
func (a *act) askPIN(wrong string) {
	p, b, q := a.page, a.page.Book, a.quote
	a.forget()
	canvas := p.Shell.Window().Canvas()
	a.pin = form.NewPINField(form.FieldParams{ID: "buy.pin", OnSubmit: func() {
		canvas.FocusNext() // to "Cancelar"
		canvas.FocusNext() // to "Confirmar", which Enter does not press
	}})
	box := column()
	box.Add(dialog.Amount("buy.pin.amount", b.Money(q.Amount, q.Currency)))
	to := muted(b.T("buy.pin.to", "holder", orNone(q.Holder), "credited", b.Money(q.Credited, q.Currency)))
	to.ID = "buy.pin.to"
	box.Add(to)
	box.Add(form.NewRow(b.T("buy.pin"), a.pin, ""))
	if wrong != "" {
		a.pin.SetError(wrong)
	}
	then := muted(b.T("buy.pin.then"))
	then.ID = "buy.pin.then"
	box.Add(then)
	a.dialog.SetTitle(b.T("buy.pin.title"), look.Icon("lock"))
	a.update(box, []dialog.Button{
		{ID: "no", Text: b.T("buy.cancel"), Kind: dialog.Plain, KeepOpen: true, Run: a.close},
		{ID: "yes", Text: b.T("buy.confirm"), Kind: dialog.Primary, KeepOpen: true, NoEnter: true, Run: a.send},
	}, dialog.None, 1)
}

// askAgain asks whether an equal purchase so soon is meant.
func (a *act) askAgain(other buying.Start) {
	p, b := a.page, a.page.Book
	state := b.T("buy.just.unknown")
	if other.State == buying.Opened {
		state = b.T("buy.just.opened")
	}
	box := column()
	box.Add(piece.Note("buy.just", "warning", look.ToneWarning, b.T("buy.just", "amount", b.Money(other.Amount, other.Currency), "psr", other.PSR, "when", p.moment(other.At))+" "+state))
	box.Add(dialog.Paragraph(b.T("buy.just.ask")))
	a.dialog.SetTitle(b.T("buy.confirm.title"), look.Icon("account_balance_wallet"))
	a.update(box, []dialog.Button{
		{ID: "no", Text: b.T("buy.just.no"), Kind: dialog.Plain, KeepOpen: true, Run: a.close},
		{ID: "yes", Text: b.T("buy.just.yes"), Kind: dialog.Plain, KeepOpen: true, NoEnter: true, Run: func() {
			a.again, a.start = true, ""
			a.askPIN("")
		}},
	}, 0, dialog.None)
}
