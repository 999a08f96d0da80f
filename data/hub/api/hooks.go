package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trastienda/app/access"
	"trastienda/app/problem"
	"trastienda/data/connector"
	"trastienda/data/hub/store"
)

// maxNotice bounds a notice; a real one has some hundred bytes.
const maxNotice = 64 << 10

// WalletNotice is what the wallet tells. Fields it has besides are ignored.
type WalletNotice struct {
	Type           string    `json:"type" enum:"payment.accredited,payment.rejected,payment.pending"`
	WalletTransfer string    `json:"wallet_transfer"`
	Reference      string    `json:"reference"`
	PSR            string    `json:"psr"`
	Amount         int64     `json:"amount"`
	Currency       string    `json:"currency"`
	At             time.Time `json:"at"`
	ToCBU          string    `json:"to_cbu,omitempty"`
	Reason         string    `json:"reason,omitempty"`
	_              struct{}  `additionalProperties:"true"`
}

func (a *api) hookOperations() {
	register(a, access.Public, huma.Operation{
		OperationID: "wallet-notice", Method: http.MethodPost, Path: "/v1/hooks/wallet", Summary: "The wallet tells of a payment",
		Description: "Signed as Standard Webhooks asks, at most 5 minutes ago. Repeats and any order are normal. What a signed notice says is " +
			"never dropped: what does not fit waits for a person, and is answered 204 too. Problems: 401 bad-signature, 400 not-json, 503 not-configured.",
		MaxBodyBytes: maxNotice, BodyReadTimeout: 10 * time.Second,
		DefaultStatus: http.StatusNoContent, SkipValidateBody: true,
	}, a.walletNotice)
}

type hookInput struct {
	ID        string `header:"webhook-id"`
	Timestamp string `header:"webhook-timestamp"`
	Signature string `header:"webhook-signature"`
	RawBody   []byte `contentType:"application/json"`
}

func (a *api) walletNotice(ctx context.Context, in *hookInput) (*struct{}, error) {
	if a.WalletHook == nil {
		return nil, fail(ctx, problem.NotConfigured)
	}
	header := http.Header{}
	header.Set("webhook-id", in.ID)
	header.Set("webhook-timestamp", in.Timestamp)
	header.Set("webhook-signature", in.Signature)
	if err := a.WalletHook.Verify(header, in.RawBody); err != nil {
		a.Log.WarnContext(ctx, "notice with a bad signature", "request", callerOf(ctx).requestID)
		return nil, fail(ctx, problem.BadSignature)
	}
	payment, ok := readNotice(in.RawBody)
	if !ok {
		return nil, fail(ctx, problem.NotJSON)
	}
	// The sender may hang up; a notice that arrived is kept all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerWithin)
	defer cancel()
	err := a.Purchases.WalletNotice(ctx, payment)
	if errors.Is(err, store.ErrNotFound) {
		// A hub without any agency has nobody to keep it for; the wallet sends
		// it again, or its list is polled, once there is one.
		return nil, fail(ctx, problem.NotConfigured)
	}
	return nil, err
}

// readNotice reads a notice field by field: one that is missing or of the wrong
// kind stays empty, so that the notice is stored for a person instead of being
// refused. It is false only for what is no JSON object.
func readNotice(body []byte) (connector.Payment, bool) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return connector.Payment{}, false
	}
	text := func(name string) string {
		var s string
		if json.Unmarshal(fields[name], &s) != nil || !storable(s) {
			return ""
		}
		return s
	}
	p := connector.Payment{WalletTransfer: text("wallet_transfer"), Reference: text("reference"), PSR: text("psr"),
		Currency: text("currency"), ToCBU: text("to_cbu"), Reason: text("reason"), Amount: wholeNumber(fields["amount"])}
	kind := text("type")
	if status, ok := strings.CutPrefix(kind, "payment."); ok {
		kind = status
	}
	p.Status = connector.PaymentStatus(kind)
	if at, err := time.Parse(time.RFC3339Nano, text("at")); err == nil {
		p.At = at.UTC()
	}
	return p, true
}

// wholeNumber reads an amount; anything but an integer of 64 bits is 0, which is
// no amount.
func wholeNumber(raw json.RawMessage) int64 {
	var n int64
	if len(raw) == 0 || bytes.ContainsAny(raw, ".eE") || json.Unmarshal(raw, &n) != nil {
		return 0
	}
	return n
}
