package desk

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"trastienda/data/desk/remote"
)

const (
	// insideTries is how often an act inside the hub is sent under its one key
	// while no answer comes: sent again, it gives the first answer again.
	insideTries = 3
	insidePause = time.Second
)

// actInside sends an act that only changes records of the hub. Errors: a refusal
// of the hub; remote.ErrOffline when certainly nothing was sent;
// ErrOutcomeUnknown when no answer came.
func actInside[T any](ctx context.Context, send func(ctx context.Context, key string) (T, error)) (T, error) {
	var none T
	id, err := uuid.NewV7()
	if err != nil {
		return none, err
	}
	maybe := false // the hub may have it
	for try := 1; ; try++ {
		answer, err := send(ctx, id.String())
		maybe = maybe || remote.Unsure(err)
		switch {
		case err == nil:
			return answer, nil
		case !maybe, decided(err):
			return none, err
		case try == insideTries:
			return none, ErrOutcomeUnknown{Key: id.String(), Err: err}
		}
		select {
		case <-time.After(insidePause):
		case <-ctx.Done():
			return none, ErrOutcomeUnknown{Key: id.String(), Err: err}
		}
	}
}

// decided tells whether a refusal speaks of the act itself: had the hub done it
// before, it would have given the first answer again. A session that is over and
// a hub that asks to wait come before that.
func decided(err error) bool {
	var refusal *remote.Refusal
	if !errors.As(err, &refusal) || remote.Unsure(err) {
		return false
	}
	return refusal.Problem.Status != http.StatusUnauthorized && refusal.Problem.Status != http.StatusTooManyRequests
}
