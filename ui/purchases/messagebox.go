package purchases

import (
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/app/problem"
	"trastienda/ui/dialog"
	"trastienda/ui/look"
	"trastienda/ui/text"
)

// readMessage tells that something could not be read here; nothing was sent.
func readMessage(b *text.Book, err error) message {
	m := message{icon: "error", tone: look.ToneError, lines: []string{b.T("purchases.detail.failed")}}
	var p *problem.Problem
	if errors.As(err, &p) {
		m = problemMessage(p, b.T("purchases.detail.failed"))
	}
	m.lines = append(m.lines, b.T("purchases.dialog.notwithit"))
	return m
}

// message makes content and buttons of a message; closes is the button that
// only closes, which Esc and Enter press.
func (r *retrying) message(m message) (content fyne.CanvasObject, buttons []dialog.Button, closes int) {
	p := r.page
	b := p.book
	box := p.messageLines("purchases.retry", m)
	if m.code != "" {
		buttons = append(buttons, dialog.Button{ID: "copy", Text: b.T("purchases.copy"), Kind: dialog.Plain,
			Icon: look.Icon("content_copy"), KeepOpen: true, Run: func() { p.copy(m.code) }})
	}
	closes = len(buttons)
	if !m.consult {
		buttons = append(buttons, dialog.Button{ID: "ok", Text: b.T("purchases.dialog.ok"), Kind: dialog.Primary, Run: r.close})
		return box, buttons, closes
	}
	buttons = append(buttons,
		dialog.Button{ID: "close", Text: b.T("purchases.dialog.close"), Kind: dialog.Plain, Run: r.close},
		dialog.Button{ID: "consult", Text: b.T("purchases.dialog.consult"), Kind: dialog.Primary, KeepOpen: true,
			Run: func() { r.consult(m.key) }})
	return box, buttons, closes
}

// messageLines is what a message says, under each other; id begins the names of
// its lines for the probe.
func (p *Page) messageLines(id string, m message) *fyne.Container {
	box := container.New(p.dialogColumn())
	for i, line := range m.lines {
		if i == 0 {
			box.Add(p.note(m.icon, m.tone, line, id+".text"))
			continue
		}
		box.Add(newPara(line).strong().named(id + ".more"))
	}
	if m.code != "" {
		box.Add(newPara(p.book.T("purchases.dialog.code", "code", m.code)).in(look.ColorMuted).named(id + ".code"))
	}
	return box
}

// note is a sentence with an icon on the tint of its family.
func (p *Page) note(icon string, tone look.Tone, words, id string) fyne.CanvasObject {
	return newNote(icon, tone, newPara(words).named(id))
}

// waiting is the content while an answer is awaited: what is being done and
// how much of the time it may take has passed.
type waiting struct {
	page  *Page
	box   *fyne.Container
	bar   *widget.ProgressBar
	more  *para
	began time.Time
	done  chan struct{}
}

func newWaiting(p *Page, words string) *waiting {
	w := &waiting{page: p, bar: widget.NewProgressBar(), began: time.Now(), done: make(chan struct{}),
		more: newPara(p.book.T("purchases.dialog.limit")).in(look.ColorMuted)}
	w.bar.TextFormatter = func() string { return "" }
	w.box = container.New(p.dialogColumn(),
		newPara(words).of(look.SizeSection).strong().named("purchases.retry.working"), newSlim(w.bar, theme.SizeNameInnerPadding), w.more)
	go w.tick()
	return w
}

// tick moves the bar until stop. It measures waiting time, so it goes by the
// machine's own clock whatever the program's clock shows.
func (w *waiting) tick() {
	ticker := time.NewTicker(200 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-w.done:
			return
		case <-w.page.ctx.Done():
			return
		case <-ticker.C:
			w.page.do(w.advance)
		}
	}
}

func (w *waiting) advance() {
	passed := time.Since(w.began)
	w.bar.SetValue(min(float64(passed)/float64(answerLimit), 1))
	if passed > answerLimit {
		w.more.set(w.page.book.T("purchases.dialog.slow"))
	}
}

func (w *waiting) stop() { close(w.done) }
