package replica

import (
	"context"
	"encoding/json"

	"trastienda/app/purchase"
)

// marks stores the documents of marks, newer ones winning.
func (a *applier) marks(list []purchase.Mark) error {
	for _, m := range list {
		doc, err := json.Marshal(m)
		if err != nil {
			return err
		}
		done, err := a.tx.ExecContext(a.ctx, `insert into purchase_mark (purchase_id, doc, version, gen) values (?, ?, ?, ?)
			on conflict (purchase_id) do update set doc = excluded.doc, version = excluded.version, gen = excluded.gen
			where excluded.version > purchase_mark.version or excluded.gen <> purchase_mark.gen`, m.PurchaseID, string(doc), m.Version, a.gen)
		if err != nil {
			return err
		}
		if n, _ := done.RowsAffected(); n > 0 {
			a.changed++
		}
	}
	return nil
}

func (a *applier) deleteMark(purchaseID string) error {
	a.changed++
	_, err := a.tx.ExecContext(a.ctx, "delete from purchase_mark where purchase_id = ?", purchaseID)
	return err
}

// ApplyMark stores a mark that came as the answer to an act, so that it is
// right before the feed brings it. A mark that was never made is not kept.
func (r *Replica) ApplyMark(ctx context.Context, m purchase.Mark) error {
	if m.Version == 0 {
		return nil
	}
	return r.apply(ctx, func(a *applier) error { return a.marks([]purchase.Mark{m}) })
}

// AddMarks stores a page of all marks in a copy that was loaded by a program
// which knew none; whole notes that none is missing any more. Nothing else of
// the copy is touched.
func (r *Replica) AddMarks(ctx context.Context, list []purchase.Mark, whole bool) error {
	return r.apply(ctx, func(a *applier) error {
		if err := a.marks(list); err != nil || !whole {
			return err
		}
		return setMeta(ctx, a.tx, metaHaveMarks, "1")
	})
}

// Marks returns the marks the copy holds of these purchases, by the purchase's
// id; a purchase that nobody marked is not among them.
func (r *Replica) Marks(ctx context.Context, ids []string) (map[string]purchase.Mark, error) {
	found := make(map[string]purchase.Mark, len(ids))
	list, err := json.Marshal(ids)
	if err != nil || len(ids) == 0 {
		return found, err
	}
	rows, err := r.readers.QueryContext(ctx, `select doc from purchase_mark where purchase_id in (select value from json_each(?))`, string(list))
	if err != nil {
		return nil, named(err)
	}
	defer rows.Close()
	for rows.Next() {
		var doc string
		if err := rows.Scan(&doc); err != nil {
			return nil, named(err)
		}
		var m purchase.Mark
		if err := json.Unmarshal([]byte(doc), &m); err != nil {
			return nil, err
		}
		found[m.PurchaseID] = m
	}
	return found, named(rows.Err())
}
