package store

import (
	"context"
	"database/sql"

	"trastienda/app/access"
	"trastienda/app/listing"
)

// UserSortFields are the fields a list of users may be sorted by.
var UserSortFields = []string{"name", "email"}

var userPages = paging[access.User]{
	columns: map[string]listing.Column{"name": {Name: "u.name"}, "email": {Name: "u.email"}, "id": {Name: "u.id"}},
	usual:   listing.Sort{{Field: "name"}, {Field: "id"}},
	values: func(u access.User) map[string]any {
		return map[string]any{"name": u.Name, "email": u.Email, "id": u.ID}
	},
}

// people are those who are there and those who are invited.
const people = `select u.id, u.name, u.email, u.role, u.agent_id, u.active, u.invited, u.seen_ms, u.version from (
	select agency_id, id, name, email, role, coalesce(agent_id, '') as agent_id, active, 0 as invited, seen_ms, version from app_user
	union all
	select agency_id, id, name, email, role, coalesce(agent_id, ''), 0, 1, null, version from invitation) u`

// ListUsers gives a page of the people in scope, by name unless sort says
// otherwise; nobody to whoever does not manage them. Cursors are as in
// ListPurchases.
func (s *Store) ListUsers(ctx context.Context, scope access.Scope, sort listing.Sort, cursor string, limit int) (Page[access.User], error) {
	if !scope.ManagesPeople() {
		return Page[access.User]{Items: []access.User{}}, nil
	}
	var w listing.Where
	w.And("u.agency_id = ?", scope.Agency)
	return userPages.page(w, sort, cursor, limit, func(w listing.Where, tail string) ([]access.User, error) {
		return users(ctx, s.read, w, tail)
	})
}

// FindPerson gives one of the people in scope; ErrNotFound when there is none.
func (s *Store) FindPerson(ctx context.Context, scope access.Scope, id string) (access.User, error) {
	found, err := s.UsersByID(ctx, scope, []string{id})
	return one(found, id, err)
}

// UsersByID gives those of the people that are in scope, by id.
func (s *Store) UsersByID(ctx context.Context, scope access.Scope, ids []string) (map[string]access.User, error) {
	return usersByID(ctx, s.read, scope, ids)
}

// Person is Store.FindPerson inside the transaction, and holds the agency's
// people until its end, so that nobody else changes them meanwhile: two managers
// who take each other's role away at once must not leave the agency without one.
func (t *Tx) Person(ctx context.Context, scope access.Scope, id string) (access.User, error) {
	if err := t.HoldPeople(ctx, scope.Agency); err != nil {
		return access.User{}, err
	}
	found, err := usersByID(ctx, t.tx, scope, []string{id})
	return one(found, id, err)
}

// HoldPeople keeps others from changing who belongs to an agency, invitations
// among them, until the transaction ends. It is taken before any of their rows.
func (t *Tx) HoldPeople(ctx context.Context, agency string) error {
	_, err := t.tx.ExecContext(ctx, `update agency set name = name where id = $1`, agency)
	return wrap("hold people", err)
}

func one[T any](found map[string]T, id string, err error) (T, error) {
	x, ok := found[id]
	if err == nil && !ok {
		err = ErrNotFound
	}
	return x, err
}

func usersByID(ctx context.Context, q querier, scope access.Scope, ids []string) (map[string]access.User, error) {
	found := make(map[string]access.User, len(ids))
	if len(ids) == 0 || !scope.ManagesPeople() {
		return found, nil
	}
	var w listing.Where
	w.And("u.agency_id = ?", scope.Agency)
	listing.In(&w, "u.id", ids)
	list, err := users(ctx, q, w, "")
	for _, u := range list {
		found[u.ID] = u
	}
	return found, err
}

func users(ctx context.Context, q querier, w listing.Where, tail string) ([]access.User, error) {
	where, args := w.SQL()
	rows, err := q.QueryContext(ctx, people+where+tail, args...)
	if err != nil {
		return nil, wrap("users", err)
	}
	defer rows.Close()
	list := []access.User{}
	for rows.Next() {
		var u access.User
		var active, invited int
		var seen sql.NullInt64
		if err := rows.Scan(&u.ID, &u.Name, &u.Email, &u.Role, &u.Agent, &active, &invited, &seen, &u.Version); err != nil {
			return nil, wrap("users", err)
		}
		u.Active, u.Invited, u.LastSeen = active != 0, invited != 0, pointer(seen)
		list = append(list, u)
	}
	return list, wrap("users", rows.Err())
}
