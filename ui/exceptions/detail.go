package exceptions

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/app/exception"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/piece"
)

// detail is the panel at the right: what the wallet said, what the hub knows of
// the same payment, and what people proposed.
type detail struct {
	page *Page
	id   string // of the exception shown; empty while closed
	asks int    // turn of the questions; older answers do not count
	data exception.Exception
	err  error

	root     *fyne.Container
	title    *form.Words
	body     *fyne.Container
	scroll   *container.Scroll
	close    *form.Button
	purchase *form.Button
}

func newDetail(p *Page) *detail {
	d := &detail{page: p, title: piece.Words("exceptions.detail.title", "")}
	d.title.TextSize, d.title.Bold = look.SizeSection, true
	d.close = form.NewIconButton("exceptions.detail.close", p.Book.T("exceptions.detail.close"), look.Icon("close"), p.keys, func() {
		d.hide()
		p.focusGrid()
	})
	d.purchase = form.NewButton(form.ButtonParams{ID: "exceptions.detail.purchase", Text: p.Book.T("exceptions.purchase"), Icon: look.Icon("sync_alt"),
		Keys: p.keys, Run: func() { p.Open(d.purchaseID()) }})
	d.body = container.New(&part.Column{Gap: sized(look.SizeGap, 1)})
	d.scroll = container.NewVScroll(container.New(part.Padded{Pad: sized(look.SizeGap, 1.5)}, d.body))
	head := container.New(part.Padded{Pad: sized(look.SizeGap, 1.5)}, container.New(titleRow{}, d.title, d.close))
	back := canvas.NewRectangle(theme.Color(look.ColorSurface))
	back.StrokeColor, back.StrokeWidth = theme.Color(theme.ColorNameSeparator), theme.Size(theme.SizeNameSeparatorThickness)
	d.root = container.NewStack(back, container.NewBorder(container.NewVBox(head, widget.NewSeparator()), nil, nil, nil, d.scroll))
	d.root.Hide()
	return d
}

// titleRow: the title beside the button at the right.
type titleRow struct{}

// MinSize is part of fyne.Layout.
func (titleRow) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(o[1].MinSize().Width, max(o[0].MinSize().Height, o[1].MinSize().Height))
}

// Layout is part of fyne.Layout.
func (titleRow) Layout(o []fyne.CanvasObject, size fyne.Size) {
	side := o[1].MinSize()
	h := part.HeightFor(o[0], size.Width-side.Width)
	o[0].Move(fyne.NewPos(0, (size.Height-h)/2))
	o[0].Resize(fyne.NewSize(size.Width-side.Width, h))
	o[1].Move(fyne.NewPos(size.Width-side.Width, (size.Height-side.Height)/2))
	o[1].Resize(side)
}

// show opens the panel, first with what the list knows.
func (d *detail) show(id string) {
	if d.id != id {
		d.id, d.data, d.err = id, d.page.byID(id), nil
		d.scroll.ScrollToTop()
	}
	d.root.Show()
	d.render()
	d.page.root.Refresh()
	d.load()
}

// load asks the hub. A newer version than the list's makes the list be read.
func (d *detail) load() {
	p, id := d.page, d.id
	d.asks++
	turn := d.asks
	if !p.Backend.Online() {
		return
	}
	run(p, func(ctx context.Context) (exception.Exception, error) { return p.Backend.Find(ctx, id) }, func(e exception.Exception, err error) {
		if turn != d.asks {
			return
		}
		d.err = err
		if err != nil {
			p.Log.Warn("read exception", "exception", id, "error", err)
		} else {
			d.data = e
			if row := p.byID(id); row.ID != "" && row.Version < e.Version {
				p.load()
			}
		}
		d.render()
		p.viewChanged()
	})
}

// old tells whether the list knows better than what the panel shows.
func (d *detail) old() bool {
	if d.id == "" {
		return false
	}
	row := d.page.byID(d.id)
	return row.Version > d.data.Version || row.ID == "" && d.data.Closed == nil
}

// hide closes the panel.
func (d *detail) hide() {
	d.id = ""
	d.asks++
	d.root.Hide()
	d.page.root.Refresh()
	d.page.viewChanged()
}

// purchaseID is the purchase of the payment, "" when there is none.
func (d *detail) purchaseID() string {
	switch e := d.data; {
	case e.Closed != nil && e.Closed.PurchaseID != "":
		return e.Closed.PurchaseID
	case e.Known != nil && e.Known.PurchaseID != "":
		return e.Known.PurchaseID
	default:
		return e.Told().PurchaseID
	}
}

