// Package connector talks to the outside systems (recharge system, merchant
// platform, wallet). Every answer is one of three: what was asked for, a
// *Refusal (definite: nothing happened), or an *UnknownError (it may have
// happened, or may still happen). Nothing here tries anything twice.
package connector

import (
	"context"
	"errors"
	"fmt"
	"time"

	"trastienda/app/agent"
	"trastienda/app/buying"
)

// Recharge is the recharge system, which moves virtual balance.
type Recharge interface {
	// Send moves balance to a point of sale. A nil error means it moved and the
	// answer carried the same reference, amount and currency.
	Send(ctx context.Context, t Transfer) (TransferDone, error)
	// Find asks what the system knows of a reference; empty when nothing.
	Find(ctx context.Context, reference string) ([]TransferDone, error)
	// Balance asks for the agent's available virtual balance.
	Balance(ctx context.Context, agentCode string) (agent.Balance, error)
}

// Merchant is the merchant platform, which is told that the balance went out.
type Merchant interface {
	Notify(ctx context.Context, n PurchaseNotice) error
}

// Wallet is the wallet that pays. List answers ErrNotPolled when the wallet
// has no list.
type Wallet interface {
	// Account asks for the wallet of a point of sale. ErrNoSession when its holder
	// is not signed in there (S0-10).
	Account(ctx context.Context, psr string) (Account, error)
	// Pay makes the wallet pay, with the PIN of its holder. A nil error means that
	// it took the payment and the answer carried the same reference.
	Pay(ctx context.Context, o PayOrder) (Paid, error)
	Find(ctx context.Context, reference string) ([]Payment, error)
	List(ctx context.Context, after string) (payments []Payment, next string, err error)
}

// Transfer is what the recharge system is asked to move. Amount is minor
// units; Key is the idempotency key, RequestID the number to quote.
type Transfer struct {
	Reference string `json:"reference"`
	Agent     string `json:"agent"`
	PSR       string `json:"psr"`
	Amount    int64  `json:"amount"`
	Currency  string `json:"currency"`

	Key       string `json:"-"`
	RequestID string `json:"-"`
}

// TransferDone is a transfer the recharge system carried out.
type TransferDone struct {
	TransferID  string    `json:"transfer_id"`
	Reference   string    `json:"reference"`
	Amount      int64     `json:"amount"`
	Currency    string    `json:"currency"`
	CompletedAt time.Time `json:"completed_at"`
}

// PurchaseNotice tells the merchant platform that the balance went out.
type PurchaseNotice struct {
	PurchaseID  string    `json:"purchase_id"`
	PSR         string    `json:"psr"`
	TransferID  string    `json:"transfer_id"`
	Paid        int64     `json:"paid"`
	Credited    int64     `json:"credited"`
	Currency    string    `json:"currency"`
	CompletedAt time.Time `json:"completed_at"`

	Key       string `json:"-"`
	RequestID string `json:"-"`
}

// PaymentStatus is how far the wallet's payment is.
type PaymentStatus string

// The statuses of a wallet payment.
const (
	PaymentPending    PaymentStatus = "pending"
	PaymentAccredited PaymentStatus = "accredited"
	PaymentRejected   PaymentStatus = "rejected"
)

// Payment is a payment as the wallet tells it, in an answer or in a notice.
// Amount is minor units, At is UTC.
type Payment struct {
	WalletTransfer string        `json:"wallet_transfer"`
	Reference      string        `json:"reference"`
	PSR            string        `json:"psr"`
	Amount         int64         `json:"amount"`
	Currency       string        `json:"currency"`
	ToCBU          string        `json:"to_cbu"`
	Status         PaymentStatus `json:"status"`
	At             time.Time     `json:"at"`
	Reason         string        `json:"reason"`
}

// Account is a wallet as it is now; Available is in minor units of Currency.
type Account struct {
	Holder    string `json:"holder"`
	Available int64  `json:"available"`
	Currency  string `json:"currency"`
}

// PayOrder is what the wallet is asked to pay. Amount is minor units, ToCBU a CBU
// or CVU; Key is the idempotency key, RequestID the number to quote.
type PayOrder struct {
	Reference string
	PSR       string
	Amount    int64
	Currency  string
	ToCBU     string
	ToAlias   string
	PIN       buying.PIN

	Key       string
	RequestID string
}

// Paid is a payment that the wallet took: pending until COELSA accredits it.
type Paid struct {
	WalletTransfer string
	Reference      string
	Status         PaymentStatus
}

// Refusal is a definite no: nothing happened, and Code says why.
type Refusal struct {
	Code   string
	Detail string
}

func (r *Refusal) Error() string { return "connector: refused: " + r.Code }

// UnknownError means that nobody knows whether the effect happened. Alarm is
// set when the outside system broke its contract (its answer differs from what
// was asked), so that a person looks at it.
type UnknownError struct {
	// Code is a short stable word: timeout, connection, http-503, garbled,
	// key-reused, answer-differs, …
	Code   string
	Detail string
	Alarm  bool
	Cause  error
}

func (u *UnknownError) Error() string {
	return fmt.Sprintf("connector: outcome unknown: %s", u.Code)
}

func (u *UnknownError) Unwrap() error { return u.Cause }

// Errors that are neither a refusal nor unknown: nothing was sent.
var (
	// ErrNotConfigured: the system has no URL. Nothing left this machine.
	ErrNotConfigured = errors.New("connector: not configured")
	// ErrNoSession: the holder of the wallet is not signed in there.
	ErrNoSession = errors.New("connector: no session in the wallet")
	// ErrNotPolled: the wallet answers 404 to its list.
	ErrNotPolled = errors.New("connector: the wallet gives no list")
)
