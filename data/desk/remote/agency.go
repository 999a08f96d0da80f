package remote

import (
	"context"
	"net/http"
	"strconv"

	"trastienda/app/agency"
)

// AgencyProfile reads the agency's own data.
func (c *Client) AgencyProfile(ctx context.Context) (agency.Profile, error) {
	return get[agency.Profile](ctx, c, call{method: http.MethodGet, path: "/v1/agency"})
}

// SetAgencyProfile changes it from p.Version on. Errors: *Refusal, whose
// Current is the present data when somebody changed it first; Unsure tells
// whether it may have been done.
func (c *Client) SetAgencyProfile(ctx context.Context, key string, p agency.Profile) (agency.Profile, error) {
	body := map[string]any{"name": p.Name, "currency": p.Currency, "time_zone": p.TimeZone, "logo": p.Logo}
	if p.BuyMax != 0 { // a hub of before told none, and would not know them
		body["buy_min"], body["buy_max"] = p.BuyMin, p.BuyMax
	}
	return get[agency.Profile](ctx, c, call{method: http.MethodPut, path: "/v1/agency", act: true, key: key,
		match: strconv.Quote(strconv.FormatInt(p.Version, 10)),
		body:  body})
}
