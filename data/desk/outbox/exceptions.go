package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

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
	id, err := uuid.NewV7()
	if err != nil {
		return exception.Exception{}, fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	act := replica.Act{OpID: id.String(), Kind: exceptionKind + string(r.Step), Target: r.ID, At: a.Clock.Now()}
	defer a.wait(act.OpID)()
	if err := a.Replica.AddAct(ctx, act); err != nil {
		return exception.Exception{}, fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	e, err := a.Remote.SettleException(ctx, act.OpID, r)
	if err != nil && remote.Unsure(err) {
		a.Log.Warn("exception: the outcome is unknown", "op", act.OpID, "error", err)
		e, err = ask(ctx, a, act, err, a.exceptionOutcome)
	}
	if err == nil && e.ID != r.ID {
		e, err = exception.Exception{}, ErrOutcomeUnknown{Key: act.OpID, Err: errException}
	}
	return e, a.noteException(act, e, err)
}

var errException = &remote.NotAHubError{What: "the answer to an act on an exception without it"}

// exceptionOutcome asks once for the answer. The hub does such an act in one
// transaction: an answer is there whole or not at all.
func (a *Acts) exceptionOutcome(ctx context.Context, act replica.Act) (e exception.Exception, known bool, err error) {
	op, err := a.Remote.Operation(ctx, act.OpID)
	if err != nil {
		return e, false, err
	}
	if err := json.Unmarshal(op.Body, &e); err != nil || e.ID != act.Target {
		return e, false, errException
	}
	return e, true, nil
}

// noteException stores what became known and gives the error its final form, as
// note does.
func (a *Acts) noteException(act replica.Act, e exception.Exception, err error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var offline *remote.OfflineError
	var unknown ErrOutcomeUnknown
	var refusal *remote.Refusal
	switch {
	case err == nil:
		a.copyException(ctx, e)
		a.set(ctx, act, replica.ActAnswered, e)
	case errors.As(err, &unknown):
		a.set(ctx, act, replica.ActUnknown, nil)
	case errors.As(err, &offline): // only with NotSent does it come here
		a.set(ctx, act, replica.ActNotSent, nil)
		return fmt.Errorf("%w: %w", ErrOfflineNothingSent, err)
	case errors.As(err, &refusal):
		a.set(ctx, act, replica.ActRefused, refusal.Problem)
		var current exception.Exception
		if refusal.Problem.Status == http.StatusPreconditionFailed && json.Unmarshal(refusal.Current, &current) == nil && current.ID == act.Target {
			return ErrExceptionConflict{Current: current}
		}
	}
	return err
}

// copyException brings the copy up to date with the answer to an act; if that
// fails the feed does it.
func (a *Acts) copyException(ctx context.Context, e exception.Exception) {
	doc, err := json.Marshal(e)
	if err == nil {
		err = a.Replica.ApplyDocument(ctx, replica.Document{Entity: string(remote.Exceptions), ID: e.ID, Version: e.Version, Doc: doc}, e.Closed != nil)
	}
	if err != nil {
		a.Log.Error("exception: the answer could not be stored", "exception", e.ID, "error", err)
	}
}

func isException(act replica.Act) bool { return strings.HasPrefix(act.Kind, exceptionKind) }

// settleException asks once for an open act. settled: it is open no more. Nobody
// is told: the copy shows the exception as it is.
func (a *Acts) settleException(ctx context.Context, act replica.Act) (settled bool, err error) {
	e, _, err := a.exceptionOutcome(ctx, act)
	switch {
	case err == nil:
		return true, a.noteException(act, e, nil)
	case errors.Is(err, remote.ErrNotFound):
		if a.Clock.Now().Sub(act.At) < lostAfter {
			return false, nil
		}
		a.set(ctx, act, replica.ActLost, nil)
		return true, nil
	}
	return false, err
}
