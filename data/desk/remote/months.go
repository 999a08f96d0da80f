package remote

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"trastienda/app/month"
)

// Months asks for the closed months, and which one can be closed next.
func (c *Client) Months(ctx context.Context) (month.List, error) {
	return get[month.List](ctx, c, call{method: http.MethodGet, path: "/v1/months"})
}

// CloseMonth closes a month; opID is the act's identity and was stored before. It
// is sent once.
func (c *Client) CloseMonth(ctx context.Context, opID, m string) (month.Close, error) {
	return get[month.Close](ctx, c, call{method: http.MethodPut, path: "/v1/months/" + url.PathEscape(m), key: opID, act: true})
}

// MonthRows asks for the rows of a closed month behind a number, and the number
// that the next ones are behind, 0 at the end.
func (c *Client) MonthRows(ctx context.Context, m string, after int64) (rows []month.Row, next int64, err error) {
	page, err := get[struct {
		Items []month.Row `json:"items"`
		Next  int64       `json:"next"`
	}](ctx, c, call{method: http.MethodGet, path: "/v1/months/" + url.PathEscape(m) + "/rows", query: url.Values{"after": {strconv.FormatInt(after, 10)}}})
	return page.Items, page.Next, err
}
