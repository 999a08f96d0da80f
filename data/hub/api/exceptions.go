package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/exception"
	"trastienda/app/listing"
	"trastienda/app/problem"
	"trastienda/data/connector"
	"trastienda/data/hub/job"
	"trastienda/data/hub/store"
)

// Exception is something that waits for a person.
type Exception = exception.Exception

func (a *api) exceptionOperations() {
	register(a, access.ExceptionsSee, huma.Operation{
		OperationID: "list-exceptions", Method: http.MethodGet, Path: "/v1/exceptions", Summary: "Notices that wait for a person",
		Description: "Newest first unless sort says otherwise; those that are closed are not among them. Problems: 400 bad-cursor, 422 bad-sort.",
	}, a.listExceptions)
	register(a, access.ExceptionsSee, huma.Operation{
		OperationID: "get-exception", Method: http.MethodGet, Path: "/v1/exceptions/{id}", Summary: "One of them, closed or not, and what the hub knows of its payment",
	}, a.getException)
	a.exceptionActs()
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
	items, err := a.exceptionDocs(ctx, page.Items)
	return &exceptionsOutput{Body: List[Exception]{Items: items, Next: page.Next}}, err
}

// exceptionDocs are exceptions as the list and the feed show them.
func (a *api) exceptionDocs(ctx context.Context, list []store.Exception) ([]Exception, error) {
	notices, err := a.openNotices(ctx, list...)
	if err != nil {
		return nil, err
	}
	docs := make([]Exception, len(list))
	for i, e := range list {
		if docs[i], err = exceptionDoc(e, notices); err != nil {
			return nil, err
		}
		if docs[i].Suggestion, err = a.suggestion(ctx, e); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// exceptionsByID are the open ones of some that the scope sees.
func (a *api) exceptionsByID(ctx context.Context, scope access.Scope, ids []string) (map[string]Exception, error) {
	list, err := a.Store.OpenExceptionsByID(ctx, scope, ids)
	if err != nil {
		return nil, err
	}
	docs, err := a.exceptionDocs(ctx, list)
	found := make(map[string]Exception, len(docs))
	for _, doc := range docs {
		found[doc.ID] = doc
	}
	return found, err
}

// exceptionPage is a page of the snapshot: everything open that the scope sees.
func (a *api) exceptionPage(ctx context.Context, scope access.Scope, cursor string, limit int) ([]any, string, error) {
	if !scope.Role.Allows(access.ExceptionsSee) {
		return []any{}, "", nil
	}
	page, err := a.Store.ListExceptions(ctx, scope.Agency, nil, cursor, limit)
	if err != nil {
		return nil, "", err
	}
	docs, err := a.exceptionDocs(ctx, page.Items)
	return anything(docs), page.Next, err
}

type exceptionOutput struct {
	ETag     string `header:"ETag"`
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     Exception
}

func (a *api) getException(ctx context.Context, in *idInput) (*exceptionOutput, error) {
	e, err := a.Store.FindException(ctx, callerOf(ctx).who.Scope().Agency, in.ID)
	if err != nil {
		return nil, err
	}
	notices, err := a.openNotices(ctx, e)
	if err != nil {
		return nil, err
	}
	doc, err := exceptionDoc(e, notices)
	if err != nil {
		return nil, err
	}
	out := &exceptionOutput{ETag: etag(e.Version), Body: doc}
	psr, _ := out.Body.Details["psr"].(string)
	if out.Body.Known, err = a.Store.KnownOf(ctx, e.Agency, e.Reference, psr); err != nil {
		return nil, err
	}
	if out.Body.Suggestion, err = a.suggestion(ctx, e); err != nil {
		return nil, err
	}
	out.Body.Alone, err = a.alone(ctx, e)
	return out, err
}

// alone tells whether nobody could decide what is proposed, or what the caller
// would propose.
func (a *api) alone(ctx context.Context, e store.Exception) (bool, error) {
	if e.Closed != nil {
		return false, nil
	}
	first := callerOf(ctx).who.User.ID
	if e.Proposal != nil {
		first = e.Proposal.ByID
	}
	n, err := a.Store.Deciders(ctx, e.Agency, first)
	return n == 0 && err == nil, err
}

// exceptionDoc is an exception as everybody who may see it sees it: what it was
// stored with for later, a whole account number among it, is not told. Among
// notices are the open ones of its payment.
func exceptionDoc(e store.Exception, notices []store.Exception) (Exception, error) {
	doc := Exception{ID: e.ID, Kind: e.Kind, Reference: e.Reference, At: e.At, Details: details(e), Acts: []exception.Act{},
		Proposal: e.Proposal, Rejected: e.Rejected, Closed: e.Closed, Version: e.Version}
	for _, act := range []exception.Act{exception.Assign, exception.Close} {
		if allows(e, act) {
			doc.Acts = append(doc.Acts, act)
		}
	}
	if !allows(e, exception.Assign) {
		return doc, nil
	}
	payment, err := job.PaymentOf(told(e), toldOf(e, notices))
	doc.Payment = &payment
	return doc, err
}

// openNotices are the open notices of the payments of those that can be assigned.
func (a *api) openNotices(ctx context.Context, list ...store.Exception) ([]store.Exception, error) {
	var references []string
	for _, e := range list {
		if allows(e, exception.Assign) {
			references = append(references, e.Reference)
		}
	}
	if len(references) == 0 {
		return nil, nil
	}
	return a.Store.OpenNotices(ctx, list[0].Agency, references)
}

func told(e store.Exception) job.Told { return job.Told{Notice: e.Notice, Came: e.At} }

// toldOf are those of the notices that an approval of e takes in too (see
// store.Tx.LockException).
func toldOf(e store.Exception, notices []store.Exception) []job.Told {
	var others []job.Told
	for _, o := range notices {
		if o.ID != e.ID && o.Reference == e.Reference && o.WalletPSR == e.WalletPSR {
			others = append(others, told(o))
		}
	}
	return others
}

// allows tells what may become of an open exception: what its kind allows and,
// to be taken in, the whole notice (rows of older versions have none).
func allows(e store.Exception, act exception.Act) bool {
	return e.Closed == nil && e.Kind.Allows(act) && (act != exception.Assign || e.Notice != "")
}

// suggestion names whose account got the money of a notice that may be assigned.
func (a *api) suggestion(ctx context.Context, e store.Exception) (*exception.Suggestion, error) {
	if !allows(e, exception.Assign) {
		return nil, nil
	}
	var pay connector.Payment
	if err := json.Unmarshal([]byte(e.Notice), &pay); err != nil {
		return nil, err
	}
	return a.Store.SuggestionFor(ctx, e.Agency, pay.ToCBU)
}

// details reads an exception's body; one that is no JSON object shows nothing.
func details(e store.Exception) map[string]any {
	known := map[string]any{}
	if err := json.Unmarshal([]byte(e.Body), &known); err != nil || known == nil {
		return map[string]any{}
	}
	return known
}
