package outbox

import (
	"context"
	"errors"

	"trastienda/app/purchase"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// ErrNotReceived: the hub has nothing of the act and, after so long, never
// will: it did nothing.
var ErrNotReceived = errors.New("outbox: the hub never got the act")

// Consult asks once what became of an act of this machine. Errors:
// ErrNotReceived, ErrOutcomeUnknown (still), or what kept the hub from being
// asked.
func (a *Acts) Consult(ctx context.Context, purchaseID, opID string) (purchase.RetryAnswer, error) {
	act, err := a.find(ctx, purchaseID, opID)
	if err != nil {
		return purchase.RetryAnswer{}, err
	}
	answer, known, err := a.outcome(ctx, act)
	switch {
	case known:
		return answer, a.note(act, answer, nil)
	case errors.Is(err, remote.ErrNotFound) && a.Clock.Now().Sub(act.At) >= lostAfter:
		a.set(ctx, act, replica.ActLost, nil)
		return purchase.RetryAnswer{}, ErrNotReceived
	case err == nil, errors.Is(err, remote.ErrNotFound):
		return purchase.RetryAnswer{}, ErrOutcomeUnknown{Key: opID, Err: err}
	}
	return purchase.RetryAnswer{}, err
}

func (a *Acts) find(ctx context.Context, purchaseID, opID string) (replica.Act, error) {
	acts, err := a.Replica.Acts(ctx, purchaseID)
	if err != nil {
		return replica.Act{}, err
	}
	for _, act := range acts {
		if act.OpID == opID {
			return act, nil
		}
	}
	return replica.Act{}, replica.ErrNotFound
}
