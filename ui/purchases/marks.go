package purchases

import (
	"context"
	"errors"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/ui/form"
	"trastienda/ui/look"
)

// Marks is what the page needs of notes and "Lo tengo yo". Its methods may
// block and are called off the UI goroutine.
type Marks interface {
	// Mark gives what the replica knows of a purchase's mark; one of version 0
	// when nobody made any.
	Mark(ctx context.Context, id string) (purchase.Mark, error)
	// Marks gives those of several purchases, by id; purchases that nobody
	// marked are not among them.
	Marks(ctx context.Context, ids []string) (map[string]purchase.Mark, error)
	// SetMark writes the note and takes the purchase or lets it go; version is
	// the mark's that the person saw. Errors: *MarkConflict, ErrOffline,
	// ErrNotStored and ErrSignedOut (nothing left the machine), *UnknownError,
	// *problem.Problem, purchase.ErrNoteTooLong, purchase.ErrNoteControl.
	SetMark(ctx context.Context, id, note string, hold bool, version int64) (purchase.Mark, error)
}

// MarkConflict tells that somebody changed the mark first; nothing was stored.
type MarkConflict struct{ Current purchase.Mark }

// Error says so.
func (e *MarkConflict) Error() string {
	return "purchases: somebody changed the mark of " + e.Current.PurchaseID
}

// mine tells whether the person at the window takes care of the purchase.
func (p *Page) mine(m purchase.Mark) bool { return m.Holder != nil && m.Holder.ID == p.user }

// othersHave tells whether somebody else takes care of it: they write on it then.
func (p *Page) othersHave(m purchase.Mark) bool { return m.Holder != nil && !p.mine(m) }

// mark adds who takes care of the purchase, and the note.
func (d *detail) mark() {
	p, b, m := d.page, d.page.book, d.note
	d.section("marks.title")
	held := b.T("marks.nobody")
	if m.Holder != nil && m.HeldAt != nil {
		held = b.T("marks.held", "name", m.Holder.Name, "when", shortTime(b, *m.HeldAt, p.backend.Now()))
	}
	d.body.Add(container.New(sided{Gap: p.sized(look.SizeGap)}, picture("person", look.ToneNeutral), newPara(held).named("marks.holder")))
	if m.Note != "" {
		d.body.Add(newPara(m.Note).named("marks.note"))
		if m.NoteAt != nil {
			d.body.Add(muted(b.T("marks.by", "name", m.NoteBy, "when", shortTime(b, *m.NoteAt, p.backend.Now()))).named("marks.by"))
		}
	}
	key, id := "marks.hold", "marks.hold.button"
	if p.mine(m) {
		key, id = "marks.release", "marks.release.button"
	}
	hold := form.NewButton(form.ButtonParams{ID: id, Text: b.T(key), Icon: look.Icon("person"), Keys: p.keys,
		Run: func() { p.setMark(m, m.Note, !p.mine(m), nil) }})
	edit := form.NewButton(form.ButtonParams{ID: "marks.edit.button", Text: b.T("marks.edit"), Icon: look.Icon("edit"), Keys: p.keys,
		Run: func() { p.editNote(m) }})
	ok, reason := p.mayMark()
	hold.SetEnabled(ok, reason)
	if ok && p.othersHave(m) {
		ok, reason = false, b.T("marks.reason.other", "name", m.Holder.Name)
	}
	edit.SetEnabled(ok, reason)
	d.body.Add(container.New(flow{Gap: p.sized(theme.SizeNamePadding)}, hold, edit))
}

// loadMark reads the mark of the purchase that is shown.
func (d *detail) loadMark() {
	p, id := d.page, d.id
	if id == "" {
		return
	}
	run(p, func(ctx context.Context) (purchase.Mark, error) { return p.backend.Mark(ctx, id) }, func(m purchase.Mark, err error) {
		switch {
		case d.id != id:
		case err != nil:
			p.log.Warn("read mark", "purchase", id, "error", err)
		case d.note.PurchaseID != m.PurchaseID || d.note.Version != m.Version:
			d.note = m
			d.render()
			p.viewChanged()
		}
	})
}

// withMark reads the mark of the chosen row and shows its detail, for what menus
// and keys do with it.
func (p *Page) withMark(do func(purchase.Mark)) {
	id := p.selected.ID
	run(p, func(ctx context.Context) (purchase.Mark, error) { return p.backend.Mark(ctx, id) }, func(m purchase.Mark, err error) {
		if err != nil {
			p.markFailed(err, nil)
			return
		}
		p.open(id)
		do(m)
	})
}

// take is "Lo tengo yo".
func (p *Page) take() {
	p.withMark(func(m purchase.Mark) {
		if !p.mine(m) {
			p.setMark(m, m.Note, true, nil)
		}
	})
}

// writeNote is "Editar nota…". Whoever has the purchase writes on it.
func (p *Page) writeNote() {
	p.withMark(func(m purchase.Mark) {
		if p.othersHave(m) {
			p.tell(p.book.T("marks.reason.other", "name", m.Holder.Name))
			return
		}
		p.editNote(m)
	})
}

func (p *Page) mayTake() (bool, string) {
	if ok, reason := p.oneChosen(); !ok {
		return false, reason
	}
	return p.mayMark()
}

// mayMark tells whether a mark can be written now.
func (p *Page) mayMark() (bool, string) {
	if p.marking {
		return false, p.book.T("marks.saving")
	}
	return p.backend.Online(), p.book.T("marks.reason.offline")
}

// setMark asks the hub, once. failed gets a refusal, if somebody waits for it.
func (p *Page) setMark(m purchase.Mark, note string, hold bool, failed func(error)) {
	if p.marking {
		return
	}
	p.marking = true
	p.detail.render()
	run(p, func(ctx context.Context) (purchase.Mark, error) {
		return p.backend.SetMark(ctx, m.PurchaseID, note, hold, m.Version)
	},
		func(now purchase.Mark, err error) {
			p.marking = false
			if err == nil && p.detail.id == now.PurchaseID {
				p.detail.note = now
			}
			p.detail.render()
			if err != nil {
				p.log.Warn("set mark", "purchase", m.PurchaseID, "error", err)
				p.markFailed(err, failed)
			} else if failed != nil {
				failed(nil)
			}
			p.detail.loadMark()
			p.viewChanged()
		})
}

// markFailed says what became of a mark that was not stored, or may not have
// been. No money moves with it, and the words say so.
func (p *Page) markFailed(err error, failed func(error)) {
	if failed != nil {
		failed(err)
		return
	}
	p.tell(p.markWords(err))
}

func (p *Page) markWords(err error) string {
	b := p.book
	var conflict *MarkConflict
	var unknown *UnknownError
	var known *problem.Problem
	switch {
	case errors.As(err, &conflict):
		holder := b.T("marks.nobody")
		if h := conflict.Current.Holder; h != nil {
			holder = b.T("marks.holds", "name", h.Name)
		}
		return b.T("marks.conflict", "now", holder)
	case errors.Is(err, ErrOffline), errors.Is(err, ErrSignedOut):
		return b.T("marks.failed.offline")
	case errors.As(err, &unknown):
		return b.T("marks.failed.unknown")
	case errors.Is(err, purchase.ErrNoteTooLong):
		return b.T("marks.failed.long", "n", purchase.MaxNote)
	case errors.Is(err, purchase.ErrNoteControl):
		return b.T("marks.failed.control")
	case errors.As(err, &known):
		return b.T("marks.failed") + " " + known.Detail
	}
	return b.T("marks.failed")
}
