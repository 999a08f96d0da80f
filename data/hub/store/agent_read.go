package store

import (
	"context"
	"fmt"

	"trastienda/app/access"
	"trastienda/app/agent"
	"trastienda/app/ident"
	"trastienda/app/listing"
)

// AgentSortFields are the fields a list of agents may be sorted by.
var AgentSortFields = []string{"code", "name"}

var agentPages = paging[agent.Agent]{
	columns: map[string]listing.Column{"code": {Name: "a.code"}, "name": {Name: "a.name"}, "id": {Name: "a.id"}},
	usual:   listing.Sort{{Field: "code"}, {Field: "id"}},
	values:  func(a agent.Agent) map[string]any { return map[string]any{"code": a.Code, "name": a.Name, "id": a.ID} },
}

// ListAgents gives a page of the agents in scope, by code unless sort says
// otherwise. Bank data is masked. Cursors are as in ListPurchases.
func (s *Store) ListAgents(ctx context.Context, scope access.Scope, sort listing.Sort, cursor string, limit int) (Page[agent.Agent], error) {
	var w listing.Where
	agentsIn(&w, scope)
	return agentPages.page(w, sort, cursor, limit, func(w listing.Where, tail string) ([]agent.Agent, error) {
		return s.agents(ctx, scope.Agency, w, tail)
	})
}

// FindAgent gives one agent; ErrNotFound when it is not in scope.
func (s *Store) FindAgent(ctx context.Context, scope access.Scope, id string) (agent.Agent, error) {
	found, err := s.AgentsByID(ctx, scope, []string{id})
	if err != nil {
		return agent.Agent{}, err
	}
	a, ok := found[id]
	if !ok {
		return agent.Agent{}, ErrNotFound
	}
	return a, nil
}

// AgentsByID gives those of the agents that are in scope, by id.
func (s *Store) AgentsByID(ctx context.Context, scope access.Scope, ids []string) (map[string]agent.Agent, error) {
	found := make(map[string]agent.Agent, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var w listing.Where
	agentsIn(&w, scope)
	listing.In(&w, "a.id", ids)
	list, err := s.agents(ctx, scope.Agency, w, "")
	for _, a := range list {
		found[a.ID] = a
	}
	return found, err
}

func agentsIn(w *listing.Where, scope access.Scope) {
	w.And("a.agency_id = ?", scope.Agency)
	if scope.Agent != "" {
		w.And("a.id = ?", scope.Agent)
	}
}

func (s *Store) agents(ctx context.Context, agency string, w listing.Where, rest string) ([]agent.Agent, error) {
	where, args := w.SQL()
	args = append(args, s.clock.Now().UnixMilli())
	rows, err := s.read.QueryContext(ctx, fmt.Sprintf(`select a.id, a.code, a.name, a.cuit, a.active, a.version,
		coalesce((select r.bonus_bp from agent_rate r where r.agency_id = a.agency_id and r.agent_id = a.id
			and r.from_ms <= $%d order by r.from_ms desc limit 1), 0),
		coalesce(b.cbu, ''), coalesce(b.alias, ''), coalesce(b.holder, ''), coalesce(b.state, 'missing')
		from agent a left join agent_bank b on b.agency_id = a.agency_id and b.agent_id = a.id`, len(args))+where+rest, args...)
	if err != nil {
		return nil, fmt.Errorf("store: list agents: %w", err)
	}
	defer rows.Close()
	list := []agent.Agent{}
	for rows.Next() {
		a := agent.Agent{PointsOfSale: []agent.PointOfSale{}}
		var active int
		var cbu string
		if err := rows.Scan(&a.ID, &a.Code, &a.Name, &a.CUIT, &active, &a.Version, &a.BonusBP,
			&cbu, &a.Bank.Alias, &a.Bank.Holder, &a.Bank.State); err != nil {
			return nil, fmt.Errorf("store: list agents: %w", err)
		}
		a.Active, a.Bank.CBUMasked = active != 0, ident.MaskCBU(cbu)
		list = append(list, a)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: list agents: %w", err)
	}
	return list, s.addPointsOfSale(ctx, agency, list)
}

func (s *Store) addPointsOfSale(ctx context.Context, agency string, list []agent.Agent) error {
	if len(list) == 0 {
		return nil
	}
	at, ids := make(map[string]int, len(list)), make([]string, len(list))
	for i, a := range list {
		at[a.ID], ids[i] = i, a.ID
	}
	var w listing.Where
	w.And("agency_id = ?", agency)
	listing.In(&w, "agent_id", ids)
	where, args := w.SQL()
	rows, err := s.read.QueryContext(ctx, "select agent_id, psr, name from point_of_sale"+where+" order by psr", args...)
	if err != nil {
		return fmt.Errorf("store: points of sale: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var owner string
		var p agent.PointOfSale
		if err := rows.Scan(&owner, &p.PSR, &p.Name); err != nil {
			return fmt.Errorf("store: points of sale: %w", err)
		}
		list[at[owner]].PointsOfSale = append(list[at[owner]].PointsOfSale, p)
	}
	return rows.Err()
}
