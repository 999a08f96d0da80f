package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
	"trastienda/ui/part"
	"trastienda/ui/text"
)

// nav is the left navigation: who is in, the pages by group, and below the
// choices of language and look.
type nav struct {
	s      *Shell
	object *fyne.Container // the ground, and the scroll over it
	scroll *container.Scroll
	agency *words
	user   *words
	heads  []*words
	pages  map[string]*navItem
	order  []*navItem // top to bottom
	lang   *navItem
	theme  *navItem
	fold   *navItem
	narrow bool
	at     string // the page that was marked last
}

func newNav(s *Shell) *nav {
	n := &nav{s: s, pages: map[string]*navItem{}}
	n.agency = newWords("nav.agency", "", theme.ColorNameForeground, theme.SizeNameText, true)
	n.user = newWords("nav.user", "", look.ColorMuted, look.SizeCaption, false)
	n.agency.short, n.user.short = true, true
	parts := []fyne.CanvasObject{n.agency, n.user}
	for _, g := range s.groups {
		head := newWords("", "", look.ColorMuted, look.SizeCaption, true)
		n.heads = append(n.heads, head)
		parts = append(parts, head)
		for _, p := range g.Pages {
			item := newNavItem("nav."+p.ID(), p.Icon(), func() { s.Open(p.ID()) }, s.Key)
			n.pages[p.ID()] = item
			n.order = append(n.order, item)
			parts = append(parts, item)
		}
	}
	n.lang = newNavItem("nav.lang", "language", func() { n.pop(n.lang, s.langIDs()) }, s.Key)
	n.theme = newNavItem("nav.theme", "contrast", func() { n.pop(n.theme, themeIDs()) }, s.Key)
	n.fold = newNavItem("nav.fold", "menu_open", func() { s.cmds.Run("shell.nav") }, s.Key)
	for _, i := range n.bottom() {
		n.order = append(n.order, i)
		parts = append(parts, i)
	}
	n.scroll = container.NewVScroll(&fyne.Container{Layout: navLayout{n}, Objects: parts})
	n.object = &fyne.Container{Layout: navGround{n}, Objects: []fyne.CanvasObject{newFill(look.ColorNav, ""), n.scroll}}
	for _, i := range n.order {
		i.reveal = func() { part.Reveal(n.scroll, i, 0) }
	}
	n.refresh()
	return n
}

func (n *nav) bottom() []*navItem { return []*navItem{n.lang, n.theme, n.fold} }

// pop opens the menu of a choice above its entry.
func (n *nav) pop(at *navItem, ids []string) {
	menu := n.s.cmds.ContextMenu(ids...)
	popup := widget.NewPopUpMenu(menu, n.s.win.Canvas())
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(at)
	popup.ShowAtPosition(pos.SubtractXY(0, popup.MinSize().Height))
	n.s.win.Canvas().Focus(popup)
	n.s.ViewChanged()
}

// refresh takes every text, number and mark again.
func (n *nav) refresh() {
	b, session := n.s.p.Book, n.s.seen
	n.agency.set(session.Agency)
	n.user.set(b.T("shell.role."+string(session.Role)) + " · " + session.User)
	h := 0
	for _, g := range n.s.groups {
		n.heads[h].set(g.Title())
		n.heads[h].Hidden = true
		for _, p := range g.Pages {
			item := n.pages[p.ID()]
			item.Hidden = n.s.away(p)
			n.heads[h].Hidden = n.heads[h].Hidden && item.Hidden || n.narrow
			item.text, item.selected = p.NavTitle(), n.s.page != nil && p.ID() == n.s.page.ID()
			item.badge = badge(b, p)
		}
		h++
	}
	n.lang.text = b.T("shell.lang." + string(b.Lang()))
	n.theme.text = b.T("shell.theme." + string(n.s.p.Look.Choice()))
	n.fold.text, n.fold.icon = b.T("shell.nav.fold"), "menu_open"
	if n.narrow {
		n.fold.text, n.fold.icon = b.T("shell.nav.unfold"), "menu"
	}
	for _, i := range n.order {
		i.narrow = n.narrow
		i.Refresh()
	}
	n.scroll.Content.Refresh()
	n.object.Refresh()
	if p := n.s.page; p != nil && p.ID() != n.at { // a new page's entry comes into sight
		n.at = p.ID()
		part.Reveal(n.scroll, n.pages[n.at], 0)
	}
}