// render shows what is known.
func (d *detail) render() {
	p, b, e := d.page, d.page.Book, d.data
	d.body.Objects = nil
	d.title.SetText(b.T("exceptions.detail.loading"))
	if d.err != nil {
		said := b.T("exceptions.detail.failed")
		if errors.Is(d.err, ErrNotFound) {
			said = b.T("exceptions.detail.gone")
		}
		d.body.Add(piece.Note("exceptions.detail.error", "error", look.ToneError, said))
	}
	if e.ID != "" {
		d.title.SetText(kindWords(b, e))
		icon, tone, state := stateWords(b, e)
		d.body.Add(piece.Pill("exceptions.detail.state", icon, tone, state))
		age := piece.Muted(b.T("exceptions.detail.age", "when", b.Stamp(e.When()), "span", b.Span(p.Backend.Now().Sub(e.When()))))
		age.ID = "exceptions.detail.age"
		d.body.Add(age)
		if e.Closed == nil {
			d.body.Add(piece.Note("exceptions.detail.more", "info", look.ToneInfo, moreWords(b, e)))
		}
		d.decisions()
		if e.Alone && e.Closed == nil {
			d.alone()
		}
		d.told()
		d.known()
	}
	p.commandsChanged()
	d.root.Refresh()
	d.scroll.Refresh()
}

// alone says that nobody could be the second person, and how there can be one.
func (d *detail) alone() {
	p, b := d.page, d.page.Book
	command := p.Backend.SecondManager()
	d.body.Add(piece.Note("exceptions.alone", "groups", look.ToneWarning, b.T("exceptions.alone")))
	d.body.Add(piece.Words("exceptions.alone.command", command))
	d.body.Add(container.New(part.Flow{Gap: sized(theme.SizeNamePadding, 1)}, form.NewButton(form.ButtonParams{ID: "exceptions.alone.copy",
		Text: b.T("exceptions.alone.copy"), Icon: look.Icon("content_copy"), Kind: form.Quiet, Keys: p.keys, Run: func() { p.Copy(command) }})))
}

func (d *detail) section(key string) {
	d.body.Add(widget.NewSeparator())
	d.body.Add(piece.Strong(d.page.Book.T(key)))
}

// decisions tells what people did so far.
func (d *detail) decisions() {
	p, b, e := d.page, d.page.Book, d.data
	switch {
	case e.Closed != nil:
		d.section("exceptions.closed")
		list := []fact{{"exceptions.closed.by", b.T("exceptions.fact.proposedby"), e.Closed.ProposedBy, ""},
			{"exceptions.closed.approved", b.T("exceptions.fact.approvedby"), b.T("exceptions.by", "name", e.Closed.ApprovedBy, "when", p.moment(e.Closed.At)), ""}}
		if e.Closed.Act == exception.Assign {
			list = append(list, fact{"exceptions.closed.psr", b.T("exceptions.fact.point"), e.Closed.PSR, ""})
		}
		if e.Closed.Reason != "" {
			list = append(list, fact{"exceptions.closed.reason", b.T("exceptions.fact.reason"), e.Closed.Reason, ""})
		}
		d.body.Add(facts(list...))
	case e.Proposal != nil:
		d.section("exceptions.proposal")
		d.body.Add(facts(p.proposalFacts(*e.Proposal)...))
		key := "exceptions.waits.manager"
		if p.mine(e) {
			key = "exceptions.waits.second"
		}
		waits := piece.Muted(b.T(key))
		waits.ID = "exceptions.detail.waits"
		d.body.Add(waits)
	case e.Rejected != nil:
		d.section("exceptions.rejected")
		d.body.Add(piece.Note("exceptions.detail.rejected", "error", look.ToneError,
			b.T("exceptions.rejected.by", "name", e.Rejected.By, "when", p.moment(e.Rejected.At), "reason", e.Rejected.Reason)))
	}
}

// proposalFacts is what is proposed, for whom, by whom and why.
func (p *Page) proposalFacts(q exception.Proposal) []fact {
	b := p.Book
	var list []fact
	if q.Act == exception.Assign {
		list = append(list, fact{"exceptions.proposal.act", b.T("exceptions.fact.proposal"), b.T("exceptions.act.assign"), ""},
			fact{"exceptions.proposal.psr", b.T("exceptions.fact.point"), pointWords(q.PSR, q.Shop), ""},
			fact{"exceptions.proposal.agent", b.T("exceptions.fact.agent"), q.Agent, ""})
	} else {
		list = append(list, fact{"exceptions.proposal.act", b.T("exceptions.fact.proposal"), b.T("exceptions.act.close"), ""})
	}
	list = append(list, fact{"exceptions.proposal.by", b.T("exceptions.fact.proposedby"), b.T("exceptions.by", "name", q.By, "when", p.moment(q.At)), ""})
	if q.Reason != "" {
		list = append(list, fact{"exceptions.proposal.reason", b.T("exceptions.fact.reason"), q.Reason, ""})
	}
	return list
}

