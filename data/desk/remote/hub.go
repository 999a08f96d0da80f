package remote

import (
	"context"
	"net/http"
)

// Hub tells which version answers at the address, without signing in; for the
// button that tests an address. Errors: ErrOffline, ErrNotAHub.
func (c *Client) Hub(ctx context.Context) (version string, err error) {
	contract, err := get[struct {
		Info struct {
			Version string `json:"version"`
		} `json:"info"`
	}](ctx, c, call{method: http.MethodGet, path: "/openapi.json", anonymous: true})
	return contract.Info.Version, err
}
