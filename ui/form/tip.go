package form

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
)

// tipDelay is how long the mouse rests on a control before its tooltip shows.
const tipDelay = 500 * time.Millisecond

// TipHost shows the tooltips of what is inside it. A tooltip cannot be one of
// Fyne's overlays, because the topmost overlay takes the focus and the mouse
// from everything below. The window's content is wrapped in one; dialogs
// bring their own.
type TipHost struct {
	widget.BaseWidget
	content fyne.CanvasObject
	box     *canvas.Rectangle
	words   *Words
	tip     *fyne.Container
	owner   any

	// OnReveal is told of a control of the content that got the keyboard, so that
	// a page can scroll it into sight; nil for content that does not scroll.
	OnReveal func(o fyne.CanvasObject)
}

// WithTips wraps the content of a window.
func WithTips(content fyne.CanvasObject) *TipHost {
	h := &TipHost{content: content, box: canvas.NewRectangle(color.Transparent), words: NewWords("")}
	h.tip = container.NewWithoutLayout(h.box, h.words)
	h.tip.Hide()
	h.ExtendBaseWidget(h)
	return h
}

// Content returns what was wrapped.
func (h *TipHost) Content() fyne.CanvasObject { return h.content }

// SetContent exchanges what is wrapped.
func (h *TipHost) SetContent(content fyne.CanvasObject) {
	h.content = content
	h.tip.Hide()
	h.Refresh()
}

// Reveal hands on what got the keyboard.
func (h *TipHost) Reveal(o fyne.CanvasObject) {
	if h.OnReveal != nil {
		h.OnReveal(o)
	}
}

// ProbeChildren returns what the probe walks into.
func (h *TipHost) ProbeChildren() []fyne.CanvasObject {
	return []fyne.CanvasObject{h.content, h.tip}
}

// TipText returns the tooltip on the screen, "" when there is none.
func (h *TipHost) TipText() string {
	if h.tip.Hidden {
		return ""
	}
	return h.words.Text()
}

// CreateRenderer is called by Fyne.
func (h *TipHost) CreateRenderer() fyne.WidgetRenderer { return &tipRenderer{h: h} }

type tipRenderer struct{ h *TipHost }

func (r *tipRenderer) Destroy() {}
func (r *tipRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.h.content, r.h.tip}
}
func (r *tipRenderer) MinSize() fyne.Size { return r.h.content.MinSize() }
func (r *tipRenderer) Layout(size fyne.Size) {
	r.h.content.Resize(size)
	r.h.tip.Resize(size)
}

func (r *tipRenderer) Refresh() {
	h := r.h
	h.box.FillColor = theme.Color(theme.ColorNameForeground)
	h.box.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	h.words.Color = theme.ColorNameBackground
	h.words.Refresh()
	r.Layout(h.Size())
	canvas.Refresh(h)
}

// show puts a tooltip under (or, at the lower edge, above) the control, or
// beside it.
func (h *TipHost) show(owner fyne.CanvasObject, text string, beside bool) {
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(owner).Subtract(driver.AbsolutePositionForObject(h))
	h.owner = owner
	h.words.TextSize = look.SizeCaption
	h.words.SetText(text)
	pad := theme.Size(theme.SizeNameInnerPadding)
	room := min(theme.Size(look.SizeDialog)*0.7, h.Size().Width-4*pad)
	size := h.words.Fit(room)
	box := size.AddWidthHeight(2*pad, pad*1.5)
	gap := theme.Size(theme.SizeNamePadding)
	x := min(max(at.X, gap), max(gap, h.Size().Width-box.Width-gap))
	y := at.Y + owner.Size().Height + gap
	if y+box.Height > h.Size().Height {
		y = at.Y - box.Height - gap
	}
	if right := at.X + owner.Size().Width + gap; beside && right+box.Width <= h.Size().Width {
		x = right
		y = max(gap, min(at.Y+(owner.Size().Height-box.Height)/2, h.Size().Height-box.Height-gap))
	}
	h.box.Move(fyne.NewPos(x, y))
	h.box.Resize(box)
	h.words.Move(fyne.NewPos(x+pad, y+pad*0.75))
	h.words.Resize(size)
	h.tip.Show()
	h.Refresh()
}

func (h *TipHost) hide(owner any) {
	if h.owner == owner && !h.tip.Hidden {
		h.tip.Hide()
		h.Refresh()
	}
}

// tipHost is an overlay or content that can show tooltips.
type tipHost interface{ Tips() *TipHost }

// Tips returns the host itself, so that content and overlays are asked alike.
func (h *TipHost) Tips() *TipHost { return h }

func hostOf(o fyne.CanvasObject) *TipHost {
	c := canvasOf(o)
	if c == nil {
		return nil
	}
	if top := c.Overlays().Top(); top != nil {
		if host, ok := top.(tipHost); ok {
			return host.Tips()
		}
		return nil
	}
	if host, ok := c.Content().(tipHost); ok {
		return host.Tips()
	}
	return nil
}

// Tip lets a control of another package show a tooltip: call Soon when the
// mouse comes in and Hide when it leaves.
type Tip struct{ tipper }

// Soon shows text at owner after the mouse rested on it for a moment.
func (t *Tip) Soon(owner fyne.CanvasObject, text string) {
	t.tipSoon(owner, func() string { return text })
}

// Beside puts the tooltip at the right of its control from now on: in a column
// of icons the next one stays free.
func (t *Tip) Beside() { t.beside = true }

// Show shows text at owner at once.
func (t *Tip) Show(owner fyne.CanvasObject, text string) { t.showTip(owner, text) }

// Hide takes the tooltip away.
func (t *Tip) Hide() { t.hideTip() }

// tipper is the part of a control that shows its tooltip. UI goroutine.
type tipper struct {
	timer  *time.Timer
	turn   int
	host   *TipHost
	beside bool
	owner  fyne.CanvasObject
}

func (t *tipper) tipSoon(owner fyne.CanvasObject, text func() string) {
	if text() == "" {
		return
	}
	t.hideTip()
	turn := t.turn
	t.timer = time.AfterFunc(tipDelay, func() {
		fyne.Do(func() {
			if t.turn == turn {
				t.showTip(owner, text())
			}
		})
	})
}

func (t *tipper) showTip(owner fyne.CanvasObject, text string) {
	t.hideTip()
	host := hostOf(owner)
	if text == "" || host == nil {
		return
	}
	t.host, t.owner = host, owner
	host.show(owner, text, t.beside)
}

func (t *tipper) hideTip() {
	t.turn++
	if t.timer != nil {
		t.timer.Stop()
		t.timer = nil
	}
	if t.host != nil {
		t.host.hide(t.owner)
		t.host = nil
	}
}
