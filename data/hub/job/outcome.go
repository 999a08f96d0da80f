package job

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"trastienda/app/purchase"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

// answer is what an outside system said to one call.
type answer struct {
	payments  []connector.Payment
	transfers []connector.TransferDone
	kept      connector.Exchange
	err       error
}

// exchange makes the call.
func (p *Purchases) exchange(ctx context.Context, o *outgoing) (got answer) {
	ctx = connector.WithExchange(ctx, &got.kept)
	row := &o.row
	switch o.step {
	case purchase.StepAskPayment:
		got.payments, got.err = p.Wallet.Find(ctx, row.WalletReference)
	case purchase.StepAskTransfer:
		got.transfers, got.err = p.Recharge.Find(ctx, row.ID)
	case purchase.StepSendTransfer:
		var done connector.TransferDone
		done, got.err = p.Recharge.Send(ctx, connector.Transfer{
			Reference: row.ID, Agent: o.agent, PSR: row.PSR, Amount: row.Credited, Currency: row.Currency,
			Key: "transfer-" + row.ID, RequestID: o.attempt.Reference,
		})
		got.transfers = []connector.TransferDone{done}
	case purchase.StepNotify:
		got.err = p.Merchant.Notify(ctx, connector.PurchaseNotice{
			PurchaseID: row.ID, PSR: row.PSR, TransferID: row.TransferID, Paid: row.Paid, Credited: row.Credited,
			Currency: row.Currency, CompletedAt: row.TransferCompletedAt,
			Key: "notice-" + row.ID, RequestID: o.attempt.Reference,
		})
	}
	return got
}

// apply changes the row by what was said, and gives what the attempt's row says.
func (p *Purchases) apply(ctx context.Context, tx *store.Tx, r *run, row *store.PurchaseRow, o *outgoing, got answer, now moment) (store.AttemptEnd, error) {
	end := failed(got.err)
	if got.err != nil {
		r.over = true
		if o.attempt.Kind == store.Ask {
			end.Outcome = purchase.OutcomeUnknown // a question that is refused tells nothing
		}
	}
	var err error
	switch o.step {
	case purchase.StepAskPayment:
		if got.err != nil {
			r.unsure = row.Legs.Payment == purchase.Refused
			break
		}
		end, err = p.heardOfPayment(ctx, tx, r, row, o, got.payments, now)
	case purchase.StepAskTransfer:
		if got.err != nil {
			row.Legs.Transfer, row.RefusalCode = purchase.Unknown, ""
			break
		}
		end, err = p.heardOfTransfer(ctx, tx, r, row, o, got.transfers, now)
	case purchase.StepSendTransfer:
		end, err = p.heardOfSend(ctx, tx, r, row, got, end, now)
	case purchase.StepNotify:
		if got.err == nil {
			row.Legs.Notice = purchase.Done
			end.Outcome = purchase.OutcomeDone
		} else if end.Outcome == purchase.OutcomeRefused {
			err = alarm(ctx, tx, row, o.attempt.Leg, end)
		}
	}
	var unknown *connector.UnknownError
	if err == nil && errors.As(got.err, &unknown) && unknown.Alarm {
		err = alarm(ctx, tx, row, o.attempt.Leg, end)
	}
	return end, err
}

// heardOfPayment takes what the wallet knows exactly as its notices are taken.
func (p *Purchases) heardOfPayment(ctx context.Context, tx *store.Tx, r *run, row *store.PurchaseRow, o *outgoing,
	payments []connector.Payment, now moment,
) (store.AttemptEnd, error) {
	end := store.AttemptEnd{Outcome: purchase.OutcomeNotFound}
	if len(payments) == 0 && row.Legs.Payment == purchase.Unknown {
		return end, p.noPayment(ctx, tx, r, row, o.at, now)
	}
	for _, pay := range payments {
		wrong, err := p.take(ctx, tx, row, pay)
		if err != nil {
			return end, err
		}
		end.Outcome = purchase.OutcomeWaiting
		if wrong != "" {
			end = store.AttemptEnd{Outcome: purchase.OutcomeUnknown, Code: wrong, Detail: "the wallet's payment is not the one we know"}
			break
		}
	}
	switch row.Legs.Payment {
	case purchase.Done:
		r.progress = true
		return store.AttemptEnd{Outcome: purchase.OutcomeFound, Code: string(connector.PaymentAccredited)}, nil
	case purchase.Refused:
		if end.Outcome == purchase.OutcomeWaiting {
			end = store.AttemptEnd{Outcome: purchase.OutcomeFound, Code: purchase.CodePaymentRejected}
		}
	}
	r.over = true
	return end, nil
}

// noPayment takes that the wallet, asked at an instant, knew nothing of a payment
// that was sent from here: it never happened, if it could not happen any more by
// then; else it is asked for again.
func (p *Purchases) noPayment(ctx context.Context, tx *store.Tx, r *run, row *store.PurchaseRow, asked time.Time, now moment) error {
	end, err := p.lastPayment(ctx, tx, row, now)
	if err != nil {
		return err
	}
	facts := purchase.Facts{State: row.State(), LastPaymentEnd: end, Settling: p.SettlingTime}
	if r.payNotFound = !facts.NeverPaid(asked); r.payNotFound {
		return nil
	}
	r.over = true
	row.Legs.Payment, row.RefusalCode, row.NeverSend = purchase.Refused, purchase.CodePaymentNotMade, true
	return nil
}

