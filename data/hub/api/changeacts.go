package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/problem"
	"trastienda/data/hub/store"
)

const changeProblems = "Problems: 400 key-missing, 400 key-invalid, 409 change-closed, 412 version-conflict with the present change as current, " +
	"422 key-reused, 428 version-missing, "

// changeKind is what the hub has to know of a kind of change that one person
// proposes and another decides. R is the row, D its document.
type changeKind[R, D any] struct {
	entity string // in the feed and in the audit
	name   string // in the ids of operations
	path   string
	about  string
	see    access.Permission
	// propose lets one take back what one proposed, decide decide what others did.
	propose, decide access.Permission
	acts            map[agent.Step]string
	list            func(s *store.Store, ctx context.Context, scope access.Scope, f store.ChangeFilter, cursor string, limit int) (store.Page[R], error)
	find            func(s *store.Store, ctx context.Context, scope access.Scope, id string) (R, error)
	lock            func(tx *store.Tx, ctx context.Context, scope access.Scope, id string) (R, error)
	head            func(*R) *store.ChangeHead
	doc             func(row R, agentVersion int64) D
	version         func(D) int64
	// apply does what is approved.
	apply func(ctx context.Context, tx *store.Tx, row R) error
	// save stores a decision and gives the agent's new version.
	save func(tx *store.Tx, ctx context.Context, row R) (int64, error)
}

// ChangesInput narrows a list of changes.
type ChangesInput struct {
	Paging
	State string `query:"state" maxLength:"100" pattern:"^((proposed|approved|rejected|withdrawn)(,(proposed|approved|rejected|withdrawn))*)?$" doc:"With commas: proposed, approved, rejected, withdrawn; empty for all"`
	Agent string `query:"agent" maxLength:"200" doc:"Id of an agent; empty for all"`
}

// ChangeInput is what every decision on a change is asked with.
type ChangeInput struct {
	ID      string `path:"id" maxLength:"200"`
	Key     string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The ETag of the change that was seen"`
}

type approveChangeInput struct {
	ChangeInput
	Body *ApprovalRequest
}

type rejectChangeInput struct {
	ChangeInput
	Body RejectionRequest
}

// changeOutput is a change as an act leaves it.
type changeOutput[D any] struct {
	ETag     string `header:"ETag"`
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     D
}

type changeListOutput[D any] struct{ Body List[D] }

// decisionOperations registers the list of a kind of change and its decisions.
func decisionOperations[R, D any](a *api, k changeKind[R, D], applyProblems string) {
	one := k.path + "/{id}"
	register(a, k.see, huma.Operation{
		OperationID: "list-" + k.name + "s", Method: http.MethodGet, Path: k.path, Summary: "Changes of " + k.about + ", newest first",
		Description: "Problems: 400 bad-cursor.",
	}, func(ctx context.Context, in *ChangesInput) (*changeListOutput[D], error) {
		return listChanges(ctx, a, k, in)
	})
	register(a, k.propose, huma.Operation{
		OperationID: "withdraw-" + k.name, Method: http.MethodDelete, Path: one, Summary: "Take one's own change of " + k.about + " back",
		Description: changeProblems + "409 proposal-of-another.", DefaultStatus: http.StatusOK,
	}, func(ctx context.Context, in *ChangeInput) (*changeOutput[D], error) {
		return decideChange(ctx, a, k, *in, agent.Withdraw, "")
	})
	register(a, k.decide, huma.Operation{
		OperationID: "approve-" + k.name, Method: http.MethodPost, Path: one + "/approve", Summary: "Bring somebody else's change of " + k.about + " into force",
		Description:  changeProblems + "403 second-person-needed, 403 second-person-vouched" + applyProblems + ".",
		MaxBodyBytes: 16 << 10,
	}, func(ctx context.Context, in *approveChangeInput) (*changeOutput[D], error) {
		return decideChange(ctx, a, k, in.ChangeInput, agent.Approve, "")
	})
	register(a, k.decide, huma.Operation{
		OperationID: "reject-" + k.name, Method: http.MethodPost, Path: one + "/reject", Summary: "Turn somebody else's change of " + k.about + " down",
		Description:  "The reason is told to whoever proposed. " + changeProblems + "403 second-person-needed, 403 second-person-vouched, 422 reason-missing.",
		MaxBodyBytes: 16 << 10,
	}, func(ctx context.Context, in *rejectChangeInput) (*changeOutput[D], error) {
		reason, err := cleanReason(ctx, in.Body.Reason, true)
		if err != nil {
			return nil, err
		}
		return decideChange(ctx, a, k, in.ChangeInput, agent.Reject, reason)
	})
}

