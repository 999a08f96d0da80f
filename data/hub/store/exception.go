package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"

	"trastienda/app/access"
	"trastienda/data/hub/store/gen"
)

// ExceptionRow is something that waits for a person: a notice that does not
// fit, or an alarm. Body is JSON without secrets or whole account numbers.
type ExceptionRow struct {
	Agency    string
	Kind      string
	Reference string // what it is about
	Body      string
	// Same makes two reports of one thing equal, so that it is listed once.
	Same string
	// Notice is the whole payment, as JSON, if it could be taken in later, and
	// WalletPSR the PSR it names. Neither is ever shown.
	Notice, WalletPSR string
}

// AddException lists e. What is listed already stays as it was, closed or not;
// it reports whether e is new. A new notice that may be taken in gives the open
// ones of the same payment a new version: whoever decides one of them decides
// all, and has to have seen it.
func (t *Tx) AddException(ctx context.Context, e ExceptionRow) (bool, error) {
	hub, err := uuid.Parse(t.store.hubID)
	if err != nil {
		return false, wrap("exception", err)
	}
	id := uuid.NewSHA1(hub, []byte("exception\x00"+e.Agency+"\x00"+e.Kind+"\x00"+e.Reference+"\x00"+e.Same)).String()
	n, err := gen.New(t.tx).InsertException(ctx, gen.InsertExceptionParams{
		ID: id, AgencyID: e.Agency, Kind: e.Kind, Reference: e.Reference, Body: e.Body, AtMs: t.store.clock.Now().UnixMilli(),
	})
	if err != nil || n == 0 {
		return false, wrap("exception", err)
	}
	t.ChangedFor(e.Agency, access.Staff, EntityException, id, 1, false)
	if e.Notice == "" {
		return true, nil
	}
	if _, err := t.tx.ExecContext(ctx, `update exception set notice = $2, wallet_psr = $3 where id = $1`, id, e.Notice, e.WalletPSR); err != nil {
		return false, wrap("exception", err)
	}
	return true, wrap("exception", t.renewNotices(ctx, e, id))
}

// renewNotices gives the open notices of e's payment, but for the one that is
// except, a new version.
func (t *Tx) renewNotices(ctx context.Context, e ExceptionRow, except string) error {
	rows, err := t.tx.QueryContext(ctx, `update exception set version = version + 1 where agency_id = $1 and reference = $2 and wallet_psr = $3
		and notice <> '' and closed_ms is null and id <> $4 returning id, version`, e.Agency, e.Reference, e.WalletPSR, except)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var version int64
		if err := rows.Scan(&id, &version); err != nil {
			return err
		}
		t.ChangedFor(e.Agency, access.Staff, EntityException, id, version, false)
	}
	return rows.Err()
}

// PollCursor is where the polling of a system stands; empty at the beginning.
func (s *Store) PollCursor(ctx context.Context, system string) (string, error) {
	cursor, err := gen.New(s.read).GetCursor(ctx, system)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return cursor, wrap("poll", err)
}

// SetPollCursor stores where the polling of a system stands.
func (t *Tx) SetPollCursor(ctx context.Context, system, cursor string) error {
	return wrap("poll", gen.New(t.tx).SetCursor(ctx, gen.SetCursorParams{System: system, Cursor: cursor}))
}
