package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"trastienda/data/desk/remote"
)

// Session is who is signed in. It holds no secret.
type Session struct {
	User      remote.User   `json:"user"`
	Agency    remote.Agency `json:"agency"`
	ExpiresAt time.Time     `json:"expires_at"`
	// TokenKept: the keychain holds the token, so that the next start needs no
	// password. When false the window says so.
	TokenKept bool `json:"token_kept"`
}

// SignIn signs in at the hub, keeps the token in the keychain if there is one,
// opens the user's copy and starts following the hub. Errors: those of
// remote.Client.SignIn, and those of replica.Open.
func (d *Desk) SignIn(ctx context.Context, email, password, device string) (Session, error) {
	opened, err := d.remote.SignIn(ctx, remote.Credentials{Email: email, Password: password, Device: device})
	if err != nil {
		return Session{}, err
	}
	return d.Adopt(ctx, opened)
}

// Adopt enters with a session that was opened elsewhere: the embedded hub's
// sample agency signs in by itself.
func (d *Desk) Adopt(ctx context.Context, opened remote.Session) (Session, error) {
	d.entering.Lock()
	defer d.entering.Unlock()
	s := Session{User: opened.User, Agency: opened.Agency, ExpiresAt: opened.ExpiresAt}
	if err := d.o.Keychain.Set(d.account(), opened.Token); err == nil {
		s.TokenKept = true
	} else {
		d.o.Log.Info("desk: the token is not kept", "error", err)
	}
	d.remote.SetToken(opened.Token)
	if err := d.enter(ctx, s); err != nil {
		return Session{}, err
	}
	if err := d.files.putSession(s); err != nil {
		d.o.Log.Warn("desk: the next start will ask who is there", "error", err)
	}
	return s, nil
}

// Resume enters as whoever was signed in last, without asking the hub first:
// their rows are there at once. With an empty token the keychain's is used.
// ErrSignedOut when nobody was signed in or no token is kept. A token that is
// no longer good shows as State.SignedOut.
func (d *Desk) Resume(ctx context.Context, token string) (Session, error) {
	d.entering.Lock()
	defer d.entering.Unlock()
	s, err := d.files.session()
	if err != nil {
		return Session{}, err
	}
	if token == "" {
		if token, err = d.o.Keychain.Get(d.account()); err != nil || token == "" {
			return Session{}, errors.Join(ErrSignedOut, err)
		}
	}
	d.remote.SetToken(token)
	return s, d.enter(ctx, s)
}

// Last tells who was signed in last, to fill in the form. ErrSignedOut when
// nobody was.
func (d *Desk) Last() (Session, error) {
	d.entering.Lock()
	defer d.entering.Unlock()
	return d.files.session()
}

// Session tells who is signed in now.
func (d *Desk) Session() (Session, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.who == nil {
		return Session{}, false
	}
	return d.who.session, true
}

// SignOut stops following, forgets the token here and ends the session at the
// hub. The copy stays for the next time. When the hub cannot be reached the
// error says so; here the person is signed out all the same.
func (d *Desk) SignOut(ctx context.Context) error {
	d.entering.Lock()
	defer d.entering.Unlock()
	s, in := d.Session()
	if !in {
		return ErrSignedOut
	}
	left := d.leave()
	var forgotten error
	if s.TokenKept {
		forgotten = d.o.Keychain.Delete(d.account())
	}
	return errors.Join(left, forgotten, d.files.dropSession(), d.remote.SignOut(ctx))
}

// forget lets the next start ask who is there: whoever was will not be let in.
func (d *Desk) forget(w *signedIn) {
	d.mu.Lock()
	still, kept := d.who == w, w.session.TokenKept
	d.mu.Unlock()
	if !still {
		return
	}
	err := d.files.dropSession()
	if kept {
		err = errors.Join(err, d.o.Keychain.Delete(d.account()))
	}
	if err != nil {
		d.o.Log.Warn("desk: the session of a deactivated user", "error", err)
	}
}

// account names this hub and folder in the keychain.
func (d *Desk) account() string { return d.files.name("token") }

// files are the names of what the desk keeps in the data folder. Hub and user
// are hashed: an address may not be a file's name.
type files struct{ dir, hub string }

func (f files) name(parts ...string) string {
	h := sha256.New()
	h.Write([]byte(f.hub))
	for _, p := range parts {
		h.Write([]byte("\x00" + p))
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

func (f files) replica(user string) string {
	return filepath.Join(f.dir, "replica-"+f.name(user)+".db")
}

func (f files) sessionPath() string { return filepath.Join(f.dir, "session-"+f.name()+".json") }

func (f files) session() (Session, error) {
	text, err := os.ReadFile(f.sessionPath())
	if errors.Is(err, fs.ErrNotExist) {
		return Session{}, ErrSignedOut
	}
	if err != nil {
		return Session{}, err
	}
	var s Session
	if err := json.Unmarshal(text, &s); err != nil || s.User.ID == "" {
		return Session{}, ErrSignedOut // unreadable: the person signs in again
	}
	return s, nil
}

func (f files) putSession(s Session) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.WriteFile(f.sessionPath()+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(f.sessionPath()+".new", f.sessionPath())
}

func (f files) dropSession() error {
	err := os.Remove(f.sessionPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
