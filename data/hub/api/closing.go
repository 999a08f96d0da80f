package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/problem"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
)

const closingProblems = "Problems: 400 key-missing, 400 key-invalid, 409 purchase-closed, 412 version-conflict with the present record as current, 422 key-reused, 428 version-missing, "

func (a *api) closingOperations() {
	register(a, access.PurchasesSee, huma.Operation{
		OperationID: "get-closing", Method: http.MethodGet, Path: "/v1/purchases/{id}/closing", Summary: "How people end a purchase that cannot go on",
		Description: "Version 0 when nobody proposed it.",
	}, a.getClosing)
	register(a, access.ClosingPropose, huma.Operation{
		OperationID: "propose-closing", Method: http.MethodPut, Path: "/v1/purchases/{id}/closing", Summary: "Propose to close a purchase that cannot go on",
		Description: "closed gives it up; refunded says that its money was given back by hand, so that no balance may go out. Nothing happens until another person approves. " +
			"If-Match is the purchase's ETag. " + closingProblems + "409 not-closable, 409 proposal-of-another, 422 reason-missing.",
		DefaultStatus: http.StatusAccepted, MaxBodyBytes: 16 << 10,
	}, a.proposeClosing)
	register(a, access.ClosingPropose, huma.Operation{
		OperationID: "withdraw-closing", Method: http.MethodDelete, Path: "/v1/purchases/{id}/closing", Summary: "Take one's own proposal back",
		Description:   "If-Match is the closing's ETag. " + closingProblems + "409 nothing-proposed, 409 proposal-of-another.",
		DefaultStatus: http.StatusOK,
	}, a.withdrawClosing)
	register(a, access.ClosingDecide, huma.Operation{
		OperationID: "approve-closing", Method: http.MethodPost, Path: "/v1/purchases/{id}/closing/approve", Summary: "Close a purchase as somebody else proposed",
		Description: "From then on nothing is sent for it. " + closingProblems +
			"403 second-person-needed, 403 second-person-vouched, 409 not-closable, 409 nothing-proposed.",
		MaxBodyBytes: 16 << 10,
	}, a.approveClosing)
	register(a, access.ClosingDecide, huma.Operation{
		OperationID: "reject-closing", Method: http.MethodPost, Path: "/v1/purchases/{id}/closing/reject", Summary: "Turn down what somebody else proposed",
		Description:  closingProblems + "403 second-person-needed, 403 second-person-vouched, 409 nothing-proposed, 422 reason-missing.",
		MaxBodyBytes: 16 << 10,
	}, a.rejectClosing)
}

// ClosingRequest is what somebody proposes. The reason's pattern is
// purchase.CleanNote's.
type ClosingRequest struct {
	Kind   purchase.ClosingKind `json:"kind" enum:"closed,refunded"`
	Reason string               `json:"reason" maxLength:"500" pattern:"^[^\\x00-\\x09\\x0B-\\x1F\\x7F-\\x9F]*$" doc:"Blanks at its ends are dropped"`
}

// ClosingHead is what every act on a closing is asked with.
type ClosingHead struct {
	ID      string `path:"id" maxLength:"200"`
	Key     string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The ETag of what was seen: of the purchase to propose, else of the closing"`
}

type proposeClosingInput struct {
	ClosingHead
	Body ClosingRequest
}

type withdrawClosingInput struct{ ClosingHead }

type approveClosingInput struct {
	ClosingHead
	Body *ApprovalRequest
}

type rejectClosingInput struct {
	ClosingHead
	Body RejectionRequest
}

// ClosingRecord is purchase.Closing under a name of its own: exceptions have a
// closing too.
type ClosingRecord purchase.Closing

type closingOutput struct {
	ETag     string `header:"ETag"`
	Replayed string `header:"Idempotency-Replayed" doc:"true when the answer was given before"`
	Body     ClosingRecord
}

func (a *api) getClosing(ctx context.Context, in *idInput) (*closingOutput, error) {
	scope := callerOf(ctx).who.Scope()
	if _, err := a.Store.FindPurchase(ctx, scope, in.ID); err != nil {
		return nil, err
	}
	found, err := a.Store.ClosingsByID(ctx, scope, []string{in.ID})
	c := found[in.ID]
	c.PurchaseID = in.ID
	return &closingOutput{ETag: etag(c.Version), Body: ClosingRecord(c)}, err
}

func (a *api) proposeClosing(ctx context.Context, in *proposeClosingInput) (*closingOutput, error) {
	asked := in.Body
	reason, err := cleanReason(ctx, asked.Reason, true)
	if err != nil {
		return nil, err
	}
	asked.Reason = reason
	one := closingAct{head: in.ClosingHead, act: audit.ActClosingPropose, method: http.MethodPut, asked: asked, ofPurchase: true, status: http.StatusAccepted}
	return a.actOnClosing(ctx, one, func(tx *store.Tx, row *store.PurchaseRow, c *purchase.Closing) error {
		who := callerOf(ctx).who.User
		if c.State == purchase.ClosingProposed && c.ByID != who.ID {
			return fail(ctx, problem.ProposalOfAnother)
		}
		if err := a.mayClose(ctx, tx, row, asked.Kind); err != nil {
			return err
		}
		*c = purchase.Closing{PurchaseID: row.ID, Kind: asked.Kind, Reason: reason, State: purchase.ClosingProposed,
			ByID: who.ID, By: who.Name, At: a.now(), Version: c.Version}
		return nil
	})
}

