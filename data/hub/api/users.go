package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/listing"
	"trastienda/app/problem"
	"trastienda/data/hub/session"
	"trastienda/data/hub/store"
)

func (a *api) userOperations() {
	register(a, access.UsersManage, huma.Operation{
		OperationID: "list-users", Method: http.MethodGet, Path: "/v1/users", Summary: "List the agency's people",
		Description: "By name unless sort says otherwise; those who are invited and have not registered are among them. Problems: 400 bad-cursor, 422 bad-sort.",
	}, a.listUsers)
	register(a, access.UsersManage, huma.Operation{
		OperationID: "get-user", Method: http.MethodGet, Path: "/v1/users/{id}", Summary: "One person",
	}, a.getUser)
	register(a, access.UsersManage, huma.Operation{
		OperationID: "change-user", Method: http.MethodPut, Path: "/v1/users/{id}", Summary: "Change a person's name, role or agent, or deactivate them",
		Description: "Another role, agent or activity ends the person's sessions. Problems: 400 key-missing, 400 key-invalid, 409 own-account, " +
			"409 last-manager, 409 not-registered, 412 version-conflict with the present user as current, 422 key-reused, 422 user-invalid, 428 version-missing.",
		MaxBodyBytes: 16 << 10,
	}, a.changeUser)
	register(a, access.UsersManage, huma.Operation{
		OperationID: "end-user-sessions", Method: http.MethodDelete, Path: "/v1/users/{id}/sessions", Summary: "Sign a person out everywhere",
		Description: "Problems: 409 not-registered.",
	}, a.endSessions)
	register(a, access.UsersManage, huma.Operation{
		OperationID: "reset-user", Method: http.MethodPost, Path: "/v1/users/{id}/reset", Summary: "Make a one-time code for a new password",
		Description: "The code is told once; the old password stays until it is used. Problems: 400 key-missing, 400 key-invalid, 409 not-registered, 409 user-inactive, 422 key-reused.",
	}, a.resetUser)
}

type usersInput struct {
	Paging
	Sort string `query:"sort" maxLength:"200" doc:"Fields with commas, - for descending: name, email"`
}

type usersOutput struct {
	Body List[access.User] `nameHint:"UserList"`
}

func (a *api) listUsers(ctx context.Context, in *usersInput) (*usersOutput, error) {
	sort, err := listing.ParseSort(in.Sort, store.UserSortFields...)
	if err != nil {
		return nil, fail(ctx, problem.BadSort)
	}
	page, err := a.Store.ListUsers(ctx, callerOf(ctx).who.Scope(), sort, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &usersOutput{Body: listOf(page)}, nil
}

type userOutput struct {
	ETag     string `header:"ETag"`
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     access.User
}

func (a *api) getUser(ctx context.Context, in *idInput) (*userOutput, error) {
	found, err := a.Store.FindPerson(ctx, callerOf(ctx).who.Scope(), in.ID)
	if err != nil {
		return nil, err
	}
	return &userOutput{ETag: etag(found.Version), Body: found}, nil
}

// UserRequest is all that a manager can change of a person.
type UserRequest struct {
	Name   string      `json:"name" minLength:"1" maxLength:"100"`
	Role   access.Role `json:"role" enum:"operator,manager,agent"`
	Agent  string      `json:"agent" maxLength:"64" doc:"Id of the agent whose rows a person of that role sees; empty for the other roles"`
	Active bool        `json:"active"`
}

type changeUserInput struct {
	ID      string `path:"id" maxLength:"200"`
	Key     string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The ETag of the person that is changed"`
	Body    UserRequest
}

func (a *api) changeUser(ctx context.Context, in *changeUserInput) (*userOutput, error) {
	key, err := actKey(ctx, in.Key, in.IfMatch)
	if err != nil {
		return nil, err
	}
	asked := in.Body
	asked.Name = strings.TrimSpace(asked.Name)
	if !access.NameFits(asked.Name) || !access.PlaceFits(asked.Role, asked.Agent) || !storable(asked.Agent) {
		return nil, fail(ctx, problem.UserInvalid)
	}
	// Before any replay, so that no stored answer tells of who is out of scope.
	if _, err := a.Store.FindPerson(ctx, callerOf(ctx).who.Scope(), in.ID); err != nil {
		return nil, err
	}
	act := insideAct{Key: key, Act: audit.ActUserChange, Target: in.ID,
		Hash: actHash(http.MethodPut, "/v1/users/"+in.ID, in.IfMatch, auditText(asked))}
	u, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (access.User, error) {
		return a.saveUser(ctx, tx, in.ID, in.IfMatch, asked)
	})
	if err != nil {
		return nil, err
	}
	return &userOutput{ETag: etag(u.Version), Replayed: replayedHeader(replayed), Body: u}, nil
}

