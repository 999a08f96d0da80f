package purchases

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/look"
	"trastienda/ui/part"
)

// note is a paragraph with an icon on the tint of its family: word, icon and
// colour together.
type note struct {
	widget.BaseWidget
	icon string
	tone look.Tone
	text *para
}

func newNote(icon string, tone look.Tone, text *para) *note {
	n := &note{icon: icon, tone: tone, text: text.in(tone.Text())}
	n.ExtendBaseWidget(n)
	return n
}

// ProbeChildren tells the probe where the words are.
func (n *note) ProbeChildren() []fyne.CanvasObject { return []fyne.CanvasObject{n.text} }

func (n *note) pad() float32  { return theme.SizeForWidget(look.SizeGap, n) }
func (n *note) side() float32 { return theme.SizeForWidget(theme.SizeNameInlineIcon, n) }

func (n *note) inner(width float32) float32 { return max(width-3*n.pad()-n.side(), 1) }

// HeightFor tells how high the note is when it is width wide.
func (n *note) HeightFor(width float32) float32 {
	return max(n.text.HeightFor(n.inner(width)), n.side()) + 2*n.pad()
}

// CreateRenderer is part of fyne.Widget.
func (n *note) CreateRenderer() fyne.WidgetRenderer {
	back := canvas.NewRectangle(theme.ColorForWidget(n.tone.Tint(), n))
	back.CornerRadius = theme.SizeForWidget(theme.SizeNameInputRadius, n)
	icon := canvas.NewImageFromResource(look.IconIn(n.icon, n.tone.Text()))
	return &noteRenderer{n: n, back: back, icon: icon}
}

type noteRenderer struct {
	n    *note
	back *canvas.Rectangle
	icon *canvas.Image
}

func (r *noteRenderer) Layout(size fyne.Size) {
	n := r.n
	r.back.Resize(size)
	text := fyne.NewSize(n.inner(size.Width), n.text.HeightFor(n.inner(size.Width)))
	r.icon.Resize(fyne.NewSquareSize(n.side()))
	r.icon.Move(fyne.NewPos(n.pad(), n.pad()))
	n.text.Move(fyne.NewPos(2*n.pad()+n.side(), (size.Height-text.Height)/2))
	n.text.Resize(text)
}

func (r *noteRenderer) MinSize() fyne.Size {
	w := r.n.text.MinSize().Width + 3*r.n.pad() + r.n.side()
	return fyne.NewSize(w, r.n.HeightFor(w))
}

func (r *noteRenderer) Refresh() { r.Layout(r.n.Size()); canvas.Refresh(r.n) }
func (r *noteRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.icon, r.n.text}
}
func (r *noteRenderer) Destroy() {}

// pill is the state of a purchase: icon and word on its tint (ui.md 3.4).
type pill struct {
	widget.BaseWidget
	id, icon string
	tone     look.Tone
	text     *para
}

func newPill(id, icon string, tone look.Tone, words string) *pill {
	p := &pill{id: id, icon: icon, tone: tone, text: newPara(words).strong().in(tone.Text())}
	p.ExtendBaseWidget(p)
	return p
}

// ProbeID and ProbeText tell the probe what stands here.
func (p *pill) ProbeID() string   { return p.id }
func (p *pill) ProbeText() string { return p.text.text }

// CreateRenderer is part of fyne.Widget.
func (p *pill) CreateRenderer() fyne.WidgetRenderer {
	back := canvas.NewRectangle(theme.ColorForWidget(p.tone.Tint(), p))
	back.CornerRadius = theme.SizeForWidget(theme.SizeNameInputRadius, p)
	icon := canvas.NewImageFromResource(look.IconIn(p.icon, p.tone.Text()))
	row := container.New(centerRow{gap: theme.SizeForWidget(theme.SizeNamePadding, p), icon: theme.SizeForWidget(theme.SizeNameInlineIcon, p)}, icon, p.text)
	return widget.NewSimpleRenderer(container.NewStack(back, row))
}

// centerRow puts an icon and words beside each other in the middle of the
// height, with room around them.
type centerRow struct{ gap, icon float32 }

// MinSize is part of fyne.Layout.
func (l centerRow) MinSize(o []fyne.CanvasObject) fyne.Size {
	text := o[1].MinSize()
	return fyne.NewSize(3*l.gap+l.icon+text.Width+l.gap, max(l.icon, text.Height)+l.gap)
}

// Layout is part of fyne.Layout.
func (l centerRow) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSquareSize(l.icon))
	o[0].Move(fyne.NewPos(l.gap*1.5, (size.Height-l.icon)/2))
	text := o[1].MinSize()
	o[1].Resize(text)
	o[1].Move(fyne.NewPos(l.gap*2.5+l.icon, (size.Height-text.Height)/2))
}

// newSlim shows an object lower than it wants to be.
func newSlim(o fyne.CanvasObject, height fyne.ThemeSizeName) *fyne.Container {
	return container.New(part.Slim{Height: part.Sized(height, 1)}, o)
}
