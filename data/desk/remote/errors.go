package remote

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"trastienda/app/problem"
)

// What callers ask of an error with errors.Is.
var (
	// ErrOffline: the hub could not be reached, or its answer did not arrive
	// whole. See OfflineError for what is known of the request.
	ErrOffline = errors.New("remote: the hub cannot be reached")
	// ErrNotAHub: something answers at the address, but it is no hub.
	ErrNotAHub = errors.New("remote: what answers there is no hub")
	// ErrUnauthorized: the session is over or was revoked.
	ErrUnauthorized = errors.New("remote: not signed in")
	// ErrDeactivated: an ErrUnauthorized because a manager deactivated the user.
	ErrDeactivated = errors.New("remote: the user was deactivated")
	// ErrNotFound: the hub knows no such record (for this user).
	ErrNotFound = errors.New("remote: not found")
	// ErrMustRefetch: the cursor belongs to another epoch or scope; the copy
	// has to be loaded again.
	ErrMustRefetch = errors.New("remote: must refetch")
)

// OfflineError is the error behind ErrOffline.
type OfflineError struct {
	// NotSent: certainly nothing left this machine. When false, nobody here
	// knows whether the hub got the request.
	NotSent bool
	Err     error
}

func (e *OfflineError) Error() string {
	if e.NotSent {
		return ErrOffline.Error() + " (nothing was sent): " + e.Err.Error()
	}
	return ErrOffline.Error() + ": " + e.Err.Error()
}

// Is makes every OfflineError an ErrOffline.
func (e *OfflineError) Is(target error) bool { return target == ErrOffline }

// Unwrap gives the network's own error.
func (e *OfflineError) Unwrap() error { return e.Err }

// NotAHubError is the error behind ErrNotAHub; What says in English, for the
// log, what gave it away.
type NotAHubError struct{ What string }

func (e *NotAHubError) Error() string { return ErrNotAHub.Error() + ": " + e.What }

// Is makes every NotAHubError an ErrNotAHub.
func (e *NotAHubError) Is(target error) bool { return target == ErrNotAHub }

// Refusal is a problem that the hub answered; errors.As finds the
// *problem.Problem in it. RetryAfter is what the hub asked for, or zero;
// Current the record as it is now when somebody changed it first, Epoch the
// hub's.
type Refusal struct {
	Problem    *problem.Problem
	Current    json.RawMessage
	RetryAfter time.Duration
	Epoch      string
}

func (r *Refusal) Error() string { return "remote: " + r.Problem.Error() }

// Unwrap gives the hub's *problem.Problem.
func (r *Refusal) Unwrap() error { return r.Problem }

// Is names the refusals that every caller treats alike.
func (r *Refusal) Is(target error) bool {
	switch target {
	case ErrUnauthorized:
		// A wrong password is not the end of a session.
		return r.Problem.Status == http.StatusUnauthorized && r.Problem.Code != problem.BadCredentials
	case ErrDeactivated:
		return r.Problem.Code == problem.UserDeactivated
	case ErrNotFound:
		return r.Problem.Status == http.StatusNotFound
	case ErrMustRefetch:
		// A cursor that the hub cannot read is of no more use than an old one.
		return r.Problem.Status == http.StatusGone || r.Problem.Code == problem.BadCursor
	}
	return false
}
