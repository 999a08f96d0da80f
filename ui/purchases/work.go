package purchases

import (
	"context"
	"time"

	"trastienda/ui/part"
)

// run calls f off the UI goroutine and then done on it, unless the page is
// gone by then.
func run[T any](p *Page, f func(context.Context) (T, error), done func(T, error)) {
	part.Run(p.ctx, p.do, f, done)
}

// tick keeps what depends on the clock up to date: ages, what is left of the 72
// hours and, also while another page is shown, the numbers of what runs out.
func (p *Page) tick() {
	ticker := time.NewTicker(30 * time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-p.ctx.Done():
			return
		case <-ticker.C:
			p.do(p.ticked)
		}
	}
}

func (p *Page) ticked() {
	switch {
	case p.ctx.Err() != nil:
	case p.shown:
		p.detail.tick()
		p.reread()
	default:
		p.recount()
	}
}
