package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/exception"
	"trastienda/app/problem"
	"trastienda/data/hub/job"
	"trastienda/data/hub/store"
)

// Assigner takes a stored notice in for a point of sale that people chose (see
// job.Purchases for the errors).
type Assigner interface {
	CheckAssign(ctx context.Context, tx *store.Tx, agency, notice, psr string) error
	Assign(ctx context.Context, tx *store.Tx, agency string, told job.Told, others []job.Told, psr string) (purchaseID string, err error)
	TakeIn(ctx context.Context, tx *store.Tx, told []job.Told) error
	Wake()
}

const exceptionProblems = "Problems: 400 key-missing, 400 key-invalid, 409 exception-closed, 412 version-conflict with the present exception as current, " +
	"422 key-reused, 428 version-missing, "

func (a *api) exceptionActs() {
	register(a, access.ExceptionsPropose, huma.Operation{
		OperationID: "propose-exception", Method: http.MethodPut, Path: "/v1/exceptions/{id}/proposal", Summary: "Propose what becomes of a notice",
		Description: "assign takes it in for a point of sale of the agency and balance goes out for it; only a notice of an unknown PSR can be. close says why nothing is done. " +
			"Whoever proposed may change it; nothing happens until another person approves. " + exceptionProblems +
			"409 not-assignable, 409 proposal-of-another, 409 purchase-exists, 422 psr-unknown, 422 psr-misfit, 422 reason-missing.",
		MaxBodyBytes: 16 << 10,
	}, a.proposeException)
	register(a, access.ExceptionsPropose, huma.Operation{
		OperationID: "withdraw-exception", Method: http.MethodDelete, Path: "/v1/exceptions/{id}/proposal", Summary: "Take one's own proposal back",
		Description:   exceptionProblems + "409 nothing-proposed, 409 proposal-of-another.",
		DefaultStatus: http.StatusOK,
	}, a.withdrawException)
	register(a, access.ExceptionsDecide, huma.Operation{
		OperationID: "approve-exception", Method: http.MethodPost, Path: "/v1/exceptions/{id}/approve", Summary: "Do what somebody else proposed",
		Description: "An approved assign opens the purchase in the same transaction, and takes in every open notice of the payment (see payment): one that came " +
			"after what was seen is a version-conflict. " + exceptionProblems +
			"403 second-person-needed, 403 second-person-vouched, 409 nothing-proposed, 409 purchase-exists, 422 psr-unknown, 422 psr-misfit.",
		MaxBodyBytes: 16 << 10,
	}, a.approveException)
	register(a, access.ExceptionsDecide, huma.Operation{
		OperationID: "reject-exception", Method: http.MethodPost, Path: "/v1/exceptions/{id}/reject", Summary: "Turn down what somebody else proposed",
		Description:  "The reason is told to whoever proposed. " + exceptionProblems + "403 second-person-needed, 403 second-person-vouched, 409 nothing-proposed, 422 reason-missing.",
		MaxBodyBytes: 16 << 10,
	}, a.rejectException)
}

// ProposalRequest is what somebody proposes. The reason's pattern is
// purchase.CleanNote's.
type ProposalRequest struct {
	Act    exception.Act `json:"act" enum:"assign,close"`
	PSR    string        `json:"psr,omitempty" maxLength:"32" pattern:"^[0-9A-Za-z]*$" doc:"The point of sale of an assign; empty for a close"`
	Reason string        `json:"reason,omitempty" maxLength:"500" pattern:"^[^\\x00-\\x09\\x0B-\\x1F\\x7F-\\x9F]*$" doc:"Needed for a close. Blanks at its ends are dropped"`
}

// RejectionRequest is the reason of a rejection.
type RejectionRequest struct {
	Reason string `json:"reason" maxLength:"500" pattern:"^[^\\x00-\\x09\\x0B-\\x1F\\x7F-\\x9F]*$" doc:"Told to whoever proposed"`
}

// ExceptionHead is what every act on an exception is asked with.
type ExceptionHead struct {
	ID      string `path:"id" maxLength:"200"`
	Key     string `header:"Idempotency-Key" doc:"1 to 255 printable characters, quoted or bare"`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The ETag of the exception that was seen"`
}

type proposalInput struct {
	ExceptionHead
	Body ProposalRequest
}

type rejectionInput struct {
	ExceptionHead
	Body RejectionRequest
}

// ApprovalRequest has nothing in it: the version says what is approved.
type ApprovalRequest struct{}

type approvalInput struct {
	ExceptionHead
	Body *ApprovalRequest
}

func (a *api) proposeException(ctx context.Context, in *proposalInput) (*exceptionOutput, error) {
	asked := in.Body
	reason, err := cleanReason(ctx, asked.Reason, asked.Act == exception.Close)
	if err != nil {
		return nil, err
	}
	if asked.Reason = reason; asked.Act == exception.Close {
		asked.PSR = ""
	}
	return a.exceptionAct(ctx, in.ExceptionHead, audit.ActExceptionPropose, http.MethodPut, "proposal", asked, func(tx *store.Tx, e *store.Exception, _ []store.Exception) error {
		who := callerOf(ctx).who
		switch {
		case e.Proposal != nil && e.Proposal.ByID != who.User.ID:
			return fail(ctx, problem.ProposalOfAnother)
		case !allows(*e, asked.Act):
			return fail(ctx, problem.NotAssignable)
		case asked.Act == exception.Assign:
			if err := a.Purchases.CheckAssign(ctx, tx, e.Agency, e.Notice, asked.PSR); err != nil {
				return assignProblem(ctx, err)
			}
		}
		e.Proposal = &exception.Proposal{Act: asked.Act, PSR: asked.PSR, Reason: reason, ByID: who.User.ID, By: who.User.Name, At: a.now()}
		e.Rejected = nil
		return nil
	})
}

