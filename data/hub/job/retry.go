package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"trastienda/app/access"
	"trastienda/app/audit"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
)

// RetryRequest is a person who pressed "Sí". Hash covers method, path and body.
type RetryRequest struct {
	Scope      access.Scope
	PurchaseID string
	Key, Hash  string
	UserID     string
	UserName   string
	Device     string
}

// RetryOutcome is the answer to a retry. Replayed: the key was used before and
// nothing was done now.
type RetryOutcome struct {
	Answer   purchase.RetryAnswer
	Replayed bool
}

// What a retry may be refused with. After any of these nothing was claimed and
// nothing was attempted.
var (
	ErrNotFound       = errors.New("job: no such purchase")
	ErrNothingToRetry = errors.New("job: the purchase is complete, or history")
	ErrClosed         = errors.New("job: people closed the purchase")
	ErrKeyReused      = errors.New("job: the key belongs to another request")
	ErrNotConfigured  = errors.New("job: the outside system is not configured")
)

// Retry runs the purchase's job now and waits for the end of that run, at most
// AnswerWait. A run that is going on is joined, so that people who press
// together get the same answer (S0-38, S0-43 … S0-45). The caller has checked
// that the user may retry; the scope is checked here, before any replay.
func (p *Purchases) Retry(ctx context.Context, rq RetryRequest) (RetryOutcome, error) {
	detail, err := p.Store.FindPurchase(ctx, rq.Scope, rq.PurchaseID)
	if errors.Is(err, store.ErrNotFound) {
		return RetryOutcome{}, ErrNotFound
	}
	if err != nil {
		return RetryOutcome{}, err
	}
	op, err := p.Store.FindOperation(ctx, rq.Scope.Agency, rq.Key)
	known := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return RetryOutcome{}, err
	}
	if !known {
		if detail.Status == purchase.StatusOK || detail.Imported() {
			return RetryOutcome{}, ErrNothingToRetry
		}
		if !p.reaches(firstStep(detail.Legs)) {
			return RetryOutcome{}, ErrNotConfigured
		}
		if op, known, err = p.claim(ctx, rq); err != nil {
			return RetryOutcome{}, err
		}
	}
	if op.UserID != rq.UserID || op.Hash != rq.Hash || op.Act != audit.ActRetry || op.Target != rq.PurchaseID {
		return RetryOutcome{}, ErrKeyReused
	}
	before := ""
	if !known { // of a claim that a crash left behind only the present state is known
		if before, err = auditState(detail.Purchase); err != nil {
			return RetryOutcome{}, err
		}
	}
	answer, err := p.conclude(context.WithoutCancel(ctx), rq, op, before)
	return RetryOutcome{Answer: answer, Replayed: known}, err
}

// firstStep is what a retry of a purchase with these legs begins with.
func firstStep(legs purchase.Legs) purchase.Step {
	switch {
	case legs.Payment != purchase.Done:
		return purchase.StepAskPayment
	case legs.Transfer != purchase.Done:
		return purchase.StepAskTransfer
	}
	return purchase.StepNotify
}

// claim is transaction 1: key, audit row and the job due now. It reports true
// when somebody else has claimed the key meanwhile.
func (p *Purchases) claim(ctx context.Context, rq RetryRequest) (op store.Operation, taken bool, err error) {
	op = store.Operation{
		Agency: rq.Scope.Agency, Key: rq.Key, UserID: rq.UserID, Hash: rq.Hash, Act: audit.ActRetry, Target: rq.PurchaseID,
	}
	err = p.Store.Write(ctx, func(tx *store.Tx) error {
		claimed, err := tx.ClaimOperation(ctx, op)
		if err != nil {
			return err
		}
		if taken = !claimed; taken {
			op, err = tx.FindOperation(ctx, op.Agency, op.Key)
			return err
		}
		row, err := tx.LockPurchase(ctx, rq.PurchaseID)
		if err != nil {
			return err
		}
		if row.State().Completed() {
			return ErrNothingToRetry
		}
		closed, err := tx.ClosedByHand(ctx, row.Agency, row.ID)
		switch {
		case err != nil:
			return err
		case closed:
			return ErrClosed
		}
		if op.Run, err = tx.AskJob(ctx, row.Agency, kindPurchase, row.ID, rq.UserID, rq.UserName); err != nil {
			return err
		}
		if err := tx.SetOperationRun(ctx, op.Agency, op.Key, op.Run); err != nil {
			return err
		}
		status, cause := row.State().Show(p.Store.Clock().Now())
		before, err := auditState(purchase.Purchase{Status: status, Cause: cause, Legs: row.Legs})
		tx.Audit(rq.audit(audit.ActRetry, before, `{"asked":true}`))
		return err
	})
	if err == nil {
		p.wake.ring()
	}
	return op, taken, err
}

