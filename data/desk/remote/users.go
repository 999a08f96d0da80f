package remote

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"trastienda/app/access"
	"trastienda/app/listing"
)

// Users asks for a page of the agency's people, by name; an empty cursor for
// the first.
func (c *Client) Users(ctx context.Context, cursor string) (Page[access.User], error) {
	return get[Page[access.User]](ctx, c, call{method: http.MethodGet, path: "/v1/users", query: pageOf(cursor)})
}

// User asks for one of the agency's people.
func (c *Client) User(ctx context.Context, id string) (access.User, error) {
	return get[access.User](ctx, c, call{method: http.MethodGet, path: userPath(id)})
}

// ChangeUser writes the name, role, agent and activity of u, whose Version is
// the one that is changed; opID is the act's identity and was stored before. It
// is sent once. A Refusal with 412 carries the present user.
func (c *Client) ChangeUser(ctx context.Context, opID string, u access.User) (access.User, error) {
	return get[access.User](ctx, c, call{
		method: http.MethodPut, path: userPath(u.ID), key: opID, match: matching(u.Version), act: true,
		body: map[string]any{"name": u.Name, "role": u.Role, "agent": u.Agent, "active": u.Active},
	})
}

// EndSessions signs a person out everywhere.
func (c *Client) EndSessions(ctx context.Context, userID string) error {
	_, err := c.do(ctx, call{method: http.MethodDelete, path: userPath(userID) + "/sessions", act: true})
	return err
}

// ResetCode is a one-time code for a new password. Code is a secret and told
// once: it is empty when the same opID is sent again.
type ResetCode struct {
	Code      string    `json:"code"`
	ExpiresAt time.Time `json:"expires_at"`
	Mailed    bool      `json:"mailed"` // a mail with a code of its own is on its way
}

// ResetUser makes a one-time code for somebody's new password.
func (c *Client) ResetUser(ctx context.Context, userID, opID string) (ResetCode, error) {
	return get[ResetCode](ctx, c, call{method: http.MethodPost, path: userPath(userID) + "/reset", key: opID, act: true})
}

// NewInvitation is who is invited and as what; Agent is empty but for agents.
type NewInvitation struct {
	Email string      `json:"email"`
	Name  string      `json:"name"`
	Role  access.Role `json:"role"`
	Agent string      `json:"agent"`
}

// Invited is a new invitation. Token is a secret and told once: it is empty when
// the same opID is sent again.
type Invited struct {
	Invitation access.Invitation `json:"invitation"`
	Token      string            `json:"token"`
	Mailed     bool              `json:"mailed"` // a mail with a token of its own is on its way
}

// Invite invites somebody; inviting an e-mail again renews its invitation.
func (c *Client) Invite(ctx context.Context, opID string, n NewInvitation) (Invited, error) {
	return get[Invited](ctx, c, call{method: http.MethodPost, path: "/v1/invitations", body: n, key: opID, act: true})
}

// Invitations asks for a page of those that nobody took yet, oldest first; an
// empty cursor for the first.
func (c *Client) Invitations(ctx context.Context, cursor string) (Page[access.Invitation], error) {
	return get[Page[access.Invitation]](ctx, c, call{method: http.MethodGet, path: "/v1/invitations", query: pageOf(cursor)})
}

// Withdraw takes an invitation back. ErrNotFound: it is gone already.
func (c *Client) Withdraw(ctx context.Context, invitationID string) error {
	_, err := c.do(ctx, call{method: http.MethodDelete, path: "/v1/invitations/" + url.PathEscape(invitationID), act: true})
	return err
}

func userPath(id string) string { return "/v1/users/" + url.PathEscape(id) }

// matching is a version as If-Match wants it.
func matching(version int64) string { return strconv.Quote(strconv.FormatInt(version, 10)) }

func pageOf(cursor string) url.Values {
	v := url.Values{"limit": {strconv.Itoa(listing.MaxLimit)}}
	if cursor != "" {
		v.Set("cursor", cursor)
	}
	return v
}
