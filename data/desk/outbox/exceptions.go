package outbox

import (
	"context"
	"encoding/json"
	"fmt"

	"trastienda/app/exception"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// exceptionKind is the beginning of the kinds of acts on exceptions; the step
// follows.
const exceptionKind = "exception."

// ErrExceptionConflict: somebody did something about the exception first and the
// hub changed nothing.
type ErrExceptionConflict struct{ Current exception.Exception }

func (e ErrExceptionConflict) Error() string {
	return fmt.Sprintf("outbox: the exception %s has version %d by now", e.Current.ID, e.Current.Version)
}

// SettleException sends a step on an exception once, as Retry sends a retry.
// Errors besides those of Retry: ErrExceptionConflict.
func (a *Acts) SettleException(ctx context.Context, r exception.Request) (exception.Exception, error) {
	return take(ctx, a, step[exception.Exception]{
		kind: exceptionKind + string(r.Step), target: r.ID,
		send: func(ctx context.Context, key string) (exception.Exception, error) {
			return a.Remote.SettleException(ctx, key, r)
		},
		stale: func(current json.RawMessage) error {
			var now exception.Exception
			if json.Unmarshal(current, &now) != nil || now.ID != r.ID {
				return nil
			}
			return ErrExceptionConflict{Current: now}
		},
	})
}

// keepException brings the copy up to date with the answer to an act; if that
// fails the feed does it. One that is closed leaves the copy.
func keepException(ctx context.Context, a *Acts, doc json.RawMessage) error {
	var e exception.Exception
	if err := json.Unmarshal(doc, &e); err != nil {
		return err
	}
	return a.Replica.ApplyDocument(ctx, replica.Document{Entity: string(remote.Exceptions), ID: e.ID, Version: e.Version, Doc: doc}, e.Closed != nil)
}
