package replica

import (
	"context"
	"database/sql"
	"encoding/json"

	"trastienda/app/agent"
	"trastienda/app/purchase"
)

// rowsPerInsert is how many rows one INSERT carries; the measured best.
const rowsPerInsert = 50

// applier puts documents into the tables inside one transaction and keeps the
// counters equal to the rows.
type applier struct {
	ctx   context.Context
	tx    *sql.Tx
	gen   int64
	first bool // see insertNew
	prepared
	deltas  map[counterKey]counterValue
	days    dayDeltas
	seen    map[string]bool // agents already looked after in this transaction
	changed int
	// moves are the rows that changed, unless there are too many of them.
	moves []move
	many  bool
	// agentsChanged: the map of agent names has to be read again.
	agentsChanged bool
}

type counterKey struct{ status, currency string }
type counterValue struct{ n, credited int64 }

func newApplier(ctx context.Context, tx *sql.Tx, gen int64, days dayDeltas) *applier {
	return &applier{ctx: ctx, tx: tx, gen: gen, deltas: map[counterKey]counterValue{}, days: days, seen: map[string]bool{}}
}

func (a *applier) count(r *row, sign int64) {
	key := counterKey{string(r.status), r.currency}
	v := a.deltas[key]
	v.n += sign
	v.credited += sign * r.credited
	a.deltas[key] = v
	a.days.count(r, sign)
}

func (a *applier) moved(old, fresh *row) {
	if len(a.moves) >= mostMoves {
		a.moves, a.many = nil, true
	}
	if !a.many {
		a.moves = append(a.moves, move{old, fresh})
	}
}

