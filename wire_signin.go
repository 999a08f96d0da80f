package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"trastienda/data/desk"
	"trastienda/data/desk/remote"
	"trastienda/ui/shell"
)

// TestHub tells whether a hub answers at an address.
func (b *backend) TestHub(ctx context.Context, address string) (shell.HubInfo, error) {
	client, facts, err := b.ask(ctx, address, b.trust())
	if err != nil {
		return shell.HubInfo{}, faultOf(err)
	}
	return shell.HubInfo{Version: facts.Version, TLS: strings.HasPrefix(client.Address(), "https:"),
		ClockOff: facts.ClockOff, TooOld: facts.Least != ""}, nil
}

// Connect signs in at a hub for the first time and remembers it.
func (b *backend) Connect(ctx context.Context, address, email, password string) error {
	b.changing.Lock()
	defer b.changing.Unlock()
	return faultOf(b.beginElsewhere(ctx, place{Kind: placeRemote, Hub: address, Email: email}, func(ctx context.Context) error {
		_, err := b.deskNow().SignIn(ctx, email, password, device())
		return err
	}))
}

// SignIn signs in at the hub that is known already.
func (b *backend) SignIn(ctx context.Context, email, password string) error {
	b.changing.Lock()
	defer b.changing.Unlock()
	if _, err := b.deskNow().SignIn(ctx, email, password, device()); err != nil {
		return faultOf(err)
	}
	b.agencyChanged(b.agency()) // it may be another since the pages were made
	b.mu.Lock()
	b.place.Email = email
	p := b.place
	b.mu.Unlock()
	return faultOf(b.files.writePlace(p))
}

// SignOut ends the session here, and at the hub if it can be reached.
func (b *backend) SignOut(ctx context.Context) error {
	b.changing.Lock()
	defer b.changing.Unlock()
	err := b.deskNow().SignOut(ctx)
	if errors.Is(err, remote.ErrOffline) || errors.Is(err, remote.ErrUnauthorized) || errors.Is(err, desk.ErrSignedOut) {
		return nil // signed out here all the same
	}
	return faultOf(err)
}

// Session describes who is in.
func (b *backend) Session() shell.Session {
	b.mu.Lock()
	p, d, h := b.place, b.desk, b.hub
	b.mu.Unlock()
	s := shell.Session{Hub: p.Hub, Email: p.Email, Sample: p.Kind == placeSample, Simulated: h != nil && h.simulator != nil}
	if s.Simulated && !s.Sample {
		real := b.outsideOf(p)
		s.Mixed = real.rechargeURL != "" || real.merchantURL != "" || real.walletURL != ""
	}
	if d == nil {
		return s
	}
	in, ok := d.Session()
	if !ok {
		return s
	}
	s.User, s.Email, s.Role, s.Agency = in.User.Name, in.User.Email, in.User.Role, in.Agency.Name
	s.NotKept = !in.TokenKept && !s.Sample
	return s
}

// agency is where the signed-in person works; zero when nobody is in.
func (b *backend) agency() remote.Agency {
	if d := b.deskNow(); d != nil {
		if in, ok := d.Session(); ok {
			return in.Agency
		}
	}
	return remote.Agency{}
}

// userID is the id of whoever is signed in, "" when nobody is.
func (b *backend) userID() string {
	if d := b.deskNow(); d != nil {
		if in, ok := d.Session(); ok {
			return in.User.ID
		}
	}
	return ""
}

// device names this machine in the audit trail.
func device() string {
	name, err := os.Hostname()
	if err != nil {
		return "desktop"
	}
	return name
}
