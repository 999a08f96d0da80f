package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"trastienda/app/buying"
	"trastienda/app/problem"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// buyKind is the kind of act of a typed PIN; its target is the PSR.
const buyKind = "purchase.buy"

// IsBuy tells whether an act is a purchase that was started, whose outcome a
// person waits for.
func IsBuy(act replica.Act) bool { return act.Kind == buyKind }

// ErrPurchaseChanged: rate, bank data or point of sale are not what the person
// confirmed any more, and nothing was sent. Quote is what the purchase would be
// now.
type ErrPurchaseChanged struct{ Quote buying.Quote }

func (ErrPurchaseChanged) Error() string { return "outbox: the purchase has changed, nothing was sent" }

// ErrJustStarted: an equal purchase was started a moment ago, or nobody knows
// what became of it; no other one was sent.
type ErrJustStarted struct{ Start buying.Start }

func (ErrJustStarted) Error() string { return "outbox: an equal purchase was just started" }

// Bought is a purchase whose outcome became known after its dialog was answered.
type Bought struct {
	OpID, PSR string
	At        time.Time // when it was sent
	// State is ActAnswered, with Answer, or ActLost: the hub has nothing of it and
	// nothing was paid.
	State  replica.ActState
	Answer *buying.Answer
}

// Buy sends a purchase once, as Retry sends a retry: what is stored before it
// leaves has no PIN, so it could not even be sent again. Errors besides those of
// Retry: ErrPurchaseChanged, ErrJustStarted. An answer that is Unknown and has no
// purchase is asked for like an ErrOutcomeUnknown.
func (a *Acts) Buy(ctx context.Context, r buying.Request) (buying.Answer, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return buying.Answer{}, fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	act := replica.Act{OpID: id.String(), Kind: buyKind, Target: r.PSR, At: a.Clock.Now()}
	defer a.wait(act.OpID)()
	if err := a.Replica.AddAct(ctx, act); err != nil {
		return buying.Answer{}, fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	answer, err := a.Remote.Buy(ctx, act.OpID, r)
	if err != nil && remote.Unsure(err) {
		a.Log.Warn("buy: the outcome is unknown", "op", act.OpID, "error", err)
		answer, err = ask(ctx, a, act, err, a.bought)
	}
	if err == nil && answer.Start == "" {
		err = ErrOutcomeUnknown{Key: act.OpID, Err: errBuy}
	}
	answer.OpID = act.OpID
	return answer, a.noteBuy(act, answer, err)
}

var errBuy = &remote.NotAHubError{What: "the answer to a purchase without its start"}

// undecided: the wallet still has the call.
func undecided(answer buying.Answer) bool {
	return answer.Result == buying.Unknown && answer.Purchase == nil
}

// bought asks once for the answer. known: nothing more will become of the act.
func (a *Acts) bought(ctx context.Context, act replica.Act) (answer buying.Answer, known bool, err error) {
	op, err := a.Remote.Operation(ctx, act.OpID)
	if err != nil || !op.Done() {
		return answer, false, err
	}
	if err := json.Unmarshal(op.Body, &answer); err != nil || answer.Start == "" {
		return buying.Answer{}, false, errBuy
	}
	answer.OpID = act.OpID
	return answer, !undecided(answer), nil
}

// noteBuy stores what became known and gives the error its final form, as note
// does.
func (a *Acts) noteBuy(act replica.Act, answer buying.Answer, err error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var offline *remote.OfflineError
	var unknown ErrOutcomeUnknown
	var refusal *remote.Refusal
	switch {
	case err == nil && undecided(answer):
		a.set(ctx, act, replica.ActUnknown, nil)
	case err == nil:
		if answer.Purchase != nil {
			if e := a.Replica.ApplyPurchase(ctx, *answer.Purchase); e != nil {
				a.Log.Error("buy: the row could not be stored", "op", act.OpID, "error", e)
			}
		}
		a.set(ctx, act, replica.ActAnswered, answer)
	case errors.As(err, &unknown):
		a.set(ctx, act, replica.ActUnknown, nil)
	case errors.As(err, &offline): // only with NotSent does it come here
		a.set(ctx, act, replica.ActNotSent, nil)
		return fmt.Errorf("%w: %w", ErrOfflineNothingSent, err)
	case errors.As(err, &refusal):
		a.set(ctx, act, replica.ActRefused, refusal.Problem)
		return spoken(refusal)
	}
	return err
}

// spoken is a refusal with the record that it speaks of.
func spoken(refusal *remote.Refusal) error {
	var quote buying.Quote
	var start buying.Start
	switch refusal.Problem.Code {
	case problem.PurchaseChanged:
		if json.Unmarshal(refusal.Current, &quote) == nil && quote.PSR != "" {
			return ErrPurchaseChanged{quote}
		}
	case problem.PurchaseJustStarted:
		if json.Unmarshal(refusal.Current, &start) == nil && start.ID != "" {
			return ErrJustStarted{start}
		}
	}
	return refusal
}

// settleBuy asks once for an open act, and tells when its outcome is known.
func (a *Acts) settleBuy(ctx context.Context, act replica.Act) (settled bool, err error) {
	told, err := a.ConsultBuy(ctx, act)
	var unknown ErrOutcomeUnknown
	switch {
	case errors.As(err, &unknown):
		return false, nil
	case errors.Is(err, ErrNotReceived):
		told = Bought{OpID: act.OpID, PSR: act.Target, At: act.At, State: replica.ActLost}
	case err != nil:
		return false, err
	}
	if a.OnBought != nil {
		a.OnBought(told)
	}
	return true, nil
}

// ConsultBuy asks once what became of a purchase of this machine. Errors:
// ErrNotReceived (nothing was paid), ErrOutcomeUnknown (still), or what kept the
// hub from being asked.
func (a *Acts) ConsultBuy(ctx context.Context, act replica.Act) (Bought, error) {
	answer, known, err := a.bought(ctx, act)
	switch {
	case known:
		return Bought{OpID: act.OpID, PSR: act.Target, At: act.At, State: replica.ActAnswered, Answer: &answer}, a.noteBuy(act, answer, nil)
	case errors.Is(err, remote.ErrNotFound) && a.Clock.Now().Sub(act.At) >= lostAfter:
		a.set(ctx, act, replica.ActLost, nil)
		return Bought{}, ErrNotReceived
	case err == nil, errors.Is(err, remote.ErrNotFound):
		return Bought{}, ErrOutcomeUnknown{Key: act.OpID, Err: err}
	}
	return Bought{}, err
}