// purchases stores documents, newer ones winning.
func (a *applier) purchases(list []purchase.Purchase) error {
	for len(list) > 0 {
		n := min(len(list), rowsPerInsert)
		if err := a.chunk(list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

func (a *applier) chunk(list []purchase.Purchase) error {
	newest := make(map[string]purchase.Purchase, len(list))
	ids := make([]any, 0, len(list))
	for _, p := range list {
		have, twice := newest[p.ID]
		if !twice {
			ids = append(ids, p.ID)
		}
		if !twice || p.Version > have.Version {
			newest[p.ID] = p
		}
		if err := a.agentRef(p.Agent); err != nil {
			return err
		}
	}
	rows := make([]row, len(ids))
	for i, id := range ids {
		rows[i] = rowOf(newest[id.(string)])
		rows[i].gen = a.gen
	}
	if done, err := a.insertNew(rows); done || err != nil {
		return err
	}
	old, err := a.existing(ids)
	if err != nil {
		return err
	}
	var write []row
	var keep []any
	for _, fresh := range rows {
		have, ok := old[fresh.id]
		switch {
		case ok && have.gen == a.gen && fresh.version <= have.version:
			continue
		case ok && fresh.sameContent(have):
			keep = append(keep, have.n)
			continue
		case ok:
			a.count(&have, -1)
			a.moved(&have, &fresh)
		default:
			a.moved(nil, &fresh)
		}
		a.count(&fresh, +1)
		write = append(write, fresh)
	}
	if len(keep) > 0 {
		if _, err := a.tx.ExecContext(a.ctx, "update purchase set gen = ? where n in ("+marks(len(keep))+")", append([]any{a.gen}, keep...)...); err != nil {
			return err
		}
	}
	return a.upsert(write)
}

func (a *applier) upsert(rows []row) error {
	if len(rows) == 0 {
		return nil
	}
	args := make([]any, 0, len(rows)*19)
	for i := range rows {
		args = rows[i].values(args)
	}
	a.changed += len(rows)
	if len(rows) < rowsPerInsert {
		_, err := a.tx.ExecContext(a.ctx, upsertSQL(len(rows)), args...)
		return err
	}
	if a.fifty == nil {
		stmt, err := a.tx.PrepareContext(a.ctx, upsertSQL(rowsPerInsert))
		if err != nil {
			return err
		}
		a.fifty = stmt
	}
	_, err := a.fifty.ExecContext(a.ctx, args...)
	return err
}

// existing reads the rows that are there for up to rowsPerInsert ids.
func (a *applier) existing(ids []any) (map[string]row, error) {
	if a.lookup == nil {
		stmt, err := a.tx.PrepareContext(a.ctx, "select "+columnList+" from purchase where id in ("+marks(rowsPerInsert)+")")
		if err != nil {
			return nil, err
		}
		a.lookup = stmt
	}
	padded := make([]any, rowsPerInsert)
	for i := range padded {
		padded[i] = ids[min(i, len(ids)-1)]
	}
	rows, err := a.lookup.QueryContext(a.ctx, padded...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[string]row{}
	for rows.Next() {
		var r row
		if err := rows.Scan(r.fields()...); err != nil {
			return nil, err
		}
		found[r.id] = r
	}
	return found, rows.Err()
}

func (a *applier) deletePurchase(id string) error {
	rows, err := a.existing([]any{id})
	if err != nil {
		return err
	}
	r, ok := rows[id]
	if !ok {
		return nil
	}
	a.count(&r, -1)
	a.moved(&r, nil)
	a.changed++
	if _, err := a.tx.ExecContext(a.ctx, "delete from purchase where n = ?", r.n); err != nil {
		return err
	}
	if err := a.deleteMark(id); err != nil {
		return err
	}
	_, err = a.tx.ExecContext(a.ctx, "delete from detail where purchase_id = ?", id)
	return err
}

// agentRef remembers the name of an agent whose own document is not here.
func (a *applier) agentRef(ref purchase.AgentRef) error {
	if a.seen[ref.ID] {
		return nil
	}
	a.seen[ref.ID] = true
	done, err := a.tx.ExecContext(a.ctx, `insert into agent (id, code, name, doc, version, gen) values (?, ?, ?, '', 0, ?)
		on conflict (id) do update set code = excluded.code, name = excluded.name, doc = '', version = 0, gen = excluded.gen
		where agent.gen <> excluded.gen`, ref.ID, ref.Code, ref.Name, a.gen)
	if err != nil {
		return err
	}
	if n, _ := done.RowsAffected(); n > 0 {
		a.agentsChanged = true
	}
	return nil
}

func (a *applier) agents(list []agent.Agent) error {
	for _, g := range list {
		doc, err := json.Marshal(g)
		if err != nil {
			return err
		}
		done, err := a.tx.ExecContext(a.ctx, `insert into agent (id, code, name, doc, version, gen) values (?, ?, ?, ?, ?, ?)
			on conflict (id) do update set code = excluded.code, name = excluded.name, doc = excluded.doc, version = excluded.version, gen = excluded.gen
			where excluded.version > agent.version or excluded.gen <> agent.gen or agent.doc = ''`, g.ID, g.Code, g.Name, string(doc), g.Version, a.gen)
		if err != nil {
			return err
		}
		if n, _ := done.RowsAffected(); n > 0 {
			a.agentsChanged = true
			a.changed++
		}
	}
	return nil
}

// deleteAgent takes an agent's document away; its name stays while purchases
// show it.
func (a *applier) deleteAgent(id string) error {
	a.agentsChanged = true
	a.changed++
	_, err := a.tx.ExecContext(a.ctx, "update agent set doc = '', version = 0 where id = ?", id)
	return err
}

// flush writes the counters and the roll-ups.
func (a *applier) flush() error {
	for key, d := range a.deltas {
		if d == (counterValue{}) {
			continue
		}
		if _, err := a.tx.ExecContext(a.ctx, `insert into counter (status, currency, n, credited) values (?, ?, ?, ?)
			on conflict (status, currency) do update set n = n + excluded.n, credited = credited + excluded.credited`,
			key.status, key.currency, d.n, d.credited); err != nil {
			return err
		}
	}
	return a.days.flush(a.ctx, a.tx)
}
