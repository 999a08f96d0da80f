package desk

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"trastienda/app/agency"
	"trastienda/app/clock"
	"trastienda/app/purchase"
	"trastienda/data/desk/remote"
	"trastienda/data/desk/replica"
)

// ErrNoCopy tells that nobody signed in from this folder yet, so that it has no
// rows.
var ErrNoCopy = errors.New("desk: the folder has no copy of the hub's rows")

// Copy is what the user who signed in last has in a data folder, without a hub and
// without following it. Nothing is sent.
type Copy struct {
	Session  Session
	Replica  *replica.Replica
	LastSync time.Time // when it was last known to be up to date
}

// OpenCopy opens it; the caller holds the folder. hubURL is as in Options. Errors:
// ErrNoCopy, *remote.AddressError, those of replica.Open.
func OpenCopy(ctx context.Context, dir, hubURL string, c clock.Clock, log *slog.Logger) (*Copy, error) {
	address, err := remote.ParseAddress(hubURL)
	if err != nil {
		return nil, err
	}
	f := files{dir: filepath.Join(dir, "desk"), hub: address}
	s, err := f.session()
	if err != nil {
		return nil, errors.Join(ErrNoCopy, err)
	}
	path := f.replica(s.User.ID)
	if _, err := os.Stat(path); err != nil {
		return nil, errors.Join(ErrNoCopy, err)
	}
	zone, err := time.LoadLocation(s.Agency.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	r, err := replica.Open(ctx, replica.Options{Path: path, Hub: f.hub, User: s.User.ID, Clock: c, Log: log, Zone: zone})
	if err != nil {
		return nil, err
	}
	p, err := r.Progress(ctx)
	if err == nil && p.Cursor == "" {
		err = ErrNoCopy // it never had every row
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return &Copy{Session: s, Replica: r, LastSync: p.LastSync}, nil
}

// Closings is like Desk.Closings.
func (c *Copy) Closings(ctx context.Context, ids []string) (map[string]purchase.Closing, error) {
	return closingsOf(ctx, c.Replica, ids)
}

// Close lets the copy go.
func (c *Copy) Close() error { return c.Replica.Close() }

// AdoptToken enters with the token of a session that was opened elsewhere, for a
// command that only reads: who it belongs to is not told, and nothing of it is kept
// for a next start. Errors: those of the hub.
func (d *Desk) AdoptToken(ctx context.Context, token string) (agency.Profile, error) {
	d.entering.Lock()
	defer d.entering.Unlock()
	d.remote.SetToken(token)
	p, err := d.remote.AgencyProfile(ctx)
	if err != nil {
		return p, err
	}
	s := Session{User: remote.User{ID: "token"}, Agency: remote.Agency{ID: p.ID, Name: p.Name, Currency: p.Currency, TimeZone: p.TimeZone}}
	return p, d.enter(ctx, s)
}
