package remote

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// HubFacts are what a hub tells of itself to anybody. ClockOff is how far this
// computer's clock is ahead of the hub's, zero when it does not tell; Least the
// least version of the desktop it asks for, empty unless this one is older.
type HubFacts struct {
	Version  string
	ClockOff time.Duration
	Least    string
}

// Hub tells what answers at the address, without signing in; for the buttons
// that test it. Errors: ErrOffline, ErrNotAHub.
func (c *Client) Hub(ctx context.Context) (HubFacts, error) {
	answer, err := c.do(ctx, call{method: http.MethodGet, path: "/openapi.json", anonymous: true})
	if err != nil {
		return HubFacts{}, err
	}
	var contract struct {
		Info struct {
			Version string `json:"version"`
		} `json:"info"`
	}
	if err := json.Unmarshal(answer.body, &contract); err != nil {
		return HubFacts{}, &NotAHubError{What: "the JSON of its contract does not fit"}
	}
	return HubFacts{Version: contract.Info.Version, ClockOff: c.ClockOff(), Least: c.Least()}, nil
}
