package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"trastienda/app/access"
)

// Errors of people and agencies.
var (
	// ErrNoUser: nobody has that e-mail.
	ErrNoUser = errors.New("store: no such user")
	// ErrEmailTaken: an e-mail belongs to one person of one agency in a hub.
	ErrEmailTaken = errors.New("store: the e-mail is taken")
	// ErrAgencyExists: an agency of that id is there already.
	ErrAgencyExists = errors.New("store: the agency exists already")
)

// Agency is a tenant of the hub. Currency is an ISO 4217 code, TimeZone an
// IANA name.
type Agency struct {
	ID       string
	Name     string
	Currency string
	TimeZone string
}

// User is somebody who signs in. Email is trimmed and in lower case, AgentID is
// empty for everybody but agents, Password is a PHC string.
type User struct {
	ID       string
	Agency   string
	Email    string
	Name     string
	Role     access.Role
	AgentID  string
	Password string
	Active   bool
	Version  int64 // 0 is 1 when it is inserted
	// VouchedBy is the manager who gave the person the means to set their
	// password; only InsertUser reads it (see Vouched).
	VouchedBy string
}

// CreateAgency adds an agency and its head; ErrAgencyExists if the id is taken.
func CreateAgency(ctx context.Context, tx *Tx, a Agency) error {
	result, err := tx.ExecContext(ctx, `insert into agency (id, name, currency, time_zone, created_ms)
		values ($1, $2, $3, $4, $5) on conflict do nothing`,
		a.ID, a.Name, a.Currency, a.TimeZone, tx.store.clock.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("store: create agency: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return cmp.Or(err, ErrAgencyExists)
	}
	_, err = tx.ExecContext(ctx, `insert into agency_head (agency_id) values ($1) on conflict do nothing`, a.ID)
	if err != nil {
		return fmt.Errorf("store: create agency: %w", err)
	}
	return nil
}

// InsertUser adds a user and tells the feed; ErrEmailTaken if somebody has the
// e-mail.
func (t *Tx) InsertUser(ctx context.Context, u User) error {
	agent := sql.NullString{String: u.AgentID, Valid: u.AgentID != ""}
	result, err := t.ExecContext(ctx, `insert into app_user (id, agency_id, email, name, role, agent_id, password, active, created_ms, version, vouched_by)
		values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10) on conflict (email) do nothing`,
		u.ID, u.Agency, u.Email, u.Name, string(u.Role), agent, u.Password, t.store.clock.Now().UnixMilli(), max(u.Version, 1), u.VouchedBy)
	if err != nil {
		return fmt.Errorf("store: create user: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return cmp.Or(err, ErrEmailTaken)
	}
	t.ChangedFor(u.Agency, access.Managers, EntityUser, u.ID, max(u.Version, 1), false)
	return nil
}

// UserByEmail finds an active user and their agency; ErrNoUser if there is
// none.
func (s *Store) UserByEmail(ctx context.Context, email string) (User, Agency, error) {
	u, a := User{Email: email, Active: true}, Agency{}
	var agent sql.NullString
	err := s.read.QueryRowContext(ctx, `select u.id, u.agency_id, u.name, u.role, u.agent_id, u.password, a.name, a.currency, a.time_zone
		from app_user u join agency a on a.id = u.agency_id where u.email = $1 and u.active = 1`, email).
		Scan(&u.ID, &u.Agency, &u.Name, &u.Role, &agent, &u.Password, &a.Name, &a.Currency, &a.TimeZone)
	if errors.Is(err, sql.ErrNoRows) {
		return User{}, Agency{}, ErrNoUser
	}
	if err != nil {
		return User{}, Agency{}, fmt.Errorf("store: find user: %w", err)
	}
	u.AgentID, a.ID = agent.String, u.Agency
	return u, a, nil
}

// HoldPassword is HoldUser, and gives the hash of the password that is an active
// user's then; ErrNoUser if there is none.
func (t *Tx) HoldPassword(ctx context.Context, userID string) (phc string, err error) {
	if err := t.HoldUser(ctx, userID); err != nil {
		return "", err
	}
	err = t.QueryRowContext(ctx, `select password from app_user where id = $1 and active = 1`, userID).Scan(&phc)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrNoUser
	}
	return phc, wrap("password", err)
}

// SetVouched notes who gave a user the means to set their password: the id of a
// manager, or empty.
func (t *Tx) SetVouched(ctx context.Context, userID, byID string) error {
	_, err := t.ExecContext(ctx, `update app_user set vouched_by = $2 where id = $1`, userID, byID)
	return wrap("vouched", err)
}

// Vouched tells whether one of two people gave the other the means to set their
// password, so that both may be one person.
func (t *Tx) Vouched(ctx context.Context, userID, otherID string) (bool, error) {
	var n int
	err := t.QueryRowContext(ctx, `select count(*) from app_user where id = $1 and vouched_by = $2 or id = $2 and vouched_by = $1`, userID, otherID).Scan(&n)
	return n > 0, wrap("vouched", err)
}

// Deciders counts the active managers of an agency who are surely somebody else
// than one of its people (Vouched), so that they may decide what that one proposed.
func (s *Store) Deciders(ctx context.Context, agency, userID string) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `select count(*) from app_user m where m.agency_id = $1 and m.active = 1 and m.role = $3 and m.id <> $2
		and m.vouched_by <> $2 and not exists (select 1 from app_user u where u.id = $2 and u.vouched_by = m.id)`, agency, userID, string(access.Manager)).Scan(&n)
	return n, wrap("deciders", err)
}

// SetPassword replaces a user's password hash.
func (t *Tx) SetPassword(ctx context.Context, userID, phc string) error {
	if _, err := t.ExecContext(ctx, `update app_user set password = $2 where id = $1`, userID, phc); err != nil {
		return fmt.Errorf("store: set password: %w", err)
	}
	return nil
}

// seen notes that a user signed in and tells managers' feeds, without a new
// version.
func (t *Tx) seen(ctx context.Context, userID string, at time.Time) error {
	var agency string
	var version int64
	err := t.QueryRowContext(ctx, `update app_user set seen_ms = $2 where id = $1 returning agency_id, version`, userID, at.UnixMilli()).
		Scan(&agency, &version)
	if err != nil {
		return fmt.Errorf("store: user seen: %w", err)
	}
	t.ChangedFor(agency, access.Managers, EntityUser, userID, version, false)
	return nil
}
