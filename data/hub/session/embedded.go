package session

import (
	"context"
	"errors"

	"trastienda/data/hub/store"
)

// SignInEmbedded opens a session without a password. Only the program that
// holds the hub in itself calls it, for the sample agency, which signs in by
// itself; no request from outside reaches it. ErrBadCredentials if there is no
// such user.
func (s *Sessions) SignInEmbedded(ctx context.Context, email, device string) (SignedIn, error) {
	email = NormalEmail(email)
	user, agency, err := s.store.UserByEmail(ctx, email)
	if errors.Is(err, store.ErrNoUser) {
		return SignedIn{}, ErrBadCredentials
	}
	if err != nil {
		return SignedIn{}, err
	}
	return s.open(ctx, user, agency, device, hashed(email), "")
}
