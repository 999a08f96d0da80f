package purchases

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/purchase"
	"trastienda/reports"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// firstAttempts is how many of the latest attempts are shown at first: three
// days of automatic retries can be hundreds.
const firstAttempts = 20

// moreAttempts is how many earlier ones each press adds: building hundreds at
// once would hold the window up.
const moreAttempts = 40

// attempts adds the timeline, oldest first as in a log.
func (d *detail) attempts() {
	p, b := d.page, d.page.book
	d.section("purchases.detail.attempts")
	list := d.data.Attempts
	switch {
	case !d.asked && d.err == nil:
		d.body.Add(muted(b.T("purchases.detail.loading")))
		return
	case !d.asked:
		return
	case len(list) == 0 && d.cached:
		d.body.Add(muted(b.T("purchases.detail.attempts.offline")).named("purchases.detail.noattempts"))
		return
	case len(list) == 0:
		d.body.Add(muted(b.T("purchases.detail.attempts.none")).named("purchases.detail.noattempts"))
		return
	}
	if hidden := len(list) - d.most; hidden > 0 {
		list = list[hidden:]
		d.body.Add(container.New(flow{Gap: p.sized(theme.SizeNamePadding)}, form.NewButton(form.ButtonParams{
			ID: "purchases.detail.earlier", Text: b.N("purchases.detail.earlier", min(hidden, moreAttempts)), Kind: form.Quiet, Keys: p.keys,
			Run: func() { d.most += moreAttempts; d.render() }})))
	}
	for _, a := range list {
		d.body.Add(d.attempt(a))
	}
}

// entry is an attempt in words.
type entry struct {
	head    string // 2. Envío · M. Gómez
	when    string // 14:31:02 · 1,2 s
	outcome string
	more    []string // code, detail, reference
}

func (d *detail) entryOf(a purchase.Attempt) entry {
	b := d.page.book
	who := a.By.Name
	switch {
	case a.By.Kind == purchase.Automatic:
		who = b.T("purchases.detail.by.auto")
	case who == "":
		who = b.T("purchases.detail.by.nobody")
	}
	e := entry{head: b.T("purchases.detail.attempt", "n", a.N, "leg", b.T(reports.LegKey(a.Leg)), "who", who),
		when: b.Stamp(a.StartedAt), outcome: reports.OutcomeWords(b, a)}
	if a.FinishedAt != nil {
		e.when = b.T("purchases.detail.took", "when", e.when, "took", tookWords(b, a.FinishedAt.Sub(a.StartedAt)))
	}
	if a.Outcome == purchase.OutcomeRefused && a.Code != "" {
		e.outcome = reports.RefusalWords(b, a.Code)
	}
	if a.Code != "" {
		e.more = append(e.more, b.T("purchases.detail.code", "code", a.Code))
	}
	if a.Detail != "" {
		e.more = append(e.more, a.Detail)
	}
	if a.Reference != "" {
		e.more = append(e.more, b.T("purchases.detail.ref", "ref", a.Reference))
	}
	return e
}

// attempt shows one attempt: leg and who, when and how long, what came back,
// and the reference to quote with its copy button.
func (d *detail) attempt(a purchase.Attempt) fyne.CanvasObject {
	p, b := d.page, d.page.book
	e := d.entryOf(a)
	icon, tone := outcomeTone(a)
	id := "purchases.detail.attempt." + strconv.Itoa(a.N)
	lines := container.New(&column{Gap: p.sized(theme.SizeNamePadding, 0.5)},
		newPara(e.head).strong().named(id),
		newPara(e.outcome).in(tone.Text()).named(id+".outcome"),
		newPara(e.when).of(look.SizeCaption).in(look.ColorMuted).named(id+".when"))
	for _, line := range e.more {
		lines.Add(newPara(line).of(look.SizeCaption).in(look.ColorMuted))
	}
	row := container.New(sided{Gap: p.sized(look.SizeGap)}, picture(icon, tone), lines)
	if a.Reference != "" {
		row.Add(form.NewIconButton(id+".copy", b.T("purchases.detail.copyref"), look.Icon("content_copy"), p.keys, func() { p.copy(a.Reference) }))
	}
	return row
}

// tookWords writes how long an attempt took: "350 ms", "2,3 s", "1 min".
func tookWords(b *text.Book, took time.Duration) string {
	switch {
	case took < time.Second:
		return b.T("purchases.detail.millis", "n", int(max(took, 0).Milliseconds()))
	case took < time.Minute:
		point := ","
		if b.Lang() == text.EN {
			point = "."
		}
		tenths := int(took / (100 * time.Millisecond))
		return b.T("purchases.detail.seconds", "n", strconv.Itoa(tenths/10)+point+strconv.Itoa(tenths%10))
	}
	return b.Span(took)
}
