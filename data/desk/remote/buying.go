package remote

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"trastienda/app/buying"
)

// Wallet asks for the wallet of a point of sale.
func (c *Client) Wallet(ctx context.Context, psr string) (buying.Wallet, error) {
	return get[buying.Wallet](ctx, c, call{method: http.MethodGet, path: "/v1/points-of-sale/" + url.PathEscape(psr) + "/wallet", timeout: c.limit.Retry})
}

// Quote asks what a purchase would be now; an amount of 0 for none yet.
func (c *Client) Quote(ctx context.Context, psr string, amount int64) (buying.Quote, error) {
	q := call{method: http.MethodGet, path: "/v1/points-of-sale/" + url.PathEscape(psr) + "/quote", query: url.Values{}}
	if amount != 0 {
		q.query.Set("amount", strconv.FormatInt(amount, 10))
	}
	return get[buying.Quote](ctx, c, q)
}

// buyBody is a purchase on the wire. It is the one place on the desktop where a
// PIN is written.
type buyBody struct {
	PSR         string `json:"psr"`
	Amount      int64  `json:"amount"`
	Currency    string `json:"currency"`
	Credited    int64  `json:"credited"`
	BankVersion int64  `json:"bank_version"`
	PIN         string `json:"pin"`
	Start       string `json:"start,omitempty"`
	Again       bool   `json:"again,omitempty"`
}

// Buy starts a purchase; opID is the act's identity and was stored before. It is
// sent once. A Refusal with 412 carries the quote of now, one with 409 the start
// it speaks of.
func (c *Client) Buy(ctx context.Context, opID string, r buying.Request) (buying.Answer, error) {
	return get[buying.Answer](ctx, c, call{
		method: http.MethodPost, path: "/v1/purchases", key: opID, act: true, timeout: c.limit.Retry,
		body: buyBody{r.PSR, r.Amount, r.Currency, r.Credited, r.BankVersion, r.PIN.Reveal(), r.Start, r.Again},
	})
}
