package purchases

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/reports"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// detail is the panel at the right: one purchase, its three legs, its clock
// and every attempt.
type detail struct {
	page *Page
	id   string // of the purchase shown; empty while closed
	asks part.Generation

	data    purchase.Detail
	note    Mark
	closing purchase.Closing
	known   bool // the purchase itself was read
	asked   bool // the hub, or the replica in its place, gave the attempts
	cached  bool
	err     error
	most    int // how many of the latest attempts are shown

	root   *fyne.Container
	title  *para
	body   *fyne.Container
	scroll *container.Scroll
	close  *form.Button
	retry  *form.Button
	copyIt *form.Button
	give   *form.Button // the receipt; nil where nobody writes them
	prove  *form.Button // the pack of evidence, likewise
	clock  *clockPart
	age    *para
}

func newDetail(p *Page) *detail {
	d := &detail{page: p, title: newPara("").of(look.SizeSection).strong().named("purchases.detail.title")}
	b := p.book
	d.close = form.NewIconButton("purchases.detail.close", b.T("purchases.detail.close"), look.Icon("close"), p.keys, func() {
		d.hide()
		p.focusGrid()
	})
	d.retry = form.NewButton(form.ButtonParams{ID: "purchases.detail.retry", Text: b.T("purchases.retry"), Icon: look.Icon("refresh"),
		Keys: p.keys, Run: func() { p.retry(d.id) }})
	d.copyIt = form.NewIconButton("purchases.detail.copy", b.T("purchases.detail.copy"), look.Icon("content_copy"), p.keys, func() { p.copy(d.asText()) })
	acts := container.New(flow{Gap: p.sized(theme.SizeNamePadding)}, d.retry)
	if p.receipt != nil {
		d.give = form.NewButton(form.ButtonParams{ID: "purchases.detail.receipt", Text: b.T("receipt.do"), Icon: look.Icon("receipt_long"), Keys: p.keys,
			Run: func() { p.receipt(Receipt{Purchase: d.id, On: reports.ReceiptA4}) }})
		acts.Add(d.give)
	}
	if p.evidence != nil {
		d.prove = form.NewIconButton("purchases.detail.evidence", b.T("evidence.do"), look.Icon("shield"), p.keys, func() { p.evidence(d.id) })
		acts.Add(d.prove)
	}
	d.body = container.New(&column{Gap: p.sized(look.SizeGap)})
	d.scroll = container.NewVScroll(container.New(padded{Pad: p.sized(look.SizeGap, 1.5)}, d.body))
	pad := p.sized(look.SizeGap, 1.25)
	head := container.New(padded{Pad: pad}, container.New(titleRow{}, d.title, container.NewHBox(d.copyIt, d.close)))
	foot := container.New(padded{Pad: pad}, acts)
	back := canvas.NewRectangle(theme.Color(look.ColorSurface))
	back.StrokeColor, back.StrokeWidth = theme.Color(theme.ColorNameSeparator), theme.Size(theme.SizeNameSeparatorThickness)
	d.root = container.NewStack(back, container.New(framed{}, container.NewVBox(head, widget.NewSeparator()), d.scroll,
		container.New(&column{Gap: func() float32 { return 0 }}, widget.NewSeparator(), foot)))
	d.root.Hide()
	return d
}

// titleRow: the title wraps beside the button at the right.
type titleRow struct{}

// MinSize is part of fyne.Layout.
func (titleRow) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(o[1].MinSize().Width, max(o[0].MinSize().Height, o[1].MinSize().Height))
}

// Layout is part of fyne.Layout.
func (titleRow) Layout(o []fyne.CanvasObject, size fyne.Size) {
	side := o[1].MinSize()
	h := o[0].MinSize().Height
	o[0].Move(fyne.NewPos(0, (size.Height-h)/2))
	o[0].Resize(fyne.NewSize(size.Width-side.Width, h))
	o[1].Move(fyne.NewPos(size.Width-side.Width, (size.Height-side.Height)/2))
	o[1].Resize(side)
}

