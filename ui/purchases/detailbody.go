package purchases

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/app/purchase"
	"trastienda/reports"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// render shows what is known of the purchase.
func (d *detail) render() {
	b, q := d.page.book, d.data.Purchase
	d.title.set(b.T("purchases.detail.notitle"))
	if q.WalletTransfer != "" {
		d.title.set(b.T("purchases.detail.title", "number", q.WalletTransfer))
	}
	d.body.Objects = nil
	d.clock, d.age = nil, nil
	if d.err != nil {
		d.body.Add(d.failure())
	}
	if !d.known {
		if d.err == nil {
			d.body.Add(muted(b.T("purchases.detail.loading")))
		}
	} else {
		d.purchase()
		d.mark()
		d.closingOffer()
		d.attempts()
	}
	d.commandsChanged()
	d.root.Refresh()
	d.scroll.Refresh()
}

// purchase adds everything but the attempts.
func (d *detail) purchase() {
	p, b, q := d.page, d.page.book, d.data.Purchase
	icon, tone := statusIcon(q.Status)
	d.age = muted(d.ageWords()).named("purchases.detail.age")
	row := container.New(flow{Gap: p.sized(look.SizeGap)}, newPill("purchases.detail.status", icon, tone, b.T(statusKeys[q.Status])))
	if icon, tone, word := closingPill(b, d.closing); word != "" {
		row.Add(newPill("closing.pill", icon, tone, word))
	}
	row.Add(d.age)
	d.body.Add(row)
	if d.cached {
		d.body.Add(newNote("cloud_off", look.ToneNeutral, newPara(d.cachedWords()).named("purchases.detail.cached")))
	}
	if words := reports.CauseSentence(b, q); words != "" {
		d.body.Add(newNote(icon, tone, newPara(words).named("purchases.detail.cause")))
	}
	d.closingPart()
	var pairs []any
	for _, f := range d.facts() {
		value := fyne.CanvasObject(newPara(f.value).named(f.id))
		if f.id == "purchases.detail.agent" && p.toAgent != nil && q.Agent.ID != "" {
			open := form.NewButton(form.ButtonParams{ID: "purchases.detail.agent.open", Text: b.T("purchases.detail.agent.open"), Kind: form.Quiet, Keys: p.keys,
				Run: func() { p.toAgent(q.Agent.ID) }})
			value = container.New(part.Ends{}, value, open)
		}
		pairs = append(pairs, f.label, value)
	}
	d.body.Add(p.facts(pairs...))
	d.section("purchases.detail.legs")
	for _, leg := range []purchase.Leg{purchase.Payment, purchase.Transfer, purchase.Notice} {
		d.body.Add(d.lamp(leg))
	}
	if q.Status == purchase.StatusOK {
		return
	}
	if q.Deadline != nil {
		d.section("purchases.detail.clock")
		d.clock = newClock(p, *q.Deadline)
		d.body.Add(d.clock.text)
		d.body.Add(d.clock.bar)
	}
	d.body.Add(muted(d.nextWords()).named("purchases.detail.next"))
}

// fact is one labelled value, also of the copied text.
type fact struct{ id, label, value string }

func (d *detail) facts() []fact {
	b, q := d.page.book, d.data.Purchase
	credited := b.T("purchases.detail.tocredit")
	if q.Legs.Transfer == purchase.Done {
		credited = b.T("purchases.detail.credited")
	}
	list := []fact{
		{"purchases.detail.paid", b.T("purchases.detail.paid"), b.Money(q.Paid, q.Currency)},
		{"purchases.detail.credited", credited, b.Money(q.Credited, q.Currency)},
		{"purchases.detail.agent", b.T("purchases.fact.agent"), q.Agent.Name},
		{"purchases.detail.psr", b.T("purchases.col.psr"), q.PSR},
		{"purchases.detail.at", b.T("purchases.detail.at"), b.Stamp(q.At)},
		{"purchases.detail.wallet", b.T("purchases.col.wallet"), q.WalletTransfer},
		{"purchases.detail.transfer", b.T("purchases.col.transfer"), q.TransferID},
	}
	for i := range list {
		if list[i].value == "" {
			list[i].value = "–"
		}
	}
	return list
}

func (d *detail) section(key string) {
	d.body.Add(widget.NewSeparator())
	d.body.Add(newPara(d.page.book.T(key)).strong())
}

