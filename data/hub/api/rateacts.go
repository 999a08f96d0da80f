package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/audit"
	"trastienda/app/money"
	"trastienda/app/problem"
	"trastienda/data/hub/store"
)

// rateChange is the change of a rate, of an agent's or of that of new agents.
var rateChange = changeKind[store.RateChange, agent.RateChange]{
	entity: store.EntityRateChange, name: "rate-change", path: "/v1/rate-changes", about: "a rate",
	see: access.RatesSee, propose: access.RatesPropose, decide: access.RatesDecide,
	acts: map[agent.Step]string{agent.Withdraw: audit.ActRateWithdraw, agent.Approve: audit.ActRateApprove, agent.Reject: audit.ActRateReject},
	list: (*store.Store).ListRateChanges, find: (*store.Store).FindRateChange, lock: (*store.Tx).LockRateChange,
	head: func(c *store.RateChange) *store.ChangeHead { return &c.ChangeHead },
	doc: func(c store.RateChange, agentVersion int64) agent.RateChange {
		doc := c.Doc()
		doc.AgentVersion = agentVersion
		return doc
	},
	version: func(c agent.RateChange) int64 { return c.Version },
	apply: func(ctx context.Context, tx *store.Tx, c store.RateChange) error {
		from := *c.DecidedAt
		if c.From != nil && c.From.After(from) {
			from = *c.From
		}
		return tx.PutRate(ctx, c.Agency, c.Agent.ID, from, c.New)
	},
	save: (*store.Tx).SaveRateChange,
}

const rateProblems = "Approved after its day it counts from the approval: what is past never changes. Problems: 400 key-missing, 400 key-invalid, " +
	"409 rate-change-open, 412 version-conflict with the present record as current, 422 key-reused, 422 rate-invalid, 428 version-missing."

func (a *api) rateOperations() {
	register(a, access.RatesPropose, huma.Operation{
		OperationID: "propose-rate", Method: http.MethodPut, Path: "/v1/agents/{id}/rate", Summary: "Propose an agent's rate",
		Description: rateProblems, MaxBodyBytes: 16 << 10, DefaultStatus: http.StatusAccepted,
	}, a.proposeRate)
	register(a, access.RatesPropose, huma.Operation{
		OperationID: "propose-agency-rate", Method: http.MethodPut, Path: "/v1/agency/rate", Summary: "Propose the rate that new agents get",
		Description: rateProblems, MaxBodyBytes: 16 << 10, DefaultStatus: http.StatusAccepted,
	}, a.proposeAgencyRate)
	decisionOperations(a, rateChange, "")
}

// RateRequest is a rate that somebody proposes.
type RateRequest struct {
	BonusBP int64  `json:"bonus_bp" doc:"Hundredths of a percent, 0 to 10000"`
	From    string `json:"from,omitempty" maxLength:"64" doc:"An instant that is not past; empty for as soon as it is approved"`
}

type proposeRateInput struct {
	ID      string `path:"id" maxLength:"200"`
	Key     string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The ETag of the agent"`
	Body    RateRequest
}

type proposeAgencyRateInput struct {
	Key     string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The ETag of the agency"`
	Body    RateRequest
}

func (a *api) proposeRate(ctx context.Context, in *proposeRateInput) (*changeOutput[agent.RateChange], error) {
	scope := callerOf(ctx).who.Scope()
	if _, err := a.Store.FindAgent(ctx, scope, in.ID); err != nil {
		return nil, err
	}
	return a.openRateChange(ctx, rateAsked{in.Key, in.IfMatch, "/v1/agents/" + in.ID + "/rate", in.ID, in.Body},
		func(tx *store.Tx) (agent.Ref, money.BasisPoints, error) {
			before, err := tx.LockAgent(ctx, scope, in.ID)
			if err == nil && in.IfMatch != etag(before.Version) {
				err = conflict(ctx, before, before.Version)
			}
			return refOf(before), before.BonusBP, err
		})
}

func (a *api) proposeAgencyRate(ctx context.Context, in *proposeAgencyRateInput) (*changeOutput[agent.RateChange], error) {
	agency := callerOf(ctx).who.Scope().Agency
	return a.openRateChange(ctx, rateAsked{in.Key, in.IfMatch, "/v1/agency/rate", "", in.Body},
		func(tx *store.Tx) (agent.Ref, money.BasisPoints, error) {
			before, err := tx.LockAgency(ctx, agency)
			if err == nil && in.IfMatch != etag(before.Version) {
				err = conflict(ctx, before, before.Version)
			}
			return agent.Ref{}, before.BonusBP, err
		})
}

// rateAsked is a proposal as it came.
type rateAsked struct {
	key, ifMatch, path, target string
	body                       RateRequest
}

// openRateChange adds a proposal; hold locks what it is about and gives the rate
// in force.
func (a *api) openRateChange(ctx context.Context, asked rateAsked, hold func(*store.Tx) (agent.Ref, money.BasisPoints, error)) (*changeOutput[agent.RateChange], error) {
	key, err := actKey(ctx, asked.key, asked.ifMatch)
	if err != nil {
		return nil, err
	}
	if asked.body.BonusBP < 0 || asked.body.BonusBP > agent.MaxRate {
		return nil, failFields(ctx, problem.RateInvalid, []string{"bonus_bp"})
	}
	act := insideAct{Key: key, Act: audit.ActRatePropose, Target: asked.target, Status: http.StatusAccepted,
		Hash: actHash(http.MethodPut, asked.path, asked.ifMatch, auditText(asked.body))}
	doc, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (none agent.RateChange, err error) {
		of, old, err := hold(tx)
		if err != nil {
			return none, err
		}
		open, err := tx.OpenRateChange(ctx, callerOf(ctx).who.User.Agency, of.ID)
		if err != nil {
			return none, err
		}
		if open {
			return none, fail(ctx, problem.RateChangeOpen)
		}
		// A replay is answered whatever the time is by now.
		from, ok := a.fromNow(asked.body.From)
		if !ok {
			return none, failFields(ctx, problem.RateInvalid, []string{"from"})
		}
		return a.insertRateChange(ctx, tx, of, old, money.BasisPoints(asked.body.BonusBP), from)
	})
	if err != nil {
		return nil, err
	}
	return &changeOutput[agent.RateChange]{ETag: etag(doc.Version), Replayed: replayedHeader(replayed), Body: doc}, nil
}

func (a *api) insertRateChange(ctx context.Context, tx *store.Tx, of agent.Ref, old, rate money.BasisPoints, from *time.Time) (agent.RateChange, error) {
	head, err := a.proposal(ctx, of)
	if err != nil {
		return agent.RateChange{}, err
	}
	c := store.RateChange{ChangeHead: head, Old: old, New: rate, From: from}
	agentVersion, err := tx.InsertRateChange(ctx, c)
	if err != nil {
		return agent.RateChange{}, err
	}
	a.audit(ctx, tx, audit.ActRatePropose, store.EntityRateChange, c.ID, nil, c.Doc())
	return rateChange.doc(c, agentVersion), nil
}
