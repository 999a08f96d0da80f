package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/listing"
	"trastienda/app/problem"
)

// AuditEntry is one link of the agency's audit chain.
type AuditEntry audit.Entry

// AuditCount is how many links a filter keeps.
type AuditCount audit.Count

// AuditChoices are what the chain can be filtered by.
type AuditChoices audit.Choices

func (a *api) auditOperations() {
	register(a, access.AuditSee, huma.Operation{
		OperationID: "list-audit", Method: http.MethodGet, Path: "/v1/audit", Summary: "The agency's audit chain",
		Description: "Newest first unless sort says otherwise. Links never change: a list that is kept to a number with through stays the same while others are written. " +
			"Problems: 400 bad-cursor, 422 bad-sort.",
	}, a.listAudit)
	register(a, access.AuditSee, huma.Operation{
		OperationID: "count-audit", Method: http.MethodGet, Path: "/v1/audit/count", Summary: "How many links a filter keeps",
		Description: "through of the answer, given to the list, keeps it to exactly these.",
	}, a.countAudit)
	register(a, access.AuditSee, huma.Operation{
		OperationID: "list-audit-choices", Method: http.MethodGet, Path: "/v1/audit/choices", Summary: "Who and which acts are in the audit chain",
		Description: "An actor with an empty id is the hub itself.",
	}, a.auditChoices)
}

// AuditFilter are the parameters that narrow the chain.
type AuditFilter struct {
	From     time.Time `query:"from" doc:"From this instant on"`
	To       time.Time `query:"to" doc:"Before this instant"`
	Actor    string    `query:"actor" maxLength:"64" doc:"Id of the user, or hub for what the hub did by itself"`
	Act      string    `query:"act" maxLength:"64"`
	Entity   string    `query:"entity" maxLength:"64"`
	EntityID string    `query:"entity_id" maxLength:"200"`
	Q        string    `query:"q" maxLength:"200" doc:"Searched in names, devices, acts, ids and contents, without accents"`
	Through  int64     `query:"through" minimum:"0" doc:"Links up to this number; 0 for all"`
}

func (in AuditFilter) filter() audit.Filter {
	return audit.Filter{From: in.From, To: in.To, Actor: in.Actor, Act: in.Act, Entity: in.Entity, EntityID: in.EntityID,
		Text: in.Q, Through: in.Through}
}

type auditInput struct {
	Paging
	AuditFilter
	Sort string `query:"sort" maxLength:"200" doc:"seq, or -seq for the newest first"`
	Skip int    `query:"skip" minimum:"0" maximum:"100000000" doc:"Passes over so many links after the cursor: for going far at once"`
}

type auditOutput struct {
	Body List[AuditEntry] `nameHint:"AuditList"`
}

func (a *api) listAudit(ctx context.Context, in *auditInput) (*auditOutput, error) {
	sort, err := listing.ParseSort(in.Sort, audit.SortFields...)
	if err != nil {
		return nil, fail(ctx, problem.BadSort)
	}
	page, err := a.Store.ListAudit(ctx, callerOf(ctx).who.Scope().Agency, in.filter(), sort, in.Cursor, in.Skip, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &auditOutput{Body: List[AuditEntry]{Items: make([]AuditEntry, len(page.Items)), Next: page.Next}}
	for i, e := range page.Items {
		out.Body.Items[i] = AuditEntry(e)
	}
	return out, nil
}

type countAuditInput struct{ AuditFilter }

type countAuditOutput struct{ Body AuditCount }

func (a *api) countAudit(ctx context.Context, in *countAuditInput) (*countAuditOutput, error) {
	n, err := a.Store.CountAudit(ctx, callerOf(ctx).who.Scope().Agency, in.filter())
	return &countAuditOutput{Body: AuditCount(n)}, err
}

type auditChoicesOutput struct{ Body AuditChoices }

func (a *api) auditChoices(ctx context.Context, _ *struct{}) (*auditChoicesOutput, error) {
	c, err := a.Store.AuditChoices(ctx, callerOf(ctx).who.Scope().Agency)
	return &auditChoicesOutput{Body: AuditChoices(c)}, err
}
