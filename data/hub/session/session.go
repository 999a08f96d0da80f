// Package session signs people in: passwords, tokens, limits. A token is 32
// random bytes of which only the SHA-256 is stored; a session ends 12 hours
// after it was last used and 30 days after sign-in, and at once when its user's
// role or agent changes.
package session

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/google/uuid"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/data/hub/store"
)

const (
	idle     = 12 * time.Hour
	absolute = 30 * 24 * time.Hour
	// touchEvery bounds how often using a session writes.
	touchEvery = time.Minute
	// hashWait is how long a sign-in waits for its turn to be checked.
	hashWait  = 10 * time.Second
	hashRetry = 5 * time.Second
)

// Errors of signing in.
var (
	// ErrBadCredentials: the e-mail or the password is wrong; which one is not told.
	ErrBadCredentials = errors.New("session: bad credentials")
	// ErrNoSession: the token is unknown, expired or revoked.
	ErrNoSession = errors.New("session: no session")
	// ErrDeactivated: the token was one of somebody who may not sign in any more.
	ErrDeactivated = errors.New("session: the user is not active")
	// ErrUser: a new user's data is not complete.
	ErrUser = errors.New("session: a user needs an e-mail, a name, a role, an agent if the role says so, and a password of 8 characters")
)

// TooManyError tells how long to wait before signing in again.
type TooManyError struct{ RetryAfter time.Duration }

func (e *TooManyError) Error() string { return "session: too many attempts" }

// Sessions signs people in and knows who is signed in. It is safe for
// concurrent use.
type Sessions struct {
	store     *store.Store
	log       *slog.Logger
	hashing   hashing
	addresses addresses
	// nobody is checked when there is no such user, so that both take as long.
	nobody string
}

// New makes the sessions of a store.
func New(s *store.Store, log *slog.Logger) (*Sessions, error) {
	nobody, err := nobodysHash()
	if err != nil {
		return nil, err
	}
	return &Sessions{store: s, log: log, hashing: newHashing(), nobody: nobody, addresses: addresses{limiters: newLimiters()}}, nil
}

// SignIn is what somebody who signs in gives. Address is where they come from,
// empty inside this process.
type SignIn struct {
	Email    string
	Password string
	Device   string
	Address  string
}

// SignedIn is a new session. Token is told only here; ExpiresAt (UTC) is when it
// ends at the latest.
type SignedIn struct {
	Token     string
	ExpiresAt time.Time
	User      store.User
	Agency    store.Agency
}

// Identity is who a request comes from.
type Identity struct {
	User   store.User
	Device string
	Token  string // the stored form
}

// Scope is the part of the rows the person sees.
func (i Identity) Scope() access.Scope { return i.User.Scope() }

// SignIn checks a password and opens a session. Errors: ErrBadCredentials,
// *TooManyError. An unknown e-mail takes as long, counts and answers as a known
// one.
func (s *Sessions) SignIn(ctx context.Context, in SignIn) (SignedIn, error) {
	now := s.store.Clock().Now()
	if wait := s.addresses.wait(in.Address, now); wait > 0 {
		return SignedIn{}, &TooManyError{RetryAfter: wait}
	}
	email := NormalEmail(in.Email)
	account := hashed(email)
	failures, err := s.count(ctx, account, now)
	if err != nil {
		return SignedIn{}, err
	}
	opened, err := s.enter(ctx, email, account, in)
	if errors.Is(err, errPasswordChanged) {
		opened, err = s.enter(ctx, email, account, in) // another sign-in may have hashed the same password anew
	}
	if errors.Is(err, ErrBadCredentials) {
		s.noteFailure(ctx, email, account, failures, in)
	}
	return opened, err
}

// enter checks a password that was counted and opens a session.
func (s *Sessions) enter(ctx context.Context, email, account string, in SignIn) (SignedIn, error) {
	user, agency, err := s.store.UserByEmail(ctx, email)
	if err != nil && !errors.Is(err, store.ErrNoUser) {
		return SignedIn{}, err
	}
	fresh, err := s.check(ctx, user, in.Password)
	if err != nil {
		return SignedIn{}, err
	}
	return s.open(ctx, user, agency, in.Device, account, fresh)
}

// count counts an attempt before it is checked, so that many at once cannot
// slip past the limit, and tells how many that were in a row; signing in forgets
// the count.
func (s *Sessions) count(ctx context.Context, account string, now time.Time) (failures int, err error) {
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		failures, err = countIn(ctx, tx, account, now)
		return err
	})
	return failures, err
}

// countIn is count inside a transaction.
func countIn(ctx context.Context, tx *store.Tx, account string, now time.Time) (int, error) {
	l, err := tx.FindLoginLimit(ctx, account)
	if err != nil {
		return 0, err
	}
	if wait := l.Until.Sub(now); wait > 0 {
		return 0, &TooManyError{RetryAfter: wait}
	}
	if now.Sub(l.SeenAt) > failuresKept {
		l.Failures = 0
	}
	l.Failures++
	l.SeenAt, l.Until = now, now.Add(delayAfter(l.Failures))
	return l.Failures, tx.SetLoginLimit(ctx, l, now.Add(-failuresKept))
}

// check tells whether the password is the user's, and gives a fresh hash when
// the stored one was made with another cost.
func (s *Sessions) check(ctx context.Context, user store.User, password string) (fresh string, err error) {
	phc := user.Password
	if phc == "" {
		phc = s.nobody
	}
	ctx, cancel := context.WithTimeout(ctx, hashWait)
	defer cancel()
	err = s.hashing.do(ctx, func() error {
		ok, stale, err := checkPassword(phc, password)
		switch {
		case err != nil:
			return err
		case !ok || user.ID == "" || len(password) > access.MaxPassword:
			return ErrBadCredentials
		case stale:
			fresh, err = HashPassword(password)
			return err
		}
		return nil
	})
	if errors.Is(err, context.DeadlineExceeded) {
		return "", &TooManyError{RetryAfter: hashRetry}
	}
	return fresh, err
}

