package job

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"

	"trastienda/app/audit"
	"trastienda/app/buying"
	"trastienda/app/ident"
	"trastienda/app/purchase"
	"trastienda/data/hub/store"
)

// payOrder is a call to the wallet whose try is written and committed.
type payOrder struct {
	start *store.StartRow
	try   store.TryRow
}

// claimStart is transaction 1: key, start, try, audit, and the job that looks
// after the try when nobody else does. It reports true when somebody else has
// claimed the key meanwhile.
func (p *Purchases) claimStart(ctx context.Context, rq BuyRequest) (order payOrder, op store.Operation, taken bool, err error) {
	err = p.Store.Write(ctx, func(tx *store.Tx) error {
		op = store.Operation{Agency: rq.Scope.Agency, Key: rq.Key, UserID: rq.UserID, Hash: rq.Hash, Act: audit.ActBuy, Target: rq.Start}
		if rq.Start == "" {
			if op.Target, err = p.startID(ctx, tx, rq); err != nil {
				return err
			}
		}
		claimed, err := tx.ClaimOperation(ctx, op)
		if err != nil {
			return err
		}
		if taken = !claimed; taken {
			op, err = tx.FindOperation(ctx, op.Agency, op.Key)
			return err
		}
		seller, err := tx.Seller(ctx, rq.Scope, rq.PSR, true)
		if errors.Is(err, store.ErrNotFound) {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		if rq.Start == "" {
			order.start, err = p.newStart(ctx, tx, rq, op.Target, seller)
		} else {
			order.start, err = p.startAgain(ctx, tx, rq, seller)
		}
		if err != nil {
			return err
		}
		order.try, err = p.openTry(ctx, tx, rq, order.start)
		return err
	})
	return order, op, taken, err
}

// startID is the id of a new start: the key itself, when it is an id and nobody
// has it; else one that follows from it.
func (p *Purchases) startID(ctx context.Context, tx *store.Tx, rq BuyRequest) (string, error) {
	if id, err := uuid.Parse(rq.Key); err == nil && id.String() == rq.Key {
		taken, err := tx.StartTaken(ctx, rq.Key)
		if err != nil || !taken {
			return rq.Key, err
		}
	}
	return purchase.IDFor(p.Store.HubID(), "start "+rq.Scope.Agency+" "+rq.Key), nil
}

// newStart stores what the person confirmed, if it still is so.
func (p *Purchases) newStart(ctx context.Context, tx *store.Tx, rq BuyRequest, id string, seller store.Seller) (*store.StartRow, error) {
	if err := asConfirmed(rq, seller); err != nil {
		return nil, err
	}
	if !rq.Again {
		equal, err := tx.EqualStart(ctx, rq.PSR, rq.Amount, p.Store.Clock().Now().Add(-buying.Just))
		switch {
		case err == nil:
			return nil, JustStartedError{equal.Start()}
		case !errors.Is(err, store.ErrNotFound):
			return nil, err
		}
	}
	start := &store.StartRow{ID: id, Agency: seller.Agency, Agent: seller.Agent, PSR: rq.PSR, Amount: rq.Amount, Credited: rq.Credited,
		Currency: rq.Currency, BankVersion: rq.BankVersion, ToCBU: seller.CBU, Alias: seller.Alias, State: buying.Sending, UserID: rq.UserID}
	stored, err := tx.InsertStart(ctx, start)
	if err == nil && !stored {
		err = ErrKeyReused
	}
	return start, err
}

// startAgain takes up a start that the wallet refused, when it still is what the
// person confirmed: the same reference and the same key at the wallet.
func (p *Purchases) startAgain(ctx context.Context, tx *store.Tx, rq BuyRequest, seller store.Seller) (*store.StartRow, error) {
	start, err := tx.LockStart(ctx, rq.Start)
	if errors.Is(err, store.ErrNotFound) || err == nil && (start.Agency != seller.Agency || start.Agent != seller.Agent) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	if start.PSR != rq.PSR || start.Amount != rq.Amount || start.Credited != rq.Credited || start.Currency != rq.Currency || start.BankVersion != rq.BankVersion {
		return nil, ErrOtherStart
	}
	if start.State != buying.RefusedStart {
		return nil, StartNotOpenError{start.Start()}
	}
	if err := asConfirmed(rq, seller); err != nil {
		return nil, err
	}
	if start.ToCBU != seller.CBU {
		quote, err := quoteOf(seller, rq.PSR, rq.Amount)
		return nil, errors.Join(err, ChangedError{quote})
	}
	start.State, start.Code = buying.Sending, ""
	return start, tx.SetStart(ctx, start)
}

func asConfirmed(rq BuyRequest, seller store.Seller) error {
	if rq.Amount <= 0 {
		return ErrAmount // 0 is no amount to a quote
	}
	quote, err := quoteOf(seller, rq.PSR, rq.Amount)
	if err == nil && !quote.Same(rq.Request) {
		err = ChangedError{quote}
	}
	return err
}

// sendWithin is how long after the beginning of its transaction a call may still
// leave: later than that it could outlive the try's lease.
const sendWithin = 5 * time.Second

func (p *Purchases) openTry(ctx context.Context, tx *store.Tx, rq BuyRequest, start *store.StartRow) (store.TryRow, error) {
	try := store.TryRow{Start: start.ID, OpKey: rq.Key, UserID: rq.UserID, UserName: rq.UserName, Reference: uuid.NewString()}
	now, err := tx.LeaseNow(ctx)
	if err != nil {
		return try, err
	}
	try.LeaseEnd = now.Add(sendWithin + p.CallTimeout)
	if err := tx.OpenTry(ctx, &try); err != nil {
		return try, err
	}
	if err := tx.ScheduleJob(ctx, start.Agency, kindStart, start.ID, try.LeaseEnd); err != nil {
		return try, err
	}
	after, err := json.Marshal(map[string]any{"psr": start.PSR, "amount": start.Amount, "credited": start.Credited, "currency": start.Currency,
		"bank_version": start.BankVersion, "cbu_masked": ident.MaskCBU(start.ToCBU), "alias": start.Alias, "try": try.N})
	tx.Audit(rq.audit(audit.ActBuy, start.ID, string(after)))
	return try, err
}
