package remote

import (
	"context"
	"errors"
	"net/http"
	"time"

	"trastienda/app/access"
)

// Session is what signing in gives. Token is a secret: it goes to the keychain
// and nowhere else.
type Session struct {
	Token     string    `json:"token"`
	ExpiresAt time.Time `json:"expires_at"`
	User      User      `json:"user"`
	Agency    Agency    `json:"agency"`
}

// User is who signed in.
type User struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	Email string      `json:"email"`
	Role  access.Role `json:"role"`
}

// Agency is where they work.
type Agency struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Currency string `json:"currency"`
	TimeZone string `json:"time_zone"`
}

// Credentials of a person; Device names this machine in the audit trail.
type Credentials struct {
	Email    string `json:"email"`
	Password string `json:"password"`
	Device   string `json:"device"`
}

// SignIn opens a session and uses its token from then on. A wrong password is
// a *Refusal with code bad-credentials, too many tries one with RetryAfter.
func (c *Client) SignIn(ctx context.Context, who Credentials) (Session, error) {
	return c.enter(ctx, call{method: http.MethodPost, path: "/v1/sessions", body: who, act: true, entry: true, anonymous: true})
}

// enter makes a call that opens a session and uses its token from then on.
func (c *Client) enter(ctx context.Context, q call) (Session, error) {
	s, err := get[Session](ctx, c, q)
	if err != nil {
		return Session{}, err
	}
	if s.Token == "" || s.User.ID == "" || s.Agency.ID == "" || !s.User.Role.Known() {
		return Session{}, &NotAHubError{What: "the session it opened is not whole"}
	}
	c.SetToken(s.Token)
	return s, nil
}

// SignOut ends the session at the hub and forgets the token, also when the hub
// cannot be reached (the error then says so: the token stays valid there until
// it expires).
func (c *Client) SignOut(ctx context.Context) error {
	_, err := c.do(ctx, call{method: http.MethodDelete, path: "/v1/sessions/current", act: true, entry: true})
	c.SetToken("")
	if errors.Is(err, ErrUnauthorized) {
		return nil
	}
	return err
}
