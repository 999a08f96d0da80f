// Package outbox sends what a person does to the hub. Online acts (a retry)
// have their identity stored before they leave, leave once, and are never sent
// again: when no answer comes, the hub is asked what became of them, also after
// a restart.
package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/google/uuid"

	"trastienda/app/agency"
	"trastienda/app/clock"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// retryKind is the kind of act of a pressed "Sí".
const retryKind = "purchase.retry"

// IsRetry tells whether an act is a retry, whose outcome a person waits for.
func IsRetry(act replica.Act) bool { return act.Kind == retryKind }

// ErrOfflineNothingSent: the hub could not be reached and certainly nothing
// left this machine.
var ErrOfflineNothingSent = errors.New("outbox: offline, nothing was sent")

// ErrNotStored: the act could not be written down, so nothing was sent; the
// reason (a full disk) is wrapped beside it.
var ErrNotStored = errors.New("outbox: the act could not be stored, nothing was sent")

// ErrOutcomeUnknown: the act may have reached the hub and no answer came. It
// will be asked for until it is known; it is not sent again.
type ErrOutcomeUnknown struct {
	Key string // the op_id
	Err error  // what happened to the act itself
	// Asked is what the last question about it gave, nil when none was put.
	Asked error
}

func (e ErrOutcomeUnknown) Error() string {
	return fmt.Sprintf("outbox: nobody knows yet what became of %s: %v", e.Key, e.Err)
}

// Unwrap gives what happened to the act.
func (e ErrOutcomeUnknown) Unwrap() error { return e.Err }

// Settled is an act whose outcome became known after its dialog was answered.
type Settled struct {
	OpID       string
	PurchaseID string
	At         time.Time // when it was sent
	// State is ActAnswered, with Answer, or ActLost: the hub has nothing of it
	// and did nothing.
	State  replica.ActState
	Answer *purchase.RetryAnswer
}

// Params of a set of acts.
type Params struct {
	Remote  *remote.Client
	Replica *replica.Replica
	Clock   clock.Clock
	Log     *slog.Logger
	// OnSettled is called when an open act's outcome becomes known later.
	OnSettled func(Settled)
	// OnBought is OnSettled for a purchase that was started.
	OnBought func(Bought)
	// OnAgency is called with the agency's data when a change of them is known to
	// be done.
	OnAgency func(agency.Profile)
	// AskFor is how long an unknown outcome is asked for before the dialog says
	// so (10 s); AskEvery the pause between two questions (1 s).
	AskFor, AskEvery time.Duration
}

// Acts are the online acts of one signed-in user.
type Acts struct {
	Params

	mu sync.Mutex
	// waiting are the acts whose dialog still waits; it tells what becomes of
	// them, not Ask.
	waiting map[string]bool
}

// New makes the acts of a user.
func New(p Params) *Acts {
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	if p.AskFor <= 0 {
		p.AskFor = 10 * time.Second
	}
	if p.AskEvery <= 0 {
		p.AskEvery = time.Second
	}
	return &Acts{Params: p, waiting: map[string]bool{}}
}

// Retry presses "Sí" for a purchase. ctx must be the program's, not the
// dialog's: a closed dialog does not take an act back. Errors:
// ErrOfflineNothingSent, ErrNotStored, ErrOutcomeUnknown, or the hub's refusal
// (*remote.Refusal with its *problem.Problem, remote.ErrUnauthorized).
func (a *Acts) Retry(ctx context.Context, purchaseID string) (purchase.RetryAnswer, error) {
	return a.retry(ctx, purchaseID, a.Replica.AddAct)
}

// retry sends once what store has stored.
func (a *Acts) retry(ctx context.Context, purchaseID string, store func(context.Context, replica.Act) error) (purchase.RetryAnswer, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return purchase.RetryAnswer{}, fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	act := replica.Act{OpID: id.String(), Kind: retryKind, Target: purchaseID, At: a.Clock.Now()}
	defer a.wait(act.OpID)()
	if err := store(ctx, act); err != nil {
		return purchase.RetryAnswer{}, fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	answer, err := a.Remote.Retry(ctx, purchaseID, act.OpID)
	if err != nil && remote.Unsure(err) {
		a.Log.Warn("retry: the outcome is unknown", "op", act.OpID, "error", err)
		answer, err = ask(ctx, a, act, err, a.outcome)
	}
	if err == nil && answer.Purchase.ID == "" {
		err = ErrOutcomeUnknown{Key: act.OpID, Err: errShape}
	}
	return answer, a.note(act, answer, err)
}

func (a *Acts) wait(opID string) (done func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.waiting[opID] = true
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.waiting, opID)
	}
}

func (a *Acts) awaited(opID string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.waiting[opID]
}

var errShape = &remote.NotAHubError{What: "the answer to a retry without its purchase"}

