package desk

import (
	"context"

	"trastienda/data/desk/remote"
)

// Register makes a user of an invited person and enters as them. Errors: those of
// remote.Client.Register and of SignIn.
func (d *Desk) Register(ctx context.Context, r remote.Registration) (Session, error) {
	opened, err := d.remote.Register(ctx, r)
	if err != nil {
		return Session{}, err
	}
	return d.Adopt(ctx, opened)
}

// ChangePassword sets a new password of whoever is signed in. It has no key, so
// after a lost answer nobody knows which password is good: remote.Unsure.
func (d *Desk) ChangePassword(ctx context.Context, current, fresh string) error {
	_, done, err := d.use()
	if err != nil {
		return err
	}
	defer done()
	return d.remote.ChangePassword(ctx, current, fresh)
}

// RequestReset asks for a one-time code by mail; nobody needs to be signed in.
func (d *Desk) RequestReset(ctx context.Context, email string) error {
	return d.remote.RequestReset(ctx, email)
}

// ConfirmReset sets a new password with a one-time code; nobody needs to be
// signed in.
func (d *Desk) ConfirmReset(ctx context.Context, r remote.Reset) error {
	return d.remote.ConfirmReset(ctx, r)
}
