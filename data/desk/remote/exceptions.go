package remote

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"trastienda/app/exception"
	"trastienda/app/listing"
)

// Exceptions asks for a page of the notices that wait for a person, newest
// first; an empty cursor for the first.
func (c *Client) Exceptions(ctx context.Context, cursor string) (Page[exception.Exception], error) {
	v := url.Values{"limit": {strconv.Itoa(listing.MaxLimit)}}
	if cursor != "" {
		v.Set("cursor", cursor)
	}
	return get[Page[exception.Exception]](ctx, c, call{method: http.MethodGet, path: "/v1/exceptions", query: v})
}

// Exception asks for one, closed or not, with what the hub knows of its payment.
func (c *Client) Exception(ctx context.Context, id string) (exception.Exception, error) {
	return get[exception.Exception](ctx, c, call{method: http.MethodGet, path: "/v1/exceptions/" + url.PathEscape(id)})
}

// SettleException takes a step on an exception; opID is the act's identity and
// was stored before. It is sent once. A Refusal with 412 carries the present
// exception.
func (c *Client) SettleException(ctx context.Context, opID string, r exception.Request) (exception.Exception, error) {
	path := "/v1/exceptions/" + url.PathEscape(r.ID) + "/"
	q := call{key: opID, match: strconv.Quote(strconv.FormatInt(r.Version, 10)), act: true}
	switch r.Step {
	case exception.Propose:
		q.method, q.path = http.MethodPut, path+"proposal"
		q.body = map[string]any{"act": r.Act, "psr": r.PSR, "reason": r.Reason}
	case exception.Withdraw:
		q.method, q.path = http.MethodDelete, path+"proposal"
	case exception.Approve:
		q.method, q.path, q.body = http.MethodPost, path+"approve", struct{}{}
	case exception.Reject:
		q.method, q.path, q.body = http.MethodPost, path+"reject", map[string]any{"reason": r.Reason}
	default:
		return exception.Exception{}, fmt.Errorf("remote: no step %q", r.Step)
	}
	return get[exception.Exception](ctx, c, q)
}
