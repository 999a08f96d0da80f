package session

import (
	"context"
	"encoding/json"
	"errors"

	"trastienda/app/audit"
	"trastienda/data/hub/store"
)

// toldFailure tells which failures in a row the audit keeps: the first, the one
// that makes the account wait, and then every tenth. With the waits that come to
// a dozen or so a day at most, however hard somebody tries.
func toldFailure(n int) bool { return n == 1 || n == freeFailures || n > freeFailures && n%10 == 0 }

// noteFailure keeps in the audit that somebody failed to sign in as a known
// person. For an unknown e-mail the same is read and written but for that one
// row, so that the time tells nothing. The answer is the same in any case: what
// cannot be kept is in the log.
func (s *Sessions) noteFailure(ctx context.Context, email, account string, failures int, in SignIn) {
	if !toldFailure(failures) {
		return
	}
	ctx = context.WithoutCancel(ctx) // one who hangs up is kept all the same
	user, _, err := s.store.UserByEmail(ctx, email)
	if err == nil || errors.Is(err, store.ErrNoUser) {
		err = s.store.Write(ctx, func(tx *store.Tx) error {
			limit, err := tx.FindLoginLimit(ctx, account)
			if err != nil {
				return err
			}
			if user.ID != "" {
				if err := auditFailure(tx, user, failures, in); err != nil {
					return err
				}
			}
			return tx.SetLoginLimit(ctx, limit, s.store.Clock().Now().Add(-failuresKept))
		})
	}
	if err != nil {
		s.log.Warn("a failed sign-in is not in the audit", "error", err)
	}
}

// auditFailure tells whom somebody tried to be, from where, and how often in a
// row; who it was nobody knows.
func auditFailure(tx *store.Tx, user store.User, failures int, in SignIn) error {
	after, err := json.Marshal(struct {
		Failures int    `json:"failures"`
		Address  string `json:"address"`
	}{failures, network(in.Address)})
	if err != nil {
		return err
	}
	tx.Audit(store.AuditEntry{Agency: user.Agency, Device: in.Device, Act: audit.ActSignInFailed, Entity: store.EntityUser, EntityID: user.ID, After: string(after)})
	return nil
}
