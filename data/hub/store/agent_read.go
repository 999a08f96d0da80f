package store

import (
	"context"
	"database/sql"
	"fmt"

	"trastienda/app/access"
	"trastienda/app/agent"
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
		return s.agents(ctx, s.read, scope, w, tail)
	})
}

// FindAgent gives one agent; ErrNotFound when it is not in scope.
func (s *Store) FindAgent(ctx context.Context, scope access.Scope, id string) (agent.Agent, error) {
	found, err := s.AgentsByID(ctx, scope, []string{id})
	return one(found, id, err)
}

// AgentsByID gives those of the agents that are in scope, by id.
func (s *Store) AgentsByID(ctx context.Context, scope access.Scope, ids []string) (map[string]agent.Agent, error) {
	return s.agentsByID(ctx, s.read, scope, ids)
}

func (s *Store) agentsByID(ctx context.Context, q querier, scope access.Scope, ids []string) (map[string]agent.Agent, error) {
	found := make(map[string]agent.Agent, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var w listing.Where
	agentsIn(&w, scope)
	listing.In(&w, "a.id", ids)
	list, err := s.agents(ctx, q, scope, w, "")
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

// agentQuery is read by scanAgent; $%d is the present instant. Bank data that
// was never approved is none.
const agentQuery = `select a.id, a.code, a.name, a.cuit, a.active, a.version, a.next_visit,
	a.contact_person, a.contact_phone, a.contact_mobile, a.contact_email, a.contact_notes,
	a.address_street, a.address_number, a.address_floor, a.address_locality, a.address_province, a.address_postcode,
	coalesce((select r.bonus_bp from agent_rate r where r.agency_id = a.agency_id and r.agent_id = a.id
		and r.from_ms <= $%d order by r.from_ms desc limit 1), 0),
	coalesce(b.cbu, ''), coalesce(b.alias, ''), coalesce(b.holder, ''), coalesce(b.cuit, ''), coalesce(b.version, 0), coalesce(c.id, '')
	from agent a
	left join agent_bank b on b.agency_id = a.agency_id and b.agent_id = a.id and b.state = 'approved'
	left join bank_change c on c.agency_id = a.agency_id and c.agent_id = a.id and c.state = 'proposed'`

func scanAgent(row interface{ Scan(...any) error }) (agent.Agent, error) {
	a := agent.Agent{PointsOfSale: []agent.PointOfSale{}}
	var active int
	var bank agent.Account
	err := row.Scan(&a.ID, &a.Code, &a.Name, &a.CUIT, &active, &a.Version, &a.NextVisit,
		&a.Contact.Person, &a.Contact.Phone, &a.Contact.Mobile, &a.Contact.Email, &a.Contact.Notes,
		&a.Address.Street, &a.Address.Number, &a.Address.Floor, &a.Address.Locality, &a.Address.Province, &a.Address.Postcode,
		&a.BonusBP, &bank.CBU, &bank.Alias, &bank.Holder, &bank.CUIT, &a.Bank.Version, &a.Bank.Change)
	data := bank.Masked()
	a.Active = active != 0
	a.Bank.CBUMasked, a.Bank.Alias, a.Bank.Holder, a.Bank.CUITMasked = data.CBUMasked, data.Alias, data.Holder, data.CUITMasked
	switch {
	case a.Bank.Version > 0:
		a.Bank.State = agent.BankApproved
	case a.Bank.Change != "":
		a.Bank.State = agent.BankPending
	default:
		a.Bank.State = agent.BankMissing
	}
	return a, err
}

func (s *Store) agents(ctx context.Context, q querier, scope access.Scope, w listing.Where, rest string) ([]agent.Agent, error) {
	where, args := w.SQL()
	args = append(args, s.clock.Now().UnixMilli())
	rows, err := q.QueryContext(ctx, fmt.Sprintf(agentQuery, len(args))+where+rest, args...)
	if err != nil {
		return nil, wrap("agents", err)
	}
	defer rows.Close()
	list := []agent.Agent{}
	for rows.Next() {
		a, err := scanAgent(rows)
		if err != nil {
			return nil, wrap("agents", err)
		}
		list = append(list, a)
	}
	if err := rows.Err(); err != nil {
		return nil, wrap("agents", err)
	}
	at := make(map[string]int, len(list))
	ids := make([]string, len(list))
	for i, a := range list {
		at[a.ID], ids[i] = i, a.ID
	}
	if len(list) == 0 {
		return list, nil
	}
	if err := addPointsOfSale(ctx, q, scope.Agency, list, at, ids); err != nil {
		return nil, err
	}
	return list, s.addNextRates(ctx, q, scope, list, at, ids)
}

func addPointsOfSale(ctx context.Context, q querier, agency string, list []agent.Agent, at map[string]int, ids []string) error {
	var w listing.Where
	w.And("agency_id = ?", agency)
	listing.In(&w, "agent_id", ids)
	where, args := w.SQL()
	rows, err := q.QueryContext(ctx, "select agent_id, psr, name from point_of_sale"+where+" order by psr", args...)
	if err != nil {
		return wrap("points of sale", err)
	}
	defer rows.Close()
	for rows.Next() {
		var owner string
		var p agent.PointOfSale
		if err := rows.Scan(&owner, &p.PSR, &p.Name); err != nil {
			return wrap("points of sale", err)
		}
		list[at[owner]].PointsOfSale = append(list[at[owner]].PointsOfSale, p)
	}
	return wrap("points of sale", rows.Err())
}

// addNextRates tells which rate comes next. One that waits for its day comes
// before one that waits for a person, because with its day the document is out
// of date unless it says so; proposals are for those who may see them.
func (s *Store) addNextRates(ctx context.Context, q querier, scope access.Scope, list []agent.Agent, at map[string]int, ids []string) error {
	var w listing.Where
	w.And("agency_id = ?", scope.Agency)
	listing.In(&w, "agent_id", ids)
	condition, args := "state = 'approved' and from_ms > ?", []any{s.clock.Now().UnixMilli()}
	if scope.Role.Allows(access.RatesSee) {
		condition += " or state = 'proposed'"
	}
	w.And("("+condition+")", args...)
	where, args := w.SQL()
	rows, err := q.QueryContext(ctx, "select agent_id, id, bonus_bp, from_ms, state from rate_change"+where+" order by state, from_ms, decided_ms desc, id", args...)
	if err != nil {
		return wrap("rates", err)
	}
	defer rows.Close()
	for rows.Next() {
		var owner string
		var next agent.NextRate
		var from sql.NullInt64
		if err := rows.Scan(&owner, &next.Change, &next.BonusBP, &from, &next.State); err != nil {
			return wrap("rates", err)
		}
		next.From = pointer(from)
		if a := &list[at[owner]]; a.Rate == nil {
			a.Rate = &next
		}
	}
	return wrap("rates", rows.Err())
}
