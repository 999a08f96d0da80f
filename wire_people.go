package main

import (
	"context"
	"errors"

	"trastienda/data/desk"
	"trastienda/data/desk/remote"
	"trastienda/ui/shell"
)

// Register makes a user of somebody with an invitation and signs in; another hub
// than the known one is remembered then.
func (b *backend) Register(ctx context.Context, address, token, password string) error {
	b.changing.Lock()
	defer b.changing.Unlock()
	enter := func(ctx context.Context) error {
		d := b.deskNow()
		if d == nil {
			return desk.ErrSignedOut
		}
		s, err := d.Register(ctx, remote.Registration{Token: token, Password: password, Device: device()})
		if err == nil {
			b.mu.Lock()
			b.place.Email = s.User.Email
			b.mu.Unlock()
		}
		return err
	}
	if address != "" {
		return unsureFault(b.beginElsewhere(ctx, place{Kind: placeRemote, Hub: address}, enter))
	}
	if err := enter(ctx); err != nil {
		return unsureFault(err)
	}
	return faultOf(b.files.writePlace(b.placeNow()))
}

// beginElsewhere opens another place and enters it. When that fails the place from
// before is opened again, so that one can go on there.
func (b *backend) beginElsewhere(ctx context.Context, p place, enter func(context.Context) error) error {
	was := b.placeNow()
	err := b.open(ctx, p)
	if err == nil {
		err = enter(ctx)
	}
	if err == nil {
		return b.files.writePlace(b.placeNow())
	}
	b.shut()
	if was.Kind == placeNone {
		return err
	}
	return errors.Join(err, b.open(context.WithoutCancel(ctx), was))
}

// RequestReset asks a hub to mail a one-time code.
func (b *backend) RequestReset(ctx context.Context, address, email string) error {
	if address == "" {
		d := b.deskNow()
		if d == nil {
			return desk.ErrSignedOut
		}
		return faultOf(d.RequestReset(ctx, email))
	}
	return b.elsewhere(address, func(c *remote.Client) error { return c.RequestReset(ctx, email) })
}

// ConfirmReset sets a new password with a one-time code.
func (b *backend) ConfirmReset(ctx context.Context, address string, r shell.PasswordReset) error {
	reset := remote.Reset{Email: r.Email, Code: r.Code, Password: r.Password, Device: device()}
	if address == "" {
		d := b.deskNow()
		if d == nil {
			return desk.ErrSignedOut
		}
		return unsureFault(d.ConfirmReset(ctx, reset))
	}
	return b.elsewhere(address, func(c *remote.Client) error { return c.ConfirmReset(ctx, reset) })
}

// elsewhere asks a hub that is not the known one, without remembering it.
func (b *backend) elsewhere(address string, ask func(*remote.Client) error) error {
	client, err := remote.New(remote.Options{BaseURL: address, Lang: func() string { return string(b.lang()) }, Log: b.log})
	if err != nil {
		return faultOf(err)
	}
	defer client.Close()
	return unsureFault(ask(client))
}

// ChangePassword sets a new password of whoever is signed in.
func (b *backend) ChangePassword(ctx context.Context, current, fresh string) error {
	d := b.deskNow()
	if d == nil {
		return desk.ErrSignedOut
	}
	return unsureFault(d.ChangePassword(ctx, current, fresh))
}

// unsureFault tells that no answer came to an act that has no key: the person has
// to find out which password is good.
func unsureFault(err error) error {
	var offline *remote.OfflineError
	if errors.As(err, &offline) && !offline.NotSent {
		return &shell.Fault{Kind: shell.PasswordUnsure, Err: err}
	}
	return faultOf(err)
}
