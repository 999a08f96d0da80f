package connector

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"trastienda/app/agent"
	"trastienda/app/money"
)

// RefusedAmount is the code of a refusal because of an amount that nobody may
// move (at most 0, or above money.Limit).
const RefusedAmount = "amount-out-of-range"

var transferRefusals = map[string]int{
	"insufficient-balance": http.StatusPaymentRequired,
	"terminal-blocked":     http.StatusForbidden,
	"unknown-psr":          http.StatusNotFound,
	"unknown-agent":        http.StatusNotFound,
	RefusedAmount:          http.StatusUnprocessableEntity,
}

type rechargeClient struct{ client *client }

// NewRecharge makes the client of the recharge system.
func NewRecharge(o Options) Recharge { return &rechargeClient{newClient("recharge", o)} }

func (r *rechargeClient) Send(ctx context.Context, t Transfer) (TransferDone, error) {
	var done TransferDone
	if t.Key == "" || t.Reference == "" {
		return done, ErrIncomplete
	}
	if !money.Valid(t.Amount) {
		return done, &Refusal{Code: RefusedAmount}
	}
	body, err := r.client.do(ctx, call{
		name: "transfer", method: http.MethodPost, path: "/v1/transfers", body: t,
		key: t.Key, id: t.RequestID, want: http.StatusCreated, refusals: transferRefusals, limit: singleLimit,
	})
	if err != nil {
		return done, err
	}
	if err := json.Unmarshal(body, &done); err != nil {
		return TransferDone{}, garbled(err)
	}
	if err := done.check(); err != nil {
		return TransferDone{}, err
	}
	if done.Reference != t.Reference || done.Amount != t.Amount || done.Currency != t.Currency {
		return TransferDone{}, differs("reference, amount or currency")
	}
	return done, nil
}

func (r *rechargeClient) Find(ctx context.Context, reference string) ([]TransferDone, error) {
	if reference == "" {
		return nil, ErrIncomplete
	}
	body, err := r.client.do(ctx, call{
		name: "find-transfer", method: http.MethodGet, path: "/v1/transfers",
		query: map[string]string{"reference": reference}, want: http.StatusOK, limit: listLimit,
	})
	if err != nil {
		return nil, err
	}
	var answer struct{ Transfers *[]TransferDone }
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, garbled(err)
	}
	// A missing list is not an empty one: "not found" allows a second send.
	if answer.Transfers == nil {
		return nil, garbled(errors.New("no list of transfers"))
	}
	found := make([]TransferDone, 0, len(*answer.Transfers))
	seen := map[TransferDone]bool{}
	for _, t := range *answer.Transfers {
		if err := t.check(); err != nil {
			return nil, err
		}
		if t.Reference != reference {
			return nil, differs("reference")
		}
		// The same transfer told twice is one transfer.
		if !seen[t] {
			seen[t] = true
			found = append(found, t)
		}
	}
	return found, nil
}

func (t *TransferDone) check() error {
	if !plain(t.TransferID) || !plain(t.Reference) || !money.Valid(t.Amount) || !plain(t.Currency) || t.CompletedAt.IsZero() {
		return garbled(errors.New("a field of the transfer is missing or wrong"))
	}
	t.CompletedAt = t.CompletedAt.UTC()
	return nil
}

func (r *rechargeClient) Balance(ctx context.Context, agentCode string) (agent.Balance, error) {
	var balance agent.Balance
	if agentCode == "" {
		return balance, ErrIncomplete
	}
	body, err := r.client.do(ctx, call{
		name: "balance", method: http.MethodGet, path: "/v1/agents/{agent}/balance",
		params: map[string]string{"agent": agentCode}, want: http.StatusOK, limit: singleLimit,
	})
	if err != nil {
		return balance, err
	}
	var answer struct {
		Available *int64    `json:"available"`
		Currency  string    `json:"currency"`
		AsOf      time.Time `json:"as_of"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return balance, garbled(err)
	}
	if answer.Available == nil || !plain(answer.Currency) || answer.AsOf.IsZero() {
		return balance, garbled(errors.New("a field of the balance is missing"))
	}
	return agent.Balance{Available: *answer.Available, Currency: answer.Currency, AsOf: answer.AsOf.UTC()}, nil
}