// errPasswordChanged: between its check and what it was checked for the password
// became another. To everybody outside it is a wrong one.
var errPasswordChanged = fmt.Errorf("%w: it was changed meanwhile", ErrBadCredentials)

// stillChecked keeps a user's password from being changed until the transaction
// ends, and makes sure that it is the one that was checked: checking takes long,
// and a reset in between would be undone.
func stillChecked(ctx context.Context, tx *store.Tx, user store.User) error {
	phc, err := tx.HoldPassword(ctx, user.ID)
	if errors.Is(err, store.ErrNoUser) || err == nil && phc != user.Password {
		return errPasswordChanged
	}
	return err
}

// open opens a session for whoever was checked. Error: ErrBadCredentials when the
// password was changed since.
func (s *Sessions) open(ctx context.Context, user store.User, agency store.Agency, device, account, fresh string) (opened SignedIn, err error) {
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.ClearLoginLimit(ctx, account); err != nil {
			return err
		}
		if err := stillChecked(ctx, tx, user); err != nil {
			return err
		}
		if fresh != "" {
			if err := tx.SetPassword(ctx, user.ID, fresh); err != nil {
				return err
			}
		}
		opened, err = s.openIn(ctx, tx, user, agency, device)
		return err
	})
	return opened, err
}

// openIn opens a session inside a transaction.
func (s *Sessions) openIn(ctx context.Context, tx *store.Tx, user store.User, agency store.Agency, device string) (SignedIn, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return SignedIn{}, fmt.Errorf("session: token: %w", err)
	}
	token := base64.RawURLEncoding.EncodeToString(secret)
	now := s.store.Clock().Now()
	user.Password = ""
	opened := store.Session{Token: hashed(token), Device: device, SeenAt: now, Expires: now.Add(absolute), User: user}
	tx.Audit(store.AuditEntry{Agency: user.Agency, Actor: user.ID, ActorName: user.Name, Device: device,
		Act: audit.ActSignIn, Entity: "user", EntityID: user.ID, Before: signedOut, After: signedIn(user.Role)})
	if err := tx.InsertSession(ctx, opened); err != nil {
		return SignedIn{}, err
	}
	return SignedIn{Token: token, ExpiresAt: opened.Expires, User: user, Agency: agency}, nil
}

// What the audit keeps of a session: whether there is one, and with which role.
const signedOut = `{"session":"none"}`

func signedIn(role access.Role) string { return `{"session":"open","role":"` + string(role) + `"}` }

// Find tells who a token belongs to; ErrNoSession if to nobody (any more),
// ErrDeactivated if to somebody who was deactivated since.
func (s *Sessions) Find(ctx context.Context, token string) (Identity, error) {
	found, err := s.find(ctx, hashed(token))
	if err != nil {
		return Identity{}, err
	}
	now := s.store.Clock().Now()
	if !now.Before(found.Expires) || now.Sub(found.SeenAt) >= idle {
		return Identity{}, ErrNoSession
	}
	if now.Sub(found.SeenAt) >= touchEvery {
		// A full disk must not keep people from reading.
		if err := s.store.TouchSession(ctx, found.Token, now); err != nil {
			s.log.Warn("session not touched", "error", err)
		}
	}
	return Identity{User: found.User, Device: found.Device, Token: found.Token}, nil
}

// Still tells whether somebody's session was ended since they were found; the
// errors are those of Find.
func (s *Sessions) Still(ctx context.Context, who Identity) error {
	_, err := s.find(ctx, who.Token)
	return err
}

func (s *Sessions) find(ctx context.Context, stored string) (store.Session, error) {
	found, err := s.store.FindSession(ctx, stored)
	switch {
	case errors.Is(err, store.ErrNoSession):
		err = ErrNoSession
	case errors.Is(err, store.ErrDeactivated):
		err = ErrDeactivated
	}
	return found, err
}

// End ends a session.
func (s *Sessions) End(ctx context.Context, who Identity) error {
	return s.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(store.AuditEntry{Agency: who.User.Agency, Actor: who.User.ID, ActorName: who.User.Name, Device: who.Device,
			Act: audit.ActSignOut, Entity: "user", EntityID: who.User.ID, Before: signedIn(who.User.Role), After: signedOut})
		return tx.DeleteSession(ctx, who.Token)
	})
}

// NewUser is somebody to be added to an agency. AgentID names the agent whose
// rows a user of that role sees; it is empty for the other roles.
type NewUser struct {
	Agency   string
	Email    string
	Name     string
	Role     access.Role
	AgentID  string
	Password string
}

// CreateUser adds a user inside tx and returns their id. Errors: ErrUser,
// store.ErrEmailTaken.
func CreateUser(ctx context.Context, tx *store.Tx, u NewUser) (string, error) {
	email, name := NormalEmail(u.Email), strings.TrimSpace(u.Name)
	if !access.EmailFits(email) || !access.NameFits(name) || !access.PlaceFits(u.Role, u.AgentID) || !access.PasswordFits(u.Password) {
		return "", ErrUser
	}
	phc, err := HashPassword(u.Password)
	if err != nil {
		return "", err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("session: user id: %w", err)
	}
	err = tx.InsertUser(ctx, store.User{ID: id.String(), Agency: u.Agency, Email: email, Name: name, Role: u.Role,
		AgentID: u.AgentID, Password: phc})
	return id.String(), err
}

// NormalEmail is the form e-mails are stored and looked up in.
func NormalEmail(email string) string { return access.NormalEmail(email) }

func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
