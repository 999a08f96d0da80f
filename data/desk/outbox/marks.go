package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"trastienda/app/purchase"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// markKind is the kind of act of a note or of "Lo tengo yo".
const markKind = "purchase.mark"

// ErrMarkConflict: somebody changed the mark first and the hub stored nothing.
type ErrMarkConflict struct{ Current purchase.Mark }

func (e ErrMarkConflict) Error() string {
	return fmt.Sprintf("outbox: the mark of %s has version %d by now", e.Current.PurchaseID, e.Current.Version)
}

// SetMark sends a mark once, as Retry sends a retry. Errors besides those of
// Retry: ErrMarkConflict, and those of purchase.CleanNote.
func (a *Acts) SetMark(ctx context.Context, purchaseID, note string, hold bool, version int64) (purchase.Mark, error) {
	note, err := purchase.CleanNote(note)
	if err != nil {
		return purchase.Mark{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return purchase.Mark{}, fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	act := replica.Act{OpID: id.String(), Kind: markKind, Target: purchaseID, At: a.Clock.Now()}
	defer a.wait(act.OpID)()
	if err := a.Replica.AddAct(ctx, act); err != nil {
		return purchase.Mark{}, fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	mark, err := a.Remote.SetMark(ctx, purchaseID, act.OpID, note, hold, version)
	if err != nil && remote.Unsure(err) {
		a.Log.Warn("mark: the outcome is unknown", "op", act.OpID, "error", err)
		mark, err = ask(ctx, a, act, err, a.markOutcome)
	}
	if err == nil && mark.PurchaseID != purchaseID {
		mark, err = purchase.Mark{}, ErrOutcomeUnknown{Key: act.OpID, Err: errMark}
	}
	return mark, a.noteMark(act, mark, err)
}

var errMark = &remote.NotAHubError{What: "the answer to a mark without its purchase"}

// markOutcome asks once for the answer to a mark. The hub does such an act in one
// transaction: an answer is there whole or not at all.
func (a *Acts) markOutcome(ctx context.Context, act replica.Act) (mark purchase.Mark, known bool, err error) {
	op, err := a.Remote.Operation(ctx, act.OpID)
	if err != nil {
		return mark, false, err
	}
	if err := json.Unmarshal(op.Body, &mark); err != nil || mark.PurchaseID != act.Target {
		return mark, false, errMark
	}
	return mark, true, nil
}

// noteMark stores what became known of a mark and gives the error its final
// form, as note does.
func (a *Acts) noteMark(act replica.Act, mark purchase.Mark, err error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var offline *remote.OfflineError
	var unknown ErrOutcomeUnknown
	var refusal *remote.Refusal
	switch {
	case err == nil:
		a.keepMark(ctx, mark)
		a.set(ctx, act, replica.ActAnswered, mark)
	case errors.As(err, &unknown):
		a.set(ctx, act, replica.ActUnknown, nil)
	case errors.As(err, &offline): // only with NotSent does it come here
		a.set(ctx, act, replica.ActNotSent, nil)
		return fmt.Errorf("%w: %w", ErrOfflineNothingSent, err)
	case errors.As(err, &refusal):
		a.set(ctx, act, replica.ActRefused, refusal.Problem)
		var current purchase.Mark
		if refusal.Problem.Status == http.StatusPreconditionFailed && json.Unmarshal(refusal.Current, &current) == nil && current.PurchaseID == act.Target {
			a.keepMark(ctx, current)
			return ErrMarkConflict{Current: current}
		}
	}
	return err
}

func (a *Acts) keepMark(ctx context.Context, mark purchase.Mark) {
	if err := a.Replica.ApplyMark(ctx, mark); err != nil {
		a.Log.Error("mark: it could not be stored", "purchase", mark.PurchaseID, "error", err)
	}
}

// settleMark asks once for an open mark. settled: it is open no more. Nobody is
// told: the copy shows the mark as it is.
func (a *Acts) settleMark(ctx context.Context, act replica.Act) (settled bool, err error) {
	mark, _, err := a.markOutcome(ctx, act)
	switch {
	case err == nil:
		return true, a.noteMark(act, mark, nil)
	case errors.Is(err, remote.ErrNotFound):
		if a.Clock.Now().Sub(act.At) < lostAfter {
			return false, nil
		}
		a.set(ctx, act, replica.ActLost, nil)
		return true, nil
	}
	return false, err
}
