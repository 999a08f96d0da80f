package dialog

import (
	"image/color"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

// overlay covers the window with a shade and the panel of the dialog. It is
// not Fyne's own pop-up, because that gives no say over width, scrolling and
// keys.
type overlay struct {
	widget.BaseWidget
	d       *Dialog
	shade   *canvas.Rectangle
	back    *canvas.Rectangle
	title   *form.Words
	icon    *widget.Icon
	scroll  *container.Scroll
	buttons *fyne.Container
	panel   *fyne.Container
	tips    *form.TipHost
}

var (
	_ form.Modal    = (*overlay)(nil)
	_ form.Revealer = (*overlay)(nil)
)

func newOverlay(d *Dialog) *overlay {
	o := &overlay{d: d, shade: canvas.NewRectangle(color.Transparent), back: canvas.NewRectangle(color.Transparent),
		title: form.NewWords(d.p.Title), icon: widget.NewIcon(nil), buttons: container.NewWithoutLayout()}
	o.title.Bold, o.title.TextSize, o.title.ID = true, look.SizeSection, d.p.ID+".title"
	o.scroll = container.NewVScroll(container.NewWithoutLayout())
	o.panel = container.New(&panelLayout{o}, o.back, o.icon, o.title, o.scroll, o.buttons)
	o.tips = form.WithTips(o.panel)
	o.ExtendBaseWidget(o)
	return o
}

// set exchanges content and buttons.
func (o *overlay) set(p Params, buttons []*form.Button) {
	o.setTitle(p.Title, p.Icon)
	content := p.Content
	if content == nil {
		content = container.NewWithoutLayout()
	}
	o.scroll.Content = container.New(besideBar{}, content)
	o.scroll.Offset = fyne.Position{}
	o.buttons.Objects = nil
	for _, b := range buttons {
		o.buttons.Objects = append(o.buttons.Objects, b)
	}
	o.Refresh()
}

func (o *overlay) setTitle(title string, icon fyne.Resource) {
	o.title.SetText(title)
	o.icon.Hidden = icon == nil
	o.icon.SetResource(icon)
	o.Refresh()
}

// ModalKey uses Esc and Enter of the control with the focus.
func (o *overlay) ModalKey(ev *fyne.KeyEvent) bool { return o.d.typed(ev) }

// ModalPress follows Ctrl and Enter.
func (o *overlay) ModalPress(ev *fyne.KeyEvent, down bool) { o.d.pressed(ev, down) }

// scrollKey scrolls content that is higher than the window: the keyboard has
// to reach the end of a long message too.
func (o *overlay) scrollKey(name fyne.KeyName) bool {
	page := o.scroll.Size().Height
	end := o.scroll.Content.Size().Height - page
	if end <= 0 {
		return false
	}
	to := o.scroll.Offset.Y
	switch name {
	case fyne.KeyDown:
		to += theme.Size(look.SizeRow)
	case fyne.KeyUp:
		to -= theme.Size(look.SizeRow)
	case fyne.KeyPageDown:
		to += page
	case fyne.KeyPageUp:
		to -= page
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = end
	default:
		return false
	}
	o.scrollTo(min(max(to, 0), end))
	return true
}

func (o *overlay) scrollTo(y float32) {
	o.scroll.Offset.Y = y
	o.scroll.Refresh()
}

// Reveal scrolls a field of the content that got the focus into sight.
func (o *overlay) Reveal(field fyne.CanvasObject) {
	if slices.Contains(o.buttons.Objects, field) {
		return // they do not scroll
	}
	part.Reveal(o.scroll, field, theme.Size(look.SizeRow))
}

// Tips is where tooltips of the dialog's controls are shown.
func (o *overlay) Tips() *form.TipHost { return o.tips }

// ProbeChildren returns what the probe walks into.
func (o *overlay) ProbeChildren() []fyne.CanvasObject { return []fyne.CanvasObject{o.tips} }

// ProbeID names the dialog itself.
func (o *overlay) ProbeID() string { return o.d.p.ID }

// ProbeText returns the title.
func (o *overlay) ProbeText() string { return o.d.p.Title }

// CreateRenderer is called by Fyne.
func (o *overlay) CreateRenderer() fyne.WidgetRenderer { return &overlayRenderer{o} }

type overlayRenderer struct{ o *overlay }

func (r *overlayRenderer) Destroy() {}
func (r *overlayRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.o.shade, r.o.tips}
}
func (r *overlayRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r *overlayRenderer) Layout(size fyne.Size) {
	r.o.shade.Resize(size)
	r.o.tips.Resize(size)
}

