package remote

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"trastienda/app/purchase"
)

// SettleClosing takes a step on the closing of a purchase; opID is the act's
// identity and was stored before. It is sent once. A Refusal with 412 carries what
// is there by now: the purchase, or the closing.
func (c *Client) SettleClosing(ctx context.Context, opID string, r purchase.ClosingRequest) (purchase.Closing, error) {
	path := "/v1/purchases/" + url.PathEscape(r.PurchaseID) + "/closing"
	q := call{key: opID, match: strconv.Quote(strconv.FormatInt(r.Version, 10)), act: true}
	switch r.Step {
	case purchase.ProposeClosing:
		q.method, q.path, q.body = http.MethodPut, path, map[string]any{"kind": r.Kind, "reason": r.Reason}
	case purchase.WithdrawClosing:
		q.method, q.path = http.MethodDelete, path
	case purchase.ApproveClosing:
		q.method, q.path, q.body = http.MethodPost, path+"/approve", struct{}{}
	case purchase.RejectClosing:
		q.method, q.path, q.body = http.MethodPost, path+"/reject", map[string]any{"reason": r.Reason}
	default:
		return purchase.Closing{}, fmt.Errorf("remote: no step %q", r.Step)
	}
	return get[purchase.Closing](ctx, c, q)
}
