package desk

import (
	"context"
	"errors"

	"trastienda/app/access"
	"trastienda/data/desk/remote"
)

// People are the agency's users, by name, and the invitations that nobody took
// yet; an invited person is among the users under the invitation's id.
type People struct {
	Users       []access.User
	Invitations []access.Invitation
}

// People asks the hub for them. Nothing of it is kept: only managers may see it.
func (d *Desk) People(ctx context.Context) (People, error) {
	_, done, err := d.use()
	if err != nil {
		return People{}, err
	}
	defer done()
	users, err := all(ctx, d.remote.Users)
	if err != nil {
		return People{}, err
	}
	invitations, err := all(ctx, d.remote.Invitations)
	return People{Users: users, Invitations: invitations}, err
}

// all reads every page of a list.
func all[T any](ctx context.Context, ask func(ctx context.Context, cursor string) (remote.Page[T], error)) ([]T, error) {
	var list []T
	for cursor := ""; ; {
		page, err := ask(ctx, cursor)
		if err != nil {
			return nil, err
		}
		list = append(list, page.Items...)
		if cursor = page.Next; cursor == "" {
			return list, nil
		}
	}
}

// ChangeUser changes somebody's name, role, agent and activity from u.Version on.
// Errors: those of acts inside the hub; Current of a 412 is the user as they are.
func (d *Desk) ChangeUser(ctx context.Context, u access.User) (access.User, error) {
	_, done, err := d.use()
	if err != nil {
		return u, err
	}
	defer done()
	return actInside(ctx, func(ctx context.Context, key string) (access.User, error) { return d.remote.ChangeUser(ctx, key, u) })
}

// EndSessions signs somebody out everywhere.
func (d *Desk) EndSessions(ctx context.Context, userID string) error {
	_, done, err := d.use()
	if err != nil {
		return err
	}
	defer done()
	_, err = actInside(ctx, func(ctx context.Context, _ string) (struct{}, error) { // done twice it changes nothing more
		return struct{}{}, d.remote.EndSessions(ctx, userID)
	})
	return err
}

// ResetUser makes a one-time code for somebody's new password. Code is empty when
// the answer that told it was lost on its way.
func (d *Desk) ResetUser(ctx context.Context, userID string) (remote.ResetCode, error) {
	_, done, err := d.use()
	if err != nil {
		return remote.ResetCode{}, err
	}
	defer done()
	return actInside(ctx, func(ctx context.Context, key string) (remote.ResetCode, error) {
		return d.remote.ResetUser(ctx, userID, key)
	})
}

// Invite invites somebody, or renews their invitation. Token is empty when the
// answer that told it was lost on its way.
func (d *Desk) Invite(ctx context.Context, n remote.NewInvitation) (remote.Invited, error) {
	_, done, err := d.use()
	if err != nil {
		return remote.Invited{}, err
	}
	defer done()
	return actInside(ctx, func(ctx context.Context, key string) (remote.Invited, error) { return d.remote.Invite(ctx, key, n) })
}

// Withdraw takes an invitation back. remote.ErrNotFound: it was gone already.
func (d *Desk) Withdraw(ctx context.Context, invitationID string) error {
	_, done, err := d.use()
	if err != nil {
		return err
	}
	defer done()
	asked := 0
	_, err = actInside(ctx, func(ctx context.Context, _ string) (struct{}, error) {
		asked++
		err := d.remote.Withdraw(ctx, invitationID)
		if asked > 1 && errors.Is(err, remote.ErrNotFound) {
			err = nil // the call before took it away
		}
		return struct{}{}, err
	})
	return err
}
