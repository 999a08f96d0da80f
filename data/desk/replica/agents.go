package replica

import (
	"context"
	"encoding/json"

	"trastienda/app/agent"
	"trastienda/app/purchase"
)

// Agents returns every agent of the copy by code.
func (r *Replica) Agents(ctx context.Context) ([]agent.Agent, error) {
	rows, err := r.readers.QueryContext(ctx, `select doc from agent where doc <> '' order by code, id`)
	if err != nil {
		return nil, named(err)
	}
	defer rows.Close()
	list := []agent.Agent{}
	for rows.Next() {
		var doc string
		if err := rows.Scan(&doc); err != nil {
			return nil, named(err)
		}
		var a agent.Agent
		if err := json.Unmarshal([]byte(doc), &a); err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, named(rows.Err())
}

// loadAgents reads the names that purchases show into memory: a few hundred
// of them, against a join for every row.
func (r *Replica) loadAgents(ctx context.Context) error {
	rows, err := r.readers.QueryContext(ctx, `select id, code, name from agent`)
	if err != nil {
		return err
	}
	defer rows.Close()
	m := map[string]purchase.AgentRef{}
	for rows.Next() {
		var ref purchase.AgentRef
		if err := rows.Scan(&ref.ID, &ref.Code, &ref.Name); err != nil {
			return err
		}
		m[ref.ID] = ref
	}
	r.agents.Store(&m)
	return rows.Err()
}
