package purchases

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/app/problem"
	"trastienda/ui/form"
	"trastienda/ui/liststate"
	"trastienda/ui/look"
)

// listState is what the list says about itself: loading, nothing there,
// nothing found, not readable (ui.md 3.5). Old rows stay while new ones load.
type listState struct {
	page      *Page
	banner    *fyne.Container // an error, above the rows
	bar       *liststate.Bar
	overlay   *fyne.Container // over the rows: empty, or the skeleton
	count     int             // -1 until it is known the first time
	selection string          // what the status bar says
}

func newListState(p *Page) *listState {
	s := &listState{page: p, count: -1, banner: container.New(&column{Gap: p.sized(theme.SizeNamePadding)}), overlay: container.NewStack()}
	var bar *liststate.Bar
	if old := p.state; old != nil {
		s.count, s.selection, bar = old.count, old.selection, old.bar
	}
	s.bar = liststate.NewBar(bar)
	s.banner.Hide()
	s.overlay.Hide()
	return s
}

// loading: another list was asked for.
func (s *listState) loading() {
	if s.count < 0 {
		s.cover(liststate.NewSkeleton())
	}
	s.bar.Start(s.page.ctx, s.page.do, s.page.root.Refresh)
}

// counted: the list was read, it has n rows.
func (s *listState) counted(n int) {
	s.bar.Stop()
	s.banner.Hide()
	s.count = n
	s.update()
	if s.page.chosen == 0 {
		s.page.tellSelected(0, nil)
	}
	s.page.viewChanged()
}

// update shows what an empty list has to say.
func (s *listState) update() {
	if s.count != 0 {
		if s.count > 0 {
			s.cover(nil)
		}
		s.page.root.Refresh()
		return
	}
	p, b := s.page, s.page.book
	if p.query.narrows() {
		s.cover(s.empty("search", b.T("purchases.empty.filtered"), "", form.NewButton(form.ButtonParams{
			ID: "purchases.empty.clear", Text: b.T("purchases.empty.clear"), Keys: p.keys, Run: p.clearFilters})))
		return
	}
	second := b.T("purchases.empty.text")
	if !p.backend.Online() {
		second = b.T("purchases.empty.offline")
	}
	s.cover(s.empty("sync_alt", b.T("purchases.empty.title"), second, s.syncButton()))
}

// cmdSync is the window's command that brings the replica up to date.
const cmdSync = "shell.sync"

// syncButton offers to synchronise, if the window can.
func (s *listState) syncButton() *form.Button {
	p := s.page
	sync, ok := p.shell.Commands().Find(cmdSync)
	if !ok {
		return nil
	}
	button := form.NewButton(form.ButtonParams{ID: "purchases.empty.sync", Text: sync.Title(), Icon: sync.Icon, Keys: p.keys,
		Run: func() { p.shell.Commands().Run(cmdSync) }})
	button.SetEnabled(p.shell.Commands().State(cmdSync))
	return button
}

// failed: the list could not be read; rows that are there stay.
func (s *listState) failed(err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	s.bar.Stop()
	p, b := s.page, s.page.book
	p.log.Error("read purchases", "error", err)
	if s.count < 0 {
		s.cover(nil)
	}
	words := b.T("purchases.error.title")
	s.banner.Objects = nil
	var known *problem.Problem
	code := ""
	if errors.As(err, &known) {
		m := problemMessage(known, words)
		words, code = m.lines[0], m.code
	}
	s.banner.Add(newNote("error", look.ToneError, newPara(words+" "+b.T("purchases.error.money")).named("purchases.error")))
	row := container.New(flow{Gap: p.sized(theme.SizeNamePadding)})
	row.Add(form.NewButton(form.ButtonParams{ID: "purchases.error.again", Text: b.T("purchases.error.again"), Icon: look.Icon("refresh"),
		Keys: p.keys, Run: func() { p.apply(); p.recount() }}))
	if code != "" {
		row.Add(form.NewButton(form.ButtonParams{ID: "purchases.error.copy", Text: b.T("purchases.copy"), Icon: look.Icon("content_copy"),
			Kind: form.Quiet, Keys: p.keys, Run: func() { p.copy(code) }}))
		s.banner.Add(newPara(b.T("purchases.error.code", "code", code)).in(look.ColorMuted).named("purchases.error.code"))
	}
	s.banner.Add(row)
	s.banner.Show()
	p.root.Refresh()
	p.viewChanged()
}

func (s *listState) cover(o fyne.CanvasObject) {
	liststate.Cover(s.overlay, o)
	s.page.root.Refresh()
}

// empty says why there are no rows, in the middle of where they would be.
func (s *listState) empty(icon, title, text string, button *form.Button) fyne.CanvasObject {
	side := 2 * theme.Size(theme.SizeNameInlineIcon)
	picture := canvas.NewImageFromResource(look.IconIn(icon, look.ColorMuted))
	picture.SetMinSize(fyne.NewSquareSize(side))
	box := container.NewVBox(container.NewCenter(picture),
		container.NewCenter(newPara(title).of(look.SizeSection).strong().named("purchases.empty")))
	if text != "" {
		box.Add(container.NewCenter(muted(text).named("purchases.empty.more")))
	}
	if button != nil {
		box.Add(container.NewCenter(button))
	}
	return container.NewCenter(box)
}
