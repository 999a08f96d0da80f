package remote

import (
	"context"
	"net/http"
)

// ChangePassword sets a new password and ends the person's other sessions.
// Refusals: wrong-password, weak-password, too-many-attempts with RetryAfter.
func (c *Client) ChangePassword(ctx context.Context, current, fresh string) error {
	_, err := c.do(ctx, call{method: http.MethodPut, path: "/v1/password", act: true,
		body: map[string]string{"current": current, "new": fresh}})
	return err
}

// RequestReset asks for a one-time code by mail. A nil error says only that the
// hub took the wish: not whether anybody has the e-mail, nor whether it can
// send mail. Refusal: too-many-attempts with RetryAfter.
func (c *Client) RequestReset(ctx context.Context, email string) error {
	_, err := c.do(ctx, call{method: http.MethodPost, path: "/v1/password-resets", act: true, anonymous: true,
		body: map[string]string{"email": email}})
	return err
}

// Reset is a new password with the one-time code that allows it.
type Reset struct {
	Email    string `json:"email"`
	Code     string `json:"code"`
	Password string `json:"password"`
	Device   string `json:"device"`
}

// ConfirmReset sets a new password; it ends every session of the person and
// opens none. Refusals: bad-code, weak-password, too-many-attempts with
// RetryAfter.
func (c *Client) ConfirmReset(ctx context.Context, r Reset) error {
	_, err := c.do(ctx, call{method: http.MethodPost, path: "/v1/password-resets/confirm", act: true, anonymous: true, body: r})
	return err
}

// Registration is what an invited person gives; Device names this machine in
// the audit trail.
type Registration struct {
	Token    string `json:"token"`
	Password string `json:"password"`
	Device   string `json:"device"`
}

// Register makes a user of an invited person, opens a session and uses its
// token from then on. Refusals: bad-code, weak-password, too-many-attempts with
// RetryAfter.
func (c *Client) Register(ctx context.Context, r Registration) (Session, error) {
	return c.enter(ctx, call{method: http.MethodPost, path: "/v1/registrations", body: r, act: true, anonymous: true})
}
