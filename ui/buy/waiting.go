package buy

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/dialog"
	"trastienda/ui/form"
	"trastienda/ui/look"
	"trastienda/ui/part"
)

const (
	// answerLimit is how long an answer usually takes at most.
	answerLimit = 10 * time.Second
	// giveUp is when the page stops waiting and says that it does not know; the
	// desk goes on asking.
	giveUp = 3 * answerLimit
)

// waiting is the content while an answer is awaited: what is being done and for
// how long.
type waiting struct {
	act   *act
	box   *fyne.Container
	bar   *widget.ProgressBar
	more  *form.Words
	began time.Time
	done  chan struct{}
}

// wait makes a call, once, and shows that it is on its way until it was answered.
func wait[T any](a *act, said string, call func(context.Context) (T, error), done func(T, error)) {
	p := a.page
	a.sent = true
	w := newWaiting(a, said)
	a.dialog.Update(w.box, nil, dialog.None, dialog.None, dialog.None)
	p.fill()
	run(p, func(ctx context.Context) (T, error) {
		ctx, cancel := context.WithTimeout(ctx, giveUp)
		defer cancel()
		return call(ctx)
	}, func(answer T, err error) {
		w.stop()
		a.sent = false
		done(answer, err)
	})
}

func newWaiting(a *act, said string) *waiting {
	w := &waiting{act: a, bar: widget.NewProgressBar(), more: muted(""), began: time.Now(), done: make(chan struct{})}
	w.bar.TextFormatter = func() string { return "" }
	head := words("buy.working", said)
	head.TextSize, head.Bold = look.SizeSection, true
	w.more.ID = "buy.working.more"
	w.box = column()
	w.box.Add(head)
	w.box.Add(container.New(part.Slim{Height: part.Sized(theme.SizeNameInnerPadding, 1)}, w.bar))
	w.box.Add(w.more)
	w.advance()
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
		case <-w.act.page.ctx.Done():
			return
		case <-ticker.C:
			w.act.page.Do(w.advance)
		}
	}
}

func (w *waiting) advance() {
	b, passed := w.act.page.Book, time.Since(w.began)
	w.bar.SetValue(min(float64(passed)/float64(answerLimit), 1))
	key := "buy.working.limit"
	if passed > answerLimit {
		key = "buy.working.slow"
	}
	if said := b.T(key, "passed", b.Span(passed), "limit", b.Span(answerLimit)); said != w.more.Text() {
		w.more.SetText(said)
	}
}

func (w *waiting) stop() { close(w.done) }
