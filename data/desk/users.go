package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"trastienda/app/access"
	"trastienda/data/desk/outbox"
	"trastienda/data/desk/remote"
)

// User is somebody of the agency, with what is not at the hub yet on top.
// Agent is the agent's id, empty for everybody but agents; LastSeen is nil when
// they never signed in. Version is the hub's.
type User struct {
	ID       string
	Name     string
	Email    string
	Role     access.Role
	Agent    string
	Active   bool
	Invited  bool // the invitation was not taken yet
	LastSeen *time.Time
	Version  int64
	Sign     Sign
}

// UserEdit is all that is said of a user when they are edited.
type UserEdit struct {
	Name   string      `json:"name"`
	Role   access.Role `json:"role"`
	Agent  string      `json:"agent"`
	Active bool        `json:"active"`
}

// userDoc is the hub's document. Agent is null for everybody but agents.
type userDoc struct {
	ID       string      `json:"id"`
	Name     string      `json:"name"`
	Email    string      `json:"email"`
	Role     access.Role `json:"role"`
	Agent    *string     `json:"agent"`
	Active   bool        `json:"active"`
	Invited  bool        `json:"invited"`
	LastSeen *time.Time  `json:"last_seen"`
	Version  int64       `json:"version"`
}

// Users lists the users the hub shows to whoever is signed in, by name; none
// where their role may not see them.
func (d *Desk) Users(ctx context.Context) ([]User, error) {
	w, done, err := d.use()
	if err != nil {
		return nil, err
	}
	defer done()
	found, err := w.replica.Overlaid(ctx, string(remote.Users), nil)
	if err != nil {
		return nil, err
	}
	list := make([]User, 0, len(found.Docs))
	for id, doc := range found.Docs {
		doc, sign, err := outbox.Overlay(doc, found.Unsent[id], w.user())
		if err != nil {
			return nil, err
		}
		var u userDoc
		if err := json.Unmarshal(doc, &u); err != nil {
			return nil, err
		}
		user := User{ID: id, Name: u.Name, Email: u.Email, Role: u.Role, Active: u.Active, Invited: u.Invited, LastSeen: u.LastSeen, Version: u.Version, Sign: sign}
		if u.Agent != nil {
			user.Agent = *u.Agent
		}
		list = append(list, user)
	}
	slices.SortFunc(list, func(a, b User) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return list, nil
}

// UserWaits tells whether a change of a user waits in the outbox.
func (d *Desk) UserWaits(ctx context.Context, id string) (bool, error) {
	unsent, err := d.Unsent(ctx)
	return slices.ContainsFunc(unsent, func(u Unsent) bool { return u.Kind == outbox.KindUser && u.Record == id }), err
}

// EditUser changes a user; version is the one the person saw. It is written
// down here and sent as soon as the hub can be reached, which decides whether
// it may be. Errors: ErrNotStored.
func (d *Desk) EditUser(ctx context.Context, id string, edit UserEdit, version int64) error {
	_, err := queued(d, func(q *outbox.Queue) (struct{}, error) {
		return struct{}{}, q.Add(ctx, outbox.KindUser, id, version, edit)
	})
	return err
}
