package session

import (
	"cmp"
	"context"
	"errors"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/data/hub/store"
)

// ErrPassword: a new password is too short or too long.
var ErrPassword = errors.New("session: a password has 8 characters or more and at most 512 bytes")

// ResetRequest is what somebody who forgot their password gives. Lang is the
// language of the mail, Address where they come from.
type ResetRequest struct{ Email, Lang, Address string }

// RequestReset queues a mail with a one-time code. Whether anybody has the
// e-mail is found out when the mail leaves, so that until then both cases are
// one and the same. With mail false nothing leaves. One address has to wait
// longer and longer (*TooManyError). Whoever asks while others asked too often
// is told nothing of it and gets no other mail: the last one left not longer ago
// than the longest delay, and its code is still good.
func (s *Sessions) RequestReset(ctx context.Context, r ResetRequest, mail bool) error {
	now := s.store.Clock().Now()
	if wait := s.addresses.wait(r.Address, now); wait > 0 {
		return &TooManyError{RetryAfter: wait}
	}
	email := NormalEmail(r.Email)
	return s.store.Write(ctx, func(tx *store.Tx) error {
		// Counts of their own: asking for mail must not keep anybody from signing in.
		if _, err := countIn(ctx, tx, from("ask", email, r.Address), now); err != nil {
			return err
		}
		var often *TooManyError
		_, err := countIn(ctx, tx, mails(email), now)
		if errors.As(err, &often) || err == nil && (!mail || !access.EmailFits(email)) {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.QueueMail(ctx, store.Mail{Kind: store.CodeReset, Email: email, Lang: r.Lang})
	})
}

// mails is the count of the codes mailed to an e-mail. It begins anew with every
// new password, which voids the codes.
func mails(email string) string { return hashed("ask\n" + email) }

// Confirmation is a new password with the code that allows it.
type Confirmation struct{ Email, Code, Password, Device, Address string }

// ConfirmReset sets a new password and ends the user's sessions. Errors:
// ErrPassword, ErrBadCode, *TooManyError; wrong codes count for the address they
// come from. For an unknown e-mail the same is done as for a known one.
func (s *Sessions) ConfirmReset(ctx context.Context, c Confirmation) error {
	if !access.PasswordFits(c.Password) {
		return ErrPassword
	}
	now := s.store.Clock().Now()
	if wait := s.addresses.wait(c.Address, now); wait > 0 {
		return &TooManyError{RetryAfter: wait}
	}
	email := NormalEmail(c.Email)
	account := from("confirm", email, c.Address)
	if _, err := s.count(ctx, account, now); err != nil {
		return err
	}
	user, _, err := s.store.UserByEmail(ctx, email)
	if err != nil && !errors.Is(err, store.ErrNoUser) {
		return err
	}
	phc, err := s.hash(ctx, c.Password)
	if err != nil {
		return err
	}
	accounts := []string{account, hashed(email), mails(email)}
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		// Locked in the order of signing in.
		for _, account := range accounts {
			if _, err := tx.FindLoginLimit(ctx, account); err != nil {
				return err
			}
		}
		if err := tx.HoldUser(ctx, user.ID); err != nil {
			return err
		}
		toldTo, err := tx.UseCode(ctx, codeHash(store.CodeReset, user.ID, c.Code), store.CodeReset)
		if err != nil {
			return err
		}
		for _, account := range accounts {
			if err := tx.ClearLoginLimit(ctx, account); err != nil {
				return err
			}
		}
		// Nothing but a code that no manager saw shows that the person is another.
		if err := tx.SetVouched(ctx, user.ID, toldTo); err != nil {
			return err
		}
		return newPassword(ctx, tx, Identity{User: user, Device: c.Device}, phc, audit.ActPasswordReset)
	})
	if errors.Is(err, store.ErrNotFound) {
		return ErrBadCode
	}
	return err
}

// ChangePassword sets a new password for whoever knows the present one, and
// ends their other sessions. Errors: ErrPassword, ErrBadCredentials (also when
// the password was changed meanwhile), ErrNoSession (their own session was ended
// meanwhile), *TooManyError; wrong ones count like those of signing in.
func (s *Sessions) ChangePassword(ctx context.Context, who Identity, current, password, address string) error {
	if !access.PasswordFits(password) {
		return ErrPassword
	}
	now := s.store.Clock().Now()
	if wait := s.addresses.wait(address, now); wait > 0 {
		return &TooManyError{RetryAfter: wait}
	}
	account := hashed(who.User.Email)
	if _, err := s.count(ctx, account, now); err != nil {
		return err
	}
	user, _, err := s.store.UserByEmail(ctx, who.User.Email)
	if errors.Is(err, store.ErrNoUser) {
		return ErrNoSession
	}
	if err != nil {
		return err
	}
	if _, err := s.check(ctx, user, current); err != nil {
		return err
	}
	phc, err := s.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.change(ctx, who, user, account, phc)
}

// change sets the new password of whoever was checked.
func (s *Sessions) change(ctx context.Context, who Identity, checked store.User, account, phc string) error {
	return s.store.Write(ctx, func(tx *store.Tx) error {
		for _, account := range []string{account, mails(who.User.Email)} {
			if err := tx.ClearLoginLimit(ctx, account); err != nil {
				return err
			}
		}
		if err := stillChecked(ctx, tx, checked); err != nil {
			return err
		}
		if in, err := tx.HasSession(ctx, who.Token); err != nil || !in {
			return cmp.Or(err, ErrNoSession)
		}
		return newPassword(ctx, tx, who, phc, audit.ActPassword)
	})
}

// newPassword stores a password, voids the codes that would set another, and
// ends every session but the one of who.
func newPassword(ctx context.Context, tx *store.Tx, who Identity, phc, act string) error {
	if err := tx.SetPassword(ctx, who.User.ID, phc); err != nil {
		return err
	}
	if err := tx.DeleteCodes(ctx, store.CodeReset, who.User.ID); err != nil {
		return err
	}
	tx.Audit(store.AuditEntry{Agency: who.User.Agency, Actor: who.User.ID, ActorName: who.User.Name, Device: who.Device,
		Act: act, Entity: store.EntityUser, EntityID: who.User.ID})
	return tx.DeleteSessions(ctx, who.User.ID, who.Token)
}

// hash hashes a new password when it is its turn.
func (s *Sessions) hash(ctx context.Context, password string) (phc string, err error) {
	ctx, cancel := context.WithTimeout(ctx, hashWait)
	defer cancel()
	err = s.hashing.do(ctx, func() (err error) {
		phc, err = HashPassword(password)
		return err
	})
	if errors.Is(err, context.DeadlineExceeded) {
		return "", &TooManyError{RetryAfter: hashRetry}
	}
	return phc, err
}
