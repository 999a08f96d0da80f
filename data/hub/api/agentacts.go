package api

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/audit"
	"trastienda/app/problem"
	"trastienda/data/hub/store"
)

const agentProblems = "Problems: 400 key-missing, 400 key-invalid, 409 code-taken, 409 psr-taken, 422 agent-invalid with the fields, 422 key-reused"

// maxAgentBody holds an agent with all the points of sale it may have.
const maxAgentBody = 256 << 10

func (a *api) agentActs() {
	register(a, access.AgentsEdit, huma.Operation{
		OperationID: "create-agent", Method: http.MethodPost, Path: "/v1/agents", Summary: "Add an agent",
		Description:  "It gets the agency's rate for new agents and no bank data. " + agentProblems + ".",
		MaxBodyBytes: maxAgentBody, DefaultStatus: http.StatusCreated,
	}, a.createAgent)
	register(a, access.AgentsEdit, huma.Operation{
		OperationID: "change-agent", Method: http.MethodPut, Path: "/v1/agents/{id}", Summary: "Change an agent and its points of sale",
		Description: "What is not among its points of sale any more is removed; purchases keep their PSR. One of another agent is removed there first. " +
			agentProblems + ", 412 version-conflict with the present agent as current, 428 version-missing.",
		MaxBodyBytes: maxAgentBody,
	}, a.changeAgent)
}

// AgentRequest is a new agent.
type AgentRequest struct {
	ID string `json:"id,omitempty" maxLength:"36" doc:"A UUID, when whoever asks wants to know it beforehand"`
	agent.Edit
}

type createAgentInput struct {
	Key  string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	Body AgentRequest
}

type changeAgentInput struct {
	ID      string `path:"id" maxLength:"200"`
	Key     string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The ETag of the agent that is changed"`
	Body    agent.Edit
}

type agentActOutput struct {
	ETag     string `header:"ETag"`
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     agent.Agent
}

func (a *api) createAgent(ctx context.Context, in *createAgentInput) (*agentActOutput, error) {
	key, code := parseKey(in.Key)
	if code != "" {
		return nil, fail(ctx, code)
	}
	edit, err := cleanEdit(ctx, in.Body.Edit)
	if err != nil {
		return nil, err
	}
	id, err := newAgentID(ctx, in.Body.ID)
	if err != nil {
		return nil, err
	}
	scope := callerOf(ctx).who.Scope()
	asked := AgentRequest{ID: in.Body.ID, Edit: edit}
	act := insideAct{Key: key, Act: audit.ActAgentCreate, Target: in.Body.ID, Status: http.StatusCreated,
		Hash: actHash(http.MethodPost, "/v1/agents", "", auditText(asked))}
	made, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (agent.Agent, error) {
		profile, err := tx.LockAgency(ctx, scope.Agency) // holds the codes too
		if err != nil {
			return agent.Agent{}, err
		}
		after := edited(agent.Agent{ID: id, Version: 1}, edit)
		if err := tx.InsertAgent(ctx, scope.Agency, after, profile.BonusBP); err != nil {
			return agent.Agent{}, agentProblem(ctx, err)
		}
		if after, err = tx.LockAgent(ctx, scope, id); err != nil {
			return after, err
		}
		a.audit(ctx, tx, audit.ActAgentCreate, store.EntityAgent, id, nil, after)
		return after, nil
	})
	if err != nil {
		return nil, err
	}
	return &agentActOutput{ETag: etag(made.Version), Replayed: replayedHeader(replayed), Body: made}, nil
}

// newAgentID is the id that was asked for, or a new one.
func newAgentID(ctx context.Context, asked string) (string, error) {
	if asked == "" {
		id, err := uuid.NewV7()
		return id.String(), err
	}
	if id, err := uuid.Parse(asked); err != nil || id.String() != asked {
		return "", invalidAgent(ctx, "id")
	}
	return asked, nil
}

func (a *api) changeAgent(ctx context.Context, in *changeAgentInput) (*agentActOutput, error) {
	key, err := actKey(ctx, in.Key, in.IfMatch)
	if err != nil {
		return nil, err
	}
	edit, err := cleanEdit(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	scope := callerOf(ctx).who.Scope()
	// Before any replay, so that no stored answer tells of what is out of scope.
	if _, err := a.Store.FindAgent(ctx, scope, in.ID); err != nil {
		return nil, err
	}
	act := insideAct{Key: key, Act: audit.ActAgentEdit, Target: in.ID,
		Hash: actHash(http.MethodPut, "/v1/agents/"+in.ID, in.IfMatch, auditText(edit))}
	saved, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (agent.Agent, error) {
		if err := tx.HoldCodes(ctx, scope.Agency); err != nil {
			return agent.Agent{}, err
		}
		before, err := tx.LockAgent(ctx, scope, in.ID)
		if err != nil {
			return before, err
		}
		if in.IfMatch != etag(before.Version) {
			return before, conflict(ctx, before, before.Version)
		}
		if reflect.DeepEqual(agent.EditOf(before), edit) {
			return before, nil
		}
		after := edited(before, edit)
		after.Version++
		if err := tx.SaveAgent(ctx, scope.Agency, before, after); err != nil {
			return before, agentProblem(ctx, err)
		}
		a.audit(ctx, tx, audit.ActAgentEdit, store.EntityAgent, in.ID, before, after)
		return after, nil
	})
	if err != nil {
		return nil, err
	}
	return &agentActOutput{ETag: etag(saved.Version), Replayed: replayedHeader(replayed), Body: saved}, nil
}

// cleanEdit is an edit as it is stored, points of sale in the order of documents.
func cleanEdit(ctx context.Context, e agent.Edit) (agent.Edit, error) {
	e = e.Clean()
	if faults := e.Check(); len(faults) > 0 {
		fields := make([]string, len(faults))
		for i, f := range faults {
			fields[i] = f.Field
		}
		return e, invalidAgent(ctx, fields...)
	}
	slices.SortFunc(e.PointsOfSale, func(p, q agent.PointOfSale) int { return strings.Compare(p.PSR, q.PSR) })
	return e, nil
}

// invalidAgent names the fields that are not in order, never their values.
func invalidAgent(ctx context.Context, fields ...string) error {
	return failFields(ctx, problem.AgentInvalid, fields)
}

// failFields is fail with the fields of the body that were refused.
func failFields(ctx context.Context, code problem.Code, fields []string) error {
	p := newProblem(callerOf(ctx), code)
	for _, f := range fields {
		p.Fields = append(p.Fields, "body."+f)
	}
	return p
}

// edited is an agent as a form leaves it.
func edited(a agent.Agent, e agent.Edit) agent.Agent {
	a.Code, a.Name, a.CUIT, a.Active, a.NextVisit = e.Code, e.Name, e.CUIT, e.Active, e.NextVisit
	a.Contact, a.Address, a.PointsOfSale = e.Contact, e.Address, e.PointsOfSale
	return a
}

func agentProblem(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, store.ErrCodeTaken):
		return fail(ctx, problem.CodeTaken)
	case errors.Is(err, store.ErrPSRTaken):
		return fail(ctx, problem.PSRTaken)
	case errors.Is(err, store.ErrAgentExists):
		return invalidAgent(ctx, "id")
	}
	return err
}