// heardOfTransfer takes the answer to "what do you know of this reference?".
func (p *Purchases) heardOfTransfer(ctx context.Context, tx *store.Tx, r *run, row *store.PurchaseRow, o *outgoing,
	transfers []connector.TransferDone, now moment,
) (store.AttemptEnd, error) {
	if len(transfers) == 0 {
		r.notFoundAt = o.at
		return store.AttemptEnd{Outcome: purchase.OutcomeNotFound}, nil
	}
	for _, t := range transfers {
		if !same(t, row) {
			row.Held = true
			row.Legs.Transfer, row.RefusalCode = purchase.Unknown, ""
			r.over = true
			end := store.AttemptEnd{Outcome: purchase.OutcomeUnknown, Code: "answer-differs", Detail: "a transfer of this reference differs from ours"}
			return end, alarm(ctx, tx, row, purchase.Transfer, end)
		}
	}
	took(r, row, transfers[0], now)
	end := store.AttemptEnd{Outcome: purchase.OutcomeFound}
	for _, t := range transfers[1:] {
		if t.TransferID != transfers[0].TransferID {
			twice := store.AttemptEnd{Code: "transferred-twice", Detail: "the recharge system lists more than one transfer of this reference"}
			return end, alarm(ctx, tx, row, purchase.Transfer, twice)
		}
	}
	return end, nil
}

// heardOfSend takes the answer to a send. An unknown one does not end the run:
// the recharge system is asked at once.
func (p *Purchases) heardOfSend(ctx context.Context, tx *store.Tx, r *run, row *store.PurchaseRow, got answer, end store.AttemptEnd, now moment) (store.AttemptEnd, error) {
	switch {
	case got.err == nil && same(got.transfers[0], row):
		took(r, row, got.transfers[0], now)
		return store.AttemptEnd{Outcome: purchase.OutcomeDone}, nil
	case got.err == nil:
		end = store.AttemptEnd{Outcome: purchase.OutcomeUnknown, Code: "answer-differs", Detail: "the transfer of the answer differs from ours"}
		return end, alarm(ctx, tx, row, purchase.Transfer, end)
	case end.Outcome == purchase.OutcomeRefused:
		row.Legs.Transfer, row.RefusalCode = purchase.Refused, end.Code
		return end, nil
	}
	r.over = false
	return end, nil
}

// same tells whether a transfer is the one of this purchase.
func same(t connector.TransferDone, row *store.PurchaseRow) bool {
	return t.TransferID != "" && t.Reference == row.ID && t.Amount == row.Credited && t.Currency == row.Currency
}

func took(r *run, row *store.PurchaseRow, t connector.TransferDone, now moment) {
	row.Legs.Transfer, row.RefusalCode = purchase.Done, ""
	row.TransferID, row.TransferCompletedAt = t.TransferID, t.CompletedAt
	if t.CompletedAt.IsZero() {
		row.TransferCompletedAt = now.business
	}
	r.progress = true
}

// failed turns a call's error into what the attempt's row says. Everything that
// is no refusal is unknown.
func failed(err error) store.AttemptEnd {
	var refusal *connector.Refusal
	var unknown *connector.UnknownError
	switch {
	case err == nil:
		return store.AttemptEnd{}
	case errors.As(err, &refusal):
		return store.AttemptEnd{Outcome: purchase.OutcomeRefused, Code: plain(refusal.Code), Detail: plain(refusal.Detail)}
	case errors.As(err, &unknown):
		return store.AttemptEnd{Outcome: purchase.OutcomeUnknown, Code: plain(unknown.Code), Detail: plain(unknown.Detail)}
	case errors.Is(err, connector.ErrNotConfigured):
		return store.AttemptEnd{Outcome: purchase.OutcomeUnknown, Code: "not-configured", Detail: "the system has no address"}
	case errors.Is(err, context.DeadlineExceeded):
		return store.AttemptEnd{Outcome: purchase.OutcomeUnknown, Code: "timeout"}
	}
	return store.AttemptEnd{Outcome: purchase.OutcomeUnknown, Code: "no-answer", Detail: "the call failed"}
}

// alarm lists what a person should look at, once per purchase and code.
func alarm(ctx context.Context, tx *store.Tx, row *store.PurchaseRow, leg purchase.Leg, end store.AttemptEnd) error {
	body, err := json.Marshal(struct {
		PurchaseID string       `json:"purchase_id"`
		PSR        string       `json:"psr"`
		Leg        purchase.Leg `json:"leg"`
		Code       string       `json:"code"`
		Detail     string       `json:"detail"`
	}{row.ID, row.PSR, leg, end.Code, end.Detail})
	if err != nil {
		return err
	}
	_, err = tx.AddException(ctx, store.ExceptionRow{
		Agency: row.Agency, Kind: KindAlarm, Reference: row.ID, Body: string(body), Same: string(leg) + " " + end.Code,
	})
	return err
}

// told is what a person who waited for the run is told, as JSON.
func told(r *run, row *store.PurchaseRow, plan purchase.Plan, now moment) string {
	status, cause := row.State().Show(now.business)
	a := purchase.AnswerFor(purchase.Purchase{Status: status, Cause: cause})
	switch {
	case r.unsure:
		a.Result, a.Code = purchase.ResultPending, string(purchase.CauseNoAnswer)
	case !r.over && plan.Step == purchase.StepWait:
		a.Result, a.Code = purchase.ResultPending, purchase.CodeSettling
	}
	text, err := json.Marshal(verdict{a.Result, a.Code})
	if err != nil {
		return "" // two words always fit into JSON
	}
	return string(text)
}

// verdict is the part of an answer that a run decides.
type verdict struct {
	Result purchase.Result `json:"result"`
	Code   string          `json:"code"`
}
