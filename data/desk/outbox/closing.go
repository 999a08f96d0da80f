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

	"trastienda/app/purchase"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// closingKind is the beginning of the kinds of acts on closings; the step
// follows.
const closingKind = "closing."

func isClosing(act replica.Act) bool { return strings.HasPrefix(act.Kind, closingKind) }

// ErrClosingConflict: the purchase, or what somebody proposed for it, is not as it
// was seen; the hub changed nothing.
type ErrClosingConflict struct{ PurchaseID string }

func (e ErrClosingConflict) Error() string {
	return fmt.Sprintf("outbox: the purchase %s or its closing has changed", e.PurchaseID)
}

// SettleClosing sends a step on a closing once, as Retry sends a retry. Errors
// besides those of Retry: ErrClosingConflict.
func (a *Acts) SettleClosing(ctx context.Context, r purchase.ClosingRequest) (purchase.Closing, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return purchase.Closing{}, fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	act := replica.Act{OpID: id.String(), Kind: closingKind + string(r.Step), Target: r.PurchaseID, At: a.Clock.Now()}
	defer a.wait(act.OpID)()
	if err := a.Replica.AddAct(ctx, act); err != nil {
		return purchase.Closing{}, fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	c, err := a.Remote.SettleClosing(ctx, act.OpID, r)
	if err != nil && remote.Unsure(err) {
		a.Log.Warn("closing: the outcome is unknown", "op", act.OpID, "error", err)
		c, err = ask(ctx, a, act, err, a.closingOutcome)
	}
	if err == nil && c.PurchaseID != r.PurchaseID {
		c, err = purchase.Closing{}, ErrOutcomeUnknown{Key: act.OpID, Err: errClosing}
	}
	return c, a.noteClosing(act, c, err)
}

var errClosing = &remote.NotAHubError{What: "the answer to an act on a closing without it"}

// closingOutcome asks once for the answer: the hub does such an act in one
// transaction, so an answer is there whole or not at all.
func (a *Acts) closingOutcome(ctx context.Context, act replica.Act) (c purchase.Closing, known bool, err error) {
	op, err := a.Remote.Operation(ctx, act.OpID)
	if err != nil {
		return c, false, err
	}
	if err := json.Unmarshal(op.Body, &c); err != nil || c.PurchaseID != act.Target {
		return c, false, errClosing
	}
	return c, true, nil
}

// noteClosing stores what became known and gives the error its final form, as
// note does.
func (a *Acts) noteClosing(act replica.Act, c purchase.Closing, err error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var offline *remote.OfflineError
	var unknown ErrOutcomeUnknown
	var refusal *remote.Refusal
	switch {
	case err == nil:
		doc, e := json.Marshal(c)
		if e == nil {
			e = a.Replica.ApplyDocument(ctx, replica.Document{Entity: string(remote.Closings), ID: c.PurchaseID, Version: c.Version, Doc: doc}, false)
		}
		if e != nil {
			a.Log.Error("closing: it could not be stored", "op", act.OpID, "error", e)
		}
		a.set(ctx, act, replica.ActAnswered, c)
	case errors.As(err, &unknown):
		a.set(ctx, act, replica.ActUnknown, nil)
	case errors.As(err, &offline): // only with NotSent does it come here
		a.set(ctx, act, replica.ActNotSent, nil)
		return fmt.Errorf("%w: %w", ErrOfflineNothingSent, err)
	case errors.As(err, &refusal):
		a.set(ctx, act, replica.ActRefused, refusal.Problem)
		if refusal.Problem.Status == http.StatusPreconditionFailed {
			return ErrClosingConflict{act.Target}
		}
	}
	return err
}

// settleClosing asks once for an open act. Nobody is told: the page shows the
// closing as it is.
func (a *Acts) settleClosing(ctx context.Context, act replica.Act) (settled bool, err error) {
	c, _, err := a.closingOutcome(ctx, act)
	switch {
	case err == nil:
		return true, a.noteClosing(act, c, nil)
	case errors.Is(err, remote.ErrNotFound):
		if a.Clock.Now().Sub(act.At) < lostAfter {
			return false, nil
		}
		a.set(ctx, act, replica.ActLost, nil)
		return true, nil
	}
	return false, err
}
