package remote

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"trastienda/app/agent"
	"trastienda/app/listing"
	"trastienda/app/problem"
	"trastienda/app/purchase"
)

// Page is one page of a list; Next is empty on the last one.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

// Query is what a list of purchases is asked with. Limit is at most
// listing.MaxLimit.
type Query struct {
	Filter purchase.Filter
	Sort   listing.Sort
	Cursor string
	Limit  int
}

// Purchases asks the hub for a page. The hub knows no filter by deadline.
func (c *Client) Purchases(ctx context.Context, q Query) (Page[purchase.Purchase], error) {
	return get[Page[purchase.Purchase]](ctx, c, call{method: http.MethodGet, path: "/v1/purchases", query: q.values()})
}

func (q Query) values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	instant := func(name string, t time.Time) {
		if !t.IsZero() {
			v.Set(name, t.UTC().Format(time.RFC3339Nano))
		}
	}
	amount := func(name string, minor *int64) {
		if minor != nil {
			v.Set(name, strconv.FormatInt(*minor, 10))
		}
	}
	f := q.Filter
	statuses := make([]string, len(f.Statuses))
	for i, s := range f.Statuses {
		statuses[i] = string(s)
	}
	set("status", strings.Join(statuses, ","))
	set("psr", f.PSR)
	set("agent", f.Agent)
	set("wallet_transfer", f.WalletTransfer)
	set("transfer_id", f.TransferID)
	set("cause", string(f.Cause))
	set("q", strings.TrimSpace(f.Text))
	instant("from", f.From)
	instant("to", f.To)
	amount("amount_min", f.AmountMin)
	amount("amount_max", f.AmountMax)
	set("sort", q.Sort.String())
	set("cursor", q.Cursor)
	if q.Limit > 0 {
		v.Set("limit", strconv.Itoa(q.Limit))
	}
	return v
}

// Purchase asks for a purchase with its attempts.
func (c *Client) Purchase(ctx context.Context, id string) (purchase.Detail, error) {
	return get[purchase.Detail](ctx, c, call{method: http.MethodGet, path: "/v1/purchases/" + url.PathEscape(id)})
}

// Retry presses "Sí" once for a purchase; opID is the act's identity and was
// stored before. It is sent once. An OfflineError with NotSent means that
// nothing left; Unsure tells whether any other error leaves the outcome open.
func (c *Client) Retry(ctx context.Context, purchaseID, opID string) (purchase.RetryAnswer, error) {
	return get[purchase.RetryAnswer](ctx, c, call{
		method: http.MethodPost, path: "/v1/purchases/" + url.PathEscape(purchaseID) + "/retry",
		body: struct{}{}, key: opID, act: true, timeout: c.limit.Retry,
	})
}

// Unsure tells whether, after this error of an act, the hub may have got it
// and may have done it: then the operation is asked for, never sent again.
func Unsure(err error) bool {
	var offline *OfflineError
	var refusal *Refusal
	switch {
	case err == nil:
		return false
	case errors.As(err, &offline):
		return !offline.NotSent
	case errors.As(err, &refusal):
		p := refusal.Problem
		// "not configured" is said before anything is claimed.
		return p.Status == http.StatusRequestTimeout || p.Code == problem.InProgress ||
			p.Status >= http.StatusInternalServerError && p.Code != problem.NotConfigured
	}
	return true
}

// Operation is what became of an act.
type Operation struct {
	Key    string `json:"key"`
	Act    string `json:"act"`
	Target string `json:"target"`
	// State is "running" until the act has its answer, then "done".
	State string `json:"state"`
	// Body is the answer that was given once the act is done, null before.
	Body json.RawMessage `json:"body"`
	// Answer is Body read as the answer to a retry.
	Answer     purchase.RetryAnswer `json:"-"`
	CreatedAt  time.Time            `json:"created_at"`
	FinishedAt *time.Time           `json:"finished_at"`
}

// Done tells whether the act has its answer.
func (o Operation) Done() bool { return o.State == "done" }

// Operation asks what became of the act with this key. ErrNotFound: the hub
// never got it (or not yet).
func (c *Client) Operation(ctx context.Context, key string) (Operation, error) {
	op, err := get[Operation](ctx, c, call{method: http.MethodGet, path: "/v1/operations/" + url.PathEscape(key)})
	if err == nil && json.Unmarshal(op.Body, &op.Answer) != nil {
		return Operation{}, &NotAHubError{What: "the answer of an operation does not fit"}
	}
	return op, err
}

// Agents asks for a page of agents; an empty cursor for the first.
func (c *Client) Agents(ctx context.Context, cursor string) (Page[agent.Agent], error) {
	v := url.Values{"limit": {strconv.Itoa(listing.MaxLimit)}}
	if cursor != "" {
		v.Set("cursor", cursor)
	}
	return get[Page[agent.Agent]](ctx, c, call{method: http.MethodGet, path: "/v1/agents", query: v})
}

// Balance asks for an agent's virtual balance.
func (c *Client) Balance(ctx context.Context, agentID string) (agent.Balance, error) {
	return get[agent.Balance](ctx, c, call{method: http.MethodGet, path: "/v1/agents/" + url.PathEscape(agentID) + "/balance"})
}
