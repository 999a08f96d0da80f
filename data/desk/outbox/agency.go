package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"trastienda/app/agency"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// agencyKind is the kind of act of a change of the agency's own data.
const agencyKind = "agency.edit"

// agencyTries is how often such a change is sent under its one key while no
// answer comes. It is an act inside the hub: sent again, it gives the first
// answer again.
const agencyTries = 3

// EditAgency changes the agency's data from p.Version on. Its key is stored
// before it leaves. Errors: ErrOfflineNothingSent, ErrNotStored,
// ErrOutcomeUnknown (it is asked for, also after a restart), or the hub's
// refusal, whose Current tells the present data after a 412.
func (a *Acts) EditAgency(ctx context.Context, p agency.Profile) (agency.Profile, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return p, fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	act := replica.Act{OpID: id.String(), Kind: agencyKind, Target: p.ID, At: a.Clock.Now()}
	defer a.wait(act.OpID)()
	if err := a.Replica.AddAct(ctx, act); err != nil {
		return p, fmt.Errorf("%w: %w", ErrNotStored, err)
	}
	saved, err := a.sendAgency(ctx, act, p)
	if err == nil && saved.ID != p.ID {
		err = ErrOutcomeUnknown{Key: act.OpID, Err: errAgency}
	}
	if err := a.noteAgency(act, saved, err); err != nil {
		return p, err
	}
	return saved, nil
}

var errAgency = &remote.NotAHubError{What: "the answer to a change of the agency without it"}

// sendAgency sends until an answer tells what became of the act.
func (a *Acts) sendAgency(ctx context.Context, act replica.Act, p agency.Profile) (agency.Profile, error) {
	var cause error
	for try := 1; ; try++ {
		saved, err := a.Remote.SetAgencyProfile(ctx, act.OpID, p)
		if err == nil || cause == nil && !remote.Unsure(err) || tellsOfAll(err) {
			return saved, err
		}
		a.Log.Warn("agency: no answer yet", "op", act.OpID, "try", try, "error", err)
		if cause == nil {
			cause = err
		}
		if try == agencyTries {
			return p, ErrOutcomeUnknown{Key: act.OpID, Err: cause, Asked: err}
		}
		select {
		case <-time.After(a.AskEvery):
		case <-ctx.Done():
			return p, ErrOutcomeUnknown{Key: act.OpID, Err: cause, Asked: err}
		}
	}
}

// tellsOfAll: a refusal that is said only while the key has no answer, so that
// no earlier try was done either.
func tellsOfAll(err error) bool {
	var refusal *remote.Refusal
	return errors.As(err, &refusal) && refusal.Problem.Status == http.StatusPreconditionFailed
}

// noteAgency stores what became known and gives the error its final form, as
// note does.
func (a *Acts) noteAgency(act replica.Act, p agency.Profile, err error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var offline *remote.OfflineError
	var unknown ErrOutcomeUnknown
	var refusal *remote.Refusal
	switch {
	case err == nil:
		a.set(ctx, act, replica.ActAnswered, nil) // without the logo: the hub has it
		if a.OnAgency != nil {
			a.OnAgency(p)
		}
	case errors.As(err, &unknown):
		a.set(ctx, act, replica.ActUnknown, nil)
	case errors.As(err, &offline): // only with NotSent does it come here
		a.set(ctx, act, replica.ActNotSent, nil)
		return fmt.Errorf("%w: %w", ErrOfflineNothingSent, err)
	case errors.As(err, &refusal):
		a.set(ctx, act, replica.ActRefused, refusal.Problem)
	}
	return err
}

// settleAgency asks once for an open act. settled: it is open no more.
func (a *Acts) settleAgency(ctx context.Context, act replica.Act) (settled bool, err error) {
	op, err := a.Remote.Operation(ctx, act.OpID)
	switch {
	case errors.Is(err, remote.ErrNotFound):
		if a.Clock.Now().Sub(act.At) < lostAfter {
			return false, nil
		}
		a.set(ctx, act, replica.ActLost, nil)
		return true, nil
	case err != nil:
		return false, err
	}
	// The hub does such an act in one transaction: an answer is there whole or not
	// at all.
	var p agency.Profile
	if err := json.Unmarshal(op.Body, &p); err != nil || p.ID != act.Target {
		return false, errAgency
	}
	return true, a.noteAgency(act, p, nil)
}
