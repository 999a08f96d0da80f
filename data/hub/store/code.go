package store

import (
	"context"
	"time"
)

// CodeKind is what a one-time code is for.
type CodeKind string

// The kinds of one-time codes.
const (
	CodeReset      CodeKind = "reset"      // ref is a user
	CodeInvitation CodeKind = "invitation" // ref is an invitation
)

// InsertCode adds a one-time code and forgets those that expired. hash is the
// SHA-256 in hex of what the person is given, toldTo the id of the manager who was
// shown it, empty when it left by mail.
func (t *Tx) InsertCode(ctx context.Context, hash string, kind CodeKind, ref, toldTo string, expires time.Time) error {
	if _, err := t.tx.ExecContext(ctx, `delete from one_time_code where expires_ms <= $1`, t.store.clock.Now().UnixMilli()); err != nil {
		return wrap("code", err)
	}
	_, err := t.tx.ExecContext(ctx, `insert into one_time_code (hash, kind, ref, told_to, expires_ms) values ($1, $2, $3, $4, $5)`,
		hash, string(kind), ref, toldTo, expires.UnixMilli())
	return wrap("code", err)
}

// CodeRef tells what a code in force is for, without taking it; ErrNotFound when
// there is no such code.
func (t *Tx) CodeRef(ctx context.Context, hash string, kind CodeKind) (ref string, err error) {
	err = t.tx.QueryRowContext(ctx, `select ref from one_time_code where hash = $1 and kind = $2 and expires_ms > $3`,
		hash, string(kind), t.store.clock.Now().UnixMilli()).Scan(&ref)
	return ref, found(err)
}

// UseCode takes a code in force away for good and gives who was shown it (see
// InsertCode); ErrNotFound when there is no such code.
func (t *Tx) UseCode(ctx context.Context, hash string, kind CodeKind) (toldTo string, err error) {
	err = t.tx.QueryRowContext(ctx, `delete from one_time_code where hash = $1 and kind = $2 and expires_ms > $3 returning told_to`,
		hash, string(kind), t.store.clock.Now().UnixMilli()).Scan(&toldTo)
	return toldTo, found(err)
}

// DeleteCodes takes every code of ref away.
func (t *Tx) DeleteCodes(ctx context.Context, kind CodeKind, ref string) error {
	_, err := t.tx.ExecContext(ctx, `delete from one_time_code where kind = $1 and ref = $2`, string(kind), ref)
	return wrap("code", err)
}