func pointWords(psr, shop string) string {
	if shop == "" {
		return psr
	}
	return psr + " · " + shop
}

// told is what the wallet said, or what an alarm says; what differs from what
// the hub knows says so in words.
func (d *detail) told() {
	b, e := d.page.Book, d.data
	t := e.Told()
	if e.Kind == exception.Alarm {
		d.section("exceptions.section.alarm")
		d.body.Add(facts(fact{"exceptions.alarm.code", b.T("exceptions.fact.code"), t.Code, ""}, fact{"exceptions.alarm.psr", b.T("exceptions.col.psr"), t.PSR, ""}))
		return
	}
	d.section("exceptions.section.told")
	d.body.Add(facts(
		fact{"exceptions.told.amount", b.T("exceptions.fact.paid"), amountWords(b, t), d.differs(exception.OtherAmount, exception.OtherMoney)},
		fact{"exceptions.told.psr", b.T("exceptions.col.psr"), t.PSR, d.differs(exception.UnknownPSR, exception.OtherPSR)},
		fact{"exceptions.told.cbu", b.T("exceptions.fact.account"), t.ToCBU, d.differs(exception.OtherAccount)},
		fact{"exceptions.told.status", b.T("exceptions.fact.status"), statusWords(b, t.Status), d.differs(exception.Status)},
		fact{"exceptions.told.number", b.T("exceptions.fact.number"), t.WalletTransfer, ""},
		fact{"exceptions.told.reference", b.T("exceptions.col.reference"), e.Reference, d.differs(exception.Reference)},
	))
}

// differs says what is wrong with a value if the exception is of one of these
// kinds, and what it should be as far as that is known.
func (d *detail) differs(kinds ...exception.Kind) string {
	b, e := d.page.Book, d.data
	for _, k := range kinds {
		if e.Kind != k {
			continue
		}
		known := e.Known
		switch {
		case k == exception.UnknownPSR:
			return b.T("exceptions.differs.nobody")
		case k == exception.Status, k == exception.Reference:
			return b.T("exceptions.differs.unusable")
		case known == nil:
			return b.T("exceptions.differs")
		case k == exception.OtherPSR:
			return b.T("exceptions.differs.here", "value", known.PSR)
		case k == exception.OtherAccount && known.ToCBU == "":
			return b.T("exceptions.differs.noaccount")
		case k == exception.OtherAccount:
			return b.T("exceptions.differs.here", "value", known.ToCBU)
		case k == exception.OtherMoney:
			return b.T("exceptions.differs.here", "value", known.Currency)
		case known.Amount > 0:
			return b.T("exceptions.differs.here", "value", b.Money(known.Amount, known.Currency))
		}
		return b.T("exceptions.differs")
	}
	return ""
}

// known is what the hub knows of the same payment.
func (d *detail) known() {
	b, e := d.page.Book, d.data
	d.section("exceptions.section.known")
	k := e.Known
	switch {
	case k == nil && e.Suggestion != nil:
		d.body.Add(piece.Note("exceptions.known.suggestion", "info", look.ToneInfo, b.T("exceptions.suggestion", "agent", e.Suggestion.Agent)))
	case k == nil:
		none := piece.Muted(b.T("exceptions.known.nothing"))
		none.ID = "exceptions.known.nothing"
		d.body.Add(none)
	default:
		list := []fact{{"exceptions.known.psr", b.T("exceptions.col.psr"), k.PSR, ""}, {"exceptions.known.agent", b.T("exceptions.fact.agent"), k.Agent, ""}}
		if k.Amount > 0 {
			list = append([]fact{{"exceptions.known.amount", b.T("exceptions.fact.paid"), b.Money(k.Amount, k.Currency), ""}}, list...)
		}
		if k.ToCBU != "" {
			list = append(list, fact{"exceptions.known.cbu", b.T("exceptions.fact.account"), k.ToCBU, ""})
		}
		d.body.Add(facts(list...))
	}
	if d.purchaseID() != "" {
		d.body.Add(container.New(part.Flow{Gap: sized(theme.SizeNamePadding, 1)}, d.purchase))
	}
}