// lamp is one leg: icon, name and word, all in the colour of its state.
func (d *detail) lamp(leg purchase.Leg) fyne.CanvasObject {
	b, legs := d.page.book, d.data.Legs
	state := map[purchase.Leg]purchase.LegState{
		purchase.Payment: legs.Payment, purchase.Transfer: legs.Transfer, purchase.Notice: legs.Notice}[leg]
	icon, tone := lampIcon(state)
	words := b.T(reports.LegKey(leg)) + " · " + reports.LegStateWords(b, leg, state)
	return container.New(sided{Gap: d.page.sized(look.SizeGap)}, picture(icon, tone),
		newPara(words).in(tone.Text()).strong().named(reports.LegKey(leg)))
}

// picture is an icon of the size of a line of text.
func picture(icon string, tone look.Tone) fyne.CanvasObject {
	image := canvas.NewImageFromResource(look.IconIn(icon, tone.Text()))
	image.SetMinSize(fyne.NewSquareSize(theme.Size(theme.SizeNameInlineIcon)))
	return image
}

func (d *detail) ageWords() string {
	b, q := d.page.book, d.data.Purchase
	age := d.page.backend.Now().Sub(q.At)
	words := b.T("purchases.detail.age", "span", b.Span(age))
	if q.Status == purchase.StatusPending && age < purchase.Window {
		words += " · " + b.T("purchases.detail.upto")
	}
	return words
}

func (d *detail) cachedWords() string {
	b := d.page.book
	last := d.page.backend.LastSync()
	if last.IsZero() {
		return b.T("purchases.detail.cached.never")
	}
	return b.T("purchases.detail.cached", "when", shortTime(b, last, d.page.backend.Now()))
}

// nextWords tells whether the hub tries again by itself.
func (d *detail) nextWords() string {
	b, q := d.page.book, d.data.Purchase
	if q.NextRetryAt == nil {
		return b.T("purchases.detail.nonext")
	}
	return b.T("purchases.detail.next", "when", shortTime(b, *q.NextRetryAt, d.page.backend.Now()))
}

// clockPart is the 72-hour clock: how much is left, in words and as a bar.
type clockPart struct {
	page     *Page
	deadline time.Time
	text     *para
	progress *widget.ProgressBar
	bar      *fyne.Container
}

func newClock(p *Page, deadline time.Time) *clockPart {
	c := &clockPart{page: p, deadline: deadline, text: newPara("").named("purchases.detail.clock"), progress: widget.NewProgressBar()}
	c.progress.TextFormatter = func() string { return "" }
	c.bar = newSlim(c.progress, theme.SizeNameInnerPadding)
	c.show(p.backend.Now())
	return c
}

// show writes what is left at now.
func (c *clockPart) show(now time.Time) {
	b := c.page.book
	left := c.deadline.Sub(now)
	c.text.color = theme.ColorNameForeground
	switch {
	case left <= 0:
		c.text.color = look.ColorError
		c.text.set(b.T("purchases.detail.clock.over", "span", b.Span(-left)))
	default:
		if left <= DueSoonWithin {
			c.text.color = look.ColorWarning
		}
		c.text.set(b.T("purchases.detail.clock.left", "span", b.Span(left), "when", shortTime(b, c.deadline, now)))
	}
	c.progress.SetValue(min(max(1-float64(left)/float64(purchase.Window), 0), 1))
}

// asText is what "Copiar datos" puts on the clipboard.
func (d *detail) asText() string {
	b, q := d.page.book, d.data.Purchase
	var lines []string
	add := func(label, value string) { lines = append(lines, label+": "+value) }
	add(b.T("purchases.col.status"), b.T(statusKeys[q.Status]))
	for _, f := range d.facts() {
		add(f.label, f.value)
	}
	if words := reports.CauseSentence(b, q); words != "" {
		add(b.T("purchases.filters.cause"), words)
	}
	if len(d.data.Attempts) > 0 {
		lines = append(lines, b.T("purchases.detail.attempts")+":")
	}
	for _, a := range d.data.Attempts {
		e := d.entryOf(a)
		lines = append(lines, "  "+strings.Join(append([]string{e.head, e.when, e.outcome}, e.more...), " · "))
	}
	return strings.Join(lines, "\n")
}
