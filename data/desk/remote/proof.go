package remote

import (
	"context"
	"net/http"
	"net/url"

	"trastienda/app/evidence"
)

// HubKey asks for the public half of the key that the hub signs with.
func (c *Client) HubKey(ctx context.Context) (evidence.Key, error) {
	return get[evidence.Key](ctx, c, call{method: http.MethodGet, path: "/v1/hub/key"})
}

// SealReceipt asks for the number and the seal of a receipt. The receipt's id is
// its key too: asked again, the hub gives the same number.
func (c *Client) SealReceipt(ctx context.Context, purchaseID, receiptID string, kind evidence.Paper) (evidence.Sealed, error) {
	return get[evidence.Sealed](ctx, c, call{
		method: http.MethodPut, path: "/v1/purchases/" + url.PathEscape(purchaseID) + "/receipts/" + url.PathEscape(receiptID),
		key: receiptID, body: map[string]any{"kind": kind}, act: true,
	})
}

// Evidence asks for the pack of evidence of a purchase, its document in lang. The
// hub's audit keeps it each time.
func (c *Client) Evidence(ctx context.Context, purchaseID, lang string) ([]byte, error) {
	answer, err := c.do(ctx, call{
		method: http.MethodPost, path: "/v1/purchases/" + url.PathEscape(purchaseID) + "/evidence",
		body: map[string]any{"lang": lang}, act: true, accept: "application/zip",
	})
	return answer.body, err
}
