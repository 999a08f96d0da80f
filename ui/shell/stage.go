package shell

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"trastienda/ui/form"
	"trastienda/ui/look"
)

// stage is what the window shows while there are no pages: the first run,
// sign-in, waiting, a problem at the start.
type stage interface {
	// build makes the content in the language of the moment; it is called
	// again after a change of language or look and keeps what was typed.
	build() fyne.CanvasObject
	focus() fyne.Focusable
	escape() bool // Esc was pressed; true = it did something
	leave()       // it is shown no more; what it started is cancelled
}

// put makes an object the content of the window, with a place for tooltips.
func (s *Shell) put(content fyne.CanvasObject) {
	host := form.WithTips(content)
	host.OnReveal = s.intoSight
	s.win.SetContent(host)
}

// intoSight lets the page scroll what got the keyboard into sight.
func (s *Shell) intoSight(o fyne.CanvasObject) {
	if r, ok := s.page.(form.Revealer); ok && s.frame != nil {
		r.Reveal(o)
	}
}

// lay lays the content of the window out again.
func (s *Shell) lay() {
	if host, ok := s.win.Content().(*form.TipHost); ok {
		host.Content().Refresh()
	}
}

// cardWidth is the widest a form gets, in dp at 100 %.
const cardWidth = 600

// stageFrame gives a stage the whole window and a column in its middle.
type stageFrame struct{}

func newStageFrame(s *Shell, content fyne.CanvasObject) fyne.CanvasObject {
	card := &fyne.Container{Layout: column{s}, Objects: []fyne.CanvasObject{newFill(look.ColorSurface, theme.SizeNameInputRadius), content}}
	scroll := container.NewVScroll(card)
	return &fyne.Container{Layout: stageFrame{}, Objects: []fyne.CanvasObject{scroll}}
}

// MinSize is that of the window.
func (stageFrame) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(MinWidth, MinHeight-menuBar)
}

// Layout fills the window.
func (stageFrame) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, c := range o {
		c.Resize(size)
	}
}

// column centres a card of at most cardWidth.
type column struct{ s *Shell }

func (c column) pad() float32 { return 2 * c.s.p.Look.Size(look.SizeMargin) }

func (c column) width(room float32) float32 {
	return min(cardWidth*float32(c.s.p.Look.Zoom())/100, room-2*c.pad()) - 2*c.pad()
}

func (c column) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, o[1].MinSize().Height+4*c.pad())
}

func (c column) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := c.width(size.Width)
	o[1].Resize(fyne.NewSize(w, o[1].MinSize().Height)) // so that texts wrap before the height is asked
	h := o[1].MinSize().Height
	x, y := (size.Width-w)/2, max(2*c.pad(), (size.Height-h)/2)
	o[1].Resize(fyne.NewSize(w, h))
	o[1].Move(fyne.NewPos(x, y))
	o[0].Resize(fyne.NewSize(w+2*c.pad(), h+2*c.pad()))
	o[0].Move(fyne.NewPos(x-c.pad(), y-c.pad()))
}

// blocks puts parts below each other with the gap of the design.
func (s *Shell) blocks(parts ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: stack{s, 1}, Objects: parts}
}

// near puts parts that belong together close below each other.
func (s *Shell) near(parts ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: stack{s, 0.5}, Objects: parts}
}

// stack is a column whose texts wrap to its width: their height is known only
// with it, so it asks again after it was given one.
type stack struct {
	s    *Shell
	gaps float32
}

func (k stack) MinSize(o []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, c := range o {
		if !c.Visible() {
			continue
		}
		m := c.MinSize()
		size.Width = max(size.Width, m.Width)
		if size.Height > 0 {
			size.Height += k.gaps * k.s.p.Look.Size(look.SizeGap)
		}
		size.Height += m.Height
	}
	return size
}

func (k stack) Layout(o []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, c := range o {
		if !c.Visible() {
			continue
		}
		c.Resize(fyne.NewSize(size.Width, c.MinSize().Height))
		h := c.MinSize().Height
		c.Resize(fyne.NewSize(size.Width, h))
		c.Move(fyne.NewPos(0, y))
		y += h + k.gaps*k.s.p.Look.Size(look.SizeGap)
	}
}

// heading is the title of a card.
func (s *Shell) heading(id, text string) fyne.CanvasObject {
	w := form.NewWords(text)
	w.ID, w.TextSize, w.Bold = id, look.SizeTitle, true
	return w
}

// note is a text of a card in the colour of secondary text.
func (s *Shell) note(id, text string) *form.Words {
	w := form.NewWords(text)
	w.ID, w.Color = id, look.ColorMuted
	return w
}

// job is the work a stage has under way; starting another or leaving cancels it.
type job struct {
	s      *Shell
	cancel context.CancelFunc
	turn   int
}

func (j *job) running() bool { return j.cancel != nil }

// start runs f off the UI goroutine and done on it, unless it was stopped.
func (j *job) start(f func(context.Context) error, done func(error)) {
	j.stop()
	ctx, cancel := context.WithCancel(j.s.ctx)
	j.cancel = cancel
	turn := j.turn
	j.s.work(ctx, f, func(err error) {
		if j.turn != turn {
			return
		}
		j.stop()
		done(err)
	})
}

// stop cancels what runs; its answer is not heard any more.
func (j *job) stop() {
	j.turn++
	if j.cancel != nil {
		j.cancel()
		j.cancel = nil
	}
}
