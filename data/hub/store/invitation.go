package store

import (
	"context"
	"database/sql"
	"time"

	"trastienda/app/access"
	"trastienda/app/listing"
)

// Invitation is an invitation with what only the hub needs to know of it.
type Invitation struct {
	access.Invitation
	Agency  string
	ByID    string // the manager's id, empty for the hub itself
	Version int64
}

const invitationColumns = `select i.id, i.agency_id, i.email, i.name, i.role, coalesce(i.agent_id, ''), i.by_id, i.by_name,
	i.created_ms, i.expires_ms, i.version from invitation i`

func scanInvitation(row interface{ Scan(...any) error }) (Invitation, error) {
	var i Invitation
	var created, expires int64
	err := row.Scan(&i.ID, &i.Agency, &i.Email, &i.Name, &i.Role, &i.Agent, &i.ByID, &i.InvitedBy, &created, &expires, &i.Version)
	i.CreatedAt, i.ExpiresAt = time.UnixMilli(created).UTC(), time.UnixMilli(expires).UTC()
	return i, err
}

// SaveInvitation stores an invitation and tells managers' feeds. One of the same
// e-mail in the agency is renewed: it keeps its id, and what was told of it
// before (see DeleteCodes) is for the caller to void.
func (t *Tx) SaveInvitation(ctx context.Context, i Invitation) (Invitation, error) {
	if err := t.HoldPeople(ctx, i.Agency); err != nil {
		return i, err
	}
	err := t.tx.QueryRowContext(ctx, `insert into invitation
		(id, agency_id, email, name, role, agent_id, by_id, by_name, created_ms, expires_ms, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)
		on conflict (agency_id, email) do update set name = excluded.name, role = excluded.role, agent_id = excluded.agent_id,
		by_id = excluded.by_id, by_name = excluded.by_name, created_ms = excluded.created_ms, expires_ms = excluded.expires_ms,
		version = invitation.version + 1 returning id, version`,
		i.ID, i.Agency, i.Email, i.Name, string(i.Role), sql.NullString{String: i.Agent, Valid: i.Agent != ""}, i.ByID, i.InvitedBy,
		i.CreatedAt.UnixMilli(), i.ExpiresAt.UnixMilli()).Scan(&i.ID, &i.Version)
	if err != nil {
		return i, wrap("invitation", err)
	}
	t.ChangedFor(i.Agency, access.Managers, EntityUser, i.ID, i.Version, false)
	return i, nil
}

// Invitation reads an invitation inside the transaction; ErrNotFound when there
// is none.
func (t *Tx) Invitation(ctx context.Context, id string) (Invitation, error) {
	i, err := scanInvitation(t.tx.QueryRowContext(ctx, invitationColumns+` where i.id = $1`, id))
	return i, found(err)
}

// InvitationTo is Invitation by the e-mail in an agency.
func (t *Tx) InvitationTo(ctx context.Context, agency, email string) (Invitation, error) {
	i, err := scanInvitation(t.tx.QueryRowContext(ctx, invitationColumns+` where i.agency_id = $1 and i.email = $2`, agency, email))
	return i, found(err)
}

// DeleteInvitation removes an invitation. Withdrawn tells managers' feeds that
// the person is gone; otherwise a user of the same id takes its place.
func (t *Tx) DeleteInvitation(ctx context.Context, i Invitation, withdrawn bool) error {
	result, err := t.tx.ExecContext(ctx, `delete from invitation where id = $1`, i.ID)
	if err != nil {
		return wrap("invitation", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return ErrNotFound // somebody was faster
	}
	if withdrawn {
		t.ChangedFor(i.Agency, access.Managers, EntityUser, i.ID, i.Version+1, true)
	}
	return nil
}

var invitationPages = paging[access.Invitation]{
	columns: map[string]listing.Column{"id": {Name: "i.id"}},
	usual:   listing.Sort{{Field: "id"}},
	values:  func(i access.Invitation) map[string]any { return map[string]any{"id": i.ID} },
}

// ListInvitations gives a page of the invitations in scope, oldest first; none
// to whoever does not manage people. Cursors are as in ListPurchases.
func (s *Store) ListInvitations(ctx context.Context, scope access.Scope, cursor string, limit int) (Page[access.Invitation], error) {
	if !scope.ManagesPeople() {
		return Page[access.Invitation]{Items: []access.Invitation{}}, nil
	}
	var w listing.Where
	w.And("i.agency_id = ?", scope.Agency)
	return invitationPages.page(w, nil, cursor, limit, func(w listing.Where, tail string) ([]access.Invitation, error) {
		return s.invitations(ctx, w, tail)
	})
}

func (s *Store) invitations(ctx context.Context, w listing.Where, tail string) ([]access.Invitation, error) {
	where, args := w.SQL()
	rows, err := s.read.QueryContext(ctx, invitationColumns+where+tail, args...)
	if err != nil {
		return nil, wrap("invitations", err)
	}
	defer rows.Close()
	var list []access.Invitation
	for rows.Next() {
		i, err := scanInvitation(rows)
		if err != nil {
			return nil, wrap("invitations", err)
		}
		list = append(list, i.Invitation)
	}
	return list, wrap("invitations", rows.Err())
}
