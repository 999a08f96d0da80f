package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/form"
	"trastienda/ui/look"
)

// navItem is one entry of the navigation: a page, or a choice at its bottom.
type navItem struct {
	widget.BaseWidget
	id       string
	icon     string
	text     string
	badge    string
	selected bool
	narrow   bool // icon only
	low      bool // no higher than a line of text, for bars
	onTap    func()
	reveal   func() // into the sight of the scroll; nil outside of one
	keys     func(*fyne.KeyEvent) bool

	focused, hovered bool
	tip              form.Tip
}

var (
	_ fyne.Focusable    = (*navItem)(nil)
	_ fyne.Tappable     = (*navItem)(nil)
	_ desktop.Hoverable = (*navItem)(nil)
)

func newNavItem(id, icon string, onTap func(), keys func(*fyne.KeyEvent) bool) *navItem {
	n := &navItem{id: id, icon: icon, onTap: onTap, keys: keys}
	n.tip.Beside()
	n.ExtendBaseWidget(n)
	return n
}

// ProbeID names the entry for the probe.
func (n *navItem) ProbeID() string { return n.id }

// ProbeText is the entry's name with its badge.
func (n *navItem) ProbeText() string {
	if n.badge == "" {
		return n.text
	}
	return n.text + " " + n.badge
}

// Tapped opens the entry.
func (n *navItem) Tapped(*fyne.PointEvent) { n.onTap() }

// FocusGained shows the ring.
func (n *navItem) FocusGained() {
	n.focused = true
	if n.reveal != nil {
		n.reveal()
	}
	if n.narrow {
		n.tip.Show(n, n.ProbeText())
	}
	n.Refresh()
}

// FocusLost hides the ring.
func (n *navItem) FocusLost() { n.focused = false; n.tip.Hide(); n.Refresh() }

// TypedRune opens with the space bar.
func (n *navItem) TypedRune(r rune) {
	if r == ' ' {
		n.onTap()
	}
}

// TypedKey opens with Enter, walks with the arrows, and hands on the rest.
func (n *navItem) TypedKey(e *fyne.KeyEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(n)
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		n.onTap()
	case fyne.KeyDown:
		c.FocusNext()
	case fyne.KeyUp:
		c.FocusPrevious()
	default:
		n.keys(e)
	}
}

// MouseIn lights the entry; an icon alone says what it is.
func (n *navItem) MouseIn(*desktop.MouseEvent) {
	n.hovered = true
	if n.narrow {
		n.tip.Soon(n, n.ProbeText())
	}
	n.Refresh()
}

// MouseMoved does nothing.
func (n *navItem) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends the light.
func (n *navItem) MouseOut() { n.hovered = false; n.tip.Hide(); n.Refresh() }

// CreateRenderer draws background, icon, name and badge.
func (n *navItem) CreateRenderer() fyne.WidgetRenderer {
	r := &navItemRenderer{
		n: n, back: canvas.NewRectangle(nil), ring: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil),
		icon: widget.NewIcon(look.Icon(n.icon)), text: canvas.NewText("", nil),
		pill: canvas.NewRectangle(nil), badge: canvas.NewText("", nil),
	}
	r.Refresh()
	return r
}

type navItemRenderer struct {
	n                     *navItem
	back, ring, bar, pill *canvas.Rectangle
	icon                  *widget.Icon
	text, badge           *canvas.Text
}

func (r *navItemRenderer) Destroy() {}

func (r *navItemRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.bar, r.icon, r.text, r.pill, r.badge, r.ring}
}

func (r *navItemRenderer) MinSize() fyne.Size {
	th := r.n.Theme()
	pad, icon := th.Size(look.SizeGap), th.Size(look.SizeNavIcon)
	h := th.Size(look.SizeButton)
	if r.n.low {
		h = r.text.MinSize().Height + th.Size(theme.SizeNamePadding)
	}
	switch {
	case r.n.narrow && r.n.badge != "": // the number has its place below the icon
		return fyne.NewSize(icon+2*pad, max(h, icon+r.pillSize().Height+1.5*pad))
	case r.n.narrow:
		return fyne.NewSize(icon+2*pad, h)
	}
	w := pad + icon + pad + r.text.MinSize().Width + pad
	if r.badge.Text != "" {
		w += r.pillSize().Width + pad
	}
	return fyne.NewSize(w, h)
}