// note stores what became known and gives the error its final form. It does
// not depend on the caller's context: what is known is written down also while
// the program is being closed.
func (a *Acts) note(act replica.Act, answer purchase.RetryAnswer, err error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var offline *remote.OfflineError
	var unknown ErrOutcomeUnknown
	var refusal *remote.Refusal
	switch {
	case err == nil:
		if e := a.Replica.ApplyPurchase(ctx, answer.Purchase); e != nil {
			a.Log.Error("retry: the row could not be stored", "op", act.OpID, "error", e)
		}
		a.set(ctx, act, replica.ActAnswered, answer)
		return nil
	case errors.As(err, &unknown):
		a.set(ctx, act, replica.ActUnknown, nil)
		return err
	case errors.As(err, &offline): // only with NotSent does it come here
		a.set(ctx, act, replica.ActNotSent, nil)
		return fmt.Errorf("%w: %w", ErrOfflineNothingSent, err)
	case errors.As(err, &refusal):
		a.set(ctx, act, replica.ActRefused, refusal.Problem)
	}
	return err
}

func (a *Acts) set(ctx context.Context, act replica.Act, state replica.ActState, answer any) {
	text := ""
	if answer != nil {
		if doc, err := json.Marshal(answer); err == nil {
			text = string(doc)
		}
	}
	// When this fails the act stays open and is asked for again: no harm.
	if err := a.Replica.SetAct(ctx, act.OpID, state, text); err != nil {
		a.Log.Error("outbox: an act's outcome could not be stored", "op", act.OpID, "error", err)
	}
}

// ask asks the hub for an act whose answer did not come, for AskFor in all.
// cause is what happened to the act itself; once asks one time and tells whether
// the answer is known.
func ask[T any](ctx context.Context, a *Acts, act replica.Act, cause error,
	once func(context.Context, replica.Act) (answer T, known bool, err error)) (T, error) {
	var none T
	var asked error
	ctx, cancel := context.WithTimeout(ctx, a.AskFor)
	defer cancel()
	for {
		answer, known, err := once(ctx, act)
		if known {
			return answer, nil
		}
		if ctx.Err() == nil || asked == nil { // a question cut short by the time says nothing of the hub
			asked = err
		}
		var refusal *remote.Refusal
		if errors.Is(err, remote.ErrNotFound) && errors.As(cause, &refusal) && finished(refusal.Problem) {
			// The hub had finished with the act, with an error of its own, and
			// has no claim of it: it did nothing.
			return none, cause
		}
		select {
		case <-time.After(a.AskEvery):
		case <-ctx.Done():
			return none, ErrOutcomeUnknown{Key: act.OpID, Err: cause, Asked: asked}
		}
	}
}

// finished tells whether a hub that answered so is at the act no more. One that
// gave up waiting, for its database among others, is not sure of that itself:
// what it wrote last may still come to be.
func finished(p *problem.Problem) bool {
	return p.Status >= http.StatusInternalServerError && p.Code != problem.Busy && p.Code != problem.DatabaseDown
}

// outcome asks once. known: the hub has the act's answer.
func (a *Acts) outcome(ctx context.Context, act replica.Act) (answer purchase.RetryAnswer, known bool, err error) {
	op, err := a.Remote.Operation(ctx, act.OpID)
	if err != nil {
		return answer, false, err
	}
	if op.Answer.Purchase.ID == "" {
		return answer, false, errShape
	}
	// A claim that old has lost its handler (the hub was killed): nobody will
	// store an answer any more, and the present state is the answer.
	return op.Answer, op.Done() || a.Clock.Now().Sub(act.At) >= lostAfter, nil
}

// lostAfter is how old an act must be before "the hub has nothing of it" means
// that nothing was done: longer than any connection keeps it on its way.
const lostAfter = 2 * time.Minute

// Ask asks once for every open act and reports those that became known. It
// returns how many are still open, and the error that ended the asking early.
func (a *Acts) Ask(ctx context.Context) (open int, err error) {
	acts, err := a.Replica.OpenActs(ctx)
	if err != nil {
		return 0, err
	}
	open = len(acts)
	for _, act := range acts {
		if a.awaited(act.OpID) {
			continue
		}
		if settle := a.settles(act); settle != nil {
			settled, err := settle(ctx, act)
			if err != nil {
				return open, err
			}
			if settled {
				open--
			}
			continue
		}
		answer, known, err := a.outcome(ctx, act)
		settled := Settled{OpID: act.OpID, PurchaseID: act.Target, At: act.At}
		switch {
		case known:
			settled.State, settled.Answer = replica.ActAnswered, &answer
			a.note(act, answer, nil)
		case errors.Is(err, remote.ErrNotFound):
			if a.Clock.Now().Sub(act.At) < lostAfter {
				continue
			}
			settled.State = replica.ActLost
			a.set(ctx, act, replica.ActLost, nil)
		case err != nil:
			return open, err
		default:
			continue // the hub is still at it
		}
		open--
		if a.OnSettled != nil {
			a.OnSettled(settled)
		}
	}
	return open, nil
}

// settles is how an act is asked for that no dialog waits for; nil for a retry.
func (a *Acts) settles(act replica.Act) func(context.Context, replica.Act) (settled bool, err error) {
	switch act.Kind {
	case markKind:
		return a.settleMark
	case agencyKind:
		return a.settleAgency
	}
	switch {
	case IsBuy(act):
		return a.settleBuy
	}
	if _, ok := stepOf(act); ok {
		return a.settleStep
	}
	return nil
}
