package fakehub

import (
	"net/http"
	"strings"
	"time"

	"trastienda/app/agent"
)

// Agent returns what the hub holds, of version 0 when there is nobody.
func (h *Hub) Agent(id string) agent.Agent {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.agent(id)
}

func (h *Hub) agent(id string) agent.Agent {
	if r := h.records["agent/"+id]; r != nil && !r.deleted {
		return r.doc.(agent.Agent)
	}
	return agent.Agent{ID: id}
}

// Accounts are those that were proposed, in their order.
func (h *Hub) Accounts() []agent.Account {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]agent.Account{}, h.accounts...)
}

func (h *Hub) storeAgent(a agent.Agent) agent.Agent {
	a.Version = h.next("agent", a.ID)
	h.change(&record{entity: "agent", id: a.ID, version: a.Version, doc: a})
	return a
}

// PutBankChange and PutRateChange store changes as changed.
func (h *Hub) PutBankChange(c agent.BankChange) agent.BankChange {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.storeBankChange(c)
}

func (h *Hub) storeBankChange(c agent.BankChange) agent.BankChange {
	c.Version = h.next("bank_change", c.ID)
	h.change(&record{entity: "bank_change", id: c.ID, version: c.Version, doc: c})
	return c
}

// PutRateChange is PutBankChange for a rate.
func (h *Hub) PutRateChange(c agent.RateChange) agent.RateChange {
	h.mu.Lock()
	defer h.mu.Unlock()
	c.Version = h.next("rate_change", c.ID)
	h.change(&record{entity: "rate_change", id: c.ID, version: c.Version, doc: c})
	return c
}

// agentActs answers what is done with agents; false when a request is none of it.
func (h *Hub) agentActs(w http.ResponseWriter, r *http.Request) bool {
	id, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v1/agents/"), "/")
	switch {
	case r.Method == http.MethodPost && r.URL.Path == "/v1/agents":
		var in struct {
			ID string `json:"id"`
			agent.Edit
		}
		h.act(w, r, &in, func() (any, int64) { return nil, 0 }, func() any { return h.storeAgent(edited(agent.Agent{ID: in.ID}, in.Edit)) })
	case r.Method == http.MethodPut && id != r.URL.Path && rest == "":
		var in agent.Edit
		h.act(w, r, &in, func() (any, int64) { a := h.agent(id); return a, a.Version }, func() any { return h.storeAgent(edited(h.agent(id), in)) })
	case r.Method == http.MethodPut && id != r.URL.Path && rest == "bank":
		var in agent.Account
		h.act(w, r, &in, func() (any, int64) { a := h.agent(id); return a, a.Version }, func() any { return h.propose(r, id, in) })
	default:
		return false
	}
	return true
}

func (h *Hub) propose(r *http.Request, id string, in agent.Account) agent.BankChange {
	h.accounts = append(h.accounts, in)
	a := h.agent(id)
	a.Bank.Change = "change-of-" + id
	a = h.storeAgent(a)
	who := h.caller(r)
	c := h.storeBankChange(agent.BankChange{ID: a.Bank.Change, Agent: agent.Ref{ID: id, Code: a.Code, Name: a.Name}, New: in.Masked(), State: agent.Proposed,
		Decision: agent.Decision{ByID: who.ID, By: who.Name, At: time.Unix(1790000000, 0).UTC()}})
	c.AgentVersion = a.Version
	return c
}

func edited(a agent.Agent, e agent.Edit) agent.Agent {
	a.Code, a.Name, a.CUIT, a.Active, a.NextVisit = e.Code, e.Name, e.CUIT, e.Active, e.NextVisit
	a.Contact, a.Address, a.PointsOfSale = e.Contact, e.Address, e.PointsOfSale
	return a
}
