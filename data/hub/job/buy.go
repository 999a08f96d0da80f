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
	"trastienda/app/buying"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

// BuyRequest is a person who typed the PIN of a wallet. Hash covers method, path
// and body without the PIN.
type BuyRequest struct {
	Scope access.Scope
	buying.Request
	Key, Hash string
	UserID    string
	UserName  string
	Device    string
}

// BuyOutcome is the answer to a purchase that was started. Replayed: the key was
// used before and nothing was sent now.
type BuyOutcome struct {
	Answer   buying.Answer
	Replayed bool
}

// What a purchase may be refused with before anything is claimed or sent,
// besides ErrNotFound, ErrKeyReused and ErrNotConfigured.
var (
	// ErrNoBank: the agent has no approved account (S0-18).
	ErrNoBank = errors.New("job: the agent has no approved account")
	// ErrAgentInactive: the agent of the point of sale is not active.
	ErrAgentInactive = errors.New("job: the agent is not active")
	// ErrAmount: the amount is outside the agency's limits.
	ErrAmount = errors.New("job: the amount is outside the limits")
	// ErrEnding: the hub is coming to its end and begins no payment.
	ErrEnding = errors.New("job: the hub is ending")
	// ErrOtherStart: what is asked for is not what the start was.
	ErrOtherStart = errors.New("job: the request is not that of the start")
)

// ChangedError: what the person confirmed is not so any more; nothing was sent.
type ChangedError struct{ Quote buying.Quote }

func (ChangedError) Error() string { return "job: the quote has changed" }

// JustStartedError: an equal purchase was started a moment ago, or nobody knows
// what became of it; nothing was sent.
type JustStartedError struct{ Start buying.Start }

func (JustStartedError) Error() string { return "job: an equal purchase was just started" }

// StartNotOpenError: the start waits for no PIN: it is being sent, or over.
type StartNotOpenError struct{ Start buying.Start }

func (StartNotOpenError) Error() string { return "job: the start waits for no PIN" }

// Buy makes the wallet pay, at most once for a key and at most once for a start,
// and waits for what becomes of it, at most AnswerWait: a call that takes longer
// goes on, and its answer is stored under the key. The caller has checked that
// the user may buy; the scope is checked here, before any replay.
func (p *Purchases) Buy(ctx context.Context, rq BuyRequest) (BuyOutcome, error) {
	begun := time.Now()
	if _, err := p.Store.Seller(ctx, rq.Scope, rq.PSR); err != nil {
		if errors.Is(err, store.ErrNotFound) {
			err = ErrNotFound
		}
		return BuyOutcome{}, err
	}
	op, err := p.Store.FindOperation(ctx, rq.Scope.Agency, rq.Key)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return BuyOutcome{}, err
	}
	known := err == nil
	if !known && !configured(p.Wallet) {
		return BuyOutcome{}, ErrNotConfigured
	}
	var order payOrder
	if !known {
		if !p.mayPay() {
			return BuyOutcome{}, ErrEnding
		}
		if order, op, known, err = p.claimStart(ctx, rq); err != nil || known {
			p.paying.Done()
		}
		if err != nil {
			return BuyOutcome{}, err
		}
	}
	if known {
		if op.UserID != rq.UserID || op.Hash != rq.Hash || op.Act != audit.ActBuy {
			return BuyOutcome{}, ErrKeyReused
		}
		answer, err := p.boughtBefore(ctx, rq, op, begun)
		return BuyOutcome{Answer: answer, Replayed: true}, err
	}
	answered := make(chan buying.Answer, 1)
	go func() {
		defer p.paying.Done()
		p.carryOut(context.WithoutCancel(ctx), rq, order, begun, answered)
	}()
	late := time.NewTimer(p.AnswerWait)
	defer late.Stop()
	select {
	case answer := <-answered:
		return BuyOutcome{Answer: answer}, nil
	case <-late.C:
	}
	start, err := p.Store.FindStart(ctx, rq.Scope, order.start.ID)
	return BuyOutcome{Answer: start.Answer()}, err
}

