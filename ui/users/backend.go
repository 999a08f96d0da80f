// Package users is the page "Usuarios": the agency's people as managers see them,
// who is invited, and what a manager may do about each. It knows no database and
// no network; it asks its Backend.
package users

import (
	"context"
	"errors"
	"time"

	"trastienda/app/access"
	"trastienda/app/agent"
)

// Backend is what the page needs of the desktop's data. Every method that takes
// a context may block and is called off the UI goroutine; the others answer at
// once. People are read from the hub and changed there. Errors are ErrOffline,
// ErrSignedOut, ErrUnknown, a *Conflict, or hold the hub's *problem.Problem.
type Backend interface {
	// People gives everybody, and the invitations that nobody took yet: an
	// invited person is among the users under the invitation's id. With ErrOffline
	// they are those of the copy, without invitations.
	People(ctx context.Context) ([]access.User, []access.Invitation, error)
	// Agents are those that a person may be put to.
	Agents(ctx context.Context) ([]agent.Agent, error)
	// Edit changes name, role, agent and activity from u.Version on. Without a
	// connection it is written down and sent as soon as there is one.
	Edit(ctx context.Context, u access.User) (access.User, error)
	// EndSessions signs a person out everywhere.
	EndSessions(ctx context.Context, userID string) error
	// Reset makes a one-time code for a new password.
	Reset(ctx context.Context, userID string) (Secret, error)
	// Invite invites an e-mail, or renews its invitation.
	Invite(ctx context.Context, n Invitation) (Secret, error)
	// Withdraw takes an invitation back.
	Withdraw(ctx context.Context, invitationID string) error
	// Now is the present instant, Me the id of whoever is signed in.
	Now() time.Time
	Me() string
	// Setting gives a choice of the user on this computer, "" when none was made.
	Setting(ctx context.Context, key string) (string, error)
	PutSetting(ctx context.Context, key, value string) error
}

// Invitation is who is invited and as what; Agent is empty but for agents.
type Invitation struct {
	Email, Name string
	Role        access.Role
	Agent       string
}

// Secret is what the hub tells once: the token of an invitation or the code for
// a new password. Text is empty when the answer that told it never came.
type Secret struct {
	Text    string
	Expires time.Time
	Mailed  bool // a mail with one of its own is on its way to the person
}

// Errors that a Backend gives.
var (
	// ErrOffline: the hub cannot be reached; certainly nothing was changed.
	ErrOffline = errors.New("users: no connection to the hub")
	// ErrSignedOut: nobody is signed in any more.
	ErrSignedOut = errors.New("users: signed out")
	// ErrUnknown: no answer came, so it may have been done.
	ErrUnknown = errors.New("users: no answer came")
)

// Conflict tells that somebody changed the person first.
type Conflict struct{ Current access.User }

func (*Conflict) Error() string { return "users: somebody changed the person first" }
