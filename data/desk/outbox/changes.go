package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"trastienda/app/agency"
	"trastienda/app/agent"
	"trastienda/app/money"
	"trastienda/data/desk/remote"
)

// The beginnings of the kinds of acts on changes that two people decide; for the
// first two the step follows.
const (
	bankStep     = "bank-change."
	rateStep     = "rate-change."
	rateProposal = "rate.propose"
)

// Decision is one step on the change that a person saw. Reason is that of a
// rejection.
type Decision = remote.Decision

// The errors of somebody being first; nothing was changed, and each tells the
// record as it is now.
type (
	ErrBankConflict   struct{ Current agent.BankChange }
	ErrRateConflict   struct{ Current agent.RateChange }
	ErrAgentConflict  struct{ Current agent.Agent }
	ErrAgencyConflict struct{ Current agency.Profile }
)

func (e ErrBankConflict) Error() string { return newer("bank change", e.Current.ID, e.Current.Version) }
func (e ErrRateConflict) Error() string { return newer("rate change", e.Current.ID, e.Current.Version) }
func (e ErrAgentConflict) Error() string {
	return newer("agent", e.Current.ID, e.Current.Version)
}
func (e ErrAgencyConflict) Error() string {
	return newer("agency", e.Current.ID, e.Current.Version)
}

func newer(what, id string, version int64) string {
	return fmt.Sprintf("outbox: the %s %s has version %d by now", what, id, version)
}

// present reads the record of a 412 and tells whether it is the one meant.
func present[T any](current json.RawMessage, is func(T) bool) (T, bool) {
	var now T
	return now, json.Unmarshal(current, &now) == nil && is(now)
}

// DecideBank sends a step on a change of bank data once, as Retry sends a retry.
// Errors besides those of Retry: ErrBankConflict.
func (a *Acts) DecideBank(ctx context.Context, d Decision) (agent.BankChange, error) {
	return take(ctx, a, step[agent.BankChange]{
		kind: bankStep + string(d.Step), target: d.ID,
		send: func(ctx context.Context, key string) (agent.BankChange, error) {
			return a.Remote.DecideBank(ctx, key, d)
		},
		stale: func(current json.RawMessage) error {
			if now, ok := present(current, func(c agent.BankChange) bool { return c.ID == d.ID }); ok {
				return ErrBankConflict{Current: now}
			}
			return nil
		},
	})
}

// DecideRate is DecideBank for a change of a rate; ErrRateConflict.
func (a *Acts) DecideRate(ctx context.Context, d Decision) (agent.RateChange, error) {
	return take(ctx, a, step[agent.RateChange]{
		kind: rateStep + string(d.Step), target: d.ID,
		send: func(ctx context.Context, key string) (agent.RateChange, error) {
			return a.Remote.DecideRate(ctx, key, d)
		},
		stale: func(current json.RawMessage) error {
			if now, ok := present(current, func(c agent.RateChange) bool { return c.ID == d.ID }); ok {
				return ErrRateConflict{Current: now}
			}
			return nil
		},
	})
}

// ProposeRate proposes a rate of an agent, or of the agency's new agents for an
// empty id, once; a zero from is as soon as it is approved. version is the agent's
// or the agency's that was seen. Errors besides those of Retry: ErrAgentConflict,
// ErrAgencyConflict.
func (a *Acts) ProposeRate(ctx context.Context, agentID string, rate money.BasisPoints, from time.Time, version int64) (agent.RateChange, error) {
	return take(ctx, a, step[agent.RateChange]{
		kind: rateProposal, target: agentID,
		send: func(ctx context.Context, key string) (agent.RateChange, error) {
			return a.Remote.ProposeRate(ctx, key, agentID, rate, from, version)
		},
		stale: func(current json.RawMessage) error {
			if agentID == "" {
				if now, ok := present(current, func(p agency.Profile) bool { return p.ID != "" && p.TimeZone != "" }); ok {
					return ErrAgencyConflict{Current: now}
				}
				return nil
			}
			if now, ok := present(current, func(g agent.Agent) bool { return g.ID == agentID }); ok {
				return ErrAgentConflict{Current: now}
			}
			return nil
		},
	})
}
