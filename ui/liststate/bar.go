package liststate

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"trastienda/ui/part"
)

// barDelay is how long a list may load before the thin bar shows.
const barDelay = 300 * time.Millisecond

// Bar is the thin bar that moves while a list takes longer to load than a
// moment. UI goroutine only.
type Bar struct {
	Root *fyne.Container

	moving *widget.ProgressBarInfinite
	waits  part.Generation
	busy   bool
}

// NewBar makes the bar in the present look. The old one, which may be nil, is
// over; what it waited for the new one waits for, without showing it.
func NewBar(old *Bar) *Bar {
	b := &Bar{moving: widget.NewProgressBarInfinite()}
	if old != nil {
		busy := old.busy
		old.Stop()
		b.busy = busy
	}
	b.moving.Stop()
	b.moving.Hide()
	b.Root = container.New(part.Slim{Height: part.Sized(theme.SizeNamePadding, 1)}, b.moving)
	return b
}

// Start: the list was asked for. The bar shows by way of do, unless ctx ended by
// then because the page is gone; lay makes room for it.
func (b *Bar) Start(ctx context.Context, do func(func()), lay func()) {
	b.busy = true
	b.waits.After(ctx, do, barDelay, func() {
		b.moving.Show()
		b.moving.Start()
		lay()
	})
}

// Stop: the answer is there.
func (b *Bar) Stop() {
	b.busy = false
	b.waits.Next()
	b.moving.Stop()
	b.moving.Hide()
}

// Busy tells whether an answer is waited for.
func (b *Bar) Busy() bool { return b.busy }
