package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/listing"
	"trastienda/app/problem"
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
