package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/listing"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
)

// Snapshot is a page of everything there is of an entity. ChangesAfter is fixed
// at the first page: following the changes from there on misses nothing.
type Snapshot struct {
	Items        []any  `json:"items" doc:"Purchases, Agents, Marks, Closings, Users, Settings, Exceptions, the agency's Profile, BankChanges or RateChanges, as entity says"`
	Next         string `json:"next"`
	ChangesAfter string `json:"changes_after"`
}

func (a *api) snapshotOperations() {
	register(a, access.ChangesFollow, huma.Operation{
		OperationID: "take-snapshot", Method: http.MethodGet, Path: "/v1/snapshot", Summary: "Everything of an entity, page by page",
		Description: "Purchases come newest first. Users are for managers and open exceptions for everybody but agents, others are given none; settings are the caller's own, and changes of rates are for managers. Problems: 400 bad-cursor, 410 must-refetch when the hub was restored or the caller's scope changed between pages.",
	}, a.takeSnapshot)
}

type snapshotInput struct {
	Paging
	Entity string `query:"entity" required:"true" enum:"purchase,agent,mark,closing,user,setting,exception,agency,bank_change,rate_change"`
}

type snapshotOutput struct{ Body Snapshot }

// snapshotCursor carries what the first page fixed.
type snapshotCursor struct {
	Entity string `json:"e"`
	After  string `json:"a"`
	List   string `json:"l"`
}

func (a *api) takeSnapshot(ctx context.Context, in *snapshotInput) (*snapshotOutput, error) {
	scope := callerOf(ctx).who.Scope()
	from, err := a.snapshotFrom(ctx, scope, in)
	if err != nil {
		return nil, err
	}
	items, next, err := a.snapshotPage(ctx, scope, from, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &snapshotOutput{Body: Snapshot{Items: items, ChangesAfter: from.After}}
	if next != "" {
		from.List = next
		text, err := json.Marshal(from)
		if err != nil {
			return nil, err
		}
		out.Body.Next = base64.RawURLEncoding.EncodeToString(text)
	}
	return out, nil
}

// snapshotFrom reads the cursor, or begins: the head is read before the first
// page's rows, so that whatever commits later has a greater number.
func (a *api) snapshotFrom(ctx context.Context, scope access.Scope, in *snapshotInput) (snapshotCursor, error) {
	if in.Cursor == "" {
		head, err := a.Store.Head(ctx, scope.Agency)
		return snapshotCursor{Entity: in.Entity, After: a.cursor(scope, head)}, err
	}
	var from snapshotCursor
	text, err := base64.RawURLEncoding.DecodeString(in.Cursor)
	if err != nil || json.Unmarshal(text, &from) != nil || from.Entity != in.Entity || from.List == "" || from.After == "" {
		return from, listing.ErrCursor
	}
	if _, ok := a.position(scope, from.After); !ok {
		return from, fail(ctx, problem.MustRefetch)
	}
	return from, nil
}

func (a *api) snapshotPage(ctx context.Context, scope access.Scope, from snapshotCursor, limit int) ([]any, string, error) {
	if from.Entity == store.EntityAgent {
		page, err := a.Store.ListAgents(ctx, scope, nil, from.List, limit)
		return anything(page.Items), page.Next, err
	}
	if from.Entity == store.EntityMark {
		page, err := a.Store.ListMarks(ctx, scope, from.List, limit)
		return anything(page.Items), page.Next, err
	}
	if from.Entity == store.EntityClosing {
		page, err := a.Store.ListClosings(ctx, scope, from.List, limit)
		return anything(page.Items), page.Next, err
	}
	if from.Entity == store.EntityUser {
		page, err := a.Store.ListUsers(ctx, scope, nil, from.List, limit)
		return anything(page.Items), page.Next, err
	}
	if from.Entity == store.EntitySetting {
		page, err := a.Store.ListSettings(ctx, scope, from.List, limit)
		return anything(page.Items), page.Next, err
	}
	if from.Entity == store.EntityAgency {
		own, err := a.Store.AgenciesByID(ctx, scope, []string{scope.Agency})
		return anything(slices.Collect(maps.Values(own))), "", err
	}
	if from.Entity == store.EntityException {
		return a.exceptionPage(ctx, scope, from.List, limit)
	}
	if from.Entity == store.EntityBankChange {
		return snapshotChanges(ctx, a, bankChange, scope, from.List, limit)
	}
	if from.Entity == store.EntityRateChange {
		return snapshotChanges(ctx, a, rateChange, scope, from.List, limit)
	}
	page, err := a.Store.ListPurchases(ctx, scope, purchase.Filter{}, nil, from.List, limit)
	return anything(page.Items), page.Next, err
}

func anything[T any](list []T) []any {
	all := make([]any, len(list))
	for i, x := range list {
		all[i] = x
	}
	return all
}

func snapshotChanges[R, D any](ctx context.Context, a *api, k changeKind[R, D], scope access.Scope, cursor string, limit int) ([]any, string, error) {
	page, err := k.list(a.Store, ctx, scope, store.ChangeFilter{}, cursor, limit)
	docs := make([]any, len(page.Items))
	for i, row := range page.Items {
		docs[i] = k.doc(row, 0)
	}
	return docs, page.Next, err
}
