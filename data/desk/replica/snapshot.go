package replica

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"strings"

	"trastienda/app/listing"
	"trastienda/app/purchase"
)

// Snapshot is the list as it was at one moment, for documents: what is counted is
// what is given, however much the hub tells meanwhile.
type Snapshot struct {
	v      *Purchases
	tx     *sql.Tx
	agents map[string]purchase.AgentRef
}

// Snapshot calls use with the list of this moment, which ends with it.
func (v *Purchases) Snapshot(ctx context.Context, use func(s *Snapshot) error) error {
	tx, err := v.r.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return named(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	// The moment is that of the first question, so one is asked at once.
	var one int
	if err := tx.QueryRowContext(ctx, "select count(*) from meta").Scan(&one); err != nil {
		return named(err)
	}
	return use(&Snapshot{v: v, tx: tx, agents: *v.r.agents.Load()})
}

// Count tells how many rows the filter keeps.
func (s *Snapshot) Count(ctx context.Context, f purchase.Filter) (int, error) {
	where, args := whereOf(f)
	var n int
	err := s.tx.QueryRowContext(ctx, "select count(*) from purchase"+where, args...).Scan(&n)
	return n, named(err)
}

// Each gives every row of the filter once, group by group (by is a
// purchase.GroupBy… or empty; days come in the order given, agents by name), in
// the order given within a group, one at a time. It ends with the first error of
// give, which is passed on as it is.
func (s *Snapshot) Each(ctx context.Context, f purchase.Filter, by string, order listing.Sort, give func(p *purchase.Purchase) error) error {
	keys, err := groupOrder(by)
	if err != nil {
		return err
	}
	order = total(order)
	if by == purchase.GroupByDay && order[0].Field != "at" {
		order = append(listing.Sort{{Field: "at", Desc: true}}, order...)
	}
	where, args := whereOf(f)
	rest := strings.TrimPrefix(order.OrderBy(purchase.Columns), " order by ")
	rows, err := s.tx.QueryContext(ctx, "select "+columnList+" from purchase"+where+" order by "+keys+rest, args...)
	if err != nil {
		return named(err)
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		if err := rows.Scan(r.fields()...); err != nil {
			return named(err)
		}
		p := r.document(s.agents)
		if err := give(&p); err != nil {
			return err
		}
	}
	return named(rows.Err())
}

// groupOrder is what the rows are sorted by before anything else. What waits comes
// first, as it does on the board.
func groupOrder(by string) (string, error) {
	switch by {
	case "", purchase.GroupByDay:
		return "", nil
	case purchase.GroupByStatus:
		return "case status when 'pending' then 0 when 'error' then 1 else 2 end, ", nil
	case purchase.GroupByPSR:
		return "psr, ", nil
	case purchase.GroupByAgent:
		return "(select name from agent where agent.id = purchase.agent_id), agent_id, ", nil
	}
	return "", fmt.Errorf("replica: purchases are not grouped by %q", by)
}

// Picked gives the rows with these ids that are still there, each once, in their
// order.
func (s *Snapshot) Picked(ctx context.Context, ids []string, give func(p *purchase.Purchase) error) error {
	for rest := ids; len(rest) > 0; {
		n := min(len(rest), idsPerQuery)
		found, err := s.page(ctx, rest[:n])
		if err != nil {
			return err
		}
		for _, id := range rest[:n] {
			if p, ok := found[id]; ok {
				if err := give(&p); err != nil {
					return err
				}
				delete(found, id)
			}
		}
		rest = rest[n:]
	}
	return nil
}

func (s *Snapshot) page(ctx context.Context, ids []string) (map[string]purchase.Purchase, error) {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	rows, err := s.tx.QueryContext(ctx, "select "+columnList+" from purchase where id in ("+marks(len(ids))+")", args...)
	if err != nil {
		return nil, named(err)
	}
	defer rows.Close()
	found := make(map[string]purchase.Purchase, len(ids))
	for rows.Next() {
		var r row
		if err := rows.Scan(r.fields()...); err != nil {
			return nil, named(err)
		}
		found[r.id] = r.document(s.agents)
	}
	return found, named(rows.Err())
}

// AgentName is what an agent is called, its code first; the id when nothing is
// known of it.
func (s *Snapshot) AgentName(id string) string {
	a := s.agents[id]
	if a.Code != "" && a.Name != "" {
		return a.Code + " · " + a.Name
	}
	return cmp.Or(a.Name, a.Code, id)
}
