package remote

import (
	"context"
	"net/http"
	"net/url"

	"trastienda/app/importing"
)

// imported is what became of the items of a part.
type imported struct {
	Results []importing.RowResult `json:"results"`
}

// ImportAgents sends a part of an import; key is the part's identity. The same
// key again gives the same answer.
func (c *Client) ImportAgents(ctx context.Context, key string, b importing.Batch[importing.AgentRow]) ([]importing.RowResult, error) {
	return c.importRows(ctx, key, "agents", b)
}

// ImportPurchases is ImportAgents for past purchases.
func (c *Client) ImportPurchases(ctx context.Context, key string, b importing.Batch[importing.PurchaseItem]) ([]importing.RowResult, error) {
	return c.importRows(ctx, key, "purchases", b)
}

func (c *Client) importRows(ctx context.Context, key, kind string, body any) ([]importing.RowResult, error) {
	answer, err := get[imported](ctx, c, call{method: http.MethodPost, path: "/v1/imports/" + kind, key: key, body: body, act: true})
	return answer.Results, err
}

// Imports asks for the earlier imports of a file, newest first.
func (c *Client) Imports(ctx context.Context, kind importing.Kind, file string) ([]importing.Run, error) {
	page, err := get[Page[importing.Run]](ctx, c, call{method: http.MethodGet, path: "/v1/imports", query: url.Values{"kind": {string(kind)}, "file": {file}}})
	return page.Items, err
}