func listChanges[R, D any](ctx context.Context, a *api, k changeKind[R, D], in *ChangesInput) (*changeListOutput[D], error) {
	f := store.ChangeFilter{Agent: in.Agent}
	for _, s := range strings.Split(in.State, ",") {
		if s != "" {
			f.States = append(f.States, agent.ChangeState(s))
		}
	}
	if !storable(in.Agent) {
		return nil, fail(ctx, problem.InvalidRequest)
	}
	page, err := k.list(a.Store, ctx, callerOf(ctx).who.Scope(), f, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &changeListOutput[D]{Body: List[D]{Items: make([]D, len(page.Items)), Next: page.Next}}
	for i, row := range page.Items {
		out.Body.Items[i] = k.doc(row, 0)
	}
	return out, nil
}

// decideChange carries out one step on a change: what it does, its audit and its
// answer are one transaction.
func decideChange[R, D any](ctx context.Context, a *api, k changeKind[R, D], in ChangeInput, step agent.Step, reason string) (*changeOutput[D], error) {
	key, err := actKey(ctx, in.Key, in.IfMatch)
	if err != nil {
		return nil, err
	}
	scope := callerOf(ctx).who.Scope()
	// Before any replay, so that no stored answer tells of what is out of scope.
	if _, err := k.find(a.Store, ctx, scope, in.ID); err != nil {
		return nil, err
	}
	act := insideAct{Key: key, Act: k.acts[step], Target: in.ID, Hash: actHash(string(step), k.path+"/"+in.ID, in.IfMatch, reason)}
	doc, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (doc D, err error) {
		row, err := k.lock(tx, ctx, scope, in.ID)
		if err != nil {
			return doc, err
		}
		head := k.head(&row)
		if in.IfMatch != etag(head.Version) {
			return doc, conflict(ctx, k.doc(row, 0), head.Version)
		}
		before := k.doc(row, 0)
		if err := a.takeStep(ctx, tx, head, step, reason); err != nil {
			return doc, err
		}
		if step == agent.Approve {
			if err := k.apply(ctx, tx, row); err != nil {
				return doc, err
			}
		}
		agentVersion, err := k.save(tx, ctx, row)
		if err != nil {
			return doc, err
		}
		a.audit(ctx, tx, act.Act, k.entity, in.ID, before, k.doc(row, 0))
		return k.doc(row, agentVersion), nil
	})
	if err != nil {
		return nil, err
	}
	return &changeOutput[D]{ETag: etag(k.version(doc)), Replayed: replayedHeader(replayed), Body: doc}, nil
}

// takeStep decides on a change that is locked.
func (a *api) takeStep(ctx context.Context, tx *store.Tx, head *store.ChangeHead, step agent.Step, reason string) error {
	who := callerOf(ctx).who.User
	if head.State != agent.Proposed {
		return fail(ctx, problem.ChangeClosed)
	}
	if step == agent.Withdraw {
		if head.ByID != who.ID {
			return fail(ctx, problem.ProposalOfAnother)
		}
	} else if err := secondPerson(ctx, tx, head.ByID); err != nil {
		return err
	}
	now := a.now()
	head.State = map[agent.Step]agent.ChangeState{agent.Withdraw: agent.Withdrawn, agent.Approve: agent.Approved, agent.Reject: agent.Rejected}[step]
	head.DecidedBy, head.DecidedAt, head.Reason = who.Name, &now, reason
	head.Version++
	return nil
}

// proposal is the head of a new change by the caller.
func (a *api) proposal(ctx context.Context, of agent.Ref) (store.ChangeHead, error) {
	id, err := uuid.NewV7()
	who := callerOf(ctx).who.User
	return store.ChangeHead{Agency: who.Agency, ID: id.String(), Agent: of, State: agent.Proposed,
		Decision: agent.Decision{ByID: who.ID, By: who.Name, At: a.now()}, Version: 1}, err
}

func refOf(g agent.Agent) agent.Ref { return agent.Ref{ID: g.ID, Code: g.Code, Name: g.Name} }

// fromNow is an instant that is not before now.
func (a *api) fromNow(text string) (*time.Time, bool) {
	if text == "" {
		return nil, true
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || at.Before(a.now()) || at.Year() > 9999 {
		return nil, false
	}
	at = at.UTC().Truncate(time.Millisecond)
	return &at, true
}
