package settings

import (
	"bytes"
	"context"
	"errors"
	"image/png"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/agency"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// agencyPart is the agency's own data; managers change it for everybody.
type agencyPart struct {
	page    *Page
	now     agency.Profile // as typed
	file    string         // path of a new logo, as typed
	known   bool           // it was read
	typed   bool
	saving  bool
	last    said
	at      *section
	name    *form.TextField
	zone    *form.TextField
	money   *form.TextField
	picture *form.TextField
	least   *form.AmountField // of a purchase; nil while the hub tells no limits
	most    *form.AmountField
}

func newAgencyPart(p *Page) *agencyPart { return &agencyPart{page: p} }

func (a *agencyPart) build() *section {
	p, b := a.page, a.page.Book
	changed := func(into *string) func(string) { return func(s string) { *into, a.typed = s, true } }
	var name, money, zone, file *form.LabelledRow
	a.name, name = p.field("settings.agency.name", "settings.agency.name", b.T("settings.agency.name.hint"), a.now.Name, changed(&a.now.Name))
	a.money, money = p.field("settings.agency.currency", "settings.agency.currency", b.T("settings.agency.currency.hint"), a.now.Currency, changed(&a.now.Currency))
	a.zone, zone = p.field("settings.agency.zone", "settings.agency.zone", b.T("settings.agency.zone.hint"), a.now.TimeZone, changed(&a.now.TimeZone))
	a.picture, file = p.field("settings.agency.logo", "settings.agency.logo", b.T("settings.agency.logo.hint"), a.file, changed(&a.file))
	rows := []fyne.CanvasObject{name, p.pair(money, zone), file}
	if a.least, a.most = nil, nil; a.now.BuyMax != 0 {
		rows = append(rows, a.limits())
	}
	if logo := a.logo(); logo != nil {
		rows = append(rows, logo)
	}
	if p.Rate != nil && a.known {
		rows = append(rows, a.rate())
	}
	buttons := beside(p.button("settings.agency.save", "settings.save", form.Primary, a.save))
	if len(a.now.Logo) > 0 {
		buttons.Add(p.button("settings.agency.nologo", "settings.agency.nologo", form.Quiet, a.dropLogo))
	}
	a.at = newSection(p, "settings.agency", b.T("settings.agency"), b.T("settings.agency.about"), append(rows, buttons)...)
	a.last.on(a.at)
	return a.at
}

// limits are between which amounts a point of sale may buy.
func (a *agencyPart) limits() fyne.CanvasObject {
	p, b := a.page, a.page.Book
	field := func(id string, amount *int64) (*form.AmountField, *form.LabelledRow) {
		f := form.NewAmountField(form.AmountParams{Field: form.FieldParams{ID: id, Keys: p.keys}, Book: b, Currency: a.now.Currency,
			OnAmount: func(minor int64, ok bool) {
				if ok && minor != *amount {
					*amount, a.typed = minor, true
				}
			}})
		f.SetAmount(*amount)
		return f, form.NewRow(b.T(id), f, "")
	}
	var least, most *form.LabelledRow
	a.least, least = field("settings.agency.least", &a.now.BuyMin)
	a.most, most = field("settings.agency.most", &a.now.BuyMax)
	return p.pair(least, most)
}

// limitsFit marks what is wrong with the limits and tells whether they are right.
func (a *agencyPart) limitsFit(wrong error) bool {
	if a.least == nil {
		return true
	}
	least, most := a.least.Complain(), a.most.Complain()
	if least && most && errors.Is(wrong, agency.ErrLimits) {
		a.most.SetError(a.page.Book.T("settings.agency.most.wrong"))
		return false
	}
	return least && most
}

// rate shows the rate of new agents; another one waits for a second person, so it
// is no field of the form.
func (a *agencyPart) rate() fyne.CanvasObject {
	p, b := a.page, a.page.Book
	words := form.NewWords(b.T("settings.agency.rate", "rate", b.Percent(a.now.BonusBP)))
	words.ID = "settings.agency.rate"
	change := form.NewButton(form.ButtonParams{ID: "settings.agency.rate.change", Text: b.T("settings.agency.rate.change"), Keys: p.keys,
		Run: func() { p.Rate(a.now.BonusBP, a.now.Version) }})
	return container.New(part.Ends{}, words, change)
}

// logo shows the picture as documents will have it, nil when there is none.
func (a *agencyPart) logo() fyne.CanvasObject {
	if len(a.now.Logo) == 0 {
		return nil
	}
	picture, err := png.Decode(bytes.NewReader(a.now.Logo))
	if err != nil {
		return nil // the hub took it, so this is a picture of a later kind
	}
	shown := canvas.NewImageFromImage(picture)
	shown.FillMode = canvas.ImageFillContain
	height := theme.Size(look.SizeRow) * 2
	size := picture.Bounds().Size()
	shown.SetMinSize(fyne.NewSize(min(height*float32(size.X)/float32(max(size.Y, 1)), height*6), height))
	return container.NewHBox(shown)
}

func (a *agencyPart) load() {
	if a.typed || a.saving {
		return
	}
	run(a.page, a.page.Backend.Agency, func(now agency.Profile, err error) {
		switch {
		case err != nil:
			a.tell(func() string { return a.page.Explain(err) }, true)
		case !a.typed && !a.saving:
			if !a.known {
				a.last = said{}
			}
			a.take(now)
		}
	})
}

// take shows what the hub has.
func (a *agencyPart) take(now agency.Profile) {
	a.now, a.file, a.known, a.typed = now, "", true, false
	a.page.build()
	a.page.changed()
}

func (a *agencyPart) dropLogo() {
	a.now.Logo, a.file, a.typed = nil, "", true
	a.page.build()
	a.page.changed()
}

// save checks what can be checked here, reads the new logo and sends it all.
func (a *agencyPart) save() {
	if a.saving || !a.known {
		return
	}
	p, b := a.page, a.page.Book
	now, file := a.now.Clean(), a.file
	a.name.SetError("")
	wrong := now.Check()
	for _, f := range []struct {
		field *form.TextField
		err   error
		key   string
	}{
		{a.name, agency.ErrName, "settings.agency.name.wrong"},
		{a.money, agency.ErrCurrency, "settings.agency.currency.wrong"},
		{a.zone, agency.ErrTimeZone, "settings.agency.zone.wrong"},
	} {
		if errors.Is(wrong, f.err) {
			f.field.SetError(b.T(f.key))
			a.tell(func() string { return p.Book.T("settings.check") }, true)
			return
		}
	}
	if !a.limitsFit(wrong) {
		a.tell(func() string { return p.Book.T("settings.check") }, true)
		return
	}
	a.saving = true
	a.tell(func() string { return p.Book.T("settings.saving") }, false)
	run(p, func(ctx context.Context) (agency.Profile, error) {
		if file != "" {
			logo, err := p.Backend.ReadFile(ctx, file, agency.LogoBytes)
			if err == nil {
				err = agency.CheckLogo(logo)
			}
			if err != nil || len(logo) == 0 {
				return now, errors.Join(agency.ErrLogo, err)
			}
			now.Logo = logo
		}
		return p.Backend.SaveAgency(ctx, now)
	}, a.saved)
}

func (a *agencyPart) saved(now agency.Profile, err error) {
	a.saving = false
	p := a.page
	var conflict *Conflict
	switch {
	case err == nil:
		a.last = said{words: func() string { return p.Book.T("settings.agency.saved") }}
		a.take(now)
	case errors.Is(err, agency.ErrLogo):
		a.picture.SetError(p.Book.T("settings.agency.logo.wrong"))
		a.tell(func() string { return p.Book.T("settings.check") }, true)
	case errors.As(err, &conflict):
		a.last = said{func() string { return p.Book.T("settings.agency.conflict") }, true}
		a.take(conflict.Current)
	case errors.Is(err, ErrUnknown):
		a.tell(func() string { return p.Book.T("settings.unknown") }, true)
	default:
		a.tell(func() string { return p.Explain(err) }, true)
	}
}

func (a *agencyPart) tell(words func() string, wrong bool) {
	a.last = said{words, wrong}
	a.at.say(words(), wrong)
}

func (a *agencyPart) busy() bool { return a.saving }
