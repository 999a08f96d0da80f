package part

import (
	"context"
	"time"
)

// Generation tells an answer that is still wanted from one that came too late.
// UI goroutine only.
type Generation int

// Next makes everything before it late and gives the number of what comes now.
func (g *Generation) Next() int { *g++; return int(*g) }

// Current tells whether nothing came after n.
func (g Generation) Current(n int) bool { return int(g) == n }

// After calls f by way of do, on the UI goroutine, once the delay has passed;
// not if something came after by then, or ctx ended because the page is gone.
func (g *Generation) After(ctx context.Context, do func(func()), delay time.Duration, f func()) {
	n := g.Next()
	time.AfterFunc(delay, func() {
		do(func() {
			if g.Current(n) && ctx.Err() == nil {
				f()
			}
		})
	})
}
