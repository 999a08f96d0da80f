package session

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"trastienda/data/hub/store"
)

const (
	// resetFor is how long a code for a new password is good.
	resetFor = 30 * time.Minute
	// InvitationFor is how long an invitation is good.
	InvitationFor = 7 * 24 * time.Hour
	// resetLetters are as many of base 32 as a person copies by hand: 50 bits. A
	// wrong try spoils no code, or whoever knows an e-mail could keep its owner
	// from a new password; within half an hour the hub can hash less than 2^20
	// passwords, so all of them from many addresses find one in 2^30 codes.
	resetLetters = 10
)

// ErrBadCode: a one-time code or token is wrong, used, expired or withdrawn;
// which of these is not told.
var ErrBadCode = errors.New("session: the one-time code is not in force")

// IssueReset makes a one-time code with which a user sets a new password, and
// tells until when (UTC). toldTo is the manager who is shown it, empty when it
// leaves by mail. Codes issued before stay in force.
func IssueReset(ctx context.Context, tx *store.Tx, userID, toldTo string, now time.Time) (code string, expires time.Time, err error) {
	text := rand.Text()[:resetLetters]
	expires = now.Add(resetFor)
	err = tx.InsertCode(ctx, codeHash(store.CodeReset, userID, text), store.CodeReset, userID, toldTo, expires)
	return text[:resetLetters/2] + "-" + text[resetLetters/2:], expires, err
}

// IssueInvitation makes a one-time token with which the invited person
// registers. Whoever invited vouches for them, however the token reaches them:
// they chose the e-mail. Tokens issued before stay in force.
func IssueInvitation(ctx context.Context, tx *store.Tx, i store.Invitation) (token string, err error) {
	token = rand.Text()
	return token, tx.InsertCode(ctx, codeHash(store.CodeInvitation, "", token), store.CodeInvitation, i.ID, i.ByID, i.ExpiresAt)
}

// codeHash is what is stored of a code. A reset's holds its user too, so that a
// code is good for one person only.
func codeHash(kind store.CodeKind, ref, code string) string {
	return hashed(string(kind) + "\n" + ref + "\n" + normalCode(code))
}

// normalCode takes away what people add when they copy.
func normalCode(code string) string {
	return strings.ToUpper(strings.Map(func(c rune) rune {
		if c == '-' || c == ' ' {
			return -1
		}
		return c
	}, strings.TrimSpace(code)))
}
