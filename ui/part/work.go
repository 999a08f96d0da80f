package part

import "context"

// Run calls f off the UI goroutine and then done by way of do, on it, unless
// ctx ended by then because the page is gone.
func Run[T any](ctx context.Context, do func(func()), f func(context.Context) (T, error), done func(T, error)) {
	go func() {
		v, err := f(ctx)
		if ctx.Err() != nil {
			return
		}
		do(func() { done(v, err) })
	}()
}
