package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"

	"trastienda/app/agent"
	"trastienda/data/desk/outbox"
	"trastienda/data/desk/replica"
)

// ErrNoAgent: neither the copy nor the outbox has such an agent.
var ErrNoAgent = errors.New("desk: no such agent")

// Agent is an agent with what is not at the hub yet on top. Version is the hub's,
// 0 while the hub has none; BonusBP is the rate in force by this computer's clock.
type Agent struct {
	agent.Agent
	Sign Sign
	// New: the hub has no such agent. Its creation waits, or was refused.
	New bool
	// BankUnsent is bank data, masked, whose proposal waits here; nil for none.
	BankUnsent *agent.BankData
}

// Agents returns the agents of the copy as the hub has them, by code.
func (d *Desk) Agents(ctx context.Context) ([]agent.Agent, error) {
	w, done, err := d.use()
	if err != nil {
		return nil, err
	}
	defer done()
	list, err := w.replica.Agents(ctx)
	for i, a := range list {
		list[i] = a.At(d.o.Clock.Now())
	}
	return list, err
}

// AgentList lists the agents as whoever is signed in left them, by code.
func (d *Desk) AgentList(ctx context.Context) ([]Agent, error) { return d.agents(ctx, nil) }

// Agent gives one of them; ErrNoAgent.
func (d *Desk) Agent(ctx context.Context, id string) (Agent, error) {
	list, err := d.agents(ctx, []string{id})
	if err == nil && len(list) == 0 {
		err = ErrNoAgent
	}
	if err != nil {
		return Agent{}, err
	}
	return list[0], nil
}

func (d *Desk) agents(ctx context.Context, ids []string) ([]Agent, error) {
	w, done, err := d.use()
	if err != nil {
		return nil, err
	}
	defer done()
	found, err := w.replica.Overlaid(ctx, replica.EntityAgent, ids)
	if err != nil {
		return nil, err
	}
	list := make([]Agent, 0, len(found.Docs))
	for id := range found.Docs {
		a, err := d.agentOf(w, found, id)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	for id := range found.Unsent {
		if _, there := found.Docs[id]; there {
			continue
		}
		a, err := d.agentOf(w, found, id)
		if err != nil {
			return nil, err
		}
		if a.New {
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(a, b Agent) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.ID, b.ID)) })
	return list, nil
}

// agentOf lays what is unsent of an agent over it. One that the hub has not got is
// shown as it was written down, whatever became of that: it is nowhere else.
func (d *Desk) agentOf(w *signedIn, found replica.Overlaid, id string) (Agent, error) {
	doc, sign, err := outbox.Overlay(found.Docs[id], found.Unsent[id], w.user())
	if err != nil {
		return Agent{}, err
	}
	a := Agent{Sign: sign}
	if _, there := found.Docs[id]; !there {
		if doc, err = outbox.Made(found.Unsent[id], w.user()); err != nil || len(doc) == 0 {
			return Agent{}, err
		}
		a.New = true
	}
	if err := json.Unmarshal(doc, &a.Agent); err != nil {
		return Agent{}, err
	}
	var more map[string]json.RawMessage
	if err := json.Unmarshal(doc, &more); err != nil {
		return Agent{}, err
	}
	if unsent := more[outbox.UnsentBank]; len(unsent) > 0 {
		a.BankUnsent = &agent.BankData{}
		if err := json.Unmarshal(unsent, a.BankUnsent); err != nil {
			return Agent{}, err
		}
	}
	a.Agent = a.Agent.At(d.o.Clock.Now())
	a.ID, a.Bank.State = id, cmp.Or(a.Bank.State, agent.BankMissing)
	if a.PointsOfSale == nil {
		a.PointsOfSale = []agent.PointOfSale{}
	}
	return a, nil
}

// AgentWaits tells whether something of an agent waits in the outbox.
func (d *Desk) AgentWaits(ctx context.Context, id string) (bool, error) {
	unsent, err := d.Unsent(ctx)
	return slices.ContainsFunc(unsent, func(u Unsent) bool { return u.Entity == replica.EntityAgent && u.Record == id }), err
}

// CreateAgent adds an agent and gives its id. It is written down here and sent as
// soon as the hub can be reached, which decides whether it may be. Errors:
// ErrNotStored.
func (d *Desk) CreateAgent(ctx context.Context, e agent.Edit) (id string, err error) {
	made, err := uuid.NewV7()
	if err != nil {
		return "", err
	}
	id = made.String()
	_, err = queued(d, func(q *outbox.Queue) (struct{}, error) {
		return struct{}{}, q.Add(ctx, outbox.KindAgentCreate, id, 0, outbox.NewAgentBody(id, inOrder(e)))
	})
	return id, err
}

// EditAgent changes an agent; version is the one the form began with. It is sent
// as CreateAgent's is, behind what waits of the agent. Of one whose creation was
// refused, that goes again with the new content. Errors: ErrNotStored.
func (d *Desk) EditAgent(ctx context.Context, id string, e agent.Edit, version int64) error {
	_, err := queued(d, func(q *outbox.Queue) (struct{}, error) {
		unsent, err := q.Entries(ctx)
		if err != nil {
			return struct{}{}, err
		}
		for _, u := range unsent {
			if u.Kind == outbox.KindAgentCreate && u.Record == id && u.State == outbox.Refused {
				return struct{}{}, q.Redo(ctx, u.OpID, outbox.NewAgentBody(id, inOrder(e)))
			}
		}
		return struct{}{}, q.Add(ctx, outbox.KindAgentEdit, id, version, inOrder(e))
	})
	return err
}

// inOrder is a clean edit with its points of sale in the order of the hub's
// documents, so that it differs only in what was changed.
func inOrder(e agent.Edit) agent.Edit {
	e = e.Clean()
	slices.SortFunc(e.PointsOfSale, func(p, q agent.PointOfSale) int { return strings.Compare(p.PSR, q.PSR) })
	return e
}

// ProposeBank proposes an agent's bank data; version is the agent's that was seen.
// It is sent as CreateAgent's is, behind what waits of the agent, and kept in full
// only until the hub has it. Errors: ErrNotStored.
func (d *Desk) ProposeBank(ctx context.Context, agentID string, a agent.Account, version int64) error {
	_, err := queued(d, func(q *outbox.Queue) (struct{}, error) {
		return struct{}{}, q.ProposeBank(ctx, agentID, version, a.Clean())
	})
	return err
}

// RevealBank asks the hub for an agent's account in full. The audit keeps it each
// time; here it is kept nowhere.
func (d *Desk) RevealBank(ctx context.Context, agentID string) (agent.Account, error) {
	_, done, err := d.use()
	if err != nil {
		return agent.Account{}, err
	}
	defer done()
	return d.remote.RevealBank(ctx, agentID)
}

// RevealBankChange asks the hub for both sides of a change in full, as RevealBank.
func (d *Desk) RevealBankChange(ctx context.Context, changeID string) (now, old agent.Account, err error) {
	_, done, err := d.use()
	if err != nil {
		return agent.Account{}, agent.Account{}, err
	}
	defer done()
	return d.remote.RevealBankChange(ctx, changeID)
}
