package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"trastienda/app/agent"
	"trastienda/app/money"
	"trastienda/data/desk/outbox"
	"trastienda/data/desk/remote"
)

// Decision is one step on a change that two people decide.
type Decision = outbox.Decision

// The errors of somebody being first; nothing was changed.
type (
	ErrBankConflict   = outbox.ErrBankConflict
	ErrRateConflict   = outbox.ErrRateConflict
	ErrAgentConflict  = outbox.ErrAgentConflict
	ErrAgencyConflict = outbox.ErrAgencyConflict
)

// BankChanges lists the changes of an agent's bank data that the copy holds,
// newest first; of every agent only the open ones, for an empty id.
func (d *Desk) BankChanges(ctx context.Context, agentID string) ([]agent.BankChange, error) {
	return changes(ctx, d, remote.BankChanges, func(c agent.BankChange) bool {
		return agentID == "" && c.State == agent.Proposed || agentID != "" && c.Agent.ID == agentID
	}, func(c agent.BankChange) (time.Time, string) { return c.At, c.ID })
}

// RateChanges is BankChanges for rates, which managers alone have: of every agent,
// and of the agency's new agents, only the open ones for an empty id.
func (d *Desk) RateChanges(ctx context.Context, agentID string) ([]agent.RateChange, error) {
	return d.rateChanges(ctx, func(c agent.RateChange) bool {
		return agentID == "" && c.State == agent.Proposed || agentID != "" && c.Agent.ID == agentID
	})
}

// AgencyRateChanges lists the changes of the rate of new agents, newest first.
func (d *Desk) AgencyRateChanges(ctx context.Context) ([]agent.RateChange, error) {
	return d.rateChanges(ctx, func(c agent.RateChange) bool { return c.Agent.ID == "" })
}

func (d *Desk) rateChanges(ctx context.Context, keep func(agent.RateChange) bool) ([]agent.RateChange, error) {
	return changes(ctx, d, remote.RateChanges, keep, func(c agent.RateChange) (time.Time, string) { return c.At, c.ID })
}

// changes reads those documents of an entity that are kept, newest first.
func changes[T any](ctx context.Context, d *Desk, entity remote.Entity, keep func(T) bool, at func(T) (time.Time, string)) ([]T, error) {
	w, done, err := d.use()
	if err != nil {
		return nil, err
	}
	defer done()
	found, err := w.replica.Overlaid(ctx, string(entity), nil)
	if err != nil {
		return nil, err
	}
	list := []T{}
	for _, doc := range found.Docs {
		var c T
		if err := json.Unmarshal(doc, &c); err != nil {
			return nil, err
		}
		if keep(c) {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b T) int {
		first, firstID := at(a)
		second, secondID := at(b)
		return cmp.Or(second.Compare(first), cmp.Compare(secondID, firstID))
	})
	return list, nil
}

// DecideBank takes a step on a change of bank data, once: it is stored before it
// leaves and never sent again. Like Retry it belongs to the desk, not to the
// dialog. Errors: ErrOfflineNothingSent, ErrNotStored, ErrBankConflict,
// ErrOutcomeUnknown (it is asked for until it is known), or the hub's own.
func (d *Desk) DecideBank(ctx context.Context, x Decision) (agent.BankChange, error) {
	return onlineAct(ctx, d, func(ctx context.Context, a *outbox.Acts) (agent.BankChange, error) { return a.DecideBank(ctx, x) })
}

// DecideRate is DecideBank for a change of a rate; ErrRateConflict.
func (d *Desk) DecideRate(ctx context.Context, x Decision) (agent.RateChange, error) {
	return onlineAct(ctx, d, func(ctx context.Context, a *outbox.Acts) (agent.RateChange, error) { return a.DecideRate(ctx, x) })
}

// ProposeRate proposes a rate of an agent, or of the agency's new agents for an
// empty id, as DecideBank takes a step; a zero from is as soon as it is approved.
// version is the agent's, or that of the agency's profile. Errors besides:
// ErrAgentConflict, ErrAgencyConflict.
func (d *Desk) ProposeRate(ctx context.Context, agentID string, rate money.BasisPoints, from time.Time, version int64) (agent.RateChange, error) {
	return onlineAct(ctx, d, func(ctx context.Context, a *outbox.Acts) (agent.RateChange, error) {
		return a.ProposeRate(ctx, agentID, rate, from, version)
	})
}

// onlineAct runs an act that goes on when its dialog is closed.
func onlineAct[T any](ctx context.Context, d *Desk, act func(context.Context, *outbox.Acts) (T, error)) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	w, done, err := d.use()
	if err != nil {
		return none, err
	}
	defer done()
	answer, err := act(w.ctx, w.acts)
	var unknown ErrOutcomeUnknown
	if errors.As(err, &unknown) {
		w.askSoon()
	}
	d.changed()
	return answer, err
}