func (a *api) withdrawClosing(ctx context.Context, in *withdrawClosingInput) (*closingOutput, error) {
	one := closingAct{head: in.ClosingHead, act: audit.ActClosingWithdraw, method: http.MethodDelete}
	return a.actOnClosing(ctx, one, func(_ *store.Tx, _ *store.PurchaseRow, c *purchase.Closing) error {
		switch {
		case c.State != purchase.ClosingProposed:
			return fail(ctx, problem.NothingProposed)
		case c.ByID != callerOf(ctx).who.User.ID:
			return fail(ctx, problem.ProposalOfAnother)
		}
		c.State = purchase.ClosingWithdrawn
		return nil
	})
}

func (a *api) approveClosing(ctx context.Context, in *approveClosingInput) (*closingOutput, error) {
	one := closingAct{head: in.ClosingHead, act: audit.ActClosingApprove, method: http.MethodPost, path: "/approve"}
	return a.actOnClosing(ctx, one, func(tx *store.Tx, row *store.PurchaseRow, c *purchase.Closing) error {
		if err := a.decideClosing(ctx, tx, c, purchase.ClosingApproved); err != nil {
			return err
		}
		if err := a.mayClose(ctx, tx, row, c.Kind); err != nil {
			return err
		}
		return tx.DropJob(ctx, jobKind, row.ID)
	})
}

func (a *api) rejectClosing(ctx context.Context, in *rejectClosingInput) (*closingOutput, error) {
	asked := in.Body
	reason, err := cleanReason(ctx, asked.Reason, true)
	if err != nil {
		return nil, err
	}
	asked.Reason = reason
	one := closingAct{head: in.ClosingHead, act: audit.ActClosingReject, method: http.MethodPost, path: "/reject", asked: asked}
	return a.actOnClosing(ctx, one, func(tx *store.Tx, _ *store.PurchaseRow, c *purchase.Closing) error {
		c.Answer = reason
		return a.decideClosing(ctx, tx, c, purchase.ClosingRejected)
	})
}

// decideClosing: what is proposed is decided by another person.
func (a *api) decideClosing(ctx context.Context, tx *store.Tx, c *purchase.Closing, state purchase.ClosingState) error {
	if c.State != purchase.ClosingProposed {
		return fail(ctx, problem.NothingProposed)
	}
	if err := secondPerson(ctx, tx, c.ByID); err != nil {
		return err
	}
	now := a.now()
	c.State, c.DecidedBy, c.DecidedAt = state, callerOf(ctx).who.User.Name, &now
	return nil
}

// mayClose looks at the locked purchase as it is now.
func (a *api) mayClose(ctx context.Context, tx *store.Tx, row *store.PurchaseRow, kind purchase.ClosingKind) error {
	inFlight, err := tx.InFlight(ctx, row)
	if err != nil {
		return err
	}
	status, cause := row.State().Show(a.Store.Clock().Now())
	if !purchase.MayClose(purchase.Purchase{Status: status, Cause: cause, Legs: row.Legs}, kind, row.Held, inFlight) {
		return fail(ctx, problem.NotClosable)
	}
	return nil
}

// closingAct is one act on a closing. ofPurchase: If-Match is the purchase's ETag.
type closingAct struct {
	head              ClosingHead
	act, method, path string
	asked             any
	ofPurchase        bool
	status            int
}

// actOnClosing carries out an act: change decides it on the locked purchase, and
// everything it did is one transaction with key, audit and answer.
func (a *api) actOnClosing(ctx context.Context, one closingAct, change func(tx *store.Tx, row *store.PurchaseRow, c *purchase.Closing) error) (*closingOutput, error) {
	key, err := actKey(ctx, one.head.Key, one.head.IfMatch)
	if err != nil {
		return nil, err
	}
	id, scope := one.head.ID, callerOf(ctx).who.Scope()
	// Before any replay, so that no stored answer tells of what is out of scope.
	if _, err := a.Store.FindPurchase(ctx, scope, id); err != nil {
		return nil, err
	}
	body, err := json.Marshal(one.asked)
	if err != nil {
		return nil, err
	}
	act := insideAct{Key: key, Act: one.act, Target: id, Status: one.status,
		Hash: actHash(one.method, "/v1/purchases/"+id+"/closing"+one.path, one.head.IfMatch, string(body))}
	c, replayed, err := inside(ctx, a, act, func(tx *store.Tx) (purchase.Closing, error) {
		row, err := tx.LockPurchase(ctx, id)
		if err != nil {
			return purchase.Closing{}, err
		}
		before, err := tx.Closing(ctx, row)
		if err != nil {
			return before, err
		}
		if err := a.seenAsIs(ctx, one, row, before); err != nil {
			return before, err
		}
		if before.Closed() {
			return before, fail(ctx, problem.PurchaseClosed)
		}
		after := before
		if err := change(tx, row, &after); err != nil {
			return before, err
		}
		after.Version++
		if err := tx.SaveClosing(ctx, row, after); err != nil {
			return before, err
		}
		a.audit(ctx, tx, one.act, store.EntityClosing, id, before, after)
		return after, nil
	})
	if err != nil {
		return nil, err
	}
	return &closingOutput{ETag: etag(c.Version), Replayed: replayedHeader(replayed), Body: ClosingRecord(c)}, nil
}

// seenAsIs is a conflict unless the person saw what there is.
func (a *api) seenAsIs(ctx context.Context, one closingAct, row *store.PurchaseRow, c purchase.Closing) error {
	switch {
	case one.ofPurchase && one.head.IfMatch != etag(row.Version):
		present, err := a.Store.FindPurchase(ctx, callerOf(ctx).who.Scope(), row.ID)
		if err != nil {
			return err
		}
		return conflict(ctx, present.Purchase, row.Version)
	case !one.ofPurchase && one.head.IfMatch != etag(c.Version):
		return conflict(ctx, c, c.Version)
	}
	return nil
}