// conclude gives the stored answer, or waits for the run's end and stores it
// (transaction 2). A claim whose answer was lost in a crash ends here too: its
// run is over, so the present state answers. before is the purchase when it was
// asked, for the audit.
func (p *Purchases) conclude(ctx context.Context, rq RetryRequest, op store.Operation, before string) (purchase.RetryAnswer, error) {
	if op.Done {
		return stored(op)
	}
	answer, err := p.await(ctx, rq, op.Run)
	if err != nil {
		return answer, err
	}
	body, err := json.Marshal(answer)
	if err != nil {
		return answer, err
	}
	after, err := auditAnswer(answer)
	if err != nil {
		return answer, err
	}
	first := false
	err = p.Store.Write(ctx, func(tx *store.Tx) error {
		first, err = tx.FinishOperation(ctx, op.Agency, op.Key, http.StatusOK, string(body))
		if first {
			tx.Audit(rq.audit(audit.ActRetryAnswer, before, after))
		}
		if err != nil || first {
			return err
		}
		op, err = tx.FindOperation(ctx, op.Agency, op.Key)
		return err
	})
	if err != nil || first {
		return answer, err
	}
	return stored(op) // the same key was answered meanwhile; that answer counts
}

// audit is the link of the request's person for one of its acts.
func (rq RetryRequest) audit(act, before, after string) store.AuditEntry {
	return store.AuditEntry{Agency: rq.Scope.Agency, Actor: rq.UserID, ActorName: rq.UserName, Device: rq.Device,
		Act: act, Entity: "purchase", EntityID: rq.PurchaseID, Before: before, After: after}
}

// auditState is what the audit keeps of a purchase's state.
func auditState(p purchase.Purchase) (string, error) {
	text, err := json.Marshal(map[string]any{"status": p.Status, "cause": p.Cause, "legs": p.Legs})
	return string(text), err
}

// auditAnswer is what the audit keeps of the answer to a retry.
func auditAnswer(a purchase.RetryAnswer) (string, error) {
	p := a.Purchase
	text, err := json.Marshal(map[string]any{"result": a.Result, "code": a.Code, "status": p.Status, "cause": p.Cause, "legs": p.Legs})
	return string(text), err
}

func stored(op store.Operation) (answer purchase.RetryAnswer, err error) {
	if err := json.Unmarshal([]byte(op.Body), &answer); err != nil {
		return answer, fmt.Errorf("job: the stored answer cannot be read: %w", err)
	}
	return answer, nil
}

// await waits for the end of a run and tells what is known then.
func (p *Purchases) await(ctx context.Context, rq RetryRequest, run int64) (purchase.RetryAnswer, error) {
	limit := time.NewTimer(p.AnswerWait)
	defer limit.Stop()
	for late := false; ; {
		rung := p.ended.next() // before looking, so that no ring is missed
		ended, text, err := p.Store.JobRun(ctx, kindPurchase, rq.PurchaseID, run)
		if err != nil {
			return purchase.RetryAnswer{}, err
		}
		if ended || late {
			return p.present(ctx, rq, ended, text)
		}
		select {
		case <-rung:
		case <-time.After(idlePoll): // another replica has no bell here
		case <-limit.C:
			late = true
		}
	}
}

// present words the present state as an answer. Of a run that is not over
// nothing is claimed: an old refusal is not its outcome.
func (p *Purchases) present(ctx context.Context, rq RetryRequest, ended bool, text string) (purchase.RetryAnswer, error) {
	detail, err := p.Store.FindPurchase(ctx, rq.Scope, rq.PurchaseID)
	if err != nil {
		return purchase.RetryAnswer{}, err
	}
	answer := purchase.AnswerFor(detail.Purchase)
	if answer.Result == purchase.ResultCompleted {
		return answer, nil
	}
	if ended {
		var v verdict
		if json.Unmarshal([]byte(text), &v) == nil && v.Result != purchase.ResultCompleted {
			answer.Result, answer.Code = v.Result, v.Code
		}
		return answer, nil
	}
	settling, err := p.settling(ctx, rq.Scope.Agency, detail)
	if err != nil {
		return answer, err
	}
	switch {
	case settling:
		answer.Code = purchase.CodeSettling
	case answer.Result != purchase.ResultPending:
		answer.Code = string(purchase.CauseNoAnswer)
	}
	answer.Result = purchase.ResultPending
	return answer, nil
}

// settling tells whether an earlier send may still be carried out.
func (p *Purchases) settling(ctx context.Context, agency string, detail purchase.Detail) (bool, error) {
	if detail.Legs.Transfer != purchase.Unknown {
		return false, nil
	}
	history, err := p.Store.TransferHistory(ctx, agency, detail.ID)
	if err != nil {
		return false, err
	}
	now, err := p.Store.Now(ctx)
	return history.LastUnknown && now.Before(history.LastEnd.Add(p.SettlingTime)), err
}