// show opens the panel with a purchase, first with what the replica knows and
// then with what the hub answers.
func (d *detail) show(id string) {
	if d.id != id {
		d.id, d.data, d.known, d.asked, d.cached, d.err, d.most = id, purchase.Detail{}, false, false, false, nil, firstAttempts
		d.note, d.closing = Mark{Mark: purchase.Mark{PurchaseID: id}}, purchase.Closing{}
		d.scroll.ScrollToTop()
	}
	if !d.root.Visible() {
		d.root.Show()
	}
	d.render()
	d.page.root.Refresh()
	d.load()
}

func (d *detail) load() {
	d.loadMark()
	d.loadClosing()
	p, id, n := d.page, d.id, d.asks.Next()
	run(p, func(ctx context.Context) (purchase.Purchase, error) { return p.backend.Find(ctx, id) },
		func(found purchase.Purchase, err error) {
			if !d.asks.Current(n) || d.asked && d.data.Version >= found.Version || err != nil {
				return
			}
			d.data.Purchase, d.known = found, true
			d.render()
		})
	type answer struct {
		detail purchase.Detail
		cached bool
	}
	run(p, func(ctx context.Context) (answer, error) {
		found, cached, err := p.backend.Detail(ctx, id)
		return answer{found, cached}, err
	}, func(a answer, err error) {
		if !d.asks.Current(n) {
			return
		}
		d.err = err
		if err == nil {
			d.data, d.cached, d.known, d.asked = a.detail, a.cached, true, true
		} else {
			p.log.Warn("read purchase", "purchase", id, "error", err)
		}
		d.render()
		p.viewChanged()
	})
}

// reload asks the hub again if the purchase is not the one it answered about.
func (d *detail) reload() {
	if d.id == "" {
		return
	}
	d.loadMark()
	d.loadClosing()
	p, id, n := d.page, d.id, d.asks
	run(p, func(ctx context.Context) (purchase.Purchase, error) { return p.backend.Find(ctx, id) },
		func(found purchase.Purchase, err error) {
			same := err == nil && d.asked && !d.cached && d.err == nil && found.Version == d.data.Version
			if d.asks == n && !same {
				d.load()
			}
		})
}

// hide closes the panel.
func (d *detail) hide() {
	d.id = ""
	d.asks.Next()
	d.root.Hide()
	d.page.root.Refresh()
	d.page.viewChanged()
}

// tick brings age and clock up to date.
func (d *detail) tick() {
	if d.id == "" || !d.known {
		return
	}
	if d.age != nil {
		d.age.set(d.ageWords())
	}
	if d.clock != nil {
		d.clock.show(d.page.backend.Now())
	}
}

func (d *detail) commandsChanged() {
	b := d.page.book
	switch {
	case d.page.retrying != nil:
		d.retry.SetEnabled(false, b.T("purchases.reason.busy"))
	case d.closing.Closed():
		d.retry.SetEnabled(false, b.T("closing.reason.closed"))
	case !d.known:
		d.retry.SetEnabled(false, b.T("purchases.detail.loading"))
	case !d.data.Retryable():
		d.retry.SetEnabled(false, noRetryWords(b, d.data.Purchase))
	default:
		d.retry.SetEnabled(true, "")
	}
	d.copyIt.SetEnabled(d.known, b.T("purchases.detail.loading"))
	if d.give != nil {
		d.give.SetEnabled(d.known, b.T("purchases.detail.loading"))
	}
	if d.prove != nil {
		d.prove.SetEnabled(d.known, b.T("purchases.detail.loading"))
	}
}

// rerender shows anew what may be done, while the panel is open.
func (d *detail) rerender() {
	if d.id != "" {
		d.render()
	}
}

// failure says that the detail could not be read; what is known stays.
func (d *detail) failure() fyne.CanvasObject {
	b := d.page.book
	words := b.T("purchases.detail.failed")
	var p *problem.Problem
	switch {
	case errors.As(d.err, &p):
		m := problemMessage(p, words)
		words = m.lines[0] + " " + b.T("purchases.error.code", "code", m.code)
	case errors.Is(d.err, ErrNotFound):
		words = b.T("purchases.dialog.gone")
	case errors.Is(d.err, ErrOffline):
		words = b.T("purchases.detail.attempts.offline")
	}
	return newNote("error", look.ToneError, newPara(words).named("purchases.detail.error"))
}
