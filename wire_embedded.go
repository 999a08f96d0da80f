package main

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"

	"trastienda/app/access"
	"trastienda/data/desk/remote"
	"trastienda/data/hub/sample"
	"trastienda/data/hub/session"
	"trastienda/data/hub/store"
	"trastienda/ui/shell"
)

// embeddedURL names the hub inside this program; no port is opened for it.
const embeddedURL = "https://hub.inside"

// samplePurchases is how many the window's sample has.
const samplePurchases = 5000

// newAgency settings that the form does not ask for yet.
const (
	newAgencyCurrency = "ARS"
	newAgencyZone     = "America/Argentina/Buenos_Aires"
)

func (b *backend) openEmbedded(ctx context.Context, p place) (*hub, error) {
	file := ""
	if p.Kind == placeSample || b.flags.simulate || p.Outside.Simulate {
		file = b.files.simulator()
	}
	// The hub's work outlives the call that opened it.
	return openHub(context.WithoutCancel(ctx), hubParams{
		database: "sqlite:" + b.files.hub(), simulatorFile: file, outside: b.outsideOf(p), clock: b.clock, log: b.log,
	})
}

// enterSample signs the sample's operator in.
func (b *backend) enterSample(ctx context.Context) error {
	return b.enterAs(ctx, sample.OperatorEmail)
}

// Personas lists who the sample can be tried as.
func (b *backend) Personas() []shell.Persona {
	people := sample.People()
	list := make([]shell.Persona, len(people))
	for i, p := range people {
		list[i] = shell.Persona{ID: p.Email, Name: p.Name, Role: p.Role}
	}
	return list
}

// Become signs somebody else of the sample in.
func (b *backend) Become(ctx context.Context, email string) error {
	b.changing.Lock()
	defer b.changing.Unlock()
	if b.placeNow().Kind != placeSample {
		return errors.New("become somebody else: this is no sample")
	}
	return faultOf(b.enterAs(ctx, email))
}

// enterAs signs somebody of the sample in without a password.
func (b *backend) enterAs(ctx context.Context, email string) error {
	in, err := b.hub.sessions.SignInEmbedded(ctx, email, device())
	if err != nil {
		return err
	}
	_, err = b.deskNow().Adopt(ctx, remote.Session{
		Token: in.Token, ExpiresAt: in.ExpiresAt,
		User:   remote.User{ID: in.User.ID, Name: in.User.Name, Email: in.User.Email, Role: in.User.Role},
		Agency: remote.Agency{ID: in.Agency.ID, Name: in.Agency.Name, Currency: in.Agency.Currency, TimeZone: in.Agency.TimeZone},
	})
	return err
}

// MakeSample makes the sample agency and signs in; when ctx ends nothing of it
// stays.
func (b *backend) MakeSample(ctx context.Context, progress func(done, total int)) error {
	b.changing.Lock()
	defer b.changing.Unlock()
	err := makeSample(ctx, sampleParams{
		database: "sqlite:" + b.files.hub(), simulator: b.files.simulator(), purchases: samplePurchases, seed: 1,
		password: uuid.NewString(), clock: b.clock, log: b.log, progress: progress,
	})
	if err == nil {
		err = b.begin(ctx, place{Kind: placeSample}, b.enterSample)
	}
	if err != nil {
		b.shut()
		return faultOf(errors.Join(err, b.files.removeHub()))
	}
	return nil
}

// NewAgency makes an agency in the embedded hub and signs its first manager in.
func (b *backend) NewAgency(ctx context.Context, a shell.NewAgency) error {
	b.changing.Lock()
	defer b.changing.Unlock()
	first := a.Managers[0]
	err := b.begin(ctx, place{Kind: placeLocal, Email: first.Email}, func(ctx context.Context) error {
		if err := createAgency(ctx, b.hub.store, a); err != nil {
			return err
		}
		_, err := b.deskNow().SignIn(ctx, first.Email, first.Password, device())
		return err
	})
	if err != nil {
		b.shut()
		return faultOf(errors.Join(err, b.files.removeHub()))
	}
	return nil
}

func createAgency(ctx context.Context, s *store.Store, a shell.NewAgency) error {
	agency := store.Agency{ID: uuid.NewString(), Name: strings.TrimSpace(a.Name), Currency: newAgencyCurrency, TimeZone: newAgencyZone}
	return s.Write(ctx, func(tx *store.Tx) error {
		if err := insertAgency(ctx, tx, agency, a.Managers[0].Name, a.Managers[1].Name); err != nil {
			return err
		}
		for _, m := range a.Managers {
			user := session.NewUser{Agency: agency.ID, Email: m.Email, Name: m.Name, Role: access.Manager, Password: m.Password}
			if _, err := session.CreateUser(ctx, tx, user); err != nil {
				return err
			}
		}
		return nil
	})
}

// insertAgency makes an agency that has nobody yet; managers are the names of
// those it will have.
func insertAgency(ctx context.Context, tx *store.Tx, a store.Agency, managers ...string) error {
	tx.Audit(newAgencyAudit(a, managers))
	return store.CreateAgency(ctx, tx, a)
}

// LeaveSample closes the sample agency and removes its data.
func (b *backend) LeaveSample(ctx context.Context) error {
	b.changing.Lock()
	defer b.changing.Unlock()
	if b.placeNow().Kind != placeSample {
		return errors.New("leave sample: this is no sample")
	}
	b.shut()
	return faultOf(errors.Join(b.files.removeHub(), b.files.removeDesk(), b.files.removePlace()))
}