// carryOut makes the wallet's call and writes down what came of it. It goes on
// when nobody waits any more.
func (p *Purchases) carryOut(ctx context.Context, rq BuyRequest, order payOrder, begun time.Time, answered chan<- buying.Answer) {
	run, err := p.settleTry(ctx, order.try, p.pay(ctx, rq.PIN, order, begun))
	if err != nil {
		// The try's lease runs out, and its job takes over.
		p.Log.ErrorContext(ctx, "the answer of the wallet could not be written down", "start", order.start.ID, "error", err)
		return
	}
	defer p.ended.ring()
	if run > 0 {
		if err := p.awaitRun(ctx, order.start.ID, run, begun.Add(p.AnswerWait)); err != nil {
			p.Log.WarnContext(ctx, "nobody could wait for a purchase", "purchase", order.start.ID, "error", err)
		}
	}
	answer, err := p.storeBought(ctx, rq, order.start.ID)
	if err != nil {
		p.Log.ErrorContext(ctx, "the answer to a purchase could not be stored", "start", order.start.ID, "error", err)
		return
	}
	answered <- answer
}

func (p *Purchases) pay(ctx context.Context, pin buying.PIN, order payOrder, begun time.Time) (got paid) {
	if time.Since(begun) > sendWithin {
		return paid{err: &connector.Refusal{Code: "not-sent"}}
	}
	ctx, cancel := context.WithTimeout(connector.WithExchange(ctx, &got.kept), p.CallTimeout)
	defer cancel()
	s := order.start
	got.done, got.err = p.Wallet.Pay(ctx, connector.PayOrder{Reference: buying.Reference(s.ID), PSR: s.PSR, Amount: s.Amount, Currency: s.Currency,
		ToCBU: s.ToCBU, ToAlias: s.Alias, PIN: pin, Key: buying.Key(s.ID), RequestID: order.try.Reference})
	if errors.Is(got.err, connector.ErrNotConfigured) || errors.Is(got.err, connector.ErrIncomplete) {
		got.err = &connector.Refusal{Code: "not-sent"} // certainly nothing left
	}
	return got
}

// awaitRun waits for the end of a run of the purchase's job, at most until an
// instant of this machine's clock.
func (p *Purchases) awaitRun(ctx context.Context, id string, run int64, until time.Time) error {
	for {
		rung := p.ended.next() // before looking, so that no ring is missed
		ended, _, err := p.Store.JobRun(ctx, kindPurchase, id, run)
		left := time.Until(until)
		if err != nil || ended || left <= 0 {
			return err
		}
		select {
		case <-rung:
		case <-time.After(min(idlePoll, left)):
		}
	}
}

// storeBought stores what is known by now as the key's answer.
func (p *Purchases) storeBought(ctx context.Context, rq BuyRequest, id string) (buying.Answer, error) {
	start, err := p.Store.FindStart(ctx, rq.Scope, id)
	if err != nil {
		return buying.Answer{}, err
	}
	answer := start.Answer()
	body, err := json.Marshal(answer)
	if err != nil {
		return answer, err
	}
	after := map[string]any{"result": answer.Result, "code": answer.Code}
	if answer.Purchase != nil {
		after["status"], after["cause"], after["legs"] = answer.Purchase.Status, answer.Purchase.Cause, answer.Purchase.Legs
	}
	told, err := json.Marshal(after)
	if err != nil {
		return answer, err
	}
	return answer, p.Store.Write(ctx, func(tx *store.Tx) error {
		first, err := tx.FinishOperation(ctx, rq.Scope.Agency, rq.Key, http.StatusOK, string(body))
		if first {
			tx.Audit(rq.audit(audit.ActBuyAnswer, id, string(told)))
		}
		return err
	})
}

// boughtBefore answers a key that was used before: with its answer, or, when
// there is none in time or a crash lost it, from what is known of the start.
func (p *Purchases) boughtBefore(ctx context.Context, rq BuyRequest, op store.Operation, begun time.Time) (answer buying.Answer, err error) {
	until := begun.Add(p.AnswerWait)
	for {
		rung := p.ended.next()
		if op, err = p.Store.FindOperation(ctx, op.Agency, op.Key); err != nil {
			return answer, err
		}
		if op.Done {
			if err := json.Unmarshal([]byte(op.Body), &answer); err != nil {
				return answer, fmt.Errorf("job: the stored answer cannot be read: %w", err)
			}
			return answer, nil
		}
		left := time.Until(until)
		if left <= 0 {
			start, err := p.Store.FindStart(ctx, rq.Scope, op.Target)
			return start.Answer(), err
		}
		select {
		case <-rung:
		case <-time.After(min(idlePoll, left)):
		case <-ctx.Done():
			return answer, ctx.Err()
		}
	}
}

func (rq BuyRequest) audit(act, id, after string) store.AuditEntry {
	return store.AuditEntry{Agency: rq.Scope.Agency, Actor: rq.UserID, ActorName: rq.UserName, Device: rq.Device,
		Act: act, Entity: "start", EntityID: id, After: after}
}
