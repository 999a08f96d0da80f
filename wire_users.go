package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/data/desk"
	"trastienda/data/desk/remote"
	"trastienda/ui/shell"
	"trastienda/ui/users"
)

// userPages is the page of the agency's people; none for those who do not manage
// them.
func userPages(s *shell.Shell, b *backend, log *slog.Logger) []shell.Page {
	if !s.Session().Role.Allows(access.UsersManage) {
		return nil
	}
	page, err := users.New(users.Params{Export: exportList(s, b), Backend: usersBackend{b}, Book: s.Book(), Shell: s, Log: log,
		Explain: explained(s)})
	if err != nil {
		// Only a missing part makes this fail: a mistake in this file.
		panic(err)
	}
	return []shell.Page{page}
}

// usersBackend gives the page of the users what the hub tells, and sends what a
// manager does.
type usersBackend struct{ b *backend }

// onPeople asks the desk, if there is one, and gives its errors the names the
// page knows.
func onPeople[T any](u usersBackend, ask func(*desk.Desk) (T, error)) (T, error) {
	var none T
	d := u.b.deskNow()
	if d == nil {
		return none, users.ErrSignedOut
	}
	answer, err := ask(d)
	var unknown desk.ErrOutcomeUnknown
	var refusal *remote.Refusal
	switch {
	case errors.As(err, &unknown):
		return none, errors.Join(users.ErrUnknown, err)
	case errors.Is(err, desk.ErrSignedOut), errors.Is(err, remote.ErrUnauthorized):
		return none, errors.Join(users.ErrSignedOut, err)
	case errors.Is(err, remote.ErrTooOld):
		return none, faultOf(err)
	case errors.Is(err, remote.ErrOffline):
		return none, errors.Join(users.ErrOffline, err)
	case errors.As(err, &refusal) && len(refusal.Current) > 0:
		var current access.User
		if json.Unmarshal(refusal.Current, &current) == nil && current.ID != "" {
			return none, &users.Conflict{Current: current}
		}
	}
	return answer, err
}

// People gives everybody and the open invitations.
func (u usersBackend) People(ctx context.Context) ([]access.User, []access.Invitation, error) {
	all, err := onPeople(u, func(d *desk.Desk) (desk.People, error) { return d.People(ctx) })
	if errors.Is(err, users.ErrOffline) {
		copied, failed := onPeople(u, func(d *desk.Desk) ([]desk.User, error) { return d.Users(ctx) })
		for _, c := range copied {
			all.Users = append(all.Users, access.User{ID: c.ID, Name: c.Name, Email: c.Email, Role: c.Role, Agent: c.Agent,
				Active: c.Active, Invited: c.Invited, LastSeen: c.LastSeen, Version: c.Version})
		}
		err = errors.Join(err, failed)
	}
	return all.Users, all.Invitations, err
}

// Agents are those of the copy.
func (u usersBackend) Agents(ctx context.Context) ([]agent.Agent, error) {
	return onPeople(u, func(d *desk.Desk) ([]agent.Agent, error) { return d.Agents(ctx) })
}

// Edit changes a person from the version on that u has: at once where the hub can
// be reached, else by the queue; behind what waits there already in any case.
func (u usersBackend) Edit(ctx context.Context, who access.User) (access.User, error) {
	return onPeople(u, func(d *desk.Desk) (access.User, error) {
		waits, err := d.UserWaits(ctx, who.ID)
		if err != nil {
			return who, err
		}
		if !waits {
			changed, err := d.ChangeUser(ctx, who)
			var offline *remote.OfflineError
			if !errors.As(err, &offline) || !offline.NotSent || errors.Is(err, remote.ErrTooOld) {
				return changed, err
			}
		}
		return who, d.EditUser(ctx, who.ID, desk.UserEdit{Name: who.Name, Role: who.Role, Agent: who.Agent, Active: who.Active}, who.Version)
	})
}

// EndSessions signs a person out everywhere.
func (u usersBackend) EndSessions(ctx context.Context, userID string) error {
	_, err := onPeople(u, func(d *desk.Desk) (struct{}, error) { return struct{}{}, d.EndSessions(ctx, userID) })
	return err
}

// Reset makes a one-time code for a new password.
func (u usersBackend) Reset(ctx context.Context, userID string) (users.Secret, error) {
	code, err := onPeople(u, func(d *desk.Desk) (remote.ResetCode, error) { return d.ResetUser(ctx, userID) })
	return users.Secret{Text: code.Code, Expires: code.ExpiresAt, Mailed: code.Mailed}, err
}

// Invite invites somebody.
func (u usersBackend) Invite(ctx context.Context, n users.Invitation) (users.Secret, error) {
	made, err := onPeople(u, func(d *desk.Desk) (remote.Invited, error) { return d.Invite(ctx, remote.NewInvitation(n)) })
	return users.Secret{Text: made.Token, Expires: made.Invitation.ExpiresAt, Mailed: made.Mailed}, err
}

// Withdraw takes an invitation back.
func (u usersBackend) Withdraw(ctx context.Context, invitationID string) error {
	_, err := onPeople(u, func(d *desk.Desk) (struct{}, error) { return struct{}{}, d.Withdraw(ctx, invitationID) })
	return err
}

// Now is the present instant.
func (u usersBackend) Now() time.Time { return u.b.clock.Now() }

// Me is who is signed in.
func (u usersBackend) Me() string { return u.b.userID() }

// Setting gives a choice of the signed-in user on this computer.
func (u usersBackend) Setting(ctx context.Context, key string) (string, error) {
	return purchaseBackend(u).Setting(ctx, key)
}

// PutSetting keeps one.
func (u usersBackend) PutSetting(ctx context.Context, key, value string) error {
	return purchaseBackend(u).PutSetting(ctx, key, value)
}
