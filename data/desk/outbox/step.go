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

	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// step is one online act inside the hub on something that several people decide:
// stored before it leaves, sent once, and asked for while nobody knows what became
// of it. T is the hub's answer.
type step[T any] struct {
	kind, target string
	send         func(ctx context.Context, key string) (T, error)
	// stale gives the error of a 412 with the record as it is now; nil when that is
	// none.
	stale func(current json.RawMessage) error
}

// stepKind is what is known of a kind of steps, also when its dialog is gone.
type stepKind struct {
	// answers tells whether a document can be the answer to an act on a target.
	answers func(doc json.RawMessage, target string) bool
	// keep brings the copy up to date with an answer, before the feed does.
	keep func(ctx context.Context, a *Acts, doc json.RawMessage) error
}

// steps are the kinds by the beginning of their name.
var steps = map[string]stepKind{
	exceptionKind: {isRecord, keepException},
	closingKind:   {isClosing, keepClosing},
	monthStep:     {isMonth, keepNothing},
	bankStep:      {isRecord, keepIn(remote.BankChanges)},
	rateStep:      {isRecord, keepIn(remote.RateChanges)},
	rateProposal:  {isOfAgent, keepIn(remote.RateChanges)},
}

// keepIn stores an answer as the document of an entity.
func keepIn(entity remote.Entity) func(context.Context, *Acts, json.RawMessage) error {
	return func(ctx context.Context, a *Acts, doc json.RawMessage) error {
		var is struct {
			ID      string `json:"id"`
			Version int64  `json:"version"`
		}
		if err := json.Unmarshal(doc, &is); err != nil {
			return err
		}
		return a.Replica.ApplyDocument(ctx, replica.Document{Entity: string(entity), ID: is.ID, Version: is.Version, Doc: doc}, false)
	}
}

func isRecord(doc json.RawMessage, target string) bool {
	var is struct {
		ID string `json:"id"`
	}
	return json.Unmarshal(doc, &is) == nil && is.ID != "" && is.ID == target
}

// isOfAgent: a new change of an agent, or of the agency for an empty id.
func isOfAgent(doc json.RawMessage, target string) bool {
	var is struct {
		ID    string `json:"id"`
		Agent struct {
			ID string `json:"id"`
		} `json:"agent"`
	}
	return json.Unmarshal(doc, &is) == nil && is.ID != "" && is.Agent.ID == target
}

// stepOf gives the kind of an act; false when it is none of the steps.
func stepOf(act replica.Act) (stepKind, bool) {
	for prefix, k := range steps {
		if strings.HasPrefix(act.Kind, prefix) {
			return k, true
		}
	}
	return stepKind{}, false
}

func errStep(act replica.Act) error {
	return &remote.NotAHubError{What: "the answer to " + act.Kind + " is no such record"}
}

// take carries a step out once, as Retry sends a retry. Errors: those of Retry,
// and what stale makes of a 412.
func take[T any](ctx context.Context, a *Acts, s step[T]) (T, error) {
	var none T
	id, err := uuid.NewV7()
	if err != nil {
		return none, fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	act := replica.Act{OpID: id.String(), Kind: s.kind, Target: s.target, At: a.Clock.Now()}
	defer a.wait(act.OpID)()
	if err := a.Replica.AddAct(ctx, act); err != nil {
		return none, fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	answer, err := s.send(ctx, act.OpID)
	if err != nil && remote.Unsure(err) {
		a.Log.Warn("act: the outcome is unknown", "act", act.Kind, "op", act.OpID, "error", err)
		answer, err = ask(ctx, a, act, err, stepOutcome[T](a))
	}
	var doc json.RawMessage
	if err == nil {
		var failed error
		k, _ := stepOf(act)
		if doc, failed = json.Marshal(answer); failed != nil || !k.answers(doc, act.Target) {
			answer, err = none, ErrOutcomeUnknown{Key: act.OpID, Err: errStep(act)}
		}
	}
	return answer, a.noteStep(act, doc, err, s.stale)
}

// stepOutcome asks once for the answer. The hub does such an act in one
// transaction: an answer is there whole or not at all.
func stepOutcome[T any](a *Acts) func(context.Context, replica.Act) (T, bool, error) {
	return func(ctx context.Context, act replica.Act) (answer T, known bool, err error) {
		doc, err := a.stepAnswer(ctx, act)
		if err != nil {
			return answer, false, err
		}
		if json.Unmarshal(doc, &answer) != nil {
			return answer, false, errStep(act)
		}
		return answer, true, nil
	}
}

func (a *Acts) stepAnswer(ctx context.Context, act replica.Act) (json.RawMessage, error) {
	op, err := a.Remote.Operation(ctx, act.OpID)
	if k, _ := stepOf(act); err == nil && !k.answers(op.Body, act.Target) {
		err = errStep(act)
	}
	return op.Body, err
}

// noteStep stores what became known and gives the error its final form, as note
// does.
func (a *Acts) noteStep(act replica.Act, doc json.RawMessage, err error, stale func(json.RawMessage) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var offline *remote.OfflineError
	var unknown ErrOutcomeUnknown
	var refusal *remote.Refusal
	switch {
	case err == nil:
		k, _ := stepOf(act)
		if e := k.keep(ctx, a, doc); e != nil { // the feed brings it
			a.Log.Error("act: its answer is not in the copy", "act", act.Kind, "op", act.OpID, "error", e)
		}
		a.set(ctx, act, replica.ActAnswered, doc)
	case errors.As(err, &unknown):
		a.set(ctx, act, replica.ActUnknown, nil)
	case errors.As(err, &offline): // only with NotSent does it come here
		a.set(ctx, act, replica.ActNotSent, nil)
		return fmt.Errorf("%w: %w", ErrOfflineNothingSent, err)
	case errors.As(err, &refusal):
		a.set(ctx, act, replica.ActRefused, refusal.Problem)
		if refusal.Problem.Status == http.StatusPreconditionFailed {
			if current := stale(refusal.Current); current != nil {
				return current
			}
		}
	}
	return err
}

// settleStep asks once for an open step. settled: it is open no more. Nobody is
// told: the page shows the record as it is.
func (a *Acts) settleStep(ctx context.Context, act replica.Act) (settled bool, err error) {
	doc, err := a.stepAnswer(ctx, act)
	switch {
	case err == nil:
		return true, a.noteStep(act, doc, nil, nil)
	case errors.Is(err, remote.ErrNotFound):
		if a.Clock.Now().Sub(act.At) < lostAfter {
			return false, nil
		}
		note, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		a.set(note, act, replica.ActLost, nil)
		return true, nil
	}
	return false, err
}