func (r *overlayRenderer) Refresh() {
	o := r.o
	o.shade.FillColor = theme.Color(theme.ColorNameShadow)
	o.back.FillColor = theme.Color(theme.ColorNameOverlayBackground)
	o.back.StrokeColor = theme.Color(theme.ColorNameInputBorder)
	o.back.StrokeWidth = 1
	o.back.CornerRadius = theme.Size(theme.SizeNameInputRadius) * 2
	o.tips.Refresh()
	o.panel.Refresh()
	(&panelLayout{o}).Layout(nil, o.panel.Size())
	canvas.Refresh(o)
}

// panelLayout centres the panel: title, content that scrolls when the window
// is too low for it, buttons at the right.
type panelLayout struct{ o *overlay }

// MinSize is nothing: the panel takes what the window has.
func (l *panelLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout places all parts of the panel.
func (l *panelLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	o := l.o
	if size.Width < 1 {
		return
	}
	pad := theme.Size(look.SizeMargin) + theme.Size(theme.SizeNamePadding)
	gap := theme.Size(look.SizeGap) * 1.5
	edge := theme.Size(look.SizeGap)
	width := theme.Size(look.SizeDialog)
	if o.d.p.Wide {
		width *= 1.75
	}
	width = min(width, size.Width-2*edge)
	inner := width - 2*pad

	iconRoom := float32(0)
	if !o.icon.Hidden {
		iconRoom = theme.Size(look.SizeNavIcon) + theme.Size(look.SizeGap)
	}
	title := o.title.Fit(inner - iconRoom)
	row, wide := l.buttonRow(inner)

	fixed := 2*pad + title.Height + gap
	if row > 0 {
		fixed += row + gap
	}
	content := o.scroll.Content
	// Twice, because wrapped text knows its height only at its width.
	bar := barRoom()
	content.Resize(fyne.NewSize(inner+bar, content.MinSize().Height))
	// Whole dots: at the fraction of one the scroller cuts the last line's feet.
	natural := whole(content.MinSize().Height)
	body := min(natural, size.Height-2*edge-fixed)

	x, y := (size.Width-width)/2, max(edge, whole((size.Height-fixed-body)/2))
	o.back.Move(fyne.NewPos(x, y))
	o.back.Resize(fyne.NewSize(width, fixed+body))
	icon := theme.Size(look.SizeNavIcon)
	o.icon.Move(fyne.NewPos(x+pad, y+pad+(min(title.Height, o.title.LineHeight())-icon)/2))
	o.icon.Resize(fyne.NewSquareSize(icon))
	o.title.Move(fyne.NewPos(x+pad+iconRoom, y+pad))
	o.title.Resize(fyne.NewSize(inner-iconRoom, title.Height))
	o.scroll.Move(fyne.NewPos(x+pad, y+pad+title.Height+gap))
	o.scroll.Resize(fyne.NewSize(inner+bar, body))
	o.buttons.Move(fyne.NewPos(x+pad, y+fixed+body-pad-row))
	o.buttons.Resize(fyne.NewSize(inner, row))
	l.placeButtons(inner, wide)
}

// whole rounds up.
func whole(length float32) float32 { return float32(math.Ceil(float64(length))) }

// barRoom is the room of the scroll bar, in the padding of the panel.
func barRoom() float32 { return theme.Size(look.SizeMargin) }

// besideBar keeps the content left of the scroll bar.
type besideBar struct{}

func (besideBar) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(barRoom(), 0)
}

func (besideBar) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(size.SubtractWidthHeight(barRoom(), 0))
}

// buttonRow returns the height of the buttons and whether they fit in a row.
func (l *panelLayout) buttonRow(inner float32) (height float32, wide bool) {
	gap := theme.Size(look.SizeGap)
	sum, high := float32(0), float32(0)
	buttons := l.o.buttons.Objects
	for _, b := range buttons {
		m := b.MinSize()
		sum += m.Width + gap
		high = max(high, m.Height)
	}
	if sum-gap <= inner {
		return high, true
	}
	return float32(len(buttons))*(high+gap) - gap, false
}

// placeButtons puts them side by side at the right, or one below the other
// when a long language or a great zoom leaves no room.
func (l *panelLayout) placeButtons(inner float32, wide bool) {
	gap := theme.Size(look.SizeGap)
	buttons := l.o.buttons.Objects
	x, y := inner, float32(0)
	if wide {
		for i := len(buttons) - 1; i >= 0; i-- {
			m := buttons[i].MinSize()
			x -= m.Width
			buttons[i].Resize(m)
			buttons[i].Move(fyne.NewPos(x, 0))
			x -= gap
		}
		return
	}
	for _, b := range buttons {
		height := b.MinSize().Height
		b.Resize(fyne.NewSize(inner, height))
		b.Move(fyne.NewPos(0, y))
		y += height + gap
	}
}
