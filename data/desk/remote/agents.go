package remote

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"trastienda/app/agent"
	"trastienda/app/money"
)

// Decision is one step on a change that two people decide, of the version that
// was seen. Reason is that of a rejection.
type Decision struct {
	ID      string
	Version int64
	Step    agent.Step
	Reason  string
}

// DecideBank takes a step on a change of bank data; opID is the act's identity
// and was stored before. It is sent once. A Refusal with 412 carries the present
// change.
func (c *Client) DecideBank(ctx context.Context, opID string, d Decision) (agent.BankChange, error) {
	q, err := decision("/v1/bank-changes/", opID, d)
	if err != nil {
		return agent.BankChange{}, err
	}
	return get[agent.BankChange](ctx, c, q)
}

// DecideRate is DecideBank for a change of a rate.
func (c *Client) DecideRate(ctx context.Context, opID string, d Decision) (agent.RateChange, error) {
	q, err := decision("/v1/rate-changes/", opID, d)
	if err != nil {
		return agent.RateChange{}, err
	}
	return get[agent.RateChange](ctx, c, q)
}

func decision(path, opID string, d Decision) (call, error) {
	path += url.PathEscape(d.ID)
	q := call{method: http.MethodPost, key: opID, match: matching(d.Version), act: true}
	switch d.Step {
	case agent.Withdraw:
		q.method, q.path = http.MethodDelete, path
	case agent.Approve:
		q.path, q.body = path+"/approve", struct{}{}
	case agent.Reject:
		q.path, q.body = path+"/reject", map[string]any{"reason": d.Reason}
	default:
		return q, fmt.Errorf("remote: no step %q", d.Step)
	}
	return q, nil
}

// ProposeRate proposes a rate of an agent, or of the agency's new agents for an
// empty id; a zero from is as soon as it is approved. It is sent once. A Refusal
// with 412 carries the present agent or agency.
func (c *Client) ProposeRate(ctx context.Context, opID, agentID string, rate money.BasisPoints, from time.Time, version int64) (agent.RateChange, error) {
	path := "/v1/agency/rate"
	if agentID != "" {
		path = agentPath(agentID) + "/rate"
	}
	body := map[string]any{"bonus_bp": rate, "from": ""}
	if !from.IsZero() {
		body["from"] = from.UTC().Format(time.RFC3339Nano)
	}
	return get[agent.RateChange](ctx, c, call{method: http.MethodPut, path: path, key: opID, match: matching(version), act: true, body: body})
}

// RevealBank asks for an agent's account in full. The hub's audit keeps it each
// time. ErrNotFound: none was ever approved.
func (c *Client) RevealBank(ctx context.Context, agentID string) (agent.Account, error) {
	return get[agent.Account](ctx, c, call{method: http.MethodPost, path: agentPath(agentID) + "/bank/reveal", act: true})
}

// RevealBankChange asks for both sides of a change of bank data in full. The hub's
// audit keeps it each time.
func (c *Client) RevealBankChange(ctx context.Context, id string) (now, old agent.Account, err error) {
	both, err := get[struct {
		CBU    string        `json:"cbu"`
		Alias  string        `json:"alias"`
		Holder string        `json:"holder"`
		CUIT   string        `json:"cuit"`
		Old    agent.Account `json:"old"`
	}](ctx, c, call{method: http.MethodPost, path: "/v1/bank-changes/" + url.PathEscape(id) + "/reveal", act: true})
	return agent.Account{CBU: both.CBU, Alias: both.Alias, Holder: both.Holder, CUIT: both.CUIT}, both.Old, err
}

func agentPath(id string) string { return "/v1/agents/" + url.PathEscape(id) }
