package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/data/hub/store"
)

// NewInvitation is somebody to be invited. ByID and ByName are the manager who
// invites, ByID empty for the hub itself.
type NewInvitation struct {
	Agency, Email, Name string
	Role                access.Role
	AgentID             string
	ByID, ByName        string
}

// Invite stores an invitation inside tx and gives its one-time token, which is
// told only here. Inviting an e-mail again renews its invitation and voids the
// older tokens. Errors: ErrUser, store.ErrEmailTaken when a user of the same
// agency has the e-mail; of another agency's users nothing is told.
func (s *Sessions) Invite(ctx context.Context, tx *store.Tx, n NewInvitation) (store.Invitation, string, error) {
	email, name := NormalEmail(n.Email), strings.TrimSpace(n.Name)
	if !access.EmailFits(email) || !access.NameFits(name) || !access.PlaceFits(n.Role, n.AgentID) {
		return store.Invitation{}, "", ErrUser
	}
	if n.AgentID != "" {
		if has, err := tx.HasAgent(ctx, n.Agency, n.AgentID); err != nil || !has {
			return store.Invitation{}, "", cmp.Or(err, ErrUser)
		}
	}
	if taken, err := tx.HasEmail(ctx, n.Agency, email); err != nil || taken {
		return store.Invitation{}, "", cmp.Or(err, store.ErrEmailTaken)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return store.Invitation{}, "", fmt.Errorf("session: invitation id: %w", err)
	}
	now := s.store.Clock().Now().UTC()
	invited, err := tx.SaveInvitation(ctx, store.Invitation{Agency: n.Agency, ByID: n.ByID, Invitation: access.Invitation{
		ID: id.String(), Name: name, Email: email, Role: n.Role, Agent: n.AgentID, InvitedBy: n.ByName,
		CreatedAt: now, ExpiresAt: now.Add(InvitationFor)}})
	if err != nil {
		return invited, "", err
	}
	if err := tx.DeleteCodes(ctx, store.CodeInvitation, invited.ID); err != nil {
		return invited, "", err
	}
	token, err := IssueInvitation(ctx, tx, invited)
	return invited, token, err
}

// Registration is what an invited person gives.
type Registration struct{ Token, Password, Device, Address string }

// Register makes a user of an invited person and signs them in. Errors:
// ErrPassword, ErrBadCode (also when the e-mail became somebody else's),
// *TooManyError.
func (s *Sessions) Register(ctx context.Context, r Registration) (opened SignedIn, err error) {
	if !access.PasswordFits(r.Password) {
		return SignedIn{}, ErrPassword
	}
	if wait := s.addresses.wait(r.Address, s.store.Clock().Now()); wait > 0 {
		return SignedIn{}, &TooManyError{RetryAfter: wait}
	}
	phc, err := s.hash(ctx, r.Password)
	if err != nil {
		return SignedIn{}, err
	}
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		opened, err = s.registerIn(ctx, tx, r, phc)
		return err
	})
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrEmailTaken) {
		return SignedIn{}, ErrBadCode
	}
	return opened, err
}

func (s *Sessions) registerIn(ctx context.Context, tx *store.Tx, r Registration, phc string) (SignedIn, error) {
	hash := codeHash(store.CodeInvitation, "", r.Token)
	id, err := tx.CodeRef(ctx, hash, store.CodeInvitation)
	if err != nil {
		return SignedIn{}, err
	}
	invited, err := tx.Invitation(ctx, id)
	if err != nil {
		return SignedIn{}, err
	}
	if err := tx.HoldPeople(ctx, invited.Agency); err != nil {
		return SignedIn{}, err
	}
	// Renewed or used meanwhile, the token is gone; otherwise nothing moves now,
	// and what was renewed just before is read again.
	if _, err := tx.UseCode(ctx, hash, store.CodeInvitation); err != nil {
		return SignedIn{}, err
	}
	if invited, err = tx.Invitation(ctx, id); err != nil {
		return SignedIn{}, err
	}
	if err := tx.DeleteInvitation(ctx, invited, false); err != nil {
		return SignedIn{}, err
	}
	if err := tx.DeleteCodes(ctx, store.CodeInvitation, id); err != nil {
		return SignedIn{}, err
	}
	user := store.User{ID: id, Agency: invited.Agency, Email: invited.Email, Name: invited.Name, Role: invited.Role,
		AgentID: invited.Agent, Password: phc, Active: true, Version: invited.Version + 1, VouchedBy: invited.ByID}
	if err := tx.InsertUser(ctx, user); err != nil {
		return SignedIn{}, err
	}
	agency, err := tx.Agency(ctx, invited.Agency)
	if err != nil {
		return SignedIn{}, err
	}
	tx.Audit(store.AuditEntry{Agency: user.Agency, Actor: user.ID, ActorName: user.Name, Device: r.Device,
		Act: audit.ActRegister, Entity: store.EntityUser, EntityID: user.ID})
	return s.openIn(ctx, tx, user, agency, r.Device)
}
