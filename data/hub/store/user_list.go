package store

import (
	"context"
	"database/sql"
	"fmt"

	"trastienda/app/access"
	"trastienda/app/listing"
)

// UserSortFields are the fields a list of users may be sorted by.
var UserSortFields = []string{"name", "email"}

var userColumns = map[string]listing.Column{"name": {Name: "u.name"}, "email": {Name: "u.email"}, "id": {Name: "u.id"}}

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
	if len(sort) == 0 {
		sort = listing.Sort{{Field: "name"}}
	}
	sort = sort.With(listing.Key{Field: "id", Desc: sort[0].Desc})
	var w listing.Where
	w.And("u.agency_id = ?", scope.Agency)
	if cursor != "" {
		values, err := listing.DecodeCursor(cursor, sort, sort.Numbers(userColumns))
		if err != nil {
			return Page[access.User]{}, err
		}
		w.After(sort, userColumns, values)
	}
	list, err := users(ctx, s.read, w, sort.OrderBy(userColumns)+fmt.Sprintf(" limit %d", limit+1))
	if err != nil {
		return Page[access.User]{}, err
	}
	page := Page[access.User]{Items: list}
	if len(list) > limit {
		page.Items = list[:limit]
		last := list[limit-1]
		all, values := map[string]any{"name": last.Name, "email": last.Email, "id": last.ID}, make([]any, len(sort))
		for i, k := range sort {
			values[i] = all[k.Field]
		}
		page.Next = listing.EncodeCursor(sort, values)
	}
	return page, nil
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