// badge is the number beside a page, "999+" above that.
func badge(b *text.Book, p Page) string {
	n, ok := p.(Badger)
	if !ok || n.Badge() <= 0 {
		return ""
	}
	if n.Badge() > 999 {
		return b.Number(999) + "+"
	}
	return b.Number(n.Badge())
}

func (n *nav) current(page string) fyne.Focusable { return n.pages[page] }

func (n *nav) last() fyne.Focusable { return n.fold }

func (n *nav) owns(f fyne.Focusable) bool {
	i, ok := f.(*navItem)
	return ok && i != nil
}

func (n *nav) setNarrow(narrow bool) {
	if n.narrow != narrow {
		n.narrow = narrow
		for _, w := range append([]*words{n.agency, n.user}, n.heads...) {
			w.Hidden = narrow
		}
		n.refresh()
	}
}

// width is the width of the navigation as it is now.
func (n *nav) width() float32 {
	if n.narrow {
		return n.s.p.Look.Size(look.SizeNavIcon) + 4.5*n.s.p.Look.Size(look.SizeGap) // 56 dp at 100 %
	}
	return n.s.p.Look.Size(look.SizeNav)
}

// navGround gives the scroll all the room; its width is that of the navigation.
type navGround struct{ n *nav }

func (l navGround) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(l.n.width(), 0) }

func (l navGround) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

// navLayout puts pages at the top and the choices at the bottom. In a low window
// the choices follow the pages, and all of it scrolls.
type navLayout struct{ n *nav }

func (l navLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	gap, pad := l.n.s.p.Look.Size(look.SizeGap), l.n.s.p.Look.Size(theme.SizeNamePadding)
	height := l.pages(0, func(fyne.CanvasObject, fyne.Position, fyne.Size) {}) + gap
	for _, i := range l.n.bottom() {
		height += i.MinSize().Height + pad
	}
	return fyne.NewSize(0, height)
}

func (l navLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	n := l.n
	gap, pad := n.s.p.Look.Size(look.SizeGap), n.s.p.Look.Size(theme.SizeNamePadding)
	put := func(o fyne.CanvasObject, at fyne.Position, s fyne.Size) {
		o.Move(at)
		o.Resize(s)
	}
	l.pages(size.Width, put)
	y := size.Height - gap
	bottom := n.bottom()
	for i := len(bottom) - 1; i >= 0; i-- {
		h := bottom[i].MinSize().Height
		y -= h
		put(bottom[i], fyne.NewPos(gap, y), fyne.NewSize(size.Width-2*gap, h))
		y -= pad
	}
}

// pages places who is in and the pages, and tells where they end.
func (l navLayout) pages(width float32, put func(o fyne.CanvasObject, at fyne.Position, s fyne.Size)) float32 {
	n := l.n
	gap, pad := n.s.p.Look.Size(look.SizeGap), n.s.p.Look.Size(theme.SizeNamePadding)
	y := n.s.p.Look.Size(look.SizeMargin)
	place := func(o fyne.CanvasObject, x float32) {
		h := o.MinSize().Height
		put(o, fyne.NewPos(x, y), fyne.NewSize(width-x-gap, h))
		y += h
	}
	if !n.narrow {
		place(n.agency, 2*gap)
		y += pad
		place(n.user, 2*gap)
		y += gap
	}
	for i, g := range n.s.groups {
		if !n.heads[i].Hidden && n.heads[i].text != "" {
			y += gap
			place(n.heads[i], 2*gap)
			y += pad
		}
		for _, p := range g.Pages {
			if item := n.pages[p.ID()]; item.Visible() {
				place(item, gap)
				y += pad
			}
		}
	}
	return y
}
