package connector

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"trastienda/app/ident"
	"trastienda/app/money"
)

// The refusals of a payment: nothing was paid.
const (
	RefusedPIN         = "wrong-pin"
	RefusedFunds       = "insufficient-funds"
	RefusedDestination = "unknown-destination"
	RefusedWallet      = "wallet-blocked"
)

var paymentRefusals = map[string]int{
	RefusedPIN:         http.StatusUnauthorized,
	RefusedFunds:       http.StatusPaymentRequired,
	RefusedDestination: http.StatusUnprocessableEntity,
	RefusedWallet:      http.StatusForbidden,
}

// payBody is a payment order on the wire, the one place where a PIN is written.
type payBody struct {
	Reference string `json:"reference"`
	PSR       string `json:"psr"`
	Amount    int64  `json:"amount"`
	Currency  string `json:"currency"`
	ToCBU     string `json:"to_cbu"`
	ToAlias   string `json:"to_alias"`
	PIN       string `json:"pin"`
}

func (w *walletClient) Pay(ctx context.Context, o PayOrder) (Paid, error) {
	if o.Key == "" || o.Reference == "" || !o.PIN.Fits() {
		return Paid{}, ErrIncomplete
	}
	if !money.Valid(o.Amount) {
		return Paid{}, &Refusal{Code: RefusedAmount}
	}
	if _, err := ident.CBU(o.ToCBU); err != nil {
		return Paid{}, &Refusal{Code: RefusedDestination}
	}
	body, err := w.client.do(ctx, call{
		name: "pay", method: http.MethodPost, path: "/v1/payments",
		body: payBody{o.Reference, o.PSR, o.Amount, o.Currency, o.ToCBU, o.ToAlias, o.PIN.Reveal()},
		key:  o.Key, id: o.RequestID, want: http.StatusCreated, refusals: paymentRefusals, limit: singleLimit, secret: true,
	})
	if err != nil {
		return Paid{}, withoutDetail(err)
	}
	return readPaid(body, o)
}

// withoutDetail drops the wallet's own words: they may repeat what it was sent.
func withoutDetail(err error) error {
	var refusal *Refusal
	var unknown *UnknownError
	switch {
	case errors.As(err, &refusal):
		refusal.Detail = ""
	case errors.As(err, &unknown):
		unknown.Detail = ""
	}
	return err
}

// readPaid reads the answer to a payment. Amount and currency are no part of it,
// but a wallet that tells others than it was asked for has done something else.
func readPaid(body []byte, o PayOrder) (Paid, error) {
	var answer struct {
		WalletTransfer string        `json:"wallet_transfer"`
		Reference      string        `json:"reference"`
		Status         PaymentStatus `json:"status"`
		Amount         *int64        `json:"amount"`
		Currency       *string       `json:"currency"`
	}
	if json.Unmarshal(body, &answer) != nil {
		// The decoder's error could repeat what the wallet was sent.
		return Paid{}, garbled(errors.New("not the expected JSON"))
	}
	if !plain(answer.WalletTransfer) || answer.Reference == "" ||
		answer.Status != PaymentPending && answer.Status != PaymentAccredited {
		return Paid{}, garbled(errors.New("a field of the payment is missing or wrong"))
	}
	if answer.Reference != o.Reference || answer.Amount != nil && *answer.Amount != o.Amount ||
		answer.Currency != nil && *answer.Currency != o.Currency {
		return Paid{}, differs("reference, amount or currency")
	}
	return Paid{WalletTransfer: answer.WalletTransfer, Reference: answer.Reference, Status: answer.Status}, nil
}

func (w *walletClient) Account(ctx context.Context, psr string) (Account, error) {
	var a Account
	if psr == "" {
		return a, ErrIncomplete
	}
	body, err := w.client.do(ctx, call{
		name: "wallet", method: http.MethodGet, path: "/v1/wallets/{psr}",
		params: map[string]string{"psr": psr}, want: http.StatusOK, limit: singleLimit,
	})
	var unknown *UnknownError
	if errors.As(err, &unknown) && unknown.Code == "http-401" {
		return a, ErrNoSession
	}
	if err != nil {
		return a, err
	}
	var answer struct {
		Holder    string `json:"holder"`
		Available *int64 `json:"available"`
		Currency  string `json:"currency"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return a, garbled(err)
	}
	if answer.Available == nil || !plain(answer.Currency) {
		return a, garbled(errors.New("a field of the wallet is missing"))
	}
	return Account{Holder: tidy(answer.Holder), Available: *answer.Available, Currency: answer.Currency}, nil
}
