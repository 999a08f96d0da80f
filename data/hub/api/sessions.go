package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/problem"
	"trastienda/data/hub/session"
	"trastienda/data/hub/store"
)

// Credentials are what somebody signs in with.
type Credentials struct {
	Email    string `json:"email" minLength:"1" maxLength:"254"`
	Password string `json:"password" minLength:"1" maxLength:"512" writeOnly:"true"`
	Device   string `json:"device,omitempty" maxLength:"200" doc:"What the person will recognise the device by"`
}

// Session is a session as it is told once, at sign-in.
type Session struct {
	Token     string        `json:"token"`
	ExpiresAt time.Time     `json:"expires_at" doc:"The session ends then at the latest, and 12 hours after it was last used"`
	User      SessionUser   `json:"user"`
	Agency    SessionAgency `json:"agency"`
}

// SessionUser is who signed in.
type SessionUser struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	Email string      `json:"email"`
	Role  access.Role `json:"role" enum:"operator,manager,agent"`
}

// SessionAgency is where they work.
type SessionAgency struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Currency string `json:"currency"`
	TimeZone string `json:"time_zone"`
}

func (a *api) sessionOperations() {
	register(a, access.Public, huma.Operation{
		OperationID: "sign-in", Method: http.MethodPost, Path: "/v1/sessions", Summary: "Sign in",
		Description:   "Problems: 401 bad-credentials, 429 too-many-attempts with Retry-After.",
		DefaultStatus: http.StatusCreated, MaxBodyBytes: 8 << 10,
	}, a.signIn)
	register(a, access.OwnSession, huma.Operation{
		OperationID: "sign-out", Method: http.MethodDelete, Path: "/v1/sessions/current", Summary: "Sign out",
	}, a.signOut)
}

type signInInput struct{ Body Credentials }

type signInOutput struct{ Body Session }

func (a *api) signIn(ctx context.Context, in *signInInput) (*signInOutput, error) {
	if !storable(in.Body.Email) || !storable(in.Body.Device) {
		return nil, fail(ctx, problem.BadCredentials)
	}
	opened, err := a.Sessions.SignIn(ctx, session.SignIn{Email: in.Body.Email, Password: in.Body.Password,
		Device: strings.TrimSpace(in.Body.Device), Address: callerOf(ctx).address})
	if err != nil {
		return nil, a.person(ctx, err)
	}
	return &signInOutput{Body: sessionOf(opened)}, nil
}

// sessionOf is a new session as its person is told of it.
func sessionOf(opened session.SignedIn) Session {
	u, g := opened.User, opened.Agency
	return Session{
		Token: opened.Token, ExpiresAt: opened.ExpiresAt.UTC(),
		User:   SessionUser{ID: u.ID, Name: u.Name, Email: u.Email, Role: u.Role},
		Agency: SessionAgency{ID: g.ID, Name: g.Name, Currency: g.Currency, TimeZone: g.TimeZone},
	}
}

// person makes a problem of what the session package says of somebody who signs
// in, registers or sets a password.
func (a *api) person(ctx context.Context, err error) error {
	var tooMany *session.TooManyError
	switch {
	case errors.As(err, &tooMany):
		return failLater(ctx, problem.TooManyAttempts, tooMany.RetryAfter)
	case errors.Is(err, session.ErrBadCredentials):
		return fail(ctx, problem.BadCredentials)
	case errors.Is(err, session.ErrNoSession):
		return fail(ctx, problem.NoSession)
	case errors.Is(err, session.ErrPassword):
		return fail(ctx, problem.WeakPassword)
	case errors.Is(err, session.ErrBadCode):
		return fail(ctx, problem.BadCode)
	case errors.Is(err, session.ErrUser):
		return fail(ctx, problem.UserInvalid)
	case errors.Is(err, store.ErrEmailTaken):
		return fail(ctx, problem.EmailTaken)
	}
	return err
}

func (a *api) signOut(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, a.Sessions.End(ctx, callerOf(ctx).who)
}
