package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/listing"
	"trastienda/app/problem"
	"trastienda/data/hub/store"
)

// Exception is something that waits for a person.
type Exception struct {
	ID        string         `json:"id"`
	Kind      string         `json:"kind" doc:"Why nobody but a person can settle it"`
	Reference string         `json:"reference" doc:"What it is about"`
	At        time.Time      `json:"at"`
	Details   map[string]any `json:"details" doc:"What is known of it, without whole account numbers"`
}

func (a *api) exceptionOperations() {
	register(a, access.ExceptionsSee, huma.Operation{
		OperationID: "list-exceptions", Method: http.MethodGet, Path: "/v1/exceptions", Summary: "Notices that wait for a person",
		Description: "Newest first unless sort says otherwise. Problems: 400 bad-cursor, 422 bad-sort.",
	}, a.listExceptions)
}

type exceptionsOutput struct {
	Body List[Exception] `nameHint:"ExceptionList"`
}

type exceptionsInput struct {
	Paging
	Sort string `query:"sort" maxLength:"200" doc:"at, or -at for the newest first"`
}

func (a *api) listExceptions(ctx context.Context, in *exceptionsInput) (*exceptionsOutput, error) {
	sort, err := listing.ParseSort(in.Sort, store.ExceptionSortFields...)
	if err != nil {
		return nil, fail(ctx, problem.BadSort)
	}
	page, err := a.Store.ListExceptions(ctx, callerOf(ctx).who.Scope().Agency, sort, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &exceptionsOutput{Body: List[Exception]{Items: make([]Exception, len(page.Items)), Next: page.Next}}
	for i, e := range page.Items {
		out.Body.Items[i] = Exception{ID: e.ID, Kind: e.Kind, Reference: e.Reference, At: e.At, Details: details(e)}
	}
	return out, nil
}

// details reads an exception's body; one that is no JSON object shows nothing.
func details(e store.Exception) map[string]any {
	known := map[string]any{}
	if err := json.Unmarshal([]byte(e.Body), &known); err != nil || known == nil {
		return map[string]any{}
	}
	return known
}
