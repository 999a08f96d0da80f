package store

import (
	"context"
	"database/sql"

	"trastienda/app/access"
)

// HoldUser keeps others from changing a user, or what is theirs alone, until the
// transaction ends. It is taken after the limits of signing in and before the
// user's codes and sessions.
func (t *Tx) HoldUser(ctx context.Context, userID string) error {
	_, err := t.tx.ExecContext(ctx, `update app_user set version = version where id = $1`, userID)
	return wrap("hold user", err)
}

// SaveUser stores what a manager changed of a registered person that Person
// read, and tells the feed.
func (t *Tx) SaveUser(ctx context.Context, agency string, u access.User) error {
	active := 0
	if u.Active {
		active = 1
	}
	_, err := t.tx.ExecContext(ctx, `update app_user set name = $3, role = $4, agent_id = $5, active = $6, version = $7
		where agency_id = $1 and id = $2`,
		agency, u.ID, u.Name, string(u.Role), sql.NullString{String: u.Agent, Valid: u.Agent != ""}, active, u.Version)
	if err != nil {
		return wrap("save user", err)
	}
	t.ChangedFor(agency, access.Managers, EntityUser, u.ID, u.Version, false)
	return nil
}

// OtherManagers is how many active managers the agency has besides one person.
func (t *Tx) OtherManagers(ctx context.Context, agency, userID string) (n int, err error) {
	err = t.tx.QueryRowContext(ctx, `select count(*) from app_user where agency_id = $1 and id <> $2 and role = $3 and active = 1`,
		agency, userID, string(access.Manager)).Scan(&n)
	return n, wrap("managers", err)
}

// HasAgent tells whether the agency has an agent of that id.
func (t *Tx) HasAgent(ctx context.Context, agency, agentID string) (bool, error) {
	var n int
	err := t.tx.QueryRowContext(ctx, `select count(*) from agent where agency_id = $1 and id = $2`, agency, agentID).Scan(&n)
	return n > 0, wrap("agent", err)
}

// HasEmail tells whether a registered person of the agency has the e-mail. Of
// other agencies' people it says nothing.
func (t *Tx) HasEmail(ctx context.Context, agency, email string) (bool, error) {
	var n int
	err := t.tx.QueryRowContext(ctx, `select count(*) from app_user where agency_id = $1 and email = $2`, agency, email).Scan(&n)
	return n > 0, wrap("e-mail", err)
}

// AgencyByName finds an agency by its name; ErrNotFound when there is none.
func (t *Tx) AgencyByName(ctx context.Context, name string) (Agency, error) {
	a := Agency{Name: name}
	err := t.tx.QueryRowContext(ctx, `select id, currency, time_zone from agency where name = $1 order by created_ms, id limit 1`, name).
		Scan(&a.ID, &a.Currency, &a.TimeZone)
	return a, found(err)
}

// Agency reads an agency inside the transaction.
func (t *Tx) Agency(ctx context.Context, id string) (Agency, error) {
	a := Agency{ID: id}
	err := t.tx.QueryRowContext(ctx, `select name, currency, time_zone from agency where id = $1`, id).Scan(&a.Name, &a.Currency, &a.TimeZone)
	return a, found(err)
}

// AgencyOf tells in which agency of the hub somebody has an e-mail; ErrNotFound
// when nobody has. It is for whoever runs the hub, never for an answer.
func (t *Tx) AgencyOf(ctx context.Context, email string) (agency string, err error) {
	err = t.tx.QueryRowContext(ctx, `select agency_id from app_user where email = $1`, email).Scan(&agency)
	return agency, found(err)
}