type withdrawInput struct{ ExceptionHead }

func (a *api) withdrawException(ctx context.Context, in *withdrawInput) (*exceptionOutput, error) {
	return a.exceptionAct(ctx, in.ExceptionHead, audit.ActExceptionWithdraw, http.MethodDelete, "proposal", nil, func(_ *store.Tx, e *store.Exception, _ []store.Exception) error {
		switch {
		case e.Proposal == nil:
			return fail(ctx, problem.NothingProposed)
		case e.Proposal.ByID != callerOf(ctx).who.User.ID:
			return fail(ctx, problem.ProposalOfAnother)
		}
		e.Proposal = nil
		return nil
	})
}

func (a *api) rejectException(ctx context.Context, in *rejectionInput) (*exceptionOutput, error) {
	asked := in.Body
	reason, err := cleanReason(ctx, asked.Reason, true)
	if err != nil {
		return nil, err
	}
	asked.Reason = reason
	return a.exceptionAct(ctx, in.ExceptionHead, audit.ActExceptionReject, http.MethodPost, "reject", asked, func(tx *store.Tx, e *store.Exception, _ []store.Exception) error {
		if err := decidable(ctx, tx, e); err != nil {
			return err
		}
		e.Rejected = &exception.Rejection{Reason: reason, By: callerOf(ctx).who.User.Name, At: a.now()}
		e.Proposal = nil
		return nil
	})
}

func (a *api) approveException(ctx context.Context, in *approvalInput) (*exceptionOutput, error) {
	return a.exceptionAct(ctx, in.ExceptionHead, audit.ActExceptionApprove, http.MethodPost, "approve", nil, func(tx *store.Tx, e *store.Exception, others []store.Exception) error {
		if err := decidable(ctx, tx, e); err != nil {
			return err
		}
		p := *e.Proposal
		e.Closed = &exception.Closing{Act: p.Act, PSR: p.PSR, Reason: p.Reason, ProposedBy: p.By, ApprovedBy: callerOf(ctx).who.User.Name, At: a.now()}
		e.Proposal = nil
		if p.Act != exception.Assign {
			return nil
		}
		if e.Notice == "" {
			return fail(ctx, problem.NotAssignable)
		}
		var err error
		if e.Closed.PurchaseID, err = a.Purchases.Assign(ctx, tx, e.Agency, told(*e), toldOf(*e, others), p.PSR); err != nil {
			return assignProblem(ctx, err)
		}
		return nil
	})
}

// settleOthers brings the other open notices of a payment, one of which was just
// closed, up to date. An assignment takes all of them in, such as the
// accreditation after the notice that it waits, and closes them too: the same
// people would decide the same again, and until then the purchase would not know
// that its money is there. What is told of the others changes with a closed one.
func (a *api) settleOthers(ctx context.Context, tx *store.Tx, e store.Exception, others []store.Exception) ([]exception.Along, error) {
	if e.Closed.Act != exception.Assign {
		for _, o := range others {
			o.Version++
			if err := tx.SaveException(ctx, o); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}
	// From here on the wallet's PSR counts for this payment.
	e.Version++
	if err := tx.SaveException(ctx, e); err != nil {
		return nil, err
	}
	var along []exception.Along
	for _, o := range others {
		before := o
		closed := *e.Closed
		o.Closed, o.Proposal = &closed, nil
		o.Version++
		if err := tx.SaveException(ctx, o); err != nil {
			return nil, err
		}
		if err := auditException(ctx, tx, audit.ActExceptionApprove, before, o, before.Proposal); err != nil {
			return nil, err
		}
		along = append(along, exception.Along{ID: o.ID, Dropped: before.Proposal})
	}
	return along, a.Purchases.TakeIn(ctx, tx, append(toldOf(e, others), told(e)))
}

// decidable: what is proposed is decided by another person.
func decidable(ctx context.Context, tx *store.Tx, e *store.Exception) error {
	if e.Proposal == nil {
		return fail(ctx, problem.NothingProposed)
	}
	return secondPerson(ctx, tx, e.Proposal.ByID)
}

// secondPerson tells why the caller cannot decide what somebody proposed; nil
// when they can. One who could have set the other's password, or whose own the
// other could have set, may be the same.
func secondPerson(ctx context.Context, tx *store.Tx, proposer string) error {
	who := callerOf(ctx).who.User.ID
	if proposer == who {
		return fail(ctx, problem.SecondPersonNeeded)
	}
	vouched, err := tx.Vouched(ctx, who, proposer)
	if err == nil && vouched {
		err = fail(ctx, problem.SecondPersonVouched)
	}
	return err
}

func cleanReason(ctx context.Context, reason string, needed bool) (string, error) {
	reason, err := exception.CleanReason(reason, needed)
	switch {
	case errors.Is(err, exception.ErrNoReason):
		return "", fail(ctx, problem.ReasonMissing)
	case err != nil:
		return "", fail(ctx, problem.InvalidRequest)
	}
	return reason, nil
}

func assignProblem(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, job.ErrPurchaseExists):
		return fail(ctx, problem.PurchaseExists)
	case errors.Is(err, job.ErrNoSuchPoint):
		return fail(ctx, problem.PSRUnknown)
	case errors.Is(err, job.ErrMisfit):
		return fail(ctx, problem.PSRMisfit)
	}
	return err
}
