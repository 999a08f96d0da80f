package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"trastienda/app/access"
)

var (
	// ErrNoSession tells that a token belongs to no session in force.
	ErrNoSession = errors.New("store: no such session")
	// ErrDeactivated tells that a token was one of somebody who is not active now.
	ErrDeactivated = errors.New("store: the user of the session is not active")
)

// Session is a signed-in device. Token is the SHA-256 of the token in hex;
// instants are UTC.
type Session struct {
	Token   string
	Device  string
	SeenAt  time.Time
	Expires time.Time
	User    User // without the password
}

// InsertSession adds a session for s.User and drops those that ended. The user
// is locked before any session, as in every transaction that needs both.
func (t *Tx) InsertSession(ctx context.Context, s Session) error {
	if err := t.seen(ctx, s.User.ID, s.SeenAt); err != nil {
		return err
	}
	now := s.SeenAt.UnixMilli()
	if _, err := t.ExecContext(ctx, `delete from session where expires_ms <= $1`, now); err != nil {
		return fmt.Errorf("store: prune sessions: %w", err)
	}
	_, err := t.ExecContext(ctx, `insert into session (token, user_id, role, agent_id, device, created_ms, seen_ms, expires_ms)
		values ($1, $2, $3, $4, $5, $6, $6, $7)`,
		s.Token, s.User.ID, string(s.User.Role), s.User.AgentID, s.Device, now, s.Expires.UnixMilli())
	if err != nil {
		return fmt.Errorf("store: insert session: %w", err)
	}
	return nil
}

// FindSession finds the session of a token's hash; ErrDeactivated when its user is
// not active, ErrNoSession when there is none, or when the user's role or agent is
// not what it was at sign-in. Whether it expired is for the caller to say.
func (s *Store) FindSession(ctx context.Context, token string) (Session, error) {
	found := Session{Token: token, User: User{Active: true}}
	var seen, expires, active int64
	err := s.read.QueryRowContext(ctx, `select s.device, s.seen_ms, s.expires_ms, u.active, u.id, u.agency_id, u.email, u.name, u.role, s.agent_id
		from session s join app_user u on u.id = s.user_id
		where s.token = $1 and (u.active = 0 or u.role = s.role and coalesce(u.agent_id, '') = s.agent_id)`, token).
		Scan(&found.Device, &seen, &expires, &active, &found.User.ID, &found.User.Agency, &found.User.Email, &found.User.Name,
			&found.User.Role, &found.User.AgentID)
	if errors.Is(err, sql.ErrNoRows) {
		return Session{}, ErrNoSession
	}
	if err != nil {
		return Session{}, fmt.Errorf("store: find session: %w", err)
	}
	if active == 0 {
		return Session{}, ErrDeactivated
	}
	found.SeenAt, found.Expires = time.UnixMilli(seen).UTC(), time.UnixMilli(expires).UTC()
	return found, nil
}

// TouchSession notes that a session was used at.
func (s *Store) TouchSession(ctx context.Context, token string, at time.Time) error {
	return s.Write(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(ctx, `update app_user set seen_ms = $2 where id in (select user_id from session where token = $1)`,
			token, at.UnixMilli())
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `update session set seen_ms = $2 where token = $1 and seen_ms < $2`, token, at.UnixMilli())
		return err
	})
}

// HasSession tells whether a session is still there.
func (t *Tx) HasSession(ctx context.Context, token string) (bool, error) {
	var n int
	err := t.QueryRowContext(ctx, `select count(*) from session where token = $1`, token).Scan(&n)
	return n > 0, wrap("session", err)
}

// DeleteSession ends a session.
func (t *Tx) DeleteSession(ctx context.Context, token string) error {
	if _, err := t.ExecContext(ctx, `delete from session where token = $1`, token); err != nil {
		return fmt.Errorf("store: end session: %w", err)
	}
	return nil
}

// DeleteSessions ends every session of a user but the one of keep, which may be
// empty.
func (t *Tx) DeleteSessions(ctx context.Context, userID, keep string) error {
	if _, err := t.ExecContext(ctx, `delete from session where user_id = $1 and token <> $2`, userID, keep); err != nil {
		return fmt.Errorf("store: end sessions: %w", err)
	}
	return nil
}

// Scope is the part of the agency's rows the user sees.
func (u User) Scope() access.Scope {
	return access.Scope{Agency: u.Agency, Agent: u.AgentID, Role: u.Role, User: u.ID}
}

// LoginLimit is how often somebody failed to sign in to an account, and until
// when nobody may try it.
type LoginLimit struct {
	Account  string // SHA-256 of the e-mail in hex
	Failures int
	Until    time.Time
	SeenAt   time.Time
}

// FindLoginLimit reads an account's limit and locks it until the transaction
// ends; the zero count when there is none.
func (t *Tx) FindLoginLimit(ctx context.Context, account string) (LoginLimit, error) {
	l := LoginLimit{Account: account}
	var until, seen int64
	err := t.QueryRowContext(ctx, `select failures, until_ms, seen_ms from login_limit where account = $1`+t.ForUpdate(), account).
		Scan(&l.Failures, &until, &seen)
	if errors.Is(err, sql.ErrNoRows) {
		return l, nil
	}
	if err != nil {
		return l, fmt.Errorf("store: login limit: %w", err)
	}
	l.Until, l.SeenAt = time.UnixMilli(until).UTC(), time.UnixMilli(seen).UTC()
	return l, nil
}

// SetLoginLimit stores an account's limit and forgets those not touched since
// forget.
func (t *Tx) SetLoginLimit(ctx context.Context, l LoginLimit, forget time.Time) error {
	_, err := t.ExecContext(ctx, `insert into login_limit (account, failures, until_ms, seen_ms) values ($1, $2, $3, $4)
		on conflict (account) do update set failures = excluded.failures, until_ms = excluded.until_ms, seen_ms = excluded.seen_ms`,
		l.Account, l.Failures, l.Until.UnixMilli(), l.SeenAt.UnixMilli())
	if err == nil {
		_, err = t.ExecContext(ctx, `delete from login_limit where seen_ms < $1`, forget.UnixMilli())
	}
	if err != nil {
		return fmt.Errorf("store: login limit: %w", err)
	}
	return nil
}

// ClearLoginLimit forgets an account's failures.
func (t *Tx) ClearLoginLimit(ctx context.Context, account string) error {
	if _, err := t.ExecContext(ctx, `delete from login_limit where account = $1`, account); err != nil {
		return fmt.Errorf("store: login limit: %w", err)
	}
	return nil
}
