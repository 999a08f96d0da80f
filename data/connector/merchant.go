package connector

import (
	"context"
	"errors"
	"net/http"
)

type merchantClient struct{ client *client }

// NewMerchant makes the client of the merchant platform.
func NewMerchant(o Options) Merchant { return &merchantClient{newClient("merchant", o)} }

// Notify tells the platform about a purchase. Nothing it answers refuses the
// notice for good: 404 unknown-purchase raises an alarm and is tried again.
func (m *merchantClient) Notify(ctx context.Context, n PurchaseNotice) error {
	if n.Key == "" || n.PurchaseID == "" {
		return ErrIncomplete
	}
	n.CompletedAt = n.CompletedAt.UTC()
	const unknownPurchase = "unknown-purchase"
	_, err := m.client.do(ctx, call{
		name: "notice", method: http.MethodPost, path: "/v1/purchase-notices", body: n,
		key: n.Key, id: n.RequestID, want: http.StatusNoContent,
		refusals: map[string]int{unknownPurchase: http.StatusNotFound}, limit: singleLimit,
	})
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return &UnknownError{Code: refusal.Code, Detail: refusal.Detail, Alarm: true}
	}
	return err
}