func (r *navItemRenderer) pillSize() fyne.Size {
	t := r.badge.MinSize()
	h := t.Height + r.n.Theme().Size(theme.SizeNamePadding)
	if r.n.narrow {
		return fyne.NewSize(max(h, t.Width+r.n.Theme().Size(theme.SizeNamePadding)), h)
	}
	return fyne.NewSize(max(h, t.Width+2*r.n.Theme().Size(theme.SizeNamePadding)+4), h)
}

func (r *navItemRenderer) Layout(size fyne.Size) {
	th := r.n.Theme()
	pad, icon := th.Size(look.SizeGap), th.Size(look.SizeNavIcon)
	r.back.Resize(size)
	half := th.Size(look.SizeRing) / 2 // a stroke is drawn centred on the edge
	r.ring.Move(fyne.NewSquareOffsetPos(half))
	r.ring.Resize(size.SubtractWidthHeight(2*half, 2*half))
	r.bar.Resize(fyne.NewSize(3, size.Height-2*th.Size(theme.SizeNamePadding)))
	r.bar.Move(fyne.NewPos(0, th.Size(theme.SizeNamePadding)))
	left, top := pad, (size.Height-icon)/2
	switch {
	case r.n.narrow && r.n.badge != "":
		left, top = (size.Width-icon)/2, pad/2
	case r.n.narrow:
		left = (size.Width - icon) / 2
	}
	r.icon.Resize(fyne.NewSquareSize(icon))
	r.icon.Move(fyne.NewPos(left, top))
	t := r.text.MinSize()
	r.text.Resize(t)
	r.text.Move(fyne.NewPos(2*pad+icon, (size.Height-t.Height)/2))
	p, b := r.pillSize(), r.badge.MinSize()
	at := fyne.NewPos(size.Width-p.Width-pad, (size.Height-p.Height)/2)
	if r.n.narrow {
		at = fyne.NewPos((size.Width-p.Width)/2, top+icon+pad/2)
	}
	r.pill.Resize(p)
	r.pill.Move(at)
	r.badge.Resize(b)
	r.badge.Move(fyne.NewPos(at.X+(p.Width-b.Width)/2, at.Y+(p.Height-b.Height)/2))
}

func (r *navItemRenderer) Refresh() {
	th, variant := r.n.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	background := fyne.ThemeColorName("")
	switch {
	case r.n.selected:
		background = look.ColorSelection
	case r.n.hovered:
		background = theme.ColorNameHover
	}
	r.back.Hidden = background == ""
	if background != "" {
		r.back.FillColor = th.Color(background, variant)
	}
	r.back.CornerRadius = th.Size(theme.SizeNameSelectionRadius)
	r.bar.Hidden = !r.n.selected
	r.bar.FillColor = th.Color(look.ColorSelectionBar, variant)
	r.ring.Hidden = !r.n.focused
	r.ring.StrokeColor = th.Color(theme.ColorNamePrimary, variant)
	r.ring.StrokeWidth = th.Size(look.SizeRing)
	r.ring.CornerRadius = r.back.CornerRadius
	r.text.Text, r.text.Hidden = r.n.text, r.n.narrow
	r.text.TextStyle = fyne.TextStyle{Bold: r.n.selected}
	r.text.TextSize = th.Size(theme.SizeNameText)
	r.text.Color = th.Color(theme.ColorNameForeground, variant)
	r.badge.Text = r.n.badge
	r.badge.TextSize = th.Size(look.SizeCaption)
	r.badge.TextStyle = fyne.TextStyle{Bold: true}
	r.badge.Color = th.Color(look.ColorError, variant)
	r.pill.FillColor = th.Color(look.ColorErrorTint, variant)
	r.pill.CornerRadius = r.pillSize().Height / 2
	r.pill.Hidden = r.n.badge == ""
	r.badge.Hidden = r.pill.Hidden
	r.icon.SetResource(look.Icon(r.n.icon))
	r.Layout(r.n.Size())
	canvas.Refresh(r.n)
}
