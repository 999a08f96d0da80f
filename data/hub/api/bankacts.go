package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/audit"
	"trastienda/app/problem"
	"trastienda/data/hub/store"
)

// bankChange is the change of an agent's bank data.
var bankChange = changeKind[store.BankChange, agent.BankChange]{
	entity: store.EntityBankChange, name: "bank-change", path: "/v1/bank-changes", about: "bank data",
	see: access.BankSee, propose: access.BankPropose, decide: access.BankDecide,
	acts: map[agent.Step]string{agent.Withdraw: audit.ActBankWithdraw, agent.Approve: audit.ActBankApprove, agent.Reject: audit.ActBankReject},
	list: (*store.Store).ListBankChanges, find: (*store.Store).FindBankChange, lock: (*store.Tx).LockBankChange,
	head: func(c *store.BankChange) *store.ChangeHead { return &c.ChangeHead },
	doc: func(c store.BankChange, agentVersion int64) agent.BankChange {
		doc := c.Doc()
		doc.AgentVersion = agentVersion
		return doc
	},
	version: func(c agent.BankChange) int64 { return c.Version },
	apply: func(ctx context.Context, tx *store.Tx, c store.BankChange) error {
		// Checked again: what may be proposed can have changed since.
		if faults := c.New.Check(); len(faults) > 0 {
			return fail(ctx, problem.BankInvalid)
		}
		return tx.PutAccount(ctx, c.Agency, c.Agent.ID, c.New, *c.DecidedAt)
	},
	save: (*store.Tx).SaveBankChange,
}

func (a *api) bankOperations() {
	register(a, access.BankPropose, huma.Operation{
		OperationID: "propose-bank", Method: http.MethodPut, Path: "/v1/agents/{id}/bank", Summary: "Propose an agent's bank data",
		Description: "What is in force stays so until another person approves; the answer is masked. Problems: 400 key-missing, 400 key-invalid, 409 bank-change-open, " +
			"409 bank-same, 412 version-conflict with the present agent as current, 422 bank-invalid with the fields, 422 key-reused, 428 version-missing.",
		MaxBodyBytes: 16 << 10, DefaultStatus: http.StatusAccepted,
	}, a.proposeBank)
	register(a, access.BankReveal, huma.Operation{
		OperationID: "reveal-bank", Method: http.MethodPost, Path: "/v1/agents/{id}/bank/reveal", Summary: "An agent's bank data in full",
		Description: "What is in force; the audit keeps each time who asked. Problems: 404 when none was ever approved.",
	}, a.revealBank)
	register(a, access.BankReveal, huma.Operation{
		OperationID: "reveal-bank-change", Method: http.MethodPost, Path: "/v1/bank-changes/{id}/reveal", Summary: "Both sides of a change of bank data in full",
		Description: "The audit keeps each time who asked.",
	}, a.revealBankChange)
	decisionOperations(a, bankChange, ", 422 bank-invalid")
}

type proposeBankInput struct {
	ID      string `path:"id" maxLength:"200"`
	Key     string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The ETag of the agent"`
	Body    agent.Account
}

func (a *api) proposeBank(ctx context.Context, in *proposeBankInput) (*changeOutput[agent.BankChange], error) {
	key, err := actKey(ctx, in.Key, in.IfMatch)
	if err != nil {
		return nil, err
	}
	asked := in.Body.Clean()
	if faults := asked.Check(); len(faults) > 0 {
		fields := make([]string, len(faults))
		for i, f := range faults {
			fields[i] = f.Field
		}
		return nil, failFields(ctx, problem.BankInvalid, fields)
	}
	scope := callerOf(ctx).who.Scope()
	if _, err := a.Store.FindAgent(ctx, scope, in.ID); err != nil {
		return nil, err
	}
	act := insideAct{Key: key, Act: audit.ActBankPropose, Target: in.ID, Status: http.StatusAccepted,
		Hash: actHash(http.MethodPut, "/v1/agents/"+in.ID+"/bank", in.IfMatch, auditText(asked))}
	doc, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (agent.BankChange, error) {
		return a.openBankChange(ctx, tx, scope, in.ID, in.IfMatch, asked)
	})
	if err != nil {
		return nil, err
	}
	return &changeOutput[agent.BankChange]{ETag: etag(doc.Version), Replayed: replayedHeader(replayed), Body: doc}, nil
}

func (a *api) openBankChange(ctx context.Context, tx *store.Tx, scope access.Scope, id, ifMatch string, asked agent.Account) (agent.BankChange, error) {
	none := agent.BankChange{}
	before, err := tx.LockAgent(ctx, scope, id)
	if err != nil {
		return none, err
	}
	switch {
	case ifMatch != etag(before.Version):
		return none, conflict(ctx, before, before.Version)
	case before.Bank.Change != "":
		return none, fail(ctx, problem.BankChangeOpen)
	}
	old, version, err := tx.Account(ctx, scope.Agency, id)
	switch {
	case err != nil:
		return none, err
	case version > 0 && old.Clean() == asked:
		return none, fail(ctx, problem.BankSame)
	}
	head, err := a.proposal(ctx, refOf(before))
	if err != nil {
		return none, err
	}
	c := store.BankChange{ChangeHead: head, Old: old, New: asked}
	agentVersion, err := tx.InsertBankChange(ctx, c)
	if err != nil {
		return none, err
	}
	a.audit(ctx, tx, audit.ActBankPropose, store.EntityBankChange, c.ID, nil, c.Doc())
	return bankChange.doc(c, agentVersion), nil
}

type accountOutput struct{ Body agent.Account }

func (a *api) revealBank(ctx context.Context, in *idInput) (*accountOutput, error) {
	scope := callerOf(ctx).who.Scope()
	out := &accountOutput{}
	err := a.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.LockAgent(ctx, scope, in.ID); err != nil {
			return err
		}
		account, version, err := tx.Account(ctx, scope.Agency, in.ID)
		if err != nil {
			return err
		}
		if version == 0 {
			return store.ErrNotFound
		}
		out.Body = account
		a.audit(ctx, tx, audit.ActBankReveal, store.EntityAgent, in.ID, nil, account.Masked())
		return nil
	})
	return out, err
}

// RevealedChange is a change of bank data in full: what is proposed, and what was
// in force then.
type RevealedChange struct {
	agent.Account
	Old agent.Account `json:"old"`
}

type revealedChangeOutput struct{ Body RevealedChange }

func (a *api) revealBankChange(ctx context.Context, in *idInput) (*revealedChangeOutput, error) {
	scope := callerOf(ctx).who.Scope()
	out := &revealedChangeOutput{}
	err := a.Store.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.LockBankChange(ctx, scope, in.ID)
		if err != nil {
			return err
		}
		out.Body = RevealedChange{Account: c.New, Old: c.Old}
		doc := c.Doc()
		a.audit(ctx, tx, audit.ActBankReveal, store.EntityBankChange, in.ID, nil, map[string]any{"agent": doc.Agent, "old": doc.Old, "new": doc.New})
		return nil
	})
	return out, err
}