// saveUser is the effect. A person whose role, agent or activity changes is
// signed out everywhere; one who is not active has no use for a code either.
func (a *api) saveUser(ctx context.Context, tx *store.Tx, id, ifMatch string, asked UserRequest) (access.User, error) {
	who := callerOf(ctx).who
	before, err := tx.Person(ctx, who.Scope(), id)
	if err != nil {
		return before, err
	}
	if ifMatch != etag(before.Version) {
		return before, conflict(ctx, before, before.Version)
	}
	after := before
	after.Name, after.Role, after.Agent, after.Active = asked.Name, asked.Role, asked.Agent, asked.Active
	if err := a.mayChange(ctx, tx, before, after); err != nil || after == before {
		return before, err
	}
	after.Version++
	if err := tx.SaveUser(ctx, who.User.Agency, after); err != nil {
		return before, err
	}
	// Those of somebody who is not active are no good either, but tell their
	// desktops to remove the copy; none comes back to life with its user.
	if after.Active && (after.Role != before.Role || after.Agent != before.Agent || !before.Active) {
		if err := tx.DeleteSessions(ctx, id, ""); err != nil {
			return before, err
		}
	}
	if !after.Active {
		if err := tx.DeleteCodes(ctx, store.CodeReset, id); err != nil {
			return before, err
		}
	}
	a.audit(ctx, tx, audit.ActUserChange, store.EntityUser, id, before, after)
	return after, nil
}

// mayChange tells why a change is not allowed; nil when it is.
func (a *api) mayChange(ctx context.Context, tx *store.Tx, before, after access.User) error {
	who := callerOf(ctx).who
	if before.Invited {
		return fail(ctx, problem.NotRegistered)
	}
	if before.ID == who.User.ID && !after.Active {
		return fail(ctx, problem.OwnAccount)
	}
	if after.Agent != "" && after.Agent != before.Agent {
		has, err := tx.HasAgent(ctx, who.User.Agency, after.Agent)
		if err != nil {
			return err
		}
		if !has {
			return fail(ctx, problem.UserInvalid)
		}
	}
	if manages(before) && !manages(after) {
		others, err := tx.OtherManagers(ctx, who.User.Agency, before.ID)
		if err != nil {
			return err
		}
		if others == 0 {
			return fail(ctx, problem.LastManager)
		}
	}
	return nil
}

func manages(u access.User) bool { return u.Active && u.Role == access.Manager }

// endSessions signs a person out everywhere; done twice it changes nothing more,
// so it needs no key.
func (a *api) endSessions(ctx context.Context, in *idInput) (*struct{}, error) {
	scope := callerOf(ctx).who.Scope()
	return nil, a.Store.Write(ctx, func(tx *store.Tx) error {
		u, err := tx.Person(ctx, scope, in.ID)
		if err != nil {
			return err
		}
		if u.Invited {
			return fail(ctx, problem.NotRegistered)
		}
		a.audit(ctx, tx, audit.ActUserSessions, store.EntityUser, u.ID, nil, nil)
		return tx.DeleteSessions(ctx, u.ID, "")
	})
}

// ResetCode is a one-time code with which a person sets a new password. Code is
// told once: it is empty in a replay and in the operation.
type ResetCode struct {
	Code      string    `json:"code"`
	ExpiresAt time.Time `json:"expires_at"`
	Mailed    bool      `json:"mailed" doc:"Whether a mail with a code of its own is on its way to the person"`
}

func (r ResetCode) withoutSecret() any { r.Code = ""; return r }

type resetUserInput struct {
	ID  string `path:"id" maxLength:"200"`
	Key string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
}

type resetUserOutput struct {
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     ResetCode
}

func (a *api) resetUser(ctx context.Context, in *resetUserInput) (*resetUserOutput, error) {
	key, code := parseKey(in.Key)
	if code != "" {
		return nil, fail(ctx, code)
	}
	scope := callerOf(ctx).who.Scope()
	if _, err := a.Store.FindPerson(ctx, scope, in.ID); err != nil {
		return nil, err
	}
	act := insideAct{Key: key, Act: audit.ActUserReset, Target: in.ID, Hash: actHash(http.MethodPost, "/v1/users/"+in.ID+"/reset", "", "{}")}
	issued, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (r ResetCode, err error) {
		u, err := tx.Person(ctx, scope, in.ID)
		if err != nil {
			return r, err
		}
		switch {
		case u.Invited:
			return r, fail(ctx, problem.NotRegistered)
		case !u.Active:
			return r, fail(ctx, problem.UserInactive)
		}
		a.audit(ctx, tx, audit.ActUserReset, store.EntityUser, u.ID, nil, nil)
		if r.Mailed = a.Mail; r.Mailed {
			if err := tx.QueueMail(ctx, store.Mail{Kind: store.CodeReset, Email: u.Email, Lang: callerOf(ctx).lang}); err != nil {
				return r, err
			}
		}
		r.Code, r.ExpiresAt, err = session.IssueReset(ctx, tx, u.ID, callerOf(ctx).who.User.ID, a.Store.Clock().Now().UTC().Truncate(time.Millisecond))
		return r, err
	})
	if err != nil {
		return nil, err
	}
	return &resetUserOutput{Replayed: replayedHeader(replayed), Body: issued}, nil
}
