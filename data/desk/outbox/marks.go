package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"trastienda/app/purchase"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// markKind is the kind of act of a note or of "Lo tengo yo" that a program sent
// before marks went through the queue. Such an act may still be open in a copy.
const markKind = "purchase.mark"

var errMark = &remote.NotAHubError{What: "the answer to a mark without its purchase"}

// settleMark asks once for an open mark. settled: it is open no more. Nobody is
// told: the copy shows the mark as it is.
func (a *Acts) settleMark(ctx context.Context, act replica.Act) (settled bool, err error) {
	op, err := a.Remote.Operation(ctx, act.OpID)
	note, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	switch {
	case errors.Is(err, remote.ErrNotFound):
		if a.Clock.Now().Sub(act.At) < lostAfter {
			return false, nil
		}
		a.set(note, act, replica.ActLost, nil)
		return true, nil
	case err != nil:
		return false, err
	}
	// The hub does such an act in one transaction: an answer is there whole or not
	// at all.
	var mark purchase.Mark
	if err := json.Unmarshal(op.Body, &mark); err != nil || mark.PurchaseID != act.Target {
		return false, errMark
	}
	if err := a.Replica.ApplyMark(note, mark); err != nil {
		return false, err
	}
	a.set(note, act, replica.ActAnswered, mark)
	return true, nil
}
