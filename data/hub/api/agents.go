package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/listing"
	"trastienda/app/problem"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

func (a *api) agentOperations() {
	register(a, access.AgentsSee, huma.Operation{
		OperationID: "list-agents", Method: http.MethodGet, Path: "/v1/agents", Summary: "List agents",
		Description: "By code unless sort says otherwise. Bank data is masked. Problems: 400 bad-cursor, 422 bad-sort.",
	}, a.listAgents)
	register(a, access.AgentsSee, huma.Operation{
		OperationID: "get-agent", Method: http.MethodGet, Path: "/v1/agents/{id}", Summary: "One agent",
	}, a.getAgent)
	register(a, access.BalanceSee, huma.Operation{
		OperationID: "get-balance", Method: http.MethodGet, Path: "/v1/agents/{id}/balance", Summary: "An agent's virtual balance now",
		Description: "Asked of the recharge system. Problems: 503 not-configured, 502 outside-refused, 502 outside-bad-answer, 504 outside-no-answer.",
	}, a.getBalance)
	a.agentActs()
	a.bankOperations()
	a.rateOperations()
}

type agentsInput struct {
	Paging
	Sort string `query:"sort" maxLength:"200" doc:"Fields with commas, - for descending: code, name"`
}

type agentsOutput struct {
	Body List[agent.Agent] `nameHint:"AgentList"`
}

func (a *api) listAgents(ctx context.Context, in *agentsInput) (*agentsOutput, error) {
	sort, err := listing.ParseSort(in.Sort, store.AgentSortFields...)
	if err != nil {
		return nil, fail(ctx, problem.BadSort)
	}
	page, err := a.Store.ListAgents(ctx, callerOf(ctx).who.Scope(), sort, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &agentsOutput{Body: listOf(page)}, nil
}

type agentOutput struct {
	ETag string `header:"ETag"`
	Body agent.Agent
}

func (a *api) getAgent(ctx context.Context, in *idInput) (*agentOutput, error) {
	found, err := a.Store.FindAgent(ctx, callerOf(ctx).who.Scope(), in.ID)
	if err != nil {
		return nil, err
	}
	return &agentOutput{ETag: etag(found.Version), Body: found}, nil
}

type balanceOutput struct{ Body agent.Balance }

func (a *api) getBalance(ctx context.Context, in *idInput) (*balanceOutput, error) {
	found, err := a.Store.FindAgent(ctx, callerOf(ctx).who.Scope(), in.ID)
	if err != nil {
		return nil, err
	}
	balance, err := a.Recharge.Balance(ctx, found.Code)
	if err != nil {
		return nil, a.outside(ctx, err)
	}
	if err := a.auditBalance(ctx, found.ID); err != nil {
		return nil, err
	}
	balance.AsOf = balance.AsOf.UTC()
	return &balanceOutput{Body: balance}, nil
}

// noAnswer are the codes of an unknown outcome in which no answer came at all.
var noAnswer = map[string]bool{"timeout": true, "connection": true}

// outside tells what an outside system's error means to whoever asked it
// something. Why it failed stays in the log: its texts are not ours.
func (a *api) outside(ctx context.Context, err error) error {
	var refusal *connector.Refusal
	var unknown *connector.UnknownError
	switch {
	case errors.Is(err, connector.ErrNotConfigured):
		return fail(ctx, problem.NotConfigured)
	case errors.As(err, &refusal):
		a.Log.WarnContext(ctx, "outside system refused", "request", callerOf(ctx).requestID, "code", refusal.Code)
		return fail(ctx, problem.OutsideRefused)
	case errors.As(err, &unknown):
		a.Log.WarnContext(ctx, "outside system gave no usable answer", "request", callerOf(ctx).requestID, "code", unknown.Code, "alarm", unknown.Alarm)
		if noAnswer[unknown.Code] {
			return fail(ctx, problem.OutsideNoAnswer)
		}
		return fail(ctx, problem.OutsideBadAnswer)
	}
	return err
}
